//! Whole oracles in this process, on a devnode.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tributary_cli::nodes;
use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    B256,
};
use tributary_core::{hashing::HostHashing, BlockNumber, EpochId, Wei};
use tributary_oracle::{api, config::Config, member::Member, service::Oracle};

use super::{key, Scene};
use crate::TOKEN;

/// Who pays for the transactions of each member, and of one who may come after them.
const PAYERS: [&str; 5] = ["Bob", "Charlie", "Dave", "Eve", "Ferdie"];

/// Blocks before the first oracle runs: ten epochs of two blocks.
const QUIET: BlockNumber = 20;

/// Time for many rounds.
pub const ROUNDS: Duration = Duration::from_millis(1_500);

/// Until something has to have happened.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running oracle.
pub struct Running {
    pub oracle: Arc<Oracle>,
    stop: watch::Sender<bool>,
    rounds: JoinHandle<()>,
    server: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Running {
    pub fn member(&self) -> &Member {
        self.oracle.member()
    }

    /// A metric's value; 0 if it never was counted.
    pub fn metric(&self, name: &str) -> u64 {
        let text = self.member().metrics.text().unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(&format!("tributary_oracle_{name} ")));
        value.map_or(0, |value| value.parse().unwrap())
    }

    /// Waits until it has followed the head of the ledger in office.
    pub async fn follows(&self, scene: &Scene) {
        wait("the head is followed", async || {
            let head = self.member().books.read().await.head();
            (head.epoch, B256::from(head.hash::<HostHashing>())) == scene.head().await
        })
        .await;
    }

    /// Ends it; nothing that it does may hold it up.
    pub async fn end(self) {
        self.stop.send_replace(true);
        timeout(Duration::from_secs(10), self.rounds).await.unwrap().unwrap();
        self.server.abort();
        assert!(self.server.await.is_err_and(|ended| ended.is_cancelled()));
        self.oracle.member().store.close().await;
    }
}

impl Scene {
    /// Registers member `index` where it will serve.
    pub async fn seat(&self, index: u8) -> TcpListener {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let operator = &self.alice;
        nodes::register_oracle(&self.suite, operator, &key(index), &endpoint, Wei(TOKEN)).await.unwrap();
        listener
    }

    /// Registers all members where they will serve, and waits until an epoch may be due.
    pub async fn seats(&self) -> Vec<TcpListener> {
        let mut listeners = Vec::new();
        for index in 0..4 {
            listeners.push(self.seat(index).await);
        }
        self.node.mine(QUIET).await.unwrap();
        listeners
    }

    /// Runs member `index` on its seat.
    pub async fn run(&self, index: u8, seat: TcpListener, epoch_blocks: BlockNumber) -> Running {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            chain_url: self.url(),
            deployment: "held in memory".into(),
            listen: seat.local_addr().unwrap(),
            data: folder.path().to_owned(),
            oracle_key: None,
            account_key: None,
            epoch_blocks,
            max_reports: 10,
            round_ms: 100,
            timeout_ms: 3_000,
            endorse_ms: 10_000,
            allow_private_endpoints: true,
        };
        let chain = self.chain(PAYERS[usize::from(index)]).await;
        let oracle = Oracle::open(config, chain, key(index)).await.unwrap();
        let router = api::router(oracle.clone());
        let server = tokio::spawn(async move { axum::serve(seat, router).await.unwrap() });
        let (stop, stopped) = watch::channel(false);
        let rounds = tokio::spawn(oracle.clone().run(stopped));
        Running { oracle, stop, rounds, server, _folder: folder }
    }

    /// The head of the ledger in office.
    pub async fn head(&self) -> (EpochId, B256) {
        let at = self.client.finalized_block().await.unwrap().hash;
        let ledger = self.suite.ledger_at(at).await.unwrap();
        let epoch = ledger.read_at(IAttributionLedger::headEpochCall {}, at).await.unwrap();
        (EpochId(epoch), ledger.read_at(IAttributionLedger::headHashCall {}, at).await.unwrap())
    }

    /// Blocks pass until the ledger in office has taken and settled an epoch after `last`. They pass no faster
    /// than oracles look at them: what nobody gets on chain within some stages is given up.
    pub async fn settle_after(&self, last: EpochId) -> EpochId {
        wait("another epoch is final", async || {
            sleep(Duration::from_millis(100)).await;
            self.node.mine(1).await.unwrap();
            let splitter = &self.suite.royalty_splitter;
            let root = splitter.read(IRoyaltySplitter::rootCall {}).await.unwrap();
            root.epoch > last.0
        })
        .await;
        self.head().await.0
    }

    /// Runs the whole committee.
    pub async fn run_all(&self, epoch_blocks: BlockNumber) -> Vec<Running> {
        let mut running = Vec::new();
        for (index, seat) in (0u8..).zip(self.seats().await) {
            running.push(self.run(index, seat, epoch_blocks).await);
        }
        running
    }

    /// The first epoch finds its quorum, is taken, and all of them follow it.
    pub async fn first_epoch(&self, oracles: &[Running]) {
        wait("a quorum", async || {
            let mut waiting = false;
            for oracle in oracles {
                waiting |= !oracle.member().store.outgoing().await.unwrap().is_empty();
            }
            waiting
        })
        .await;
        self.node.mine(1).await.unwrap();
        for oracle in oracles {
            wait("it is followed", async || oracle.member().books.read().await.head().epoch == EpochId(1))
                .await;
        }
    }
}

/// Waits until `happened`.
pub async fn wait(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !happened().await {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what}: not in time"));
}
