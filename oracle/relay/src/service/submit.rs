//! Getting a quorum's epoch on chain, and pending ones final.

use tracing::{info, warn};
use tributary_core::{BlockNumber, EpochId};

use crate::{
    agreement::leads,
    chain::{is_passing, is_unpayable},
    ledger::LedgerView,
    member::Turn,
    metrics::Metrics,
    service::Oracle,
};

impl Oracle {
    /// Sends what is in the outbox and this oracle's turn to send. An entry leaves it when the ledger's event
    /// was read ([`Oracle::follow`]), when the ledger has moved past it, or when it can never be taken.
    pub(crate) async fn submit_outgoing(
        &self,
        ledger: &LedgerView,
        block: BlockNumber,
    ) -> anyhow::Result<()> {
        let member = &self.member;
        let all = member.store.outgoing().await?;
        Metrics::level(&member.metrics.outgoing, u64::try_from(all.len()).unwrap_or(u64::MAX));
        if all.is_empty() {
            return Ok(());
        }
        // The ledger takes no cut of the block that it is tried in. Where blocks are final at once, the cut may
        // still be the newest one.
        let best = self.chain.best().await?;
        for outgoing in all {
            let epoch = outgoing.commitment.epoch;
            match member.turn(&outgoing, ledger, block).await? {
                Turn::Wait => continue,
                Turn::Never(reason) => {
                    member.give_up(&outgoing, reason).await?;
                    continue;
                }
                Turn::Now => {}
            }
            if outgoing.commitment.cut_block >= best {
                continue;
            }
            member.store.count_attempt(epoch).await?;
            let sent = self.chain.submit(&ledger.address, &outgoing.commitment, &outgoing.signatures).await;
            Metrics::count(&member.metrics.submissions, sent.is_ok());
            match sent {
                Ok(block) => info!(epoch = epoch.0, block, "epoch submitted"),
                Err(error) if is_passing(&error) => {
                    warn!(epoch = epoch.0, attempts = outgoing.attempts, %error, "epoch not submitted");
                }
                Err(error) => member.give_up(&outgoing, &format!("the ledger refused it: {error}")).await?,
            }
        }
        Ok(())
    }

    /// Finalizes the oldest pending epoch once its window has passed, in staged order; or has it voided, as soon
    /// as the splitter cannot pay it: nothing on top of it could become final either.
    pub(crate) async fn finalize_due(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<()> {
        if ledger.inherits {
            return self.inherit(ledger, block).await;
        }
        let (Some(index), Some(open_until)) = (self.member.index_in(ledger), ledger.oldest_window_ends)
        else {
            return Ok(());
        };
        let epoch = EpochId(ledger.final_epoch.0.saturating_add(1));
        let announced = self.member.store.epoch(epoch).await?;
        if announced.is_some_and(|announced| !ledger.can_pay(&announced.commitment)) {
            let turn = block.checked_div(ledger.stage_blocks).unwrap_or(0);
            if leads(epoch, turn, index, ledger.committee.len()) {
                self.void(ledger, epoch).await?;
            }
            return Ok(());
        }
        let Some(late) = block.checked_sub(open_until) else { return Ok(()) };
        let turn = late.checked_div(ledger.stage_blocks).unwrap_or(0);
        if !leads(epoch, turn, index, ledger.committee.len()) {
            return Ok(());
        }
        if self.read_before_next(ledger, block).await {
            return Ok(());
        }
        match self.chain.finalize(&ledger.address).await {
            Ok(block) => {
                info!(epoch = epoch.0, block, "epoch finalized");
                self.reading.lock().await.made_final(epoch, block, ledger);
            }
            Err(error) if is_unpayable(&error) => {
                warn!(epoch = epoch.0, %error, "the splitter refused the epoch");
                self.void(ledger, epoch).await?;
            }
            Err(error) => warn!(epoch = epoch.0, %error, "epoch not finalized"),
        }
        Ok(())
    }

    async fn void(&self, ledger: &LedgerView, epoch: EpochId) -> anyhow::Result<()> {
        let block = self.chain.void_insolvent(&ledger.address).await?;
        warn!(epoch = epoch.0, block, "pending epochs voided: the splitter cannot pay them");
        Ok(())
    }

    /// Has a new ledger start where the one before it ended, in staged order.
    async fn inherit(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<()> {
        let turn = block.checked_div(ledger.stage_blocks).unwrap_or(0);
        let members = ledger.committee.len();
        let own = self.member.index_in(ledger);
        if !own.is_some_and(|index| leads(ledger.head_epoch, turn, index, members)) {
            return Ok(());
        }
        let block = self.chain.inherit(&ledger.address).await?;
        info!(ledger = %ledger.address, block, "the ledger in office starts where the one before it ended");
        Ok(())
    }
}
