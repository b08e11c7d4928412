//! Replacing the ledger that settles: scheduled by the owner, in office by anyone in its term.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    schedule::{Term, TermError},
    splitter::Params,
};

/// A ledger that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ScheduledLedger {
    /// It.
    pub ledger: Address,
    /// When it may take office.
    pub term: Term,
}

/// Why no ledger takes office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The owner scheduled none.
    #[error("no ledger is scheduled")]
    NoneScheduled,
    /// It is not its time.
    #[error(transparent)]
    Term(#[from] TermError),
}

impl ScheduledLedger {
    /// Schedules `ledger` at block `now`. It waits for the longest exit, so that payers can leave before
    /// a ledger that they do not trust: it may settle anything from its first block on. Before that wait
    /// comes as long as a covered exit takes, in which they can learn of it and ask for theirs.
    pub const fn new(ledger: Address, params: &Params, now: BlockNumber) -> Self {
        let delay = params.exit_delay.saturating_add(params.escape_after);
        Self { ledger, term: Term::after(delay, now) }
    }

    /// The ledger that takes office at block `now`, of what is `scheduled`.
    ///
    /// # Errors
    /// [`SuccessionError`] if there is none whose term it is.
    pub fn activate(scheduled: Option<Self>, now: BlockNumber) -> Result<Address, SuccessionError> {
        let scheduled = scheduled.ok_or(SuccessionError::NoneScheduled)?;
        scheduled.term.check(now)?;
        Ok(scheduled.ledger)
    }

    /// The ledger that does not take office after all, of what is `scheduled`, lapsed or not.
    ///
    /// # Errors
    /// [`SuccessionError::NoneScheduled`] if there is none.
    pub fn cancel(scheduled: Option<Self>) -> Result<Address, SuccessionError> {
        scheduled.map(|scheduled| scheduled.ledger).ok_or(SuccessionError::NoneScheduled)
    }
}
