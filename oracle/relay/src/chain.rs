//! The chain as an oracle sees it: finalized state of one deployment, and its transactions.

mod dao;

use std::{collections::VecDeque, sync::Arc};

use alloy_primitives::B256;
use anyhow::Context;
use futures::{future::try_join_all, try_join, TryStreamExt};
use scale::{Decode, Encode};
use tokio::sync::{Mutex, OnceCell};
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry, IPausable, IRoyaltySplitter},
    AttributionLedger, Block, Client, ClientError, Deployment, RegistryReader, Seen, Signer, SolError, Suite,
    B256 as BlockHash,
};
use tributary_core::{
    epoch::Commitment, hashing::HostHashing, ledger::spacing, registry::Registry, Address, BlockNumber,
    Domain, EpochId, Hash, NodeId,
};
use url::Url;

use crate::ledger::{Announced, LedgerView, Peer};

/// For how many blocks endpoints are taken to be the same: they rarely change, and reading them all takes
/// a call each.
const ENDPOINTS_HOLD: BlockNumber = 50;

/// How many registries are kept: proposals name blocks that were the newest a moment ago.
const REGISTRIES: usize = 8;

/// Nodes with where they are reached.
type Endpoints = Vec<(NodeId, String)>;

/// A deployment on its chain, with the account that pays for this oracle's transactions.
#[derive(Debug)]
pub struct Chain {
    client: Client,
    deployment: Deployment,
    suite: Suite,
    signer: Signer,
    registries: Mutex<Registries>,
    nodes: Mutex<Option<(BlockNumber, Endpoints)>>,
    peers: Mutex<Option<(BlockNumber, Hash, Vec<Peer>)>>,
    exit_delay: OnceCell<BlockNumber>,
}

/// The reader that goes along with the chain, and what it read last.
#[derive(Debug)]
struct Registries {
    reader: RegistryReader,
    recent: VecDeque<(BlockNumber, Arc<Registry>)>,
}

impl Chain {
    /// Connects, checks that the deployment is on this chain, and sees to it that contracts know `signer`,
    /// who pays for transactions. The ledger is the one in office at each block: the splitter's owner puts
    /// another there.
    ///
    /// # Errors
    /// If the chain does not answer or is another one.
    pub async fn connect(url: &Url, deployment: Deployment, signer: Signer) -> anyhow::Result<Self> {
        let client = Client::connect(url.as_str()).await?;
        let suite = deployment.connect_in_office(&client).await?;
        if let Some(receipt) = client.map_account(&signer).await.context("mapping the account")? {
            tracing::info!(address = %signer.address(), block = receipt.block_number, "account mapped");
        }
        let registries =
            Mutex::new(Registries { reader: RegistryReader::new(suite.clone()), recent: VecDeque::new() });
        let (nodes, peers) = (Mutex::new(None), Mutex::new(None));
        Ok(Self { client, deployment, suite, signer, registries, nodes, peers, exit_delay: OnceCell::new() })
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

    /// The newest block, final or not: the state that transactions are tried on before they are sent.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn best(&self) -> anyhow::Result<BlockNumber> {
        Ok(self.client.best_block().await?.number)
    }

    /// The ledger in office as of `block`.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn ledger(&self, block: BlockNumber) -> anyhow::Result<LedgerView> {
        let at = self.client.block_hash(block).await?;
        let (ledger, root, totals) = try_join!(
            self.suite.ledger_at(at),
            self.suite.royalty_splitter.read_at(IRoyaltySplitter::rootCall {}, at),
            self.suite.totals_at(at),
        )?;
        let exit_delay = self.exit_delay.get_or_try_init(|| self.read_exit_delay(at)).await?;
        let (params, pending, committee, head_epoch, head_hash, final_epoch, config_digest, paused_until) = try_join!(
            ledger.read_at(IAttributionLedger::paramsCall {}, at),
            ledger.read_at(IAttributionLedger::pendingCall {}, at),
            ledger.read_at(IAttributionLedger::committeeCall {}, at),
            ledger.read_at(IAttributionLedger::headEpochCall {}, at),
            ledger.read_at(IAttributionLedger::headHashCall {}, at),
            ledger.read_at(IAttributionLedger::finalEpochCall {}, at),
            ledger.read_at(IAttributionLedger::configDigestCall {}, at),
            ledger.read_at(IPausable::pausedUntilCall {}, at),
        )?;
        let oldest = pending.first().map(|oldest| oldest.submittedAt.saturating_add(params.challengeWindow));
        Ok(LedgerView {
            address: Address(ledger.address().into_array()),
            inherits: root.epoch > final_epoch,
            head_epoch: EpochId(head_epoch),
            head_hash: head_hash.0,
            // What the ledgers before it settled stays settled.
            final_epoch: EpochId(final_epoch.max(root.epoch)),
            final_at: root.finalizedAt,
            pending_count: pending.len(),
            max_pending: usize::from(params.maxPending),
            oldest_window_ends: oldest,
            committee: committee.into_iter().map(|member| Address(member.into_array())).collect(),
            config_digest: config_digest.0,
            stage_blocks: params.stageBlocks,
            paused_until,
            exit_delay: *exit_delay,
            spacing: spacing(params.challengeWindow, params.maxPending),
            max_report_age: params.maxReportAge,
            backed: totals.backed(),
        })
    }

    /// A parameter that the splitter was made with, for good.
    async fn read_exit_delay(&self, at: BlockHash) -> Result<BlockNumber, ClientError> {
        let params = self.suite.royalty_splitter.read_at(IRoyaltySplitter::paramsCall {}, at).await?;
        Ok(params.exitDelay)
    }

    /// What reports are judged by, as of `block`. A block later than all before costs what happened since;
    /// an earlier one that is not among the last few is read in full.
    ///
    /// # Errors
    /// If the chain does not answer or holds what cannot be.
    pub async fn registry(&self, block: BlockNumber) -> anyhow::Result<Arc<Registry>> {
        let mut registries = self.registries.lock().await;
        if let Some((_, registry)) = registries.recent.iter().find(|(at, _)| *at == block) {
            return Ok(registry.clone());
        }
        let hash = self.client.block_hash(block).await?;
        let registry = if registries.reader.is_past(block) {
            // Every round needs the reader, and any member can have this one read: not under the lock.
            drop(registries);
            let registry = Arc::new(self.suite.registry_at(hash).await?);
            registries = self.registries.lock().await;
            registry
        } else {
            registries.reader.at(Block { number: block, hash }).await?
        };
        registries.recent.push_back((block, registry.clone()));
        if registries.recent.len() > REGISTRIES {
            registries.recent.pop_front();
        }
        Ok(registry)
    }

    /// Where each node serves its reports, as of `block` or a little earlier.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn node_endpoints(&self, block: BlockNumber) -> anyhow::Result<Endpoints> {
        let at = self.client.block_hash(block).await?;
        let registry = &self.suite.node_registry;
        let count = registry.read_at(INodeRegistry::nodeCountCall {}, at).await?;
        let mut known = self.nodes.lock().await;
        if let Some((read_at, nodes)) = known.as_ref() {
            let all = u64::try_from(nodes.len()).is_ok_and(|known| known == count);
            if all && block.abs_diff(*read_at) < ENDPOINTS_HOLD {
                return Ok(nodes.clone());
            }
        }
        let nodes =
            registry.read_many((1..=count).map(|id| INodeRegistry::nodeCall { id }), Some(at)).await?;
        let nodes: Vec<_> = (1u64..).map(NodeId).zip(nodes.into_iter().map(|node| node.endpoint)).collect();
        *known = Some((block, nodes.clone()));
        Ok(nodes)
    }

    /// Where each member of the committee in `ledger` serves, as of `block` or a little earlier.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn peers(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<Vec<Peer>> {
        let mut known = self.peers.lock().await;
        if let Some((read_at, digest, peers)) = known.as_ref() {
            if *digest == ledger.config_digest && block.abs_diff(*read_at) < ENDPOINTS_HOLD {
                return Ok(peers.clone());
            }
        }
        let at = self.client.block_hash(block).await?;
        let reads = ledger.committee.iter().map(|signer| self.peer(*signer, at));
        let peers: Vec<_> = try_join_all(reads).await?.into_iter().flatten().collect();
        // Until all are registered, look again.
        if peers.len() == ledger.committee.len() {
            *known = Some((block, ledger.config_digest, peers.clone()));
        }
        Ok(peers)
    }

    async fn peer(&self, signer: Address, at: BlockHash) -> Result<Option<Peer>, ClientError> {
        let endpoint = self.suite.oracle_endpoint_at(signer, at).await?;
        if endpoint.is_none() {
            tracing::warn!(%signer, "committee member is not registered as an oracle");
        }
        Ok(endpoint.map(|endpoint| Peer { signer, endpoint }))
    }

    /// What the ledgers in office announced in blocks `from` to `until`, both included. What was pending on a
    /// ledger that was replaced is void.
    ///
    /// # Errors
    /// If the chain does not answer, or an announced commitment cannot be decoded.
    pub async fn announced(&self, from: BlockNumber, until: BlockNumber) -> anyhow::Result<Announced> {
        let mut office = self.suite.office_before(from).await?;
        let mut blocks = std::pin::pin!(self.client.events(Vec::new(), from, until));
        let mut announced = Announced::default();
        while let Some(block) = blocks.try_next().await? {
            for record in &block.events {
                match office.see(&record.event) {
                    Seen::Other => {}
                    Seen::Succession => announced.voided_at = Some(block.block.number),
                    Seen::Ledger => {
                        if let Some(submitted) = record.event.decode::<IAttributionLedger::EpochSubmitted>() {
                            let commitment = Commitment::decode(&mut submitted.commitment.as_ref())
                                .with_context(|| format!("commitment of epoch {}", submitted.epoch))?;
                            announced.epochs.push((commitment.hash::<HostHashing>(), commitment));
                        } else if record.event.decode::<IAttributionLedger::EpochVoided>().is_some() {
                            announced.voided_at = Some(block.block.number);
                        }
                    }
                }
            }
        }
        Ok(announced)
    }

    /// Submits a quorum's epoch and waits until the ledger's event is final; returns its block.
    ///
    /// # Errors
    /// If the ledger refuses it, or it is not final.
    pub async fn submit(
        &self,
        ledger: &Address,
        commitment: &Commitment,
        signatures: &[u8],
    ) -> Result<BlockNumber, ClientError> {
        let ledger = self.handle(ledger);
        let call = IAttributionLedger::submitCall {
            commitment: commitment.encode().into(),
            signatures: signatures.to_vec().into(),
        };
        let receipt = ledger.write(&self.signer, call).await?;
        let event = receipt.event::<IAttributionLedger::EpochSubmitted>(ledger.address())?;
        let expected = B256::from(commitment.hash::<HostHashing>());
        if event.commitmentHash != expected {
            return Err(ClientError::Inconsistent {
                item: format!("epoch {}", commitment.epoch),
                reason: format!("{expected} was submitted and {} announced", event.commitmentHash),
            });
        }
        Ok(receipt.block_number)
    }

    /// Finalizes the oldest pending epoch and waits until the ledger's event is final.
    ///
    /// # Errors
    /// If the ledger refuses, or it is not final.
    pub async fn finalize(&self, ledger: &Address) -> Result<BlockNumber, ClientError> {
        let ledger = self.handle(ledger);
        let receipt = ledger.write(&self.signer, IAttributionLedger::finalizeEpochCall {}).await?;
        receipt.event::<IAttributionLedger::EpochFinalized>(ledger.address())?;
        Ok(receipt.block_number)
    }

    /// Voids the pending epochs, if the splitter can not pay the oldest, and waits until that is final.
    ///
    /// # Errors
    /// If the ledger refuses, or it is not final.
    pub async fn void_insolvent(&self, ledger: &Address) -> Result<BlockNumber, ClientError> {
        let ledger = self.handle(ledger);
        let receipt = ledger.write(&self.signer, IAttributionLedger::voidInsolventCall {}).await?;
        receipt.event::<IAttributionLedger::EpochVoided>(ledger.address())?;
        Ok(receipt.block_number)
    }

    /// Has a ledger that took office start where the one before it ended, and waits until that is final.
    ///
    /// # Errors
    /// If the ledger refuses, or it is not final.
    pub async fn inherit(&self, ledger: &Address) -> Result<BlockNumber, ClientError> {
        let ledger = self.handle(ledger);
        let receipt = ledger.write(&self.signer, IAttributionLedger::inheritCall {}).await?;
        receipt.event::<IAttributionLedger::Inherited>(ledger.address())?;
        Ok(receipt.block_number)
    }

    fn handle(&self, ledger: &Address) -> AttributionLedger {
        AttributionLedger::new(self.client.clone(), ledger.0.into())
    }
}

/// Whether the ledger refuses an epoch for now only. Every other custom error of it is final: the epoch can
/// never be on chain.
pub fn is_passing(error: &ClientError) -> bool {
    let passing = [
        error.revert_as::<IPausable::Paused>().is_some(),
        error.revert_as::<IAttributionLedger::TooManyPending>().is_some(),
        // Another one may have come first in a block that is not final yet.
        error.revert_as::<IAttributionLedger::WrongEpoch>().is_some(),
        error.revert_as::<IAttributionLedger::WrongPredecessor>().is_some(),
        // A cut at or after the block that it was tried in: that comes, unlike one that was passed.
        error.revert_as::<IAttributionLedger::CutOutOfRange>().is_some_and(|cut| cut.found > cut.latest),
    ];
    error.reverted().is_none() || passing.contains(&true)
}

/// Whether the splitter refused to settle the epoch that was to become final because it cannot pay it: its
/// sums exceed what payers left, or shrink. For anything else there is nothing to void.
pub fn is_unpayable(error: &ClientError) -> bool {
    let unpayable = [
        IRoyaltySplitter::Insolvent::SELECTOR,
        IRoyaltySplitter::PayoutShrank::SELECTOR,
        IRoyaltySplitter::SpendShrank::SELECTOR,
    ];
    let refused = error.revert_as::<IAttributionLedger::SettlementRefused>();
    refused.is_some_and(|refused| unpayable.iter().any(|selector| refused.reason.starts_with(selector)))
}

#[cfg(test)]
mod tests;
