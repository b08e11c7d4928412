//! A table in office, and what ends it without another.

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{dataset::Reassignment, ids::BlockNumber, splitter::Table};

/// A table with the block in which it took office. One cell, at most 389 bytes.
///
/// A sale does not end it: it is a promise to its recipients, which the buyer saw. A reassignment says
/// that who made the promise had no right to, so anybody may end it then.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Tenure {
    /// The block in which it took office.
    pub since: BlockNumber,
    /// The recipients.
    pub table: Table,
}

/// Why recipients stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TenureError {
    /// The account was not reassigned since they took office.
    #[error("the recipients in office since block {since} stand")]
    Stands {
        /// The block in which they took office.
        since: BlockNumber,
    },
    /// The final root is older than what they earned.
    #[error("the final cut {cut_block} is before {needed}, until which the recipients earned")]
    NotSettled {
        /// The final root's cut; 0 without any.
        cut_block: BlockNumber,
        /// The cut needed.
        needed: BlockNumber,
    },
}

impl Tenure {
    /// Passes if the recipients may go at once: the account was reassigned after they took office, or in
    /// the same block, and the final root, cut at `cut_block`, covers the time until which they earned,
    /// so that a claim under it is all of theirs.
    ///
    /// # Errors
    /// [`TenureError`] naming the first rule broken.
    pub fn check_ended(
        &self,
        reassignment: Option<Reassignment>,
        cut_block: BlockNumber,
    ) -> Result<(), TenureError> {
        let since = self.since;
        let reassignment = reassignment.filter(|reassignment| reassignment.at >= since);
        let needed = reassignment.ok_or(TenureError::Stands { since })?.earned_until;
        if cut_block < needed {
            return Err(TenureError::NotSettled { cut_block, needed });
        }
        Ok(())
    }
}
