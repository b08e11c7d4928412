//! Storage cells other than the contract's root.
//!
//! Read and written by the environment's own functions: ink!'s mappings want every stored type to
//! describe itself to ink!, which the core's types do not know.

use ink::{env, prelude::vec::Vec, storage::traits::Storable};
use scale::Encode;
use tributary_core::{
    ids::{Hash, ModelId, NodeId},
    splitter::{Change, Entry, Page, Recorded, TooManyChanges},
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
    /// A page of the models that a node ever set a price for.
    #[codec(index = 7)]
    Models(NodeId, PageKey),
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
    keep(&at, newest(&at).record(change, 0)?);
    Ok(())
}

/// Adds `change` to the history of one of several things, and the thing itself to the `list` of them when its
/// history begins.
///
/// # Errors
/// [`TooManyChanges`] when the history or the list is full.
pub fn record_listed<T: Change, I: Entry>(
    at: impl Fn(PageKey) -> Key,
    change: T,
    list: impl Fn(PageKey) -> Key,
    item: I,
) -> Result<(), TooManyChanges>
where
    Page<T>: Storable,
    Vec<T>: Storable,
    Page<I>: Storable,
    Vec<I>: Storable,
{
    let page = newest(&at);
    if page.is_empty() {
        keep(&list, newest(&list).append(item)?);
    }
    keep(&at, page.record(change, 0)?);
    Ok(())
}

fn keep<T>(at: impl Fn(PageKey) -> Key, recorded: Recorded<T>)
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    if let Some((number, entries)) = recorded.full {
        store(&at(PageKey::Full(number)), &entries);
    }
    store(&at(PageKey::Newest), &recorded.newest);
}

/// The newest page of a history or list.
pub fn newest<T: Entry>(at: impl Fn(PageKey) -> Key) -> Page<T>
where
    Page<T>: Storable,
{
    load(&at(PageKey::Newest)).unwrap_or_default()
}

/// A whole history or list, oldest entry first.
pub fn history<T: Entry, A: From<T>>(at: impl Fn(PageKey) -> Key) -> Vec<A>
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    let newest: Page<T> = newest(&at);
    let full = (0..newest.archived).filter_map(|number| load::<Vec<T>>(&at(PageKey::Full(number))));
    full.flatten().chain(newest.changes).map(A::from).collect()
}
