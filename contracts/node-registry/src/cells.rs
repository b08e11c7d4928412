//! Storage cells other than the contract's root.
//!
//! Read and written by the environment's own functions: ink!'s mappings want every stored type to
//! describe itself to ink!, which the core's types do not know.

use ink::{env, prelude::vec::Vec, storage::traits::Storable};
use scale::Encode;
use tributary_core::{
    ids::{Hash, ModelId, NodeId},
    splitter::{Change, Page, TooManyChanges},
    Address,
};

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Key {
    /// A node.
    #[codec(index = 1)]
    Node(NodeId),
    /// Whose a key is, or once was.
    #[codec(index = 2)]
    Holder(Hash),
    /// A page of a node's keys.
    #[codec(index = 3)]
    Keys(NodeId, PageKey),
    /// A page of a node's prices for a model.
    #[codec(index = 4)]
    Prices(NodeId, ModelId, PageKey),
    /// An oracle, by its signer.
    #[codec(index = 5)]
    Oracle(Address),
    /// An oracle's signer, by the order of registration.
    #[codec(index = 6)]
    OracleAt(u64),
}

/// Which page of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum PageKey {
    /// The one that grows.
    Newest,
    /// A full one, by its number.
    Full(u32),
}

/// What a cell holds; `None` if it was never stored.
pub fn load<T: Storable>(key: &Key) -> Option<T> {
    // Anything else than what was stored there must stop the call, not read as nothing.
    env::get_contract_storage(key).unwrap_or_else(|_| unreachable!("a cell holds what was stored"))
}

/// Stores a cell.
pub fn store<T: Storable>(key: &Key, value: &T) {
    env::set_contract_storage(key, value);
}

/// Adds `change` to a history; `at` names its cells.
///
/// # Errors
/// [`TooManyChanges`] when the history is full.
pub fn record<T: Change>(at: impl Fn(PageKey) -> Key, change: T) -> Result<(), TooManyChanges>
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    let recorded = newest(&at).record(change, 0)?;
    if let Some((number, changes)) = recorded.full {
        store(&at(PageKey::Full(number)), &changes);
    }
    store(&at(PageKey::Newest), &recorded.newest);
    Ok(())
}

/// The newest page of a history.
pub fn newest<T: Change>(at: impl Fn(PageKey) -> Key) -> Page<T>
where
    Page<T>: Storable,
{
    load(&at(PageKey::Newest)).unwrap_or_default()
}

/// A whole history, oldest change first.
pub fn history<T: Change, A: From<T>>(at: impl Fn(PageKey) -> Key) -> Vec<A>
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    let newest: Page<T> = newest(&at);
    let full = (0..newest.archived).filter_map(|number| load::<Vec<T>>(&at(PageKey::Full(number))));
    full.flatten().chain(newest.changes).map(A::from).collect()
}
