//! When a dataset was given to its true author.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::status::{Status, StatusChanges};
use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// The newest reassignment of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reassignment {
    /// Its block.
    pub at: BlockNumber,
    /// The block until which answers earned for whom it had before: that of the reassignment, or,
    /// where the dataset did not count then, the one from which it did not.
    pub earned_until: BlockNumber,
}

impl Reassignment {
    /// Reassigned at block `now`, after these `statuses`.
    pub fn new(statuses: &StatusChanges, now: BlockNumber) -> Self {
        let idle = statuses.changes().iter().rev().take_while(|(_, status)| *status != Status::Active);
        let earned_until = idle.last().map_or(now, |(from, _)| *from);
        Self { at: now, earned_until }
    }
}
