//! Storage cells under keys of a contract's own type, and the histories and lists that stand in them.
//!
//! Read and written by the environment's own functions: ink!'s mappings want every stored type to
//! describe itself to ink!, which the core's types do not know.

use alloc::vec::Vec;

use ink::env;
use scale::{Codec, Encode};
use tributary_core::splitter::{Change, Entry, Page, Recorded, TooManyChanges, TooManyEntries};

use crate::host;

/// Which page of a history or list; the last part of its cell's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum PageKey {
    /// The one that grows.
    #[codec(index = 0)]
    Newest,
    /// A full one, by its number.
    #[codec(index = 1)]
    Full(u32),
}

/// What a cell holds; `None` if it was never stored.
pub fn load<T: Codec>(key: &impl Encode) -> Option<T> {
    // Anything else than what was stored there must stop the call, not read as nothing.
    env::get_contract_storage(key).unwrap_or_else(|_| unreachable!("a cell holds what was stored"))
}

/// Stores a cell.
pub fn store<T: Codec>(key: &impl Encode, value: &T) {
    env::set_contract_storage(key, value);
}

/// A cell's bytes, of which there are at most `most`, in a vector with room for so many; none if it was never
/// stored.
pub fn load_bytes(key: &[u8], most: usize) -> Vec<u8> {
    host::load(key, most)
}

/// Stores a cell's bytes.
pub fn store_bytes(key: &[u8], bytes: &[u8]) {
    host::store(key, bytes);
}

/// Empties a cell.
pub fn clear(key: &impl Encode) {
    env::clear_contract_storage(key);
}

/// The newest page of a history or list; `at` names its cells.
pub fn newest<T: Entry + Codec, K: Encode>(at: impl Fn(PageKey) -> K) -> Page<T> {
    load(&at(PageKey::Newest)).unwrap_or_default()
}

/// Adds `change` to the history whose newest page is `page`; `at` names its cells.
///
/// # Errors
/// [`TooManyChanges`] if that leaves no room for `spare` more.
pub fn record<T: Change + Codec, K: Encode>(
    at: impl Fn(PageKey) -> K,
    page: Page<T>,
    change: T,
    spare: u32,
) -> Result<(), TooManyChanges> {
    keep(at, page.record(change, spare)?);
    Ok(())
}

/// Adds `entry` to a list; `at` names its cells.
///
/// # Errors
/// [`TooManyEntries`] when the list is full.
pub fn append<T: Entry + Codec, K: Encode>(
    at: impl Fn(PageKey) -> K,
    entry: T,
) -> Result<(), TooManyEntries> {
    let page = newest(&at);
    keep(at, page.append(entry)?);
    Ok(())
}

fn keep<T: Codec, K: Encode>(at: impl Fn(PageKey) -> K, recorded: Recorded<T>) {
    if let Some((number, entries)) = recorded.full {
        store(&at(PageKey::Full(number)), &entries);
    }
    store(&at(PageKey::Newest), &recorded.newest);
}

/// A whole history or list, oldest entry first.
pub fn history<T: Entry + Codec, A: From<T>, K: Encode>(at: impl Fn(PageKey) -> K) -> Vec<A> {
    let newest: Page<T> = newest(&at);
    let full = (0..newest.archived).filter_map(|number| load::<Vec<T>>(&at(PageKey::Full(number))));
    full.flatten().chain(newest.changes).map(A::from).collect()
}
