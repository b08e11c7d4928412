//! Storage cells other than the contract's root.

use scale::Encode;
use tributary_core::{
    dataset::{Parents, Reassignment, Record, StatusChanges, Token},
    ids::Hash,
    Address, BlockNumber, DatasetId,
};
use tributary_interfaces::{
    cells::{load, store},
    storage, ToWord, Word,
};

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
enum Key {
    /// Who owns a dataset, and what else changes.
    #[codec(index = 1)]
    Token(DatasetId),
    /// How many datasets an account owns.
    #[codec(index = 2)]
    Balance(Address),
    /// Whether an owner has an operator.
    #[codec(index = 3)]
    Operator(Address, Address),
    /// A dataset's immutable description.
    #[codec(index = 4)]
    Record(DatasetId),
    /// A dataset's parents; none where it has none.
    #[codec(index = 5)]
    Parents(DatasetId),
    /// A dataset's statuses; none until the first change.
    #[codec(index = 6)]
    Statuses(DatasetId),
    /// Which dataset has a content root.
    #[codec(index = 7)]
    ContentRoot(Hash),
    /// A dataset's newest reassignment; none where there was none.
    #[codec(index = 8)]
    Reassignment(DatasetId),
}

/// The token of a dataset; `None` if it is not registered.
pub fn token(dataset: DatasetId) -> Option<Token> {
    load(&Key::Token(dataset))
}

/// Stores a token.
pub fn store_token(dataset: DatasetId, token: &Token) {
    store(&Key::Token(dataset), token);
}

/// How many datasets an account owns.
pub fn balance(account: Address) -> u64 {
    load(&Key::Balance(account)).unwrap_or_default()
}

/// Counts a dataset that `account` received.
pub fn add_to_balance(account: Address) {
    // Each one counts a dataset, and their ids are u64.
    store(&Key::Balance(account), &balance(account).saturating_add(1));
}

/// Counts a dataset that `account` gave away.
pub fn take_from_balance(account: Address) {
    // Who gives a dataset away owned it, so it was counted.
    store(&Key::Balance(account), &balance(account).saturating_sub(1));
}

/// Whether `operator` may move and approve whatever `owner` owns.
pub fn is_operator(owner: Address, operator: Address) -> bool {
    load(&Key::Operator(owner, operator)).unwrap_or_default()
}

/// Stores whether `operator` may.
pub fn store_operator(owner: Address, operator: Address, approved: bool) {
    store(&Key::Operator(owner, operator), &approved);
}

/// A dataset's description; `None` if it is not registered.
pub fn record(dataset: DatasetId) -> Option<Record> {
    load(&Key::Record(dataset))
}

/// Stores a new dataset's immutable parts.
pub fn store_record(dataset: DatasetId, record: &Record, parents: &Parents) {
    store(&Key::Record(dataset), record);
    store(&Key::ContentRoot(record.content_root), &dataset);
    if !parents.is_empty() {
        store(&Key::Parents(dataset), parents);
    }
}

/// A dataset's parents.
pub fn parents(dataset: DatasetId) -> Parents {
    load(&Key::Parents(dataset)).unwrap_or_default()
}

/// Which dataset has this content root.
pub fn with_content_root(content_root: Hash) -> Option<DatasetId> {
    load(&Key::ContentRoot(content_root))
}

/// A dataset's statuses.
pub fn statuses(dataset: DatasetId, token: &Token) -> StatusChanges {
    load(&Key::Statuses(dataset)).unwrap_or_else(|| StatusChanges::since(token.created_at))
}

/// Stores a dataset's statuses.
pub fn store_statuses(dataset: DatasetId, statuses: &StatusChanges) {
    store(&Key::Statuses(dataset), statuses);
}

/// A dataset's newest reassignment.
pub fn reassignment(dataset: DatasetId) -> Option<Reassignment> {
    load(&Key::Reassignment(dataset))
}

/// Stores a dataset's newest reassignment.
pub fn store_reassignment(dataset: DatasetId, reassignment: &Reassignment) {
    store(&Key::Reassignment(dataset), reassignment);
}

/// When a commitment was made; `None` if it was not, or was revealed. A commitment is a hash that its
/// maker chose, and nothing else is stored under such a bare word.
pub fn commitment(commitment: Hash) -> Option<BlockNumber> {
    let [.., present, a, b, c, d] = storage::load_word(&commitment);
    (present == 1).then_some(BlockNumber::from_be_bytes([a, b, c, d]))
}

/// Stores when a commitment was made.
pub fn store_commitment(commitment: Hash, now: BlockNumber) {
    // The bit above the block number tells block 0 from nothing.
    let present = u64::from(now) | 1u64 << 32;
    storage::store_word(&commitment, &present.to_word());
}

/// Forgets a commitment.
pub fn clear_commitment(commitment: Hash) {
    storage::store_word(&commitment, &Word::default());
}
