//! Following the chain: epochs are what the ledger announced, and nothing else.

use anyhow::Context;
use tracing::{info, warn};
use tributary_core::{epoch::Commitment, hashing::HostHashing, BlockNumber, EpochId, Hash, Hashing};

use crate::{
    pull::{pull, PullError},
    service::Oracle,
};

impl Oracle {
    /// Recomputes the recorded epochs after a start.
    pub(crate) async fn restore(&self) -> anyhow::Result<()> {
        for commitment in self.store.epochs().await? {
            self.adopt(&commitment).await?;
        }
        Ok(())
    }

    /// Reads the ledger's events up to `block` and follows what they announce.
    pub(crate) async fn follow(&self, block: BlockNumber) -> anyhow::Result<()> {
        let from = match self.store.next_block().await? {
            Some(next) => next,
            None => self.chain.deployed_at(),
        };
        if from <= block {
            let announced = self.chain.announced(from, block).await?;
            let _guard = self.agreement.lock().await;
            self.store.record_epochs(&announced, block.saturating_add(1)).await?;
        }
        let _guard = self.agreement.lock().await;
        let recorded = self.store.epochs().await?;
        self.drop_replaced(&recorded).await;
        for commitment in &recorded {
            if commitment.epoch > self.books.read().await.head().epoch {
                self.adopt(commitment).await?;
            }
        }
        self.drop_voided(block).await
    }

    /// Forgets followed epochs that were voided and announced anew.
    async fn drop_replaced(&self, recorded: &[Commitment]) {
        let mut books = self.books.write().await;
        for commitment in recorded {
            let followed = books.epoch(commitment.epoch).map(|epoch| epoch.commitment);
            if followed.is_some_and(|followed| followed != *commitment) {
                warn!(epoch = commitment.epoch.0, "epoch was replaced on chain");
                books.forget_from(commitment.epoch);
            }
        }
    }

    /// Forgets followed epochs above the ledger's head: they were voided.
    async fn drop_voided(&self, block: BlockNumber) -> anyhow::Result<()> {
        let head = self.chain.ledger(block).await?.head_epoch;
        let above = EpochId(head.0.saturating_add(1));
        if self.books.read().await.head().epoch > head {
            warn!(head = head.0, "epochs above the ledger's head were voided");
            self.store.forget_epochs_from(above).await?;
            self.books.write().await.forget_from(above);
        }
        Ok(())
    }

    async fn adopt(&self, commitment: &Commitment) -> anyhow::Result<()> {
        let data = self.data(&commitment.data_hash).await.with_context(|| {
            format!("data {} of epoch {}", hex::encode(commitment.data_hash), commitment.epoch)
        })?;
        let inputs = self.books.write().await.follow(commitment, &data)?;
        let reports: Vec<_> = inputs
            .reports
            .into_iter()
            .map(|signed| (signed.report.digest::<HostHashing>(&self.chain.domain()), signed))
            .collect();
        self.store.replace_reports(&reports).await?;
        info!(epoch = commitment.epoch.0, reports = reports.len(), "epoch followed");
        Ok(())
    }

    /// An object, from here or from any peer; checked against its name either way.
    pub(crate) async fn data(&self, name: &Hash) -> anyhow::Result<Vec<u8>> {
        if let Some(bytes) = self.objects.get(name).await? {
            return Ok(bytes);
        }
        let block = self.chain.finalized().await?;
        for peer in self.chain.peers(block).await? {
            let url = format!("{}/v1/data/{}", peer.endpoint.trim_end_matches('/'), hex::encode(name));
            let answer = async { self.http.get(url).send().await?.error_for_status()?.bytes().await };
            match answer.await {
                Ok(bytes) if HostHashing::sha256(&bytes) == *name => {
                    self.objects.put(bytes.to_vec()).await?;
                    return Ok(bytes.to_vec());
                }
                Ok(_) => warn!(peer = peer.endpoint, "peer served other bytes than asked for"),
                Err(error) => warn!(peer = peer.endpoint, %error, "peer has no such data"),
            }
        }
        anyhow::bail!("neither here nor at any peer")
    }

    /// Fetches new reports from every node; a node that fails is left for the next round.
    pub(crate) async fn pull_all(&self, block: BlockNumber) -> anyhow::Result<()> {
        let registry = self.chain.registry(block).await?;
        let state = self.books.read().await.state();
        let domain = self.chain.domain();
        for (node, endpoint) in self.chain.node_endpoints(block).await? {
            let due = state.due(node);
            match pull(&self.http, &self.store, &registry, &domain, (node, &endpoint), due).await {
                Ok(0) => {}
                Ok(taken) => info!(node = node.0, taken, "reports pulled"),
                Err(error @ PullError::Store(_)) => return Err(error.into()),
                Err(error) => warn!(node = node.0, %error, "node not pulled"),
            }
        }
        Ok(())
    }
}
