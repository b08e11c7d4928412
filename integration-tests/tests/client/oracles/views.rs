//! What is read of the chain, and what is taken to be the same for a while.

use tributary_cli::{
    consumer,
    nodes::{self, NewNode},
};
use tributary_client::{
    abi::{INodeRegistry, IPausable},
    B256,
};
use tributary_core::{committee::Committee, hashing::HostHashing, EpochId, NodeId, Wei};
use tributary_oracle::ledger::{LedgerView, Peer};

use super::{key, member, Scene};
use crate::{suite::STAGE_BLOCKS, TOKEN};

/// For so many blocks endpoints may be old.
const HOLD: u32 = 50;

impl Scene {
    async fn register_node(&self, seed: u8) -> NodeId {
        let node = NewNode {
            key: B256::repeat_byte(seed),
            endpoint: at(seed),
            payout: self.alice.address(),
            stake: Wei(TOKEN),
            model: 1,
            price_per_token: Wei(1),
        };
        nodes::register(&self.suite, &self.alice, node).await.unwrap()
    }

    async fn register_oracle(&self, index: u8) {
        let stake = Wei(TOKEN);
        nodes::register_oracle(&self.suite, &self.alice, &key(index), &at(index), stake).await.unwrap();
    }
}

fn at(seed: u8) -> String {
    format!("http://127.0.0.1:{seed}")
}

fn peer(index: u8, endpoint: u8) -> Peer {
    Peer { signer: key(index).address(), endpoint: at(endpoint) }
}

#[tokio::test]
async fn the_ledger_is_seen_as_it_is_at_a_block() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    let before = chain.finalized().await.unwrap();
    assert_eq!((before, chain.best().await.unwrap()), (scene.block().await, scene.block().await));
    let committee: Vec<_> = (0..4).map(|index| key(index).address()).collect();
    let ledger = tributary_core::Address(scene.suite.attribution_ledger.address().into_array());
    let expected = LedgerView {
        address: ledger,
        inherits: false,
        head_epoch: EpochId(0),
        head_hash: [0; 32],
        final_epoch: EpochId(0),
        final_at: 0,
        pending_count: 0,
        max_pending: 4,
        spacing: 1,
        max_report_age: 12,
        oldest_window_ends: None,
        config_digest: Committee::new(1, committee.clone()).unwrap().config_digest::<HostHashing>(&ledger),
        committee,
        stage_blocks: STAGE_BLOCKS,
        paused_until: 0,
        exit_delay: 20,
        backed: Wei::ZERO,
    };
    assert_eq!(chain.ledger(before).await.unwrap(), expected);
    scene.suite.attribution_ledger.write(&scene.alice, IPausable::pauseCall {}).await.unwrap();
    let paused = chain.ledger(scene.block().await).await.unwrap();
    assert!(paused.paused_until > scene.block().await && !paused.takes_epochs(scene.block().await));
    assert_eq!(LedgerView { paused_until: 0, ..paused }, expected);
    consumer::deposit(&scene.suite, &scene.alice, Wei(3 * TOKEN)).await.unwrap();
    let paid_in = chain.ledger(scene.block().await).await.unwrap();
    assert_eq!(paid_in.backed, Wei(3 * TOKEN));
    assert_eq!(chain.ledger(before).await.unwrap(), expected, "not as it is now");
    assert!(chain.ledger(before + 1_000).await.is_err(), "there is no such block yet");
}

#[tokio::test]
async fn a_registry_is_that_of_the_block_asked_for() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    let before = scene.block().await;
    assert!(chain.registry(before).await.unwrap().nodes.is_empty());
    scene.register_node(1).await;
    let after = scene.block().await;
    for (block, nodes) in [(after, 1), (before, 0), (after, 1)] {
        let registry = chain.registry(block).await.unwrap();
        assert_eq!(registry.nodes.len(), nodes, "block {block}");
        let hash = scene.client.block_hash(block).await.unwrap();
        assert_eq!(*registry, scene.suite.registry_at(hash).await.unwrap());
    }
    // More than are kept.
    scene.node.mine(20).await.unwrap();
    for block in after + 1..=after + 20 {
        assert_eq!(chain.registry(block).await.unwrap().nodes.len(), 1);
    }
    assert!(chain.registry(before).await.unwrap().nodes.is_empty());
    scene.register_node(2).await;
    assert_eq!(chain.registry(scene.block().await).await.unwrap().nodes.len(), 2, "it goes on from there");
}

#[tokio::test]
async fn nodes_are_read_again_once_one_comes_or_after_a_while() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    assert!(chain.node_endpoints(scene.block().await).await.unwrap().is_empty());
    let (one, two) = (scene.register_node(1).await, scene.register_node(2).await);
    let read_at = scene.block().await;
    let first = chain.node_endpoints(read_at).await.unwrap();
    assert_eq!(first, [(one, at(1)), (two, at(2))], "two came");
    let moved = INodeRegistry::setEndpointCall { node: one.0, endpoint: at(9) };
    scene.suite.node_registry.write(&scene.alice, moved).await.unwrap();
    scene.node.mine(HOLD).await.unwrap();
    assert_eq!(chain.node_endpoints(read_at + HOLD - 1).await.unwrap(), first, "as read before");
    let again = chain.node_endpoints(read_at + HOLD).await.unwrap();
    assert_eq!(again, [(one, at(9)), (two, at(2))]);
}

#[tokio::test]
async fn peers_are_looked_for_until_all_are_there() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    for index in [0, 2, 3] {
        scene.register_oracle(index).await;
    }
    let block = scene.block().await;
    let ledger = chain.ledger(block).await.unwrap();
    let three = chain.peers(&ledger, block).await.unwrap();
    assert_eq!(three, [peer(0, 0), peer(2, 2), peer(3, 3)], "one is not registered yet");
    scene.register_oracle(1).await;
    let read_at = scene.block().await;
    let all = chain.peers(&ledger, read_at).await.unwrap();
    assert_eq!(all, [peer(0, 0), peer(1, 1), peer(2, 2), peer(3, 3)]);
    let moved = INodeRegistry::setOracleEndpointCall { signer: member(3), endpoint: at(9) };
    scene.suite.node_registry.write(&scene.alice, moved).await.unwrap();
    scene.node.mine(HOLD).await.unwrap();
    assert_eq!(chain.peers(&ledger, read_at + HOLD - 1).await.unwrap(), all, "as read before");
    let other = LedgerView { config_digest: [1; 32], ..ledger.clone() };
    let now = [peer(0, 0), peer(1, 1), peer(2, 2), peer(3, 9)];
    assert_eq!(
        chain.peers(&other, read_at + HOLD - 1).await.unwrap(),
        now,
        "another committee's are not known"
    );
    assert_eq!(chain.peers(&ledger, read_at + HOLD).await.unwrap(), now);
}
