//! Getting a quorum's epoch on chain, and pending ones final.

use tracing::{info, warn};
use tributary_core::BlockNumber;

use crate::{chain::LedgerView, service::Oracle};

impl Oracle {
    /// Sends what is in the outbox. An entry leaves it only when the ledger's event was read
    /// ([`Oracle::follow`]) or when the ledger has moved past its epoch.
    pub(crate) async fn submit_outgoing(&self, ledger: &LedgerView) -> anyhow::Result<()> {
        for outgoing in self.store.outgoing().await? {
            let epoch = outgoing.commitment.epoch;
            if epoch <= ledger.head_epoch {
                self.store.dequeue(epoch).await?;
                continue;
            }
            if outgoing.commitment.prev != ledger.head_hash {
                warn!(epoch = epoch.0, "epoch builds on another head than the ledger's; dropped");
                self.store.dequeue(epoch).await?;
                continue;
            }
            self.store.count_attempt(epoch).await?;
            match self.chain.submit(&outgoing.commitment, &outgoing.signatures).await {
                Ok(block) => info!(epoch = epoch.0, block, "epoch submitted"),
                Err(error) => {
                    warn!(
                        epoch = epoch.0,
                        attempts = outgoing.attempts,
                        error = format!("{error:#}"),
                        "epoch not submitted"
                    );
                }
            }
        }
        Ok(())
    }

    /// Finalizes the oldest pending epoch once its window has passed, in staged order.
    pub(crate) async fn finalize_due(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<()> {
        let (Some(index), Some(open_until)) = (self.index_in(ledger), ledger.oldest_window_ends) else {
            return Ok(());
        };
        let Some(late) = block.checked_sub(open_until) else { return Ok(()) };
        let turn = late.checked_div(ledger.stage_blocks).unwrap_or(0);
        let epoch = tributary_core::EpochId(ledger.final_epoch.0.saturating_add(1));
        if !crate::agreement::leads(epoch, turn, index, ledger.committee.len()) {
            return Ok(());
        }
        match self.chain.finalize().await {
            Ok(block) => info!(epoch = epoch.0, block, "epoch finalized"),
            Err(error) => warn!(epoch = epoch.0, error = format!("{error:#}"), "epoch not finalized"),
        }
        Ok(())
    }
}
