//! A proposal and the states it passes through.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{suffix::restricted_to, Params, ProposalId};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
pub(super) mod tests;

/// A proposal, in one cell. What it does is not kept: its id pins the actions, which come again with
/// each call about it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Proposal {
    /// Who made it.
    pub proposer: Address,
    /// Its number, counted from 0 in the order in which proposals are made.
    pub number: u32,
    /// The block in which it was made, where its event is.
    pub created_at: BlockNumber,
    /// The snapshot: votes weigh what they did at this block's end, and can be cast after it.
    pub vote_start: BlockNumber,
    /// The deadline: the last block in which votes can be cast.
    pub vote_end: BlockNumber,
    /// Votes against it.
    pub against: u128,
    /// Votes for it.
    pub in_favour: u128,
    /// Votes that count to the quorum and to neither side.
    pub abstain: u128,
    /// The votes that make a quorum; known from the first ballot on, and fixed since the snapshot.
    pub quorum: Option<u128>,
    /// From when it can be executed, in unix seconds; 0 until it is queued.
    pub eta: u64,
    /// From when it no longer can, in unix seconds; 0 until it is queued.
    pub until: u64,
    /// The id of the proposal made before; zero for the first.
    pub previous: ProposalId,
    /// Whether the votes for it and the abstentions have reached the quorum.
    pub quorum_reached: bool,
    /// Whether it was executed.
    pub executed: bool,
    /// Whether it was canceled, by its proposer or by the guardian.
    pub canceled: bool,
    /// Whether the guardian cannot cancel it.
    pub spares_guardian: bool,
}

/// A proposal's state, with the numbers of OpenZeppelin's `ProposalState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Votes do not count yet.
    Pending = 0,
    /// Votes count.
    Active = 1,
    /// Its proposer or the guardian stopped it.
    Canceled = 2,
    /// It has no quorum, or not more votes for it than against.
    Defeated = 3,
    /// It has both, and can be queued.
    Succeeded = 4,
    /// It waits for its eta, or for someone to execute it.
    Queued = 5,
    /// Nobody executed it in time.
    Expired = 6,
    /// It was executed.
    Executed = 7,
}

impl State {
    /// All of them, by their numbers.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Active,
        Self::Canceled,
        Self::Defeated,
        Self::Succeeded,
        Self::Queued,
        Self::Expired,
        Self::Executed,
    ];

    /// Its number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Its bit in OpenZeppelin's bitmaps of states.
    pub const fn bit(self) -> u8 {
        1 << self.number()
    }
}

/// Why something may not be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposeError {
    /// The description reserves it for someone else.
    #[error("the description does not let {proposer} propose this")]
    Restricted {
        /// Who called.
        proposer: Address,
    },
    /// It takes more votes.
    #[error("{proposer} has {votes} votes and needs {threshold} to propose")]
    BelowThreshold {
        /// Who called.
        proposer: Address,
        /// Its votes at the end of the block before.
        votes: u128,
        /// The votes it takes.
        threshold: u128,
    },
}

/// A call that needs another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proposal's state is {current:?}, none of the bitmap {expected:#04x}")]
pub struct UnexpectedState {
    /// The state it is in.
    pub current: State,
    /// OpenZeppelin's bitmap of the states in which the call would do, by [`State::bit`]; 0 where none
    /// would.
    pub expected: u8,
}

impl Proposal {
    /// A proposal made at block `now`.
    pub fn new(
        params: &Params,
        proposer: Address,
        number: u32,
        previous: ProposalId,
        spares_guardian: bool,
        now: BlockNumber,
    ) -> Self {
        let vote_start = now.saturating_add(params.voting_delay);
        Self {
            proposer,
            number,
            created_at: now,
            vote_start,
            vote_end: vote_start.saturating_add(params.voting_period),
            against: 0,
            in_favour: 0,
            abstain: 0,
            quorum: None,
            eta: 0,
            until: 0,
            previous,
            quorum_reached: false,
            executed: false,
            canceled: false,
            spares_guardian,
        }
    }

    /// Its state in `block`, at `time` in unix seconds. As in OpenZeppelin's Governor a vote in the
    /// deadline's block counts, and what has succeeded waits without end until somebody queues it.
    pub fn state(&self, block: BlockNumber, time: u64) -> State {
        if self.executed {
            State::Executed
        } else if self.canceled {
            State::Canceled
        } else if block <= self.vote_start {
            State::Pending
        } else if block <= self.vote_end {
            State::Active
        } else if !self.quorum_reached || self.in_favour <= self.against {
            State::Defeated
        } else if self.eta == 0 {
            State::Succeeded
        } else if time < self.until {
            State::Queued
        } else {
            State::Expired
        }
    }

    /// Passes if its state is one of the bitmap `expected`.
    pub(super) fn require(&self, expected: u8, block: BlockNumber, time: u64) -> Result<(), UnexpectedState> {
        let current = self.state(block, time);
        if current.bit() & expected == 0 {
            return Err(UnexpectedState { current, expected });
        }
        Ok(())
    }
}

/// Passes unless the description reserves the proposal for someone else than `caller`
/// ([`restricted_to`]).
///
/// # Errors
/// [`ProposeError::Restricted`] if it does.
pub fn check_proposer(description: &[u8], caller: &Address) -> Result<(), ProposeError> {
    match restricted_to(description) {
        Some(only) if only != *caller => Err(ProposeError::Restricted { proposer: *caller }),
        _ => Ok(()),
    }
}

/// Passes if `votes`, those of `caller` at the end of the block before, reach the `threshold`.
///
/// # Errors
/// [`ProposeError::BelowThreshold`] if they do not.
pub fn check_threshold(caller: &Address, votes: u128, threshold: u128) -> Result<(), ProposeError> {
    if votes < threshold {
        return Err(ProposeError::BelowThreshold { proposer: *caller, votes, threshold });
    }
    Ok(())
}
