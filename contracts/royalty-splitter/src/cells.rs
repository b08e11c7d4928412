//! Storage cells other than the contract's root.
//!
//! Read and written by the environment's own functions: ink!'s mappings want every stored type to
//! describe itself to ink!, which the core's types do not know.

use ink::{env, prelude::vec::Vec, storage::traits::Storable};
use scale::Encode;
use tributary_core::{
    ids::{Hash, NodeId},
    splitter::{Change, Entry, Page, Recorded, TooManyChanges},
    Address,
};

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Key {
    /// Roles, neighbours and delays.
    #[codec(index = 1)]
    Config,
    /// A payer's account.
    #[codec(index = 2)]
    Payer(Address),
    /// A payer by the order of first deposits.
    #[codec(index = 3)]
    PayerAt(u64),
    /// A page of a payer's standing.
    #[codec(index = 4)]
    Standing(Address, PageKey),
    /// A page of a payer's session keys.
    #[codec(index = 5)]
    SessionKeys(Address, PageKey),
    /// A page of a payer's reserves for a node.
    #[codec(index = 6)]
    Reserves(Address, NodeId, PageKey),
    /// What an account earned.
    #[codec(index = 7)]
    Earnings(Hash),
    /// An account's recipients, and since when.
    #[codec(index = 8)]
    Table(Hash),
    /// What a recipient of an account is owed and drew.
    #[codec(index = 9)]
    Balance(Hash, Address),
    /// Recipients proposed for an account.
    #[codec(index = 10)]
    Proposal(Hash),
    /// The ledger that waits to take office.
    #[codec(index = 11)]
    ScheduledLedger,
    /// A page of the nodes that a payer ever set something aside for.
    #[codec(index = 12)]
    Nodes(Address, PageKey),
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

/// Empties a cell.
pub fn clear(key: &Key) {
    env::clear_contract_storage(key);
}

/// Adds `change` to the history whose newest page is `page`; `at` names its cells.
///
/// # Errors
/// [`TooManyChanges`] if that leaves no room for `spare` more.
pub fn record<T: Change>(
    at: impl Fn(PageKey) -> Key,
    page: Page<T>,
    change: T,
    spare: u32,
) -> Result<(), TooManyChanges>
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    keep(at, page.record(change, spare)?);
    Ok(())
}

/// Adds `entry` to a list; `at` names its cells.
///
/// # Errors
/// [`TooManyChanges`] when the list is full.
pub fn append<T: Entry>(at: impl Fn(PageKey) -> Key, entry: T) -> Result<(), TooManyChanges>
where
    Page<T>: Storable,
    Vec<T>: Storable,
{
    let page = newest(&at);
    keep(at, page.append(entry)?);
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
