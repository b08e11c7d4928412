//! An oracle but for its connection to the chain: its key, its stores and books, and its peers.
//!
//! What is known of the chain is handed in, as of a block.

mod backing;
mod docket;
mod endorse;
mod follow;
mod lead;
mod peers;
mod refusal;
mod settings;
mod standing;
mod submission;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex as SyncMutex, PoisonError},
    time::Instant,
};

use anyhow::Context;
use scale::Decode;
use tokio::sync::{Mutex, RwLock};
use tributary_core::{
    domain::Domain,
    epoch::{Epoch, Inputs, State},
    registry::Registry,
    BlockNumber, EpochId, Hash, NodeId, SignedReport,
};

use crate::{
    agreement::{heartbeat, is_due_empty},
    archive::{Archive, Outcomes},
    books::{Books, BooksError, Tip, Totals},
    config::Config,
    keys::OracleKey,
    ledger::{LedgerView, Peer},
    metrics::Metrics,
    objects::{ObjectError, Objects},
    outbound::Outbound,
    pull::Intake,
    signatures::Verifier,
    store::{Recorded, Store},
};

use docket::Docket;

pub use backing::Unbacked;
pub use endorse::{Screened, Sight};
pub use peers::{PeerError, MAX_DATA_BYTES};
pub use refusal::{Refusal, Withheld};
pub use settings::Disagreement;
pub use standing::{Seen, Standing};
pub use submission::{QuorumRefusal, Turn};

/// For how many epochs a leader does not skip sequences of a node that others hold reports of.
const CONTESTED: u64 = 16;

/// An oracle without its chain.
#[derive(Debug)]
pub struct Member {
    /// Its configuration.
    pub config: Config,
    /// What signatures are bound to.
    pub domain: Domain,
    /// Its signing key.
    pub key: OracleKey,
    /// What it may not forget.
    pub store: Store,
    /// Epochs' data and records.
    pub objects: Objects,
    /// Settled epochs, read back from them.
    archive: Archive,
    /// The books.
    pub books: RwLock<Books>,
    /// Signatures checked.
    pub verifier: Arc<Verifier>,
    /// Requests to nodes and peers.
    pub outbound: Outbound,
    /// What it shows of itself.
    pub standing: RwLock<Standing>,
    /// Counters.
    pub metrics: Metrics,
    /// Held while the books move.
    following: Mutex<()>,
    /// Held while an epoch is derived, so that one at a time is.
    computing: Mutex<()>,
    /// What leaders proposed.
    docket: Docket,
    /// Nodes whose sequences are not skipped, until which epoch.
    contested: SyncMutex<BTreeMap<NodeId, EpochId>>,
}

impl Member {
    /// Opens the stores and goes on from the newest final epoch that was kept.
    ///
    /// # Errors
    /// If they cannot be used.
    pub async fn open(config: Config, domain: Domain, key: OracleKey) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("data folder {}", config.data.display()))?;
        let store = Store::open(&config.data.join("oracle.sqlite")).await?;
        let objects = Objects::in_folder(&config.data.join("objects"))?;
        let outbound = Outbound::new(config.timeout(), config.allow_private_endpoints)?;
        let books = RwLock::new(Books::new(Totals::of(kept_state(&store, &objects).await?)?));
        Ok(Self {
            config,
            domain,
            key,
            store,
            objects,
            archive: Archive::default(),
            books,
            verifier: Arc::default(),
            outbound,
            standing: RwLock::default(),
            metrics: Metrics::default(),
            following: Mutex::new(()),
            computing: Mutex::new(()),
            docket: Docket::default(),
            contested: SyncMutex::default(),
        })
    }

    /// How reports are taken, as the chain was seen last; `None` before it was.
    pub async fn intake(&self) -> Option<Intake> {
        let standing = self.standing.read().await;
        let seen = standing.seen.as_ref()?;
        Some(Intake::new(
            self.store.clone(),
            self.verifier.clone(),
            seen.registry.clone(),
            self.domain,
            seen.block,
            self.config.max_reports,
        ))
    }

    /// What became of the reports of an announced epoch; `None` before it was followed here.
    ///
    /// # Errors
    /// If the object store fails.
    pub async fn outcomes(&self, recorded: &Recorded) -> anyhow::Result<Option<Outcomes>> {
        let commitment = recorded.commitment;
        let kept = self.books.read().await.epoch(commitment.epoch);
        if let Some(epoch) = kept.filter(|epoch| epoch.commitment == commitment) {
            return Ok(Some(Outcomes::Pending(epoch)));
        }
        Ok(self.archive.epoch(&self.objects, recorded).await?.map(Outcomes::Past))
    }

    /// The sequence due from `node`.
    pub async fn due(&self, node: NodeId) -> u64 {
        self.books.read().await.tip().state().due(node)
    }

    /// The block at which the epoch after one cut at `head_cut` is due: after as many blocks as configured,
    /// and no fewer than the ledger has pending places for.
    pub(crate) fn due_block(&self, head_cut: BlockNumber, ledger: &LedgerView) -> BlockNumber {
        head_cut.saturating_add(self.config.epoch_blocks.max(ledger.spacing))
    }

    /// Whether an epoch of `inputs` is wanted: it has reports, or one without is due. Leaders and endorsers
    /// go by the same rule.
    pub(crate) fn is_wanted(&self, inputs: &Inputs, tip: &Tip, ledger: &LedgerView) -> bool {
        let (head_cut, cut) = (tip.head().cut_block, inputs.cut_block);
        let heartbeat = heartbeat(self.config.epoch_blocks, ledger.spacing);
        !inputs.reports.is_empty()
            || is_due_empty(&inputs.registry, head_cut, cut, heartbeat, ledger.exit_delay)
    }

    /// Those of `peers` that are not this oracle.
    pub(crate) fn others<'a>(&self, peers: &'a [Peer]) -> impl Iterator<Item = &'a Peer> {
        let own = self.key.address();
        peers.iter().filter(move |peer| peer.signer != own)
    }

    /// Which of `reports` their nodes signed, outside of the async workers.
    pub(crate) async fn authenticate(
        &self,
        registry: &Arc<Registry>,
        reports: Vec<SignedReport>,
    ) -> anyhow::Result<Vec<(Hash, SignedReport, bool)>> {
        let (verifier, registry, domain) = (self.verifier.clone(), registry.clone(), self.domain);
        Ok(tokio::task::spawn_blocking(move || verifier.authenticate(&registry, &domain, reports)).await?)
    }

    /// Derives an epoch outside of the async workers; gives the inputs back with it.
    async fn derive(&self, tip: Tip, inputs: Inputs) -> anyhow::Result<(Result<Epoch, BooksError>, Inputs)> {
        let (verifier, domain, began) = (self.verifier.clone(), self.domain, Instant::now());
        let derived = tokio::task::spawn_blocking(move || {
            verifier.prepare(&inputs, &domain);
            (tip.compute(&inputs, &domain, &*verifier), inputs)
        });
        let derived = derived.await?;
        self.metrics.deriving.observe(began.elapsed().as_secs_f64());
        Ok(derived)
    }

    /// As [`Member::derive`], once no other epoch is derived.
    pub(crate) async fn derive_alone(
        &self,
        tip: Tip,
        inputs: Inputs,
    ) -> anyhow::Result<(Result<Epoch, BooksError>, Inputs)> {
        let _guard = self.computing.lock().await;
        self.derive(tip, inputs).await
    }

    /// Stops skipping sequences of `node` for a while: others hold reports of it that are not here.
    pub(crate) fn contest(&self, node: NodeId, epoch: EpochId) {
        let until = EpochId(epoch.0.saturating_add(CONTESTED));
        self.contested.lock().unwrap_or_else(PoisonError::into_inner).insert(node, until);
    }

    fn is_contested(&self, node: NodeId, epoch: EpochId) -> bool {
        let contested = self.contested.lock().unwrap_or_else(PoisonError::into_inner);
        contested.get(&node).is_some_and(|until| epoch < *until)
    }
}

/// The books under the newest final epoch that was kept; genesis if there is none. An object that is gone or
/// spoilt is as good as none: everything can be recomputed.
async fn kept_state(store: &Store, objects: &Objects) -> anyhow::Result<State> {
    let Some((epoch, object)) = store.snapshot().await? else { return Ok(State::genesis()) };
    let recorded = store.epoch(epoch).await?;
    let bytes = match objects.get(&object).await {
        Ok(bytes) => bytes,
        Err(error @ ObjectError::Corrupt { .. }) => {
            tracing::warn!(%error, "the kept books are spoilt");
            None
        }
        Err(error) => return Err(error.into()),
    };
    let state = bytes.and_then(|bytes| State::decode(&mut bytes.as_slice()).ok());
    match (state, recorded) {
        (Some(state), Some(recorded)) if state.head == recorded.commitment => Ok(state),
        _ => {
            tracing::warn!(epoch = epoch.0, "the kept books are gone; recomputing all epochs");
            store.forget_snapshot().await?;
            Ok(State::genesis())
        }
    }
}

#[cfg(test)]
mod tests;
