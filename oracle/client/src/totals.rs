//! The splitter's counters.

use alloy_primitives::B256;
use tributary_core::{splitter::Totals, Wei};

use crate::{abi::IRoyaltySplitter, error::Result, Suite};

impl Suite {
    /// The splitter's counters in the state of a block.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn totals_at(&self, block: B256) -> Result<Totals> {
        let IRoyaltySplitter::Totals { deposited, withdrawn, released, claimed, payoutSum, spendSum } =
            self.royalty_splitter.read_at(IRoyaltySplitter::totalsCall {}, block).await?;
        Ok(Totals {
            deposited: Wei(deposited),
            withdrawn: Wei(withdrawn),
            released: Wei(released),
            claimed: Wei(claimed),
            payout_sum: Wei(payoutSum),
            spend_sum: Wei(spendSum),
        })
    }
}
