//! Which ledger is in office, event by event.

use alloy_primitives::Address;

use crate::{
    abi::IRoyaltySplitter,
    deployment::Suite,
    error::{ClientError, Result},
    receipt::ContractEvent,
};

/// The ledger in office at a place in the chain. It moves on by [`Office::see`], which has to be shown every
/// event of the splitter from there on, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office {
    splitter: Address,
    /// Zero before the first one is wired.
    ledger: Address,
}

/// What an event is to those who follow the ledgers in office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Of the ledger in office.
    Ledger,
    /// Another ledger takes office: what was pending on the one before is settled nowhere.
    Succession,
    /// Anything else.
    Other,
}

impl Office {
    /// The ledger that is in office on `splitter` before anything else happens.
    pub const fn new(splitter: Address, ledger: Address) -> Self {
        Self { splitter, ledger }
    }

    /// The ledger in office.
    pub const fn ledger(&self) -> Address {
        self.ledger
    }

    /// Takes note of the next event.
    pub fn see(&mut self, event: &ContractEvent) -> Seen {
        if event.contract == self.ledger {
            return Seen::Ledger;
        }
        if event.contract != self.splitter {
            return Seen::Other;
        }
        if let Some(wired) = event.decode::<IRoyaltySplitter::Wired>() {
            self.ledger = wired.ledger;
        } else if let Some(replaced) = event.decode::<IRoyaltySplitter::LedgerReplaced>() {
            self.ledger = replaced.newLedger;
            return Seen::Succession;
        }
        Seen::Other
    }
}

impl Suite {
    /// The ledger in office as block `from` begins.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn office_before(&self, from: u32) -> Result<Office> {
        let splitter = &self.royalty_splitter;
        let at = splitter.client().block_hash(from.saturating_sub(1)).await?;
        let ledger = match self.ledger_at(at).await {
            Ok(ledger) => ledger.address(),
            // Before the deployment.
            Err(ClientError::NoContract { .. }) => Address::ZERO,
            Err(error) => return Err(error),
        };
        Ok(Office::new(splitter.address(), ledger))
    }
}

#[cfg(test)]
mod tests;
