//! A guardian's pause: it ends by itself, and another one needs a pause-free time first.
//!
//! It stops new money and new settlements only; whoever calls these rules must not put finality,
//! claims or exits behind them.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ids::{Address, BlockNumber};

#[cfg(test)]
mod tests;

/// The longest pause: one day of six-second blocks, enough for people in every time zone to look at
/// an incident and for the owner to prepare a lasting answer.
pub const MAX_PAUSE: BlockNumber = 14_400;

/// Blocks that stay free of a pause after one: three days of six-second blocks. A guardian that turns
/// on its users can so hold a contract for a quarter of the time at most, while each pause is far
/// shorter than it takes to exit or to replace the guardian.
pub const COOLDOWN: BlockNumber = 43_200;

/// Where a contract's pause stands. The default is: never paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Pause {
    /// The first block at which the contract runs again.
    pub until: BlockNumber,
    /// The first block at which it may be paused again.
    pub cooldown_until: BlockNumber,
}

/// What a pause forbids, or what forbids a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PauseError {
    /// The caller may not do this.
    #[error("{caller} is not the guardian {guardian}")]
    NotGuardian {
        /// Who called.
        caller: Address,
        /// Who may.
        guardian: Address,
    },
    /// The contract is paused.
    #[error("paused until block {until}")]
    Paused {
        /// The first block at which it runs again.
        until: BlockNumber,
    },
    /// The last pause is too recent.
    #[error("the next pause may begin at block {until}")]
    CoolingDown {
        /// The first block at which a pause may begin.
        until: BlockNumber,
    },
    /// There is no pause to end.
    #[error("not paused since block {until}")]
    NotPaused {
        /// The first block at which the contract ran again; 0 if it was never paused.
        until: BlockNumber,
    },
}

impl Pause {
    /// Whether the contract is paused at block `now`.
    pub const fn is_paused(&self, now: BlockNumber) -> bool {
        now < self.until
    }

    /// Passes if the contract runs at block `now`.
    ///
    /// # Errors
    /// [`PauseError::Paused`] if it does not.
    pub const fn ensure_running(&self, now: BlockNumber) -> Result<(), PauseError> {
        if self.is_paused(now) {
            Err(PauseError::Paused { until: self.until })
        } else {
            Ok(())
        }
    }

    /// The guardian pauses for `length` blocks from `now` on, [`MAX_PAUSE`] at most.
    ///
    /// # Errors
    /// [`PauseError::NotGuardian`] for any other caller, [`PauseError::Paused`] while a pause lasts (it
    /// cannot be extended), [`PauseError::CoolingDown`] for [`COOLDOWN`] blocks after its end.
    pub fn pause(
        &self,
        caller: Address,
        guardian: Address,
        length: BlockNumber,
        now: BlockNumber,
    ) -> Result<Self, PauseError> {
        if caller != guardian {
            return Err(PauseError::NotGuardian { caller, guardian });
        }
        self.ensure_running(now)?;
        if now < self.cooldown_until {
            return Err(PauseError::CoolingDown { until: self.cooldown_until });
        }
        let until = now.saturating_add(length.min(MAX_PAUSE));
        Ok(Self { until, cooldown_until: until.saturating_add(COOLDOWN) })
    }

    /// The guardian, or the owner over its head, ends a pause at block `now`; the cooldown then counts
    /// from `now`.
    ///
    /// # Errors
    /// [`PauseError::NotGuardian`] for any other caller, [`PauseError::NotPaused`] without a pause.
    pub fn unpause(
        &self,
        caller: Address,
        guardian: Address,
        owner: Address,
        now: BlockNumber,
    ) -> Result<Self, PauseError> {
        if caller != guardian && caller != owner {
            return Err(PauseError::NotGuardian { caller, guardian });
        }
        if !self.is_paused(now) {
            return Err(PauseError::NotPaused { until: self.until });
        }
        Ok(Self { until: now, cooldown_until: now.saturating_add(COOLDOWN) })
    }
}
