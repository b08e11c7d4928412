//! When blocks are sealed, and with which time.
//!
//! One task seals, one block after the other, and makes final what enough blocks have followed.
//! Either as soon as a transaction is ready, or every so many milliseconds; and whenever
//! [`Sealing::mine`] asks for it.

use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::{
    channel::{mpsc, oneshot},
    FutureExt, SinkExt, StreamExt,
};
use polkadot_sdk_frame::deps::sp_inherents::CreateInherentDataProviders;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::{HeaderBackend, StorageProvider};
use sc_consensus::LongestChain;
use sc_consensus_manual_seal::{seal_block, SealBlockParams};
use sc_service::SpawnTaskHandle;
use sc_transaction_pool_api::TransactionPool;
use scale::Decode;
use sp_core::storage::StorageKey;
use sp_timestamp::{InherentDataProvider, Timestamp};
use thiserror::Error;
use tokio::time::{interval_at, Instant, Interval, MissedTickBehavior};

use crate::{
    finality,
    runtime::{Hash, OpaqueBlock, Runtime},
    service::{Backend, Client, Pool},
    Options,
};

/// The most blocks one request may mine.
pub const MAX_MINED_BLOCKS: u32 = 100_000;

/// Why a block was not sealed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SealError {
    /// More blocks asked for than [`MAX_MINED_BLOCKS`].
    #[error("{asked} blocks asked for, at most {MAX_MINED_BLOCKS} are mined at once")]
    TooMany {
        /// How many were asked for.
        asked: u32,
    },
    /// A block time of zero.
    #[error("a block time of zero; leave it out to seal as transactions come")]
    NoBlockTime,
    /// The block could not be built or imported.
    #[error("cannot seal a block: {0}")]
    Block(String),
    /// A block was sealed, but the one that its sealing makes final is not.
    #[error("cannot make block {number} final: {reason}")]
    Finality {
        /// The block that should be final.
        number: u32,
        /// What the client said.
        reason: String,
    },
    /// The chain is shutting down.
    #[error("the chain is shutting down")]
    Stopped,
}

/// The newest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: Hash,
}

enum Command {
    Mine { blocks: u32, interval: Duration, done: oneshot::Sender<Result<Head, SealError>> },
    SetBlockTime { block_time: Option<Duration>, done: oneshot::Sender<()> },
    BlockTime { answer: oneshot::Sender<Option<Duration>> },
    Stop { done: oneshot::Sender<()> },
}

/// Controls the task that seals blocks.
#[derive(Clone)]
pub(crate) struct Sealing {
    commands: mpsc::Sender<Command>,
    stopping: Arc<AtomicBool>,
}

impl Sealing {
    /// Seals `blocks` blocks now; the chain's clock advances by `interval` before each, beside the
    /// time that passes. Transactions that are ready get in.
    pub(crate) async fn mine(&self, blocks: u32, interval: Duration) -> Result<Head, SealError> {
        if blocks > MAX_MINED_BLOCKS {
            return Err(SealError::TooMany { asked: blocks });
        }
        self.ask(|done| Command::Mine { blocks, interval, done }).await?
    }

    /// Seals a block every `block_time` from now on, or, without one, as transactions come.
    pub(crate) async fn set_block_time(&self, block_time: Option<Duration>) -> Result<(), SealError> {
        if block_time.is_some_and(|time| time.is_zero()) {
            return Err(SealError::NoBlockTime);
        }
        self.ask(|done| Command::SetBlockTime { block_time, done }).await
    }

    /// The block time, if it is fixed.
    pub(crate) async fn block_time(&self) -> Result<Option<Duration>, SealError> {
        self.ask(|answer| Command::BlockTime { answer }).await
    }

    /// Waits for the block being sealed and seals no more.
    pub(crate) async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        // Already stopped is as good.
        let _ = self.ask(|done| Command::Stop { done }).await;
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, SealError> {
        let (sender, receiver) = oneshot::channel();
        self.commands.clone().send(command(sender)).await.map_err(|_| SealError::Stopped)?;
        receiver.await.map_err(|_| SealError::Stopped)
    }
}

/// The task that seals blocks.
pub(crate) struct Sealer {
    client: Arc<Client>,
    pool: Arc<Pool>,
    proposer: ProposerFactory<Pool, Client>,
    chain: LongestChain<Backend, OpaqueBlock>,
    commands: mpsc::Receiver<Command>,
    stopping: Arc<AtomicBool>,
    ticks: Option<Interval>,
    finality_lag: u32,
    clock: Clock,
}

impl Sealer {
    /// Prepares the task; nothing is sealed until it runs.
    pub(crate) fn new(
        client: Arc<Client>,
        backend: Arc<Backend>,
        pool: Arc<Pool>,
        spawner: SpawnTaskHandle,
        options: &Options,
    ) -> (Self, Sealing) {
        let (sender, commands) = mpsc::channel(64);
        let stopping = Arc::new(AtomicBool::new(false));
        let sealer = Self {
            proposer: ProposerFactory::new(spawner, client.clone(), pool.clone(), None, None),
            chain: LongestChain::new(backend),
            commands,
            stopping: stopping.clone(),
            ticks: options.block_time.map(ticks),
            finality_lag: options.finality_lag,
            clock: Clock::new(client.clone()),
            client,
            pool,
        };
        (sealer, Sealing { commands: sender, stopping })
    }

    /// Seals until told to stop.
    pub(crate) async fn run(mut self) {
        let mut pooled = self.pool.import_notification_stream().fuse();
        loop {
            tokio::select! {
                command = self.commands.next() => match command {
                    None => break,
                    Some(Command::Stop { done }) => {
                        let _ = done.send(());
                        break;
                    }
                    Some(command) => self.obey(command).await,
                },
                Some(_) = pooled.next() => {
                    // One block answers everything that became ready meanwhile.
                    while let Some(Some(_)) = pooled.next().now_or_never() {}
                    if self.ticks.is_none() {
                        self.seal_ready().await;
                    }
                }
                () = tick(&mut self.ticks) => {
                    if let Err(error) = self.seal(true).await {
                        tracing::error!(%error, "no block at the end of the block time");
                    }
                }
            }
        }
        // Whoever still asks learns that it has stopped. A task that ends counts as broken, so this
        // one waits for the others to be told to end.
        drop(self);
        futures::future::pending().await
    }

    async fn obey(&mut self, command: Command) {
        // Whoever asked may be gone; nobody misses the answer then.
        match command {
            Command::Mine { blocks, interval, done } => {
                let _ = done.send(self.mine(blocks, interval).await);
            }
            Command::SetBlockTime { block_time, done } => {
                self.ticks = block_time.map(ticks);
                if block_time.is_none() {
                    self.seal_ready().await;
                }
                let _ = done.send(());
            }
            Command::BlockTime { answer } => {
                let _ = answer.send(self.ticks.as_ref().map(Interval::period));
            }
            Command::Stop { done } => {
                let _ = done.send(());
            }
        }
    }

    async fn mine(&mut self, blocks: u32, interval: Duration) -> Result<Head, SealError> {
        for _ in 0..blocks {
            if self.stopping.load(Ordering::Relaxed) {
                return Err(SealError::Stopped);
            }
            self.clock.advance(interval);
            self.seal(true).await?;
        }
        let info = self.client.info();
        Ok(Head { number: info.best_number, hash: info.best_hash })
    }

    /// Seals until nothing ready is left; more than one block only if one is full.
    async fn seal_ready(&mut self) {
        loop {
            // The pool drops what the newest block holds a moment after the import.
            self.pool.ready_at(self.client.info().best_hash).await;
            if self.pool.status().ready == 0 {
                return;
            }
            match self.seal(false).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(%error, "no block for the transactions that are ready");
                    return;
                }
            }
        }
    }

    /// Seals one block, and makes final what that lets be; false if it would be empty and must not.
    async fn seal(&mut self, create_empty: bool) -> Result<bool, SealError> {
        let (sender, receiver) = oneshot::channel();
        seal_block(SealBlockParams {
            create_empty,
            finalize: self.finality_lag == 0,
            parent_hash: None,
            sender: Some(sender),
            pool: self.pool.clone(),
            client: self.client.clone(),
            env: &mut self.proposer,
            select_chain: &self.chain,
            consensus_data_provider: None,
            block_import: &mut self.client,
            create_inherent_data_providers: &self.clock,
        })
        .await;
        match receiver.await {
            Ok(Ok(_)) => {}
            Ok(Err(sc_consensus_manual_seal::Error::EmptyTransactionPool)) => return Ok(false),
            Ok(Err(error)) => return Err(SealError::Block(error.to_string())),
            Err(_) => return Err(SealError::Stopped),
        }
        finality::advance(&self.client, self.finality_lag)?;
        Ok(true)
    }
}

fn ticks(block_time: Duration) -> Interval {
    let mut ticks =
        interval_at(Instant::now().checked_add(block_time).unwrap_or_else(Instant::now), block_time);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn tick(ticks: &mut Option<Interval>) {
    match ticks {
        Some(ticks) => {
            ticks.tick().await;
        }
        None => futures::future::pending().await,
    }
}

/// The chain's clock: the system's, ahead by what was mined over. Times of blocks strictly
/// increase.
struct Clock {
    client: Arc<Client>,
    ahead: Duration,
}

impl Clock {
    /// Goes on from the newest block's time if that is in the future.
    fn new(client: Arc<Client>) -> Self {
        let mut clock = Self { ahead: Duration::ZERO, client };
        let newest = clock.time_of(clock.client.info().best_hash);
        clock.ahead = Duration::from_millis(newest.saturating_sub(Timestamp::current().as_millis()));
        clock
    }

    fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    /// Milliseconds since 1970 in the block's state; 0 at genesis.
    fn time_of(&self, block: Hash) -> u64 {
        let key = StorageKey(pallet_timestamp::Now::<Runtime>::hashed_key().to_vec());
        let stored = self.client.storage(block, &key).ok().flatten();
        stored.and_then(|bytes| u64::decode(&mut bytes.0.as_slice()).ok()).unwrap_or(0)
    }
}

#[async_trait]
impl CreateInherentDataProviders<OpaqueBlock, ()> for Clock {
    type InherentDataProviders = InherentDataProvider;

    async fn create_inherent_data_providers(
        &self,
        parent: Hash,
        (): (),
    ) -> Result<InherentDataProvider, Box<dyn std::error::Error + Send + Sync>> {
        let now = Timestamp::current().as_duration().saturating_add(self.ahead);
        let now = u64::try_from(now.as_millis())?;
        let next = self.time_of(parent).checked_add(1).ok_or("the end of time")?;
        Ok(InherentDataProvider::new(Timestamp::new(now.max(next))))
    }
}
