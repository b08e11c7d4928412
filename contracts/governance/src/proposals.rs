//! Proposals: made, looked at, called off.

use tributary_core::{
    governance::{guardian, proposal, Actions, Proposal, ProposalId},
    ids::Hash,
    Address, BlockNumber, Hashing,
};
use tributary_interfaces::{timestamp, HostHash};

use crate::{arguments::Calldata, cells, errors::Error, events, state::State, votes};

/// Makes the proposal that the running call has in its arguments; returns its id.
pub fn propose(
    state: &mut State,
    this: &Address,
    proposer: &Address,
    now: BlockNumber,
) -> Result<ProposalId, Error> {
    let (mut actions, description) = Calldata::load().into_proposal();
    proposal::check_proposer(&description, proposer)?;
    let threshold = state.params.proposal_threshold;
    // The block before: what is voted on is decided by who held votes before the proposal was known. Where it takes
    // none, nobody's are looked up.
    let before = now.checked_sub(1).filter(|_| threshold > 0);
    let votes = before.map_or(0, |before| votes::votes_in(proposer, before));
    proposal::check_threshold(proposer, votes, threshold)?;
    let hash = <HostHash as Hashing>::keccak256(&description);
    actions.check()?;
    let id = actions.id::<HostHash>(&hash);
    if let Some(known) = cells::proposal(&id) {
        let current = known.state(now, timestamp());
        return Err(Error::state(&id, proposal::UnexpectedState { current, expected: 0 }));
    }
    let spared = guardian::spares_guardian(&actions, this);
    let made = Proposal::new(&state.params, *proposer, state.proposals, state.latest, spared, now);
    cells::store_proposal(&id, &made);
    state.latest = id;
    // Nobody pays for 2^32 proposals.
    state.proposals = state.proposals.saturating_add(1);
    let (start, end) = (made.vote_start, made.vote_end);
    events::proposal_created(&actions.encode_created(&id, proposer, start, end, &description));
    state.store();
    Ok(id)
}

/// The id of these actions under this description.
pub fn id(actions: &mut Actions, description_hash: &Hash) -> ProposalId {
    actions.id::<HostHash>(description_hash)
}

/// The id of the proposal whose actions the running call names.
#[inline(never)]
pub fn called(description_hash: &Hash) -> ProposalId {
    id(&mut Calldata::load().into_actions(), description_hash)
}

/// Calls the proposal off whose actions the running call names: its proposer while it is pending, the guardian
/// while it is queued. Returns its id.
pub fn cancel(
    state: &State,
    caller: &Address,
    description_hash: &Hash,
    now: BlockNumber,
) -> Result<ProposalId, Error> {
    let id = called(description_hash);
    let mut proposal = known(&id)?;
    proposal.cancel(caller, &state.guardian, now, timestamp()).map_err(|error| Error::cancel(&id, error))?;
    cells::store_proposal(&id, &proposal);
    events::proposal_canceled(&id);
    Ok(id)
}

/// A proposal that was made.
pub fn known(id: &ProposalId) -> Result<Proposal, Error> {
    cells::proposal(id).ok_or_else(|| Error::unknown(id))
}
