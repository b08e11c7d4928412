//! The DAO reads final epochs, and nobody has to ask oracles for that.

use futures::TryStreamExt;
use tokio::{net::TcpListener, time::sleep};
use tributary_client::{
    abi::{
        IAttributionLedger::EpochFinalized,
        IGovernance::{earnedCall, VotesSynced},
    },
    Address, Deployment, Signer,
};
use tributary_core::{BlockNumber, EpochId};
use tributary_demo::members::EARNING;
use tributary_oracle::{chain::Chain, reading::DaoBooks};
use tributary_sandbox::Books;

use super::{
    running::{wait, Running, ROUNDS},
    Scene,
};
use crate::suite::{CHALLENGE_WINDOW, STAGE_BLOCKS};

/// Blocks between epochs; one without reports comes after ten times as many.
const SHORT: BlockNumber = 2;

/// What became of an epoch.
#[derive(Debug, PartialEq, Eq)]
enum Became {
    Final(u64),
    Read(u64),
}

impl Scene {
    /// The newest epoch that the DAO has read.
    pub async fn read_epoch(&self) -> EpochId {
        EpochId(self.suite.governance.read(earnedCall {}).await.unwrap().epoch)
    }

    /// The ledger takes another epoch, of nothing.
    async fn take(&self, chain: &Chain, books: &mut Books) {
        let epoch = books.commit(chain.best().await.unwrap());
        self.node.mine(1).await.unwrap();
        let signatures = self.signed(chain, &epoch, 3).await;
        chain.submit(&self.ledger(), &epoch, &signatures).await.unwrap();
    }

    /// Another epoch, of nothing, that nobody of the committee makes final; returns the block where it became that.
    async fn settle_by_others(&self, chain: &Chain, books: &mut Books) -> BlockNumber {
        self.take(chain, books).await;
        self.node.mine(CHALLENGE_WINDOW).await.unwrap();
        chain.finalize(&self.ledger()).await.unwrap()
    }

    /// What became of epochs after block `after`, in order.
    async fn became(&self, after: BlockNumber) -> Vec<Became> {
        let contracts = vec![self.suite.attribution_ledger.address(), self.suite.governance.address()];
        let blocks: Vec<_> =
            self.client.events(contracts, after + 1, self.block().await).try_collect().await.unwrap();
        let events = blocks.iter().flat_map(|block| &block.events).map(|record| &record.event);
        let became = events.filter_map(|event| {
            let settled = event.decode::<EpochFinalized>().map(|event| Became::Final(event.epoch));
            settled.or_else(|| event.decode::<VotesSynced>().map(|event| Became::Read(event.epoch)))
        });
        became.collect()
    }
}

#[tokio::test]
async fn the_daos_books_are_seen_as_they_are_at_a_block() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    let books = |epoch| Some(DaoBooks { epoch: EpochId(epoch), ceiling: EARNING.cap });
    let settled_at = scene.settle_by_others(&chain, &mut Books::new()).await;
    assert_eq!(chain.dao_books(settled_at).await.unwrap(), books(0));
    let (read_at, epoch) = chain.sync_votes().await.unwrap();
    assert_eq!((read_at, epoch), (settled_at + 1, Some(EpochId(1))));
    assert_eq!(chain.dao_books(read_at).await.unwrap(), books(1));
    assert_eq!(chain.dao_books(settled_at).await.unwrap(), books(0), "not as they are now");
    assert_eq!(chain.sync_votes().await.unwrap(), (read_at + 1, None), "it had read it");
    assert!(chain.dao_books(read_at + 1_000).await.is_err(), "there is no such block yet");

    let alone = Deployment { governance: Address::ZERO, ..scene.deployment.clone() };
    let chain = Chain::connect(&scene.url(), alone, Signer::dev("Bob").unwrap()).await.unwrap();
    assert_eq!(chain.dao_books(read_at).await.unwrap(), None, "there is no DAO");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dao_reads_what_oracles_make_final_and_one_of_them_pays() {
    let scene = Scene::new().await;
    let oracles = scene.run_all(SHORT).await;
    scene.first_epoch(&oracles).await;
    let taken_at = scene.block().await;
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    wait("the DAO has read it", async || scene.read_epoch().await == EpochId(1)).await;
    sleep(ROUNDS).await;
    // Each transaction has a block of its own: what makes the epoch final, and what has it read.
    let read_at = taken_at + CHALLENGE_WINDOW + 2;
    assert_eq!(scene.block().await, read_at);
    assert_eq!(scene.became(taken_at).await, [Became::Final(1), Became::Read(1)]);

    // Who did not have it read looks when it should be, and finds nothing to do.
    scene.node.mine(STAGE_BLOCKS).await.unwrap();
    for oracle in &oracles {
        wait("it is seen", async || oracle.metric("votes_epoch") == 1).await;
        assert_eq!(oracle.member().standing.read().await.votes_epoch, Some(EpochId(1)));
    }
    sleep(ROUNDS).await;
    assert_eq!(scene.block().await, read_at + STAGE_BLOCKS);
    for oracle in oracles {
        assert_eq!(oracle.metric("failures_total{step=\"Reading\"}"), 0);
        oracle.end().await;
    }
}

/// Runs some members of the committee until they saw the DAO at epoch `read`.
async fn seen_by(scene: &Scene, members: &[u8], read: u64) -> Vec<Running> {
    let mut running = Vec::new();
    for index in members {
        let seat = TcpListener::bind("127.0.0.1:0").await.unwrap();
        running.push(scene.run(*index, seat, SHORT).await);
    }
    for oracle in &running {
        wait("the DAO's books are seen", async || {
            oracle.member().standing.read().await.votes_epoch == Some(EpochId(read))
        })
        .await;
    }
    running
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_final_before_oracles_started_is_read_in_turn() {
    let scene = Scene::new().await;
    let (chain, mut books) = (scene.chain("Ferdie").await, Books::new());
    scene.settle_by_others(&chain, &mut books).await;
    let settled_at = scene.settle_by_others(&chain, &mut books).await;
    // The second epoch is member 2's, who is away, then member 3's.
    let oracles = seen_by(&scene, &[0, 3], 0).await;
    sleep(ROUNDS).await;
    assert_eq!(scene.block().await, settled_at, "it is another's turn");
    scene.node.mine(STAGE_BLOCKS).await.unwrap();
    wait("the DAO has read it", async || scene.read_epoch().await == EpochId(2)).await;
    sleep(ROUNDS).await;
    assert_eq!(scene.became(settled_at).await, [Became::Read(2)], "the newest for both");
    assert_eq!(scene.block().await, settled_at + STAGE_BLOCKS + 1, "once");
    for oracle in oracles {
        oracle.end().await;
    }

    // Whoever made the third one final is gone before it is read. Its leader starts: no block has to come.
    let settled_at = scene.settle_by_others(&chain, &mut books).await;
    let others = seen_by(&scene, &[0, 2], 2).await;
    sleep(ROUNDS).await;
    assert_eq!(scene.block().await, settled_at, "it is another's turn");
    let leader = seen_by(&scene, &[3], 3).await;
    assert_eq!(scene.became(settled_at).await, [Became::Read(3)]);
    assert_eq!(scene.block().await, settled_at + 1);
    for oracle in others.into_iter().chain(leader) {
        oracle.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_epoch_is_read_before_the_next_is_final() {
    let scene = Scene::new().await;
    let seats = scene.seats().await;
    let (chain, mut books) = (scene.chain("Ferdie").await, Books::new());
    for _ in 0..2 {
        scene.take(&chain, &mut books).await;
    }
    // The windows of both have passed when the first oracle sees them.
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    let pending_at = scene.block().await;
    let mut oracles = Vec::new();
    for (index, seat) in (0u8..).zip(seats) {
        oracles.push(scene.run(index, seat, SHORT).await);
    }
    wait("the DAO has read both", async || scene.read_epoch().await == EpochId(2)).await;
    let expected = [1, 2].map(|epoch| [Became::Final(epoch), Became::Read(epoch)]).into_iter().flatten();
    assert_eq!(scene.became(pending_at).await, expected.collect::<Vec<_>>());
    for oracle in oracles {
        oracle.end().await;
    }
}
