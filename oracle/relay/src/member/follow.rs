//! Following epochs: the books move by what the ledger announced, and nothing else.

use anyhow::Context;
use scale::Encode;
use tokio::sync::MutexGuard;
use tracing::{info, warn};
use tributary_core::{epoch::Commitment, hashing::HostHashing, EpochId};

use super::Member;
use crate::{
    books::Verdicts,
    ledger::{LedgerView, Peer},
    metrics::Metrics,
};

/// After so many final epochs the books are kept anew while catching up.
const KEPT_EVERY: u64 = 64;

impl Member {
    /// Waits until nobody else moves the books.
    pub(crate) async fn following(&self) -> MutexGuard<'_, ()> {
        self.following.lock().await
    }

    /// Follows the recorded epochs up to the ledger's head, and forgets what is not under it. The caller
    /// holds [`Member::following`].
    ///
    /// # Errors
    /// If an epoch's data is nowhere to be had, or does not lead to what was announced.
    pub async fn catch_up(&self, ledger: &LedgerView, peers: &[Peer]) -> anyhow::Result<()> {
        self.drop_voided(ledger).await?;
        self.drop_replaced().await?;
        loop {
            let head = self.books.read().await.head().epoch;
            let Some(next) = self.store.next_epoch(head).await? else { break };
            self.adopt(&next, peers).await?;
            if next.epoch <= ledger.final_epoch {
                self.books.write().await.settle(next.epoch);
                if next.epoch.0.checked_rem(KEPT_EVERY) == Some(0) {
                    self.keep_books().await?;
                }
            }
        }
        let moved = self.books.write().await.settle(ledger.final_epoch);
        if moved || self.store.snapshot().await?.map(|(epoch, _)| epoch) != self.settled_epoch().await {
            self.keep_books().await?;
        }
        Metrics::level(&self.metrics.followed, self.books.read().await.head().epoch.0);
        Ok(())
    }

    /// The final epoch that the books stand on; `None` before any.
    async fn settled_epoch(&self) -> Option<EpochId> {
        let epoch = self.books.read().await.settled().state.head.epoch;
        (epoch.0 > 0).then_some(epoch)
    }

    /// Forgets recorded epochs above the ledger's head: they were voided, and their data may be gone. The
    /// head itself has to be the one recorded.
    async fn drop_voided(&self, ledger: &LedgerView) -> anyhow::Result<()> {
        let head = ledger.head_epoch;
        let above = EpochId(head.0.saturating_add(1));
        if self.store.next_epoch(head).await?.is_some() {
            warn!(head = head.0, "epochs above the ledger's head were voided");
            self.store.forget_epochs_from(above).await?;
        }
        self.books.write().await.forget_from(above);
        if head.0 == 0 {
            return Ok(());
        }
        let recorded = self.store.epoch(head).await?;
        let hash = recorded.map(|recorded| recorded.commitment.hash::<HostHashing>());
        anyhow::ensure!(
            hash == Some(ledger.head_hash),
            "the ledger's head, epoch {head}, is not the one that its events announced"
        );
        Ok(())
    }

    /// Forgets followed epochs that were voided and announced anew.
    async fn drop_replaced(&self) -> anyhow::Result<()> {
        let settled = self.books.read().await.settled().state.head.epoch;
        for commitment in self.store.epochs_above(settled).await? {
            let followed = self.books.read().await.epoch(commitment.epoch).map(|epoch| epoch.commitment);
            if followed.is_some_and(|followed| followed != commitment) {
                warn!(epoch = commitment.epoch.0, "epoch was replaced on chain");
                self.books.write().await.forget_from(commitment.epoch);
                break;
            }
        }
        Ok(())
    }

    async fn adopt(&self, commitment: &Commitment, peers: &[Peer]) -> anyhow::Result<()> {
        let epoch = commitment.epoch;
        let data = self.data(&commitment.data_hash, peers).await;
        let data = data.with_context(|| format!("data of epoch {epoch}"))?;
        let (tip, announced) = (self.books.read().await.tip(), *commitment);
        let (verifier, domain) = (self.verifier.clone(), self.domain);
        let recomputed = tokio::task::spawn_blocking(move || {
            let (computed, inputs) = tip.recompute(&announced, &data, &domain, &*verifier)?;
            let reports = computed.judged.iter().map(|judged| judged.digest).zip(inputs.reports);
            let reports: Vec<_> = reports.collect();
            let verdicts = Verdicts(computed.judged.clone()).encode();
            Ok::<_, anyhow::Error>((computed, reports, verdicts))
        });
        let (computed, reports, verdicts) = recomputed.await??;
        let object = self.objects.put(verdicts).await?;
        self.store.settle_reports(epoch, &reports).await?;
        self.store.set_judged(epoch, &object).await?;
        self.books.write().await.push(computed)?;
        info!(epoch = epoch.0, reports = reports.len(), "epoch followed");
        Ok(())
    }

    /// Keeps the books under the newest final epoch for the next start, in place of those before.
    async fn keep_books(&self) -> anyhow::Result<()> {
        let settled = self.books.read().await.settled();
        let epoch = settled.state.head.epoch;
        if epoch.0 == 0 {
            return Ok(());
        }
        let before = self.store.snapshot().await?;
        let object = self.objects.put(settled.state.encode()).await?;
        self.store.set_snapshot(epoch, &object).await?;
        if let Some((_, old)) = before.filter(|(_, old)| *old != object) {
            self.objects.forget(&old).await?;
        }
        Ok(())
    }
}
