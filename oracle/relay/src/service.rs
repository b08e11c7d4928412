//! One oracle: rounds of following the chain, agreeing, submitting and finalizing; and, beside them,
//! fetching reports.

mod agree;
mod follow;
mod gather;
mod reading;
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
    reading::Reading,
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
    /// The transactions under way.
    settling: Mutex<Option<JoinHandle<()>>>,
    /// What the DAO has read of final epochs.
    reading: Mutex<Reading>,
}

impl Oracle {
    /// Opens the stores; the first round follows the chain.
    ///
    /// # Errors
    /// If the stores cannot be used.
    pub async fn open(config: Config, chain: Chain, key: OracleKey) -> anyhow::Result<Arc<Self>> {
        let member = Arc::new(Member::open(config, chain.domain(), key).await?);
        let (proposing, settling, reading) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Arc::new(Self { chain, member, proposing, settling, reading }))
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
        let ended = timeout(LEAVING, async {
            while tasks.join_next().await.is_some() {}
            if let Some(settling) = self.settling.lock().await.as_mut() {
                drop(settling.await);
            }
        });
        if ended.await.is_err() {
            warn!("what was under way is given up");
        }
        tasks.shutdown().await;
        for task in [&self.settling, &self.proposing] {
            if let Some(task) = task.lock().await.take() {
                task.abort();
            }
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
        // Asked before looking: what is settled next goes by what the last transactions did.
        let settles = under_way(&*self.settling.lock().await);
        let (block, ledger) = match self.look().await {
            Ok(seen) => seen,
            Err(error) => return self.member.note_step(Step::Chain, Err(error)).await,
        };
        self.member.note_step(Step::Chain, Ok(())).await;
        let followed = self.follow(&ledger, block).await;
        let follows = followed.is_ok();
        self.member.note_step(Step::Follow, followed).await;
        if !settles {
            self.settle(&ledger, block).await;
        }
        if follows {
            let proposed = self.propose_if_due(&ledger, block).await;
            self.member.note_step(Step::Propose, proposed).await;
        }
    }

    /// Starts to submit and finalize what is due, and to have the DAO read what is final. A transaction may take
    /// minutes, and following and proposing go on meanwhile.
    async fn settle(self: &Arc<Self>, ledger: &Arc<LedgerView>, block: BlockNumber) {
        let (oracle, ledger) = (self.clone(), ledger.clone());
        *self.settling.lock().await = Some(tokio::spawn(async move {
            let submitted = oracle.submit_outgoing(&ledger, block).await;
            oracle.member.note_step(Step::Submit, submitted).await;
            let finalized = oracle.finalize_due(&ledger, block).await;
            oracle.member.note_step(Step::Finalize, finalized).await;
            oracle.read_due(&ledger, block).await;
        }));
    }

    /// The chain at its newest final block.
    async fn look(&self) -> anyhow::Result<(BlockNumber, Arc<LedgerView>)> {
        let block = self.chain.finalized().await.context("newest final block")?;
        let ledger = Arc::new(self.chain.ledger(block).await.context("ledger")?);
        let registry = self.chain.registry(block).await.context("registry")?;
        let before = self.member.standing.read().await.seen.as_ref().map(|seen| seen.ledger.address);
        if before.is_some_and(|before| before != ledger.address) {
            info!(ledger = %ledger.address, block, "another ledger is in office");
            if let Err(error) = self.member.config.check_report_age(ledger.max_report_age) {
                warn!(%error, "reports may be too old for their epochs");
            }
        }
        self.member.note_seen(Seen { block, ledger: ledger.clone(), registry }).await;
        Ok((block, ledger))
    }
}

fn under_way(task: &Option<JoinHandle<()>>) -> bool {
    task.as_ref().is_some_and(|task| !task.is_finished())
}
