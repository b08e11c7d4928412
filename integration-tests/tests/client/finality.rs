//! Nothing counts before it is final: on a chain whose finality is some blocks behind.

use std::{collections::BTreeSet, path::Path, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};
use tributary_cli::{
    consumer,
    nodes::{self, NewNode},
};
use tributary_client::{
    abi::IOwned, Address, Block, Client, DatasetNft, Receipt, RegistryReader, Signer, B256,
};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};
use tributary_node::{library::Library, shelf::Shelf, viewer::Viewer};
use tributary_oracle::chain::Chain;
use url::Url;

use crate::{deploy, rpc::pending, suite::deployed, transfer_to, BY_HAND, TOKEN};

/// How many blocks have to follow one that is final.
const LAG: u32 = 3;

/// While a contract or the suite is deployed.
const BLOCK_TIME: Duration = Duration::from_millis(10);

/// Longer than it takes to see that a transaction is in a block.
const A_WHILE: Duration = Duration::from_millis(500);

/// Longer than the client pauses between two looks for a transaction.
const A_LOOK: Duration = Duration::from_millis(2_500);

/// For what has to come.
const PATIENCE: Duration = Duration::from_secs(60);

fn lagging(block_time: Duration) -> Options {
    Options { finality_lag: LAG, block_time: Some(block_time), ..Options::default() }
}

/// A dataset registry that Alice, its owner, is about to leave to Bob.
struct Handover {
    client: Client,
    nft: DatasetNft,
    alice: Signer,
    bob: Signer,
    write: JoinHandle<tributary_client::Result<Receipt>>,
}

impl Handover {
    async fn begun(node: &Devnode) -> Self {
        let client = Client::connect(&node.url()).await.unwrap();
        let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
        let nft = deploy(&client, &alice).await;
        node.set_block_time(Some(BY_HAND)).await.unwrap();
        let write = tokio::spawn({
            let (nft, alice, call) = (nft.clone(), alice.clone(), transfer_to(&bob));
            async move { nft.write(&alice, call).await }
        });
        Self { client, nft, alice, bob, write }
    }

    /// The owner in the newest final state.
    async fn owner(&self) -> Address {
        self.nft.read(IOwned::ownerCall {}).await.unwrap()
    }

    async fn owner_at(&self, block: Block) -> Address {
        self.nft.read_at(IOwned::ownerCall {}, block.hash).await.unwrap()
    }

    /// The receipt of the write names this block.
    async fn ends_in(self, block: Block) {
        let receipt = timeout(PATIENCE, self.write).await.unwrap().unwrap().unwrap();
        assert_eq!(Block { number: receipt.block_number, hash: receipt.block_hash }, block);
    }
}

/// Seals one block, with the transactions that come into the pool.
async fn seal(node: &Devnode, transactions: usize) -> Block {
    pending(node, transactions).await;
    let head = node.mine(1).await.unwrap();
    Block { number: head.number, hash: B256::from(head.hash.0) }
}

#[tokio::test]
async fn a_write_returns_once_its_block_is_final() {
    let node = Devnode::start(lagging(BLOCK_TIME)).unwrap();
    let handover = Handover::begun(&node).await;
    let Handover { client, alice, bob, .. } = &handover;
    let included = seal(&node, 1).await;
    assert_eq!(client.best_block().await.unwrap(), included);
    for followers in 0..LAG {
        assert_eq!(client.best_block().await.unwrap().number, included.number + followers);
        assert_eq!(client.finalized_block().await.unwrap().number, included.number + followers - LAG);
        assert_eq!(handover.owner_at(included).await, bob.address());
        assert_eq!(handover.owner().await, alice.address(), "{followers} blocks after its own");
        sleep(A_WHILE).await;
        assert!(!handover.write.is_finished(), "{followers} blocks after its own");
        node.mine(1).await.unwrap();
    }
    assert_eq!(client.finalized_block().await.unwrap(), included);
    assert_eq!(handover.owner().await, bob.address());
    handover.ends_in(included).await;
}

#[tokio::test]
async fn a_write_whose_node_went_away_is_looked_for_in_final_blocks_only() {
    let folder = tempfile::tempdir().unwrap();
    let kept = |options: Options, folder: &Path| Options { db: Some(folder.into()), ..options };
    let node = Devnode::start(kept(lagging(BLOCK_TIME), folder.path())).unwrap();
    let handover = Handover::begun(&node).await;
    let included = seal(&node, 1).await;
    let port = node.port();
    node.shutdown().await.unwrap();

    let node = Devnode::start(Options { port, ..kept(lagging(BY_HAND), folder.path()) }).unwrap();
    // The client is back, too.
    assert_eq!(handover.client.best_block().await.unwrap(), included);
    sleep(A_LOOK).await;
    assert!(!handover.write.is_finished());
    node.mine(LAG - 1).await.unwrap();
    sleep(A_LOOK).await;
    assert!(!handover.write.is_finished(), "it is final with the next block");
    node.mine(1).await.unwrap();
    handover.ends_in(included).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registries_ledgers_and_anchors_are_those_of_the_final_block() {
    let node = Devnode::start(lagging(BLOCK_TIME)).unwrap();
    let (client, alice, deployment) = deployed(&node).await;
    let bob = Signer::dev("Bob").unwrap();
    let suite = deployment.connect(&client).await.unwrap();
    let mut reader = RegistryReader::new(suite.clone());
    let url = Url::parse(&node.url()).unwrap();
    let oracle = Chain::connect(&url, deployment.clone(), bob.clone()).await.unwrap();
    let datasets = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(Library::new(datasets.path().into()), BTreeSet::new());
    let mut viewer = Viewer::new(client.clone(), &deployment, shelf).await.unwrap();
    node.set_block_time(Some(BY_HAND)).await.unwrap();

    let registering = tokio::spawn({
        let (suite, alice) = (suite.clone(), alice.clone());
        let record = NewNode {
            key: B256::repeat_byte(1),
            endpoint: "http://127.0.0.1:1".to_owned(),
            payout: alice.address(),
            stake: Wei(TOKEN),
            model: 1,
            price_per_token: Wei(1),
        };
        async move { nodes::register(&suite, &alice, record).await }
    });
    let depositing = tokio::spawn({
        let (suite, bob) = (suite.clone(), bob.clone());
        async move { consumer::deposit(&suite, &bob, Wei(TOKEN)).await }
    });
    let included = seal(&node, 2).await;
    // They are in its state, for whoever asks for that.
    assert_eq!(oracle.best().await.unwrap(), included.number);
    assert_eq!(suite.registry_at(included.hash).await.unwrap().nodes.len(), 1);
    assert_eq!(oracle.ledger(included.number).await.unwrap().backed, Wei(TOKEN));

    for followers in 0..=LAG {
        let head = client.finalized_block().await.unwrap();
        assert_eq!(head.number, included.number + followers - LAG);
        let (nodes, backed) = if followers < LAG { (0, Wei::ZERO) } else { (1, Wei(TOKEN)) };
        assert_eq!(reader.at(head).await.unwrap().nodes.len(), nodes, "{followers} blocks later");
        assert_eq!(oracle.finalized().await.unwrap(), head.number);
        assert_eq!(oracle.ledger(head.number).await.unwrap().backed, backed);

        let sighting = viewer.look().await.unwrap();
        assert_eq!((sighting.head, sighting.registry.nodes.len()), (head.number, nodes));
        assert_eq!(sighting.withdrawable, backed);
        let anchor = sighting.view.as_ref().map(|view| view.block);
        assert_eq!(anchor, Some(head.number), "{followers} blocks later");
        if followers < LAG {
            assert!(!registering.is_finished() && !depositing.is_finished(), "{followers} blocks later");
            node.mine(1).await.unwrap();
        }
    }
    timeout(PATIENCE, registering).await.unwrap().unwrap().unwrap();
    timeout(PATIENCE, depositing).await.unwrap().unwrap().unwrap();
}
