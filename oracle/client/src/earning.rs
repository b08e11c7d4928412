//! How work earns votes.

use alloy_primitives::{Address, B256};
use futures::try_join;
use tributary_core::governance::Earning;

use crate::{
    abi::{IGovernance, IRoyaltySplitter},
    error::Result,
    Suite,
};

impl Suite {
    /// How work earns votes in the state of a block, which is what an epoch that is cut there goes by: none where
    /// there is no DAO, and none while the splitter's treasury is not the DAO. Votes are bought by what work pays
    /// into the treasury's cut; whoever else got that could pay it to itself, and have them for nothing.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn earning_at(&self, block: B256) -> Result<Earning> {
        let dao = self.governance.address();
        if dao == Address::ZERO {
            return Ok(Earning::NONE);
        }
        let (earning, treasury) = try_join!(
            self.governance.read_at(IGovernance::earningCall {}, block),
            self.royalty_splitter.read_at(IRoyaltySplitter::treasuryCall {}, block),
        )?;
        if treasury != dao {
            return Ok(Earning::NONE);
        }
        let IGovernance::Earning { rate, cap } = earning;
        Ok(Earning { rate, cap })
    }
}
