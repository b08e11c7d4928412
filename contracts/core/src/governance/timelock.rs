//! The wait between a vote and what it decided, in unix seconds.

use super::{
    proposal::{State, UnexpectedState},
    Params, Proposal,
};
use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// Why a proposal cannot be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimelockError {
    /// It is not queued, or not any more.
    #[error(transparent)]
    State(#[from] UnexpectedState),
    /// Its time has not come.
    #[error("the proposal can be executed from {eta}, and it is {now}")]
    NotReady {
        /// From when it can, in unix seconds.
        eta: u64,
        /// The block's time.
        now: u64,
    },
}

impl Proposal {
    /// Starts the timelock of a proposal that has succeeded. Its eta and its end are those of the present
    /// parameters, whatever becomes of these.
    ///
    /// # Errors
    /// [`UnexpectedState`] in any state but Succeeded.
    pub fn queue(&mut self, params: &Params, block: BlockNumber, time: u64) -> Result<(), UnexpectedState> {
        self.require(State::Succeeded.bit(), block, time)?;
        self.eta = time.saturating_add(u64::from(params.timelock_delay));
        self.until = self.eta.saturating_add(u64::from(params.grace_period));
        Ok(())
    }

    /// Marks a proposal as executed. To be stored before the first of its actions, as none may find it
    /// queued.
    ///
    /// # Errors
    /// [`TimelockError::State`] in any state but Queued; [`TimelockError::NotReady`] before its eta.
    pub fn execute(&mut self, block: BlockNumber, time: u64) -> Result<(), TimelockError> {
        self.require(State::Queued.bit(), block, time)?;
        if time < self.eta {
            return Err(TimelockError::NotReady { eta: self.eta, now: time });
        }
        self.executed = true;
        Ok(())
    }
}
