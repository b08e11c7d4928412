//! The timelock: what was voted waits before it happens, and then happens as a whole or not at all.

use tributary_core::{
    governance::{actions::Action, Actions, ProposalId},
    Address, BlockNumber,
};
use tributary_interfaces::timestamp;

use crate::{acting, cells, errors::Error, events, proposals, state::State};

/// Queues a proposal that succeeded.
pub fn queue(state: &State, id: &ProposalId, now: BlockNumber) -> Result<(), Error> {
    let mut proposal = proposals::known(id)?;
    proposal.queue(&state.params, now, timestamp()).map_err(|error| Error::state(id, error))?;
    cells::store_proposal(id, &proposal);
    events::proposal_queued(id, proposal.eta);
    Ok(())
}

/// Executes a proposal whose time has come. Changes the root cell, which the caller stores.
pub fn execute(
    state: &mut State,
    this: &Address,
    id: &ProposalId,
    actions: &Actions,
    now: BlockNumber,
) -> Result<(), Error> {
    let mut proposal = proposals::known(id)?;
    proposal.execute(now, timestamp()).map_err(|error| Error::timelock(id, error))?;
    cells::store_proposal(id, &proposal);
    for Action { target, value, calldata } in actions.iter() {
        acting::act(state, this, &target, value, calldata, now)?;
    }
    events::proposal_executed(id);
    Ok(())
}
