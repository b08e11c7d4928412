//! One oracle: rounds of following the chain, agreeing, submitting and finalizing; and, beside them,
//! fetching reports.

mod agree;
mod follow;
mod gather;
mod submit;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use tokio::{
    sync::{watch, Mutex},
    task::{JoinHandle, JoinSet},
    time::{interval, timeout, MissedTickBehavior},
};
use tracing::{info, warn};
use tributary_core::BlockNumber;

use crate::{
    chain::Chain,
    config::Config,
    keys::OracleKey,
    ledger::LedgerView,
    member::{Member, Seen},
    metrics::Step,
};

/// For how long what is under way at the end may take. All of it can be taken up again.
const LEAVING: Duration = Duration::from_secs(5);

/// An oracle with its chain.
#[derive(Debug)]
pub struct Oracle {
    pub(crate) chain: Chain,
    pub(crate) member: Arc<Member>,
    /// The proposal under way.
    proposing: Mutex<Option<JoinHandle<()>>>,
    /// Held while the outbox is sent, so that nothing is sent twice at once.
    pub(crate) sending: Mutex<()>,
}

impl Oracle {
    /// Opens the stores; the first round follows the chain.
    ///
    /// # Errors
    /// If the stores cannot be used.
    pub async fn open(config: Config, chain: Chain, key: OracleKey) -> anyhow::Result<Arc<Self>> {
        let member = Arc::new(Member::open(config, chain.domain(), key).await?);
        Ok(Arc::new(Self { chain, member, proposing: Mutex::default(), sending: Mutex::default() }))
    }

    /// What does not need the chain.
    pub fn member(&self) -> &Arc<Member> {
        &self.member
    }

    /// Runs until `stop` turns true. The store stays open, as requests may still be answered.
    pub async fn run(self: Arc<Self>, stop: watch::Receiver<bool>) {
        let mut tasks = JoinSet::new();
        tasks.spawn(self.clone().rounds(stop.clone()));
        tasks.spawn(self.clone().gather(stop.clone()));
        let mut stopping = stop.clone();
        drop(stopping.wait_for(|stopped| *stopped).await);
        let ended = timeout(LEAVING, async { while tasks.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            warn!("what was under way is given up");
        }
        tasks.shutdown().await;
        if let Some(proposing) = self.proposing.lock().await.take() {
            proposing.abort();
        }
        info!("oracle stopped");
    }

    async fn rounds(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut rounds = interval(self.member.config.round());
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = stop.wait_for(|stopped| *stopped) => break,
            }
            self.round().await;
        }
    }

    /// One round. A step that fails is noted and keeps none of the others from being taken, except that
    /// without the chain there is nothing to do, and that only who follows proposes.
    async fn round(self: &Arc<Self>) {
        let (block, ledger) = match self.look().await {
            Ok(seen) => seen,
            Err(error) => return self.member.note_step(Step::Chain, Err(error)).await,
        };
        self.member.note_step(Step::Chain, Ok(())).await;
        let followed = self.follow(&ledger, block).await;
        let follows = followed.is_ok();
        self.member.note_step(Step::Follow, followed).await;
        let submitted = self.submit_outgoing(&ledger, block).await;
        self.member.note_step(Step::Submit, submitted).await;
        let finalized = self.finalize_due(&ledger, block).await;
        self.member.note_step(Step::Finalize, finalized).await;
        if follows {
            let proposed = self.propose_if_due(&ledger, block).await;
            self.member.note_step(Step::Propose, proposed).await;
        }
    }

    /// The chain at its newest final block.
    async fn look(&self) -> anyhow::Result<(BlockNumber, Arc<LedgerView>)> {
        let block = self.chain.finalized().await.context("newest final block")?;
        let ledger = Arc::new(self.chain.ledger(block).await.context("ledger")?);
        let registry = self.chain.registry(block).await.context("registry")?;
        self.member.note_seen(Seen { block, ledger: ledger.clone(), registry }).await;
        Ok((block, ledger))
    }
}
