//! The states of a proposal by OpenZeppelin's numbers, how a proposal gets there, and refusals that name them.

use alloy_primitives::{B256, U256};
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, proposalCall, stateCall, GovernorNonexistentProposal, GovernorUnexpectedProposalState,
        Proposal,
    },
    dao::FOR,
    Action, Dao, Motion,
};

pub const PENDING: u8 = 0;
pub const ACTIVE: u8 = 1;
pub const CANCELED: u8 = 2;
pub const DEFEATED: u8 = 3;
pub const SUCCEEDED: u8 = 4;
pub const QUEUED: u8 = 5;
pub const EXPIRED: u8 = 6;
pub const EXECUTED: u8 = 7;

/// All of them.
pub const ALL: [u8; 8] = [PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED];

/// OpenZeppelin's bitmap of one state.
pub const fn only(state: u8) -> u8 {
    1 << state
}

/// A proposal's state.
#[track_caller]
pub fn state(dao: &Dao, id: U256) -> u8 {
    dao.contract().view(stateCall { proposalId: id })
}

/// All that is kept of a proposal.
#[track_caller]
pub fn proposal(dao: &Dao, id: U256) -> Proposal {
    dao.contract().view(proposalCall { proposalId: id })
}

/// The refusal of a call that needs one of the states of the bitmap `expected`.
pub fn unexpected(id: U256, current: u8, expected: u8) -> GovernorUnexpectedProposalState {
    GovernorUnexpectedProposalState {
        proposalId: id,
        current,
        expectedStates: B256::with_last_byte(expected),
    }
}

/// The refusal of a call about a proposal that nobody made.
pub fn unknown(id: U256) -> GovernorNonexistentProposal {
    GovernorNonexistentProposal { proposalId: id }
}

/// A motion that changes nothing.
pub fn harmless(dao: &Dao, description: &str) -> Motion {
    let call = approveCall { spender: dao.member(0).address(), value: U256::ZERO };
    Motion::new(vec![Action::call(dao.address(), &call)], description)
}

/// Has the first member propose it, and does what it takes until it is in the state `wanted`. A queued one can be
/// executed at once.
#[track_caller]
pub fn bring(dao: &Dao, motion: &Motion, wanted: u8) -> U256 {
    let (contract, proposer) = (dao.contract(), dao.member(0));
    let id = match wanted {
        PENDING | CANCELED => contract.call(proposer, motion.propose(), 0).ok().value,
        ACTIVE | DEFEATED | SUCCEEDED => dao.open(motion),
        _ => dao.ready(motion),
    };
    match wanted {
        CANCELED => {
            contract.call(proposer, motion.cancel(), 0).ok();
        }
        DEFEATED => dao.close(id),
        SUCCEEDED => {
            dao.vote(proposer, id, FOR);
            dao.close(id);
        }
        EXPIRED => dao.wait(dao.params().gracePeriod),
        EXECUTED => {
            contract.call(proposer, motion.execute(), 0).ok();
        }
        _ => {}
    }
    assert_eq!(state(dao, id), wanted);
    id
}

/// Brings these to where they can be executed, all in the same blocks, by the first member's votes alone.
#[track_caller]
pub fn due(dao: &Dao, motions: &[Motion]) {
    let (contract, member) = (dao.contract(), dao.member(0));
    for motion in motions {
        contract.call(member, motion.propose(), 0).ok();
    }
    let ids: Vec<U256> = motions.iter().map(Motion::id).collect();
    for id in &ids {
        let open = proposal(dao, *id).voteStart + 1;
        dao.sandbox().advance_to(open.max(dao.sandbox().block()));
        dao.vote(member, *id, FOR);
    }
    for (id, motion) in ids.iter().zip(motions) {
        dao.close(*id);
        contract.call(member, motion.queue(), 0).ok();
    }
    dao.wait(dao.params().timelockDelay);
}
