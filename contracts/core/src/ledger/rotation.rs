//! Replacing the committee: scheduled by the owner, active by anyone in its term.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    committee::{Committee, CommitteeError},
    ids::{Address, BlockNumber},
    schedule::{Term, TermError},
};

#[cfg(test)]
mod tests;

/// A committee that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Scheduled {
    /// It, with the version it will have.
    pub committee: Committee,
    /// When it may become active.
    pub term: Term,
}

impl Scheduled {
    /// Schedules `members` at block `now` as the successor of the committee of version `current`.
    ///
    /// # Errors
    /// [`CommitteeError`] if they make no committee.
    pub fn new(
        current: u32,
        members: Vec<Address>,
        now: BlockNumber,
        delay: BlockNumber,
    ) -> Result<Self, CommitteeError> {
        // One rotation takes a block at least and block numbers are u32: versions cannot run out.
        let committee = Committee::new(current.saturating_add(1), members)?;
        Ok(Self { committee, term: Term::after(delay, now) })
    }

    /// The committee, if block `now` is in its term.
    ///
    /// # Errors
    /// [`TermError`] before and after.
    pub fn activate(self, now: BlockNumber) -> Result<Committee, TermError> {
        self.term.check(now)?;
        Ok(self.committee)
    }
}
