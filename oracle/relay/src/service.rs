//! One oracle: rounds of following the chain, pulling, agreeing, submitting and finalizing.

mod endorse;
mod follow;
mod propose;
mod submit;

use std::sync::Arc;

use reqwest::Client as HttpClient;
use tokio::sync::{watch, Mutex, RwLock};
use tracing::{info, warn};
use tributary_core::{BlockNumber, EpochId};

use crate::{
    books::Books,
    chain::{Chain, LedgerView},
    config::Config,
    keys::OracleKey,
    objects::Objects,
    store::Store,
};

/// What a running oracle shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The newest finalized block seen.
    pub block: BlockNumber,
    /// The newest epoch that was followed.
    pub followed: EpochId,
    /// The newest final epoch.
    pub finalized: EpochId,
    /// What went wrong last, if the last round did not pass.
    pub trouble: Option<String>,
}

/// An oracle with everything it holds.
#[derive(Debug)]
pub struct Oracle {
    pub(crate) config: Config,
    pub(crate) chain: Chain,
    pub(crate) store: Store,
    pub(crate) objects: Objects,
    pub(crate) books: RwLock<Books>,
    pub(crate) key: OracleKey,
    pub(crate) http: HttpClient,
    pub(crate) standing: RwLock<Standing>,
    /// Held while an epoch is proposed or endorsed, so that the books stand still.
    pub(crate) agreement: Mutex<()>,
}

impl Oracle {
    /// Opens the store, follows the epochs known there, and is then ready for rounds.
    ///
    /// # Errors
    /// If the store, the objects or the chain cannot be used.
    pub async fn open(config: Config, chain: Chain, key: OracleKey) -> anyhow::Result<Arc<Self>> {
        std::fs::create_dir_all(&config.data)?;
        let store = Store::open(&config.data.join("oracle.sqlite")).await?;
        let objects = Objects::in_folder(&config.data.join("objects"))?;
        let http = HttpClient::builder().timeout(config.timeout()).build()?;
        let books = RwLock::new(Books::new(chain.domain()));
        let oracle = Arc::new(Self {
            config,
            chain,
            store,
            objects,
            books,
            key,
            http,
            standing: RwLock::default(),
            agreement: Mutex::new(()),
        });
        oracle.restore().await?;
        Ok(oracle)
    }

    /// Runs rounds until `stop` turns true.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut rounds = tokio::time::interval(self.config.round());
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = stop.changed() => break,
            }
            let outcome = self.round().await;
            let mut standing = self.standing.write().await;
            if let Err(error) = &outcome {
                warn!(error = format!("{error:#}"), "round failed");
            }
            standing.trouble = outcome.err().map(|error| format!("{error:#}"));
        }
        self.store.close().await;
        info!("oracle stopped");
    }

    async fn round(&self) -> anyhow::Result<()> {
        let block = self.chain.finalized().await?;
        self.follow(block).await?;
        let ledger = self.chain.ledger(block).await?;
        self.note(block, &ledger).await;
        self.pull_all(block).await?;
        self.submit_outgoing(&ledger).await?;
        self.finalize_due(&ledger, block).await?;
        self.propose_if_due(&ledger, block).await
    }

    async fn note(&self, block: BlockNumber, ledger: &LedgerView) {
        let followed = self.books.read().await.head().epoch;
        let mut standing = self.standing.write().await;
        standing.block = block;
        standing.followed = followed;
        standing.finalized = ledger.final_epoch;
    }

    /// This oracle's index in a committee.
    pub(crate) fn index_in(&self, ledger: &LedgerView) -> Option<usize> {
        ledger.committee.iter().position(|member| *member == self.key.address())
    }
}
