//! How work earns votes.

use alloy_primitives::{Address, B256};
use tributary_core::governance::Earning;

use crate::{abi::IGovernance, error::Result, Suite};

impl Suite {
    /// How work earns votes in the state of a block: none where there is no DAO.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn earning_at(&self, block: B256) -> Result<Earning> {
        if self.governance.address() == Address::ZERO {
            return Ok(Earning::NONE);
        }
        let IGovernance::Earning { rate, cap } =
            self.governance.read_at(IGovernance::earningCall {}, block).await?;
        Ok(Earning { rate, cap })
    }
}
