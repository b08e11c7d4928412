//! The chain as an oracle sees it: finalized state of one deployment, and two transactions.

use std::sync::Arc;

use alloy_primitives::B256;
use anyhow::Context;
use futures::TryStreamExt;
use scale::{Decode, Encode};
use tokio::sync::Mutex;
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    Client, Deployment, Signer, Suite,
};
use tributary_core::{
    epoch::Commitment, hashing::HostHashing, registry::Registry, Address, BlockNumber, Domain, EpochId, Hash,
    NodeId,
};
use url::Url;

/// A deployment on its chain, with the account that pays for this oracle's transactions.
#[derive(Debug)]
pub struct Chain {
    client: Client,
    deployment: Deployment,
    suite: Suite,
    signer: Signer,
    /// The registry read last: a round asks for the same block several times.
    registry: Mutex<Option<(BlockNumber, Arc<Registry>)>>,
}

/// A committee member that the node registry knows an endpoint of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its signing address.
    pub signer: Address,
    /// Where it serves.
    pub endpoint: String,
}

/// The ledger at one block.
#[derive(Clone, Debug)]
pub struct LedgerView {
    /// The newest epoch, pending or final.
    pub head_epoch: EpochId,
    /// Its hash.
    pub head_hash: Hash,
    /// The newest final epoch.
    pub final_epoch: EpochId,
    /// How many are pending.
    pub pending_count: usize,
    /// How many may be.
    pub max_pending: usize,
    /// The block at which the oldest pending epoch's window has passed.
    pub oldest_window_ends: Option<BlockNumber>,
    /// The committee's signing addresses.
    pub committee: Vec<Address>,
    /// What its signatures are bound to.
    pub config_digest: Hash,
    /// Blocks of each oracle's turn.
    pub stage_blocks: BlockNumber,
}

impl Chain {
    /// Connects and checks that the deployment is on this chain; `signer` pays for transactions.
    ///
    /// # Errors
    /// If the chain does not answer, or is another one.
    pub async fn connect(url: &Url, deployment: Deployment, signer: Signer) -> anyhow::Result<Self> {
        let client = Client::connect(url.as_str()).await?;
        let suite = deployment.connect(&client)?;
        Ok(Self { client, deployment, suite, signer, registry: Mutex::new(None) })
    }

    /// What signatures are bound to.
    pub fn domain(&self) -> Domain {
        self.deployment.domain()
    }

    /// The block of the deployment: no event is older.
    pub fn deployed_at(&self) -> BlockNumber {
        self.deployment.deployed_at
    }

    /// The newest final block.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn finalized(&self) -> anyhow::Result<BlockNumber> {
        Ok(self.client.finalized_block().await?.number)
    }

    /// The ledger as of `block`.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn ledger(&self, block: BlockNumber) -> anyhow::Result<LedgerView> {
        let ledger = &self.suite.attribution_ledger;
        let at = self.client.block_hash(block).await?;
        let params = ledger.read_at(IAttributionLedger::paramsCall {}, at).await?;
        let pending = ledger.read_at(IAttributionLedger::pendingCall {}, at).await?;
        let committee = ledger.read_at(IAttributionLedger::committeeCall {}, at).await?;
        let oldest = pending.first().map(|oldest| oldest.submittedAt.saturating_add(params.challengeWindow));
        Ok(LedgerView {
            head_epoch: EpochId(ledger.read_at(IAttributionLedger::headEpochCall {}, at).await?),
            head_hash: ledger.read_at(IAttributionLedger::headHashCall {}, at).await?.0,
            final_epoch: EpochId(ledger.read_at(IAttributionLedger::finalEpochCall {}, at).await?),
            pending_count: pending.len(),
            max_pending: usize::from(params.maxPending),
            oldest_window_ends: oldest,
            committee: committee.into_iter().map(|member| Address(member.into_array())).collect(),
            config_digest: ledger.read_at(IAttributionLedger::configDigestCall {}, at).await?.0,
            stage_blocks: params.stageBlocks,
        })
    }

    /// What reports are judged by, as of `block`.
    ///
    /// # Errors
    /// If the chain does not answer or holds what cannot be.
    pub async fn registry(&self, block: BlockNumber) -> anyhow::Result<Arc<Registry>> {
        let mut cached = self.registry.lock().await;
        if let Some((at, registry)) = cached.as_ref().filter(|(at, _)| *at == block) {
            tracing::trace!(block = at, "registry read before");
            return Ok(registry.clone());
        }
        let hash = self.client.block_hash(block).await?;
        let registry = Arc::new(self.suite.registry_at(hash).await?);
        *cached = Some((block, registry.clone()));
        Ok(registry)
    }

    /// Where each active node serves its reports, as of `block`.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn node_endpoints(&self, block: BlockNumber) -> anyhow::Result<Vec<(NodeId, String)>> {
        let at = self.client.block_hash(block).await?;
        let registry = &self.suite.node_registry;
        let count = registry.read_at(INodeRegistry::nodeCountCall {}, at).await?;
        let nodes =
            registry.read_many((1..=count).map(|id| INodeRegistry::nodeCall { id }), Some(at)).await?;
        Ok((1u64..).map(NodeId).zip(nodes.into_iter().map(|node| node.endpoint)).collect())
    }

    /// Where each committee member serves, as of `block`.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn peers(&self, block: BlockNumber) -> anyhow::Result<Vec<Peer>> {
        let at = self.client.block_hash(block).await?;
        let committee =
            self.suite.attribution_ledger.read_at(IAttributionLedger::committeeCall {}, at).await?;
        let mut peers = Vec::with_capacity(committee.len());
        for signer in committee {
            match self.suite.node_registry.read_at(INodeRegistry::oracleCall { signer }, at).await {
                Ok(oracle) => {
                    peers.push(Peer { signer: Address(signer.into_array()), endpoint: oracle.endpoint });
                }
                Err(error) if error.reverted().is_some() => {
                    tracing::warn!(%signer, "committee member is not registered as an oracle");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(peers)
    }

    /// The epochs that the ledger announced in blocks `from` to `until`, both included, in order.
    ///
    /// # Errors
    /// If the chain does not answer, or an announced commitment cannot be decoded.
    pub async fn announced(
        &self,
        from: BlockNumber,
        until: BlockNumber,
    ) -> anyhow::Result<Vec<(Hash, Commitment)>> {
        let ledger = self.suite.attribution_ledger.address();
        let blocks: Vec<_> = self.client.events(vec![ledger], from, until).try_collect().await?;
        let mut announced = Vec::new();
        for record in blocks.iter().flat_map(|block| &block.events) {
            if let Some(submitted) = record.event.decode::<IAttributionLedger::EpochSubmitted>() {
                let commitment = Commitment::decode(&mut submitted.commitment.as_ref())
                    .with_context(|| format!("commitment of epoch {}", submitted.epoch))?;
                announced.push((commitment.hash::<HostHashing>(), commitment));
            }
        }
        Ok(announced)
    }

    /// Submits a quorum's epoch and waits until the ledger's event is final; returns its block.
    ///
    /// # Errors
    /// If the ledger refuses it, or it is not final.
    pub async fn submit(&self, commitment: &Commitment, signatures: &[u8]) -> anyhow::Result<BlockNumber> {
        let ledger = &self.suite.attribution_ledger;
        let call = IAttributionLedger::submitCall {
            commitment: commitment.encode().into(),
            signatures: signatures.to_vec().into(),
        };
        let receipt = ledger.write(&self.signer, call).await?;
        let event = receipt.event::<IAttributionLedger::EpochSubmitted>(ledger.address())?;
        anyhow::ensure!(
            event.commitmentHash == B256::from(commitment.hash::<HostHashing>()),
            "the ledger announced {} instead",
            event.commitmentHash
        );
        Ok(receipt.block_number)
    }

    /// Finalizes the oldest pending epoch and waits until the ledger's event is final.
    ///
    /// # Errors
    /// If the ledger refuses, or it is not final.
    pub async fn finalize(&self) -> anyhow::Result<BlockNumber> {
        let ledger = &self.suite.attribution_ledger;
        let receipt = ledger.write(&self.signer, IAttributionLedger::finalizeEpochCall {}).await?;
        receipt.event::<IAttributionLedger::EpochFinalized>(ledger.address())?;
        Ok(receipt.block_number)
    }
}
