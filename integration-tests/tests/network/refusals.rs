//! Vouchers that a node refuses: the command line says why, and nothing is charged.

use std::time::Duration;

use serde_json::{json, Value};
use tributary_core::NodeId;
use tributary_demo::settlement;

use crate::{
    consumer::{wei, Consumer},
    front::Front,
    network::Network,
};

/// What each node has on a payer, and how many reports it made.
async fn books(network: &Network, payer: &str) -> Vec<Value> {
    let mut books = Vec::new();
    for seat in &network.world.nodes {
        let url = Network::node_url(seat);
        let (_, used) = network.get(&url, &format!("tributary/v1/payers/{payer}")).await;
        let (_, node) = network.get(&url, "tributary/v1/node").await;
        books.push(json!({ "used": used, "next": node["next_sequence"] }));
    }
    books
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_voucher_costs_nothing() {
    let network = Network::start(250).await;
    let [first, second] = [NodeId(1), NodeId(2)].map(|node| Network::node_url(network.seat(node)));
    let front = Front::before(&first).await;
    network.move_node(NodeId(1), &front.url).await;
    let consumer = Consumer::prepaid(&network, "Charlie", "5coin", ("1", "2coin"));
    network.wait_nodes().await;

    let answered = consumer.ask("1", "1coin", &["--keep", "first.json"]).ok().json();
    assert_eq!(answered["sequence"], 1);
    let before = books(&network, &consumer.address).await;
    let kept = network.program().folder.join("refused.json");
    let refused = |node: &str, max_fee: &str, more: &[&str], exit: i32, words: &str| {
        let line = [more, &["--keep", "refused.json"]].concat();
        let said = consumer.ask(node, max_fee, &line).fails(exit, words);
        let error: Value = serde_json::from_str(said.err.lines().last().unwrap()).unwrap();
        assert_eq!(error["error"]["exit"], exit, "{error}");
        assert!(!kept.exists(), "nothing was answered, nothing is kept");
    };

    // Told old books, the command line spends a nonce again.
    front.route(|route| route.last_nonce = Some(0));
    refused("1", "1coin", &[], 3, "is not above 1");
    // Held back until the voucher's last block is over, as the node sees the chain.
    front.route(|route| route.delay = Duration::from_secs(3));
    refused("1", "1coin", &["--life", "1"], 3, "the voucher expired at block");
    // A voucher for one node that comes to another.
    front.route(|route| route.to.clone_from(&second));
    refused("1", "1coin", &[], 3, "the voucher is for node 1, not 2");
    front.route(|_| {});
    // Nothing is set aside for the second node, and not enough for the first.
    refused("2", "1coin", &[], 7, "left reserved for node 2");
    refused("1", "3coin", &[], 7, "left reserved for node 1");
    // Not even the question is paid for.
    refused("1", "1", &[], 7, "does not cover");
    refused("1", "1coin", &["--model-version", "2"], 4, "does not serve version 2");
    assert_eq!(books(&network, &consumer.address).await, before, "a refused voucher was charged for");

    // None of it is in the way of the next question.
    let again = consumer.ask("1", "1coin", &[]).ok().json();
    assert_eq!(again["sequence"], 2);
    network.wait_final(0, 2).await;
    let counters = settlement::counters(&network.world).await.unwrap();
    assert_eq!(
        counters.spent.0,
        wei(&answered["fee_wei"]) + wei(&again["fee_wei"]),
        "only what was answered is paid for"
    );
}
