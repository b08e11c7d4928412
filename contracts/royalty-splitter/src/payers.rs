//! The cells of payers.

use ink::prelude::vec::Vec;
use tributary_core::{
    ids::NodeId,
    splitter::{KeyChange, Page, Payer, ReserveChange, StandingChange, TooManyChanges},
    Address,
};

use crate::{
    cells::{self, Key},
    errors::Error,
};

/// A payer's account; the default for someone who never deposited.
pub fn load(address: Address) -> Payer {
    cells::load(&Key::Payer(address)).unwrap_or_default()
}

/// Stores a payer's account.
pub fn store(address: Address, payer: &Payer) {
    cells::store(&Key::Payer(address), payer);
}

/// The payer with this number.
pub fn at(index: u64) -> Option<Address> {
    cells::load(&Key::PayerAt(index))
}

/// Numbers a payer.
pub fn enumerate(index: u64, address: Address) {
    cells::store(&Key::PayerAt(index), &address);
}

/// Adds a change of standing, leaving room for `spare` more.
///
/// # Errors
/// [`TooManyChanges`] without that room.
pub fn record_standing(payer: Address, change: StandingChange, spare: u32) -> Result<(), TooManyChanges> {
    let at = |page| Key::Standing(payer, page);
    cells::record(at, cells::newest(at), change, spare)
}

/// Adds a session key.
///
/// # Errors
/// [`TooManyChanges`] when the history is full.
pub fn record_key(payer: Address, change: KeyChange) -> Result<(), TooManyChanges> {
    let at = |page| Key::SessionKeys(payer, page);
    cells::record(at, cells::newest(at), change, 0)
}

/// The newest page of a payer's reserves for a node.
pub fn newest_reserves(payer: Address, node: NodeId) -> Page<ReserveChange> {
    cells::newest(|page| Key::Reserves(payer, node, page))
}

/// Adds a reserve to the history whose `newest` page is given, and the node to the payer's list if it is the
/// first one.
///
/// # Errors
/// [`Error::TooManyChanges`] when the history is full, [`Error::TooManyNodes`] when the list is.
pub fn record_reserve(
    payer: Address,
    node: NodeId,
    newest: Page<ReserveChange>,
    change: ReserveChange,
) -> Result<(), Error> {
    if newest.is_empty() {
        cells::append(|page| Key::Nodes(payer, page), node)
            .map_err(|full| Error::TooManyNodes { most: full.most })?;
    }
    Ok(cells::record(|page| Key::Reserves(payer, node, page), newest, change, 0)?)
}

/// The nodes that a payer ever set something aside for, in the order of its first reserves.
pub fn nodes(payer: Address) -> Vec<NodeId> {
    cells::history::<NodeId, NodeId, _>(|page| Key::Nodes(payer, page))
}

/// A payer's standing, oldest change first.
pub fn standings<A: From<StandingChange>>(payer: Address) -> Vec<A> {
    cells::history::<StandingChange, A, _>(|page| Key::Standing(payer, page))
}

/// A payer's session keys, oldest first.
pub fn keys<A: From<KeyChange>>(payer: Address) -> Vec<A> {
    cells::history::<KeyChange, A, _>(|page| Key::SessionKeys(payer, page))
}

/// A payer's reserves for a node, oldest first.
pub fn reserves<A: From<ReserveChange>>(payer: Address, node: NodeId) -> Vec<A> {
    cells::history::<ReserveChange, A, _>(|page| Key::Reserves(payer, node, page))
}
