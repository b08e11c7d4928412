//! Votes: delegation and what each account had when (IVotes, ERC-5805).

use tributary_core::{
    governance::{delegation, lookup, params, Amount, Checkpoint, Desk},
    Address, BlockNumber, Ppm,
};

use crate::{
    cells::{self, Storage},
    errors::Error,
    events,
    state::State,
};

/// Lets the votes of `delegator` count for `to`.
pub fn delegate(delegator: &Address, to: &Address, now: BlockNumber) {
    let mut desk = Desk::new(Storage);
    delegate_at(&mut desk, delegator, to, now);
    desk.close();
}

/// The same at a desk that is open.
pub fn delegate_at(desk: &mut Desk<Storage>, delegator: &Address, to: &Address, now: BlockNumber) {
    let delegated = delegation::delegate(desk, delegator, to, now);
    events::delegate_changed(delegator, &delegated.from, to, &delegated.moved);
}

/// What votes `account` had at the end of a past block.
pub fn votes_at(account: &Address, timepoint: Amount, now: BlockNumber) -> Result<u128, Error> {
    Ok(votes_in(account, lookup::past(timepoint, now)?))
}

/// What votes `account` had at the end of `block`, which is past.
pub fn votes_in(account: &Address, block: BlockNumber) -> u128 {
    cells::holder(account).votes_at(block, |page| cells::votes_page(account, page))
}

/// The supply at the end of a past block.
pub fn supply_at(state: &State, timepoint: Amount, now: BlockNumber) -> Result<u128, Error> {
    Ok(supply_in(state, lookup::past(timepoint, now)?))
}

/// The supply at the end of `block`, or now if that is later.
pub fn supply_in(state: &State, block: BlockNumber) -> u128 {
    state.supply.at(block, cells::supply_page)
}

/// The quorum's numerator at the end of `block`, or now if that is later, in ppm.
pub fn numerator_in(state: &State, block: BlockNumber) -> Ppm {
    let numerator = state.quorums.at(block, cells::quorums_page);
    // What is stored there was a `Ppm`.
    Ppm(u32::try_from(numerator).unwrap_or(u32::MAX))
}

/// The same of a timepoint, which may be beyond all blocks.
pub fn numerator_at(state: &State, timepoint: Amount) -> Ppm {
    let block = timepoint.fits().and_then(|block| BlockNumber::try_from(block).ok());
    numerator_in(state, block.unwrap_or(BlockNumber::MAX))
}

/// The quorum of votes whose snapshot is a past block.
pub fn quorum_at(state: &State, timepoint: Amount, now: BlockNumber) -> Result<u128, Error> {
    Ok(quorum_in(state, lookup::past(timepoint, now)?))
}

/// The same of a block that is known to be past.
pub fn quorum_in(state: &State, block: BlockNumber) -> u128 {
    params::quorum(supply_in(state, block), numerator_in(state, block))
}

/// How often the votes of `account` changed, at most once per block.
pub fn checkpoint_count(account: &Address) -> u32 {
    cells::holder(account).votes_count()
}

/// One of these changes, by its position from 0.
pub fn checkpoint(account: &Address, position: u32) -> Option<Checkpoint> {
    cells::holder(account).votes_position(position, |page| cells::votes_page(account, page))
}
