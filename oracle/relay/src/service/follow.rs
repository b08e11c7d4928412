//! Reading the events of the ledgers in office.

use tributary_core::BlockNumber;

use crate::{ledger::LedgerView, service::Oracle};

/// Blocks whose events are read and recorded at once: so much is read again after a crash.
const CHUNK: BlockNumber = 1_000;

impl Oracle {
    /// Records the ledger's events up to `block` and follows what they announce.
    pub(crate) async fn follow(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<()> {
        let member = &self.member;
        let _guard = member.following().await;
        let mut from = match member.store.next_block().await? {
            Some(next) => next,
            None => self.chain.deployed_at(),
        };
        while from <= block {
            let until = from.saturating_add(CHUNK.saturating_sub(1)).min(block);
            let announced = self.chain.announced(from, until).await?;
            from = until.saturating_add(1);
            member.store.record_epochs(&announced, from).await?;
        }
        // A peer's proposal may have brought this oracle further than the caller's block.
        if from > block.saturating_add(1) {
            return Ok(());
        }
        if ledger.inherits {
            tracing::debug!(ledger = %ledger.address, "the ledger has yet to start where the one before it ended");
            return Ok(());
        }
        let peers = self.chain.peers(ledger, block).await?;
        member.catch_up(ledger, &peers).await
    }
}
