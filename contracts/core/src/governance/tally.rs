//! Counting ballots, as OpenZeppelin's `GovernorCountingSimple` and `GovernorPreventLateQuorum` do.

use super::{
    proposal::{State, UnexpectedState},
    Proposal,
};
use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// What a ballot says, with the numbers of Governor Bravo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Support {
    /// Against the proposal.
    Against = 0,
    /// For it.
    For = 1,
    /// Neither; it counts to the quorum.
    Abstain = 2,
}

impl Support {
    /// The support with that number, if there is one.
    pub const fn read(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Against),
            1 => Some(Self::For),
            2 => Some(Self::Abstain),
            _ => None,
        }
    }
}

impl Proposal {
    /// Passes if votes count in `block`, at `time` in unix seconds.
    ///
    /// # Errors
    /// [`UnexpectedState`] in any state but Active.
    pub fn check_active(&self, block: BlockNumber, time: u64) -> Result<(), UnexpectedState> {
        self.require(State::Active.bit(), block, time)
    }

    /// Counts a ballot cast at block `now`, of a proposal for which [`Proposal::check_active`] passed
    /// and a voter that had not voted on it. `quorum` is the one at the snapshot; the first ballot
    /// writes it down, and later ones go by that.
    ///
    /// Returns the new deadline if this ballot reaches the quorum with less than `extension` blocks left. No
    /// other ballot moves it, as a quorum is reached once.
    pub fn count(
        &mut self,
        support: Support,
        weight: u128,
        quorum: u128,
        extension: u32,
        now: BlockNumber,
    ) -> Option<BlockNumber> {
        // All weights together are at most the supply at the snapshot: nothing saturates.
        let side = match support {
            Support::Against => &mut self.against,
            Support::For => &mut self.in_favour,
            Support::Abstain => &mut self.abstain,
        };
        *side = side.saturating_add(weight);
        let quorum = *self.quorum.get_or_insert(quorum);
        if self.quorum_reached || self.in_favour.saturating_add(self.abstain) < quorum {
            return None;
        }
        self.quorum_reached = true;
        let extended = now.saturating_add(extension);
        if extended <= self.vote_end {
            return None;
        }
        self.vote_end = extended;
        Some(extended)
    }
}
