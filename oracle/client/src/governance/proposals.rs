//! What the DAO says of its proposals.

use alloy_primitives::{Address, B256, U256};
use tributary_core::governance::State;

use super::Motion;
use crate::{
    abi::IGovernance::{
        self, hasVotedCall, latestProposalCall, proposalCall, stateCall, ProposalCreated, VoteCast,
    },
    contracts::Governance,
    error::{ClientError, Result},
};

/// A proposal as the DAO keeps it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: U256,
    /// Where it stands.
    pub state: State,
    /// The rest.
    pub kept: IGovernance::Proposal,
}

/// A ballot that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CastBallot {
    /// The block in which it was.
    pub block: u32,
    /// The vote, by the number of [`tributary_core::governance::Support`].
    pub support: u8,
    /// How many votes it carried.
    pub weight: U256,
    /// What was published with it.
    pub reason: String,
}

impl Governance {
    /// A proposal, in the state of a block.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with `GovernorNonexistentProposal` for an unknown one; as [`crate::Client::read`].
    pub async fn record(&self, id: U256, block: B256) -> Result<Record> {
        let kept = self.read_at(proposalCall { proposalId: id }, block).await?;
        let state = state(self.read_at(stateCall { proposalId: id }, block).await?)?;
        Ok(Record { id, state, kept })
    }

    /// The id of the newest proposal, in the state of a block; `None` before any.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn latest(&self, block: B256) -> Result<Option<U256>> {
        let id = self.read_at(latestProposalCall {}, block).await?;
        Ok((!id.is_zero()).then_some(id))
    }

    /// What was proposed: it stands in the event of the block in which the proposal was made. `None` if the
    /// node no longer has that block's events.
    ///
    /// # Errors
    /// [`ClientError::Inconsistent`] if the block is there and the event is not; the node's.
    pub async fn motion_of(&self, record: &Record) -> Result<Option<Motion>> {
        let number = record.kept.createdAt;
        let events = async {
            let hash = self.client().block_hash(number).await?;
            self.client().block_events(hash, &[self.address()]).await
        };
        let events = match events.await {
            Ok(events) => events,
            Err(error) if error.is_pruned() => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut made = events.iter().filter_map(|record| record.event.decode::<ProposalCreated>());
        let event = made.find(|event| event.proposalId == record.id);
        match event.map(Motion::from) {
            Some(motion) if motion.id() == record.id => Ok(Some(motion)),
            found => Err(ClientError::Inconsistent {
                item: format!("proposal {:#x}", record.id),
                reason: match found {
                    Some(other) => format!("its event in block {number} is of the id {:#x}", other.id()),
                    None => format!("block {number}, in which it was made, has no event of it"),
                },
            }),
        }
    }

    /// How `voter` voted on a proposal, as of block `now`. Nothing is scanned: whether somebody has voted
    /// turns from no to yes once, so that the block is found by halving. `None` if there was no ballot.
    ///
    /// # Errors
    /// The node's; one that does not keep the states and events of those blocks says so
    /// ([`ClientError::is_pruned`]).
    pub async fn ballot_of(&self, record: &Record, voter: Address, now: u32) -> Result<Option<CastBallot>> {
        let mut after = record.kept.voteStart;
        let mut until = now.min(record.kept.voteEnd);
        if until <= after || !self.had_voted(record.id, voter, until).await? {
            return Ok(None);
        }
        while until.saturating_sub(after) > 1 {
            let middle = after.midpoint(until);
            if self.had_voted(record.id, voter, middle).await? {
                until = middle;
            } else {
                after = middle;
            }
        }
        let hash = self.client().block_hash(until).await?;
        let events = self.client().block_events(hash, &[self.address()]).await?;
        let mut cast = events.iter().filter_map(|record| record.event.decode::<VoteCast>());
        let cast = cast.find(|cast| cast.proposalId == record.id && cast.voter == voter);
        Ok(cast.map(|VoteCast { support, weight, reason, .. }| CastBallot {
            block: until,
            support,
            weight,
            reason,
        }))
    }

    async fn had_voted(&self, id: U256, account: Address, block: u32) -> Result<bool> {
        let hash = self.client().block_hash(block).await?;
        self.read_at(hasVotedCall { proposalId: id, account }, hash).await
    }
}

/// The state of a number.
fn state(number: u8) -> Result<State> {
    State::ALL.into_iter().find(|state| state.number() == number).ok_or_else(|| ClientError::Inconsistent {
        item: "a proposal's state".to_owned(),
        reason: format!("its number is {number}, of 0 to 7"),
    })
}
