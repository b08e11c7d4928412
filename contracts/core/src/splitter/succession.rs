//! Replacing the ledger that settles: scheduled by the owner, in office by anyone after a delay.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    splitter::Params,
};

/// A ledger that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ScheduledLedger {
    /// It.
    pub ledger: Address,
    /// The first block at which it may take office.
    pub from_block: BlockNumber,
}

/// Why no ledger takes office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The owner scheduled none.
    #[error("no ledger is scheduled")]
    NoneScheduled,
    /// Its time has not come.
    #[error("the ledger may take office at block {from_block}")]
    NotDue {
        /// The first block at which it may.
        from_block: BlockNumber,
    },
}

impl ScheduledLedger {
    /// Schedules `ledger` at block `now`. It waits for the longest exit, so that payers can leave before
    /// a ledger that they do not trust: it may settle anything from its first block on. Before that wait
    /// comes as long as a covered exit takes, in which they can learn of it and ask for theirs.
    pub fn new(ledger: Address, params: &Params, now: BlockNumber) -> Self {
        let delay = params.exit_delay.saturating_add(params.escape_after);
        Self { ledger, from_block: now.saturating_add(delay) }
    }

    /// The ledger that takes office at block `now`, of what is `scheduled`.
    ///
    /// # Errors
    /// [`SuccessionError`] if there is none whose time has come.
    pub fn activate(scheduled: Option<Self>, now: BlockNumber) -> Result<Address, SuccessionError> {
        let scheduled = scheduled.ok_or(SuccessionError::NoneScheduled)?;
        if now < scheduled.from_block {
            return Err(SuccessionError::NotDue { from_block: scheduled.from_block });
        }
        Ok(scheduled.ledger)
    }
}
