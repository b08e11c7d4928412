//! Replacing the committee: scheduled by the owner, active by anyone after a delay.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    committee::{Committee, CommitteeError},
    ids::{Address, BlockNumber},
};

#[cfg(test)]
mod tests;

/// A committee that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Scheduled {
    /// It, with the version it will have.
    pub committee: Committee,
    /// The first block at which it may become active.
    pub at_block: BlockNumber,
}

/// The scheduled committee has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the next committee may become active at block {at_block}")]
pub struct NotDue {
    /// The first block at which it may.
    pub at_block: BlockNumber,
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
        Ok(Self { committee, at_block: now.saturating_add(delay) })
    }

    /// The committee, if its time has come at block `now`.
    ///
    /// # Errors
    /// [`NotDue`] before.
    pub fn activate(self, now: BlockNumber) -> Result<Committee, NotDue> {
        if now < self.at_block {
            return Err(NotDue { at_block: self.at_block });
        }
        Ok(self.committee)
    }
}
