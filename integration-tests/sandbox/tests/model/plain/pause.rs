//! The guardian's pause.

use alloy_primitives::Address;
use tributary_sandbox::abi::IPausable;

use crate::refusal::{ensure, refused, Predicted};

/// A day of six-second blocks.
pub const LENGTH: u32 = 14_400;
/// Three days.
const COOLDOWN: u32 = 43_200;

/// Where a contract's pause stands.
#[derive(Clone, Debug)]
pub struct Pause {
    pub guardian: Address,
    /// How long it lasts.
    pub length: u32,
    pub until: u32,
    pub cooldown_until: u32,
}

impl Pause {
    pub const fn of(guardian: Address, length: u32) -> Self {
        Self { guardian, length, until: 0, cooldown_until: 0 }
    }

    pub fn ensure_running(&self, now: u32) -> Predicted<()> {
        ensure(now >= self.until, IPausable::Paused { untilBlock: self.until })
    }

    pub fn pause(&mut self, caller: Address, now: u32) -> Predicted<()> {
        let guardian = self.guardian;
        ensure(caller == guardian, IPausable::NotGuardian { caller, guardian })?;
        self.ensure_running(now)?;
        let untilBlock = self.cooldown_until;
        ensure(now >= untilBlock, IPausable::PauseCoolingDown { untilBlock })?;
        (self.until, self.cooldown_until) = (now + self.length, now + self.length + COOLDOWN);
        Ok(())
    }

    pub fn unpause(&mut self, caller: Address, owner: Address, now: u32) -> Predicted<()> {
        let guardian = self.guardian;
        if caller != guardian && caller != owner {
            return Err(refused(IPausable::NotGuardian { caller, guardian }));
        }
        ensure(now < self.until, IPausable::NotPaused { untilBlock: self.until })?;
        (self.until, self.cooldown_until) = (now, now + COOLDOWN);
        Ok(())
    }
}
