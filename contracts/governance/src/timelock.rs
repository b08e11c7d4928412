//! The timelock: what was voted waits before it happens, and then happens as a whole or not at all.

use tributary_core::{
    governance::{actions::Action, ProposalId},
    ids::Hash,
    Address, BlockNumber,
};
use tributary_interfaces::timestamp;

use crate::{acting, arguments::Calldata, cells, errors::Error, events, proposals, state::State};

/// Queues the proposal that succeeded and whose actions the running call names; returns its id.
pub fn queue(state: &State, description_hash: &Hash, now: BlockNumber) -> Result<ProposalId, Error> {
    let id = proposals::called(description_hash);
    let mut proposal = proposals::known(&id)?;
    proposal.queue(&state.params, now, timestamp()).map_err(|error| Error::state(&id, error))?;
    cells::store_proposal(&id, &proposal);
    events::proposal_queued(&id, proposal.eta);
    Ok(id)
}

/// Executes the proposal whose time has come and whose actions the running call names; returns its id.
pub fn execute(
    state: &mut State,
    this: &Address,
    description_hash: &Hash,
    now: BlockNumber,
) -> Result<ProposalId, Error> {
    let mut actions = Calldata::load().into_actions();
    let id = proposals::id(&mut actions, description_hash);
    let mut proposal = proposals::known(&id)?;
    proposal.execute(now, timestamp()).map_err(|error| Error::timelock(&id, error))?;
    cells::store_proposal(&id, &proposal);
    for Action { target, value, calldata } in actions.iter() {
        acting::act(state, this, &target, value, calldata, now)?;
    }
    events::proposal_executed(&id);
    state.store();
    Ok(id)
}
