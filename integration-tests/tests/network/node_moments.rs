//! A node dies within each of the transactions that an answer takes it, at the very write. Nothing is charged, and
//! nobody gets the answer to a voucher twice.

use crate::network::{wait, Network};

const NODE: &str = "node-1";
const QUESTION: &str = "What of the Pequod and her crew?";

/// What the node has of the consumer: the last nonce and the spend; and its next sequence.
async fn books(network: &Network) -> (u64, String, u64) {
    let (used, node) = network.node_books(0).await;
    let spent = used["spent_wei"].as_str().unwrap().to_owned();
    (used["last_nonce"].as_u64().unwrap(), spent, node.as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_at_any_write_of_an_answer_charges_nothing() {
    let mut network = Network::without_oracles().await;
    // Each node takes every second question; the nonce is one more than the question's number.
    network.ask(0, QUESTION).await.unwrap();
    let began = network.log(NODE);
    network.ask(2, QUESTION).await.unwrap();
    // A few answers are too little for the log to begin anew.
    let took = network.log(NODE).since(&began).unwrap();
    assert_eq!(took.len(), 2, "that the answer begins, and its report");

    let (mut index, mut before) = (4, 0);
    for (place, end) in took.into_iter().enumerate() {
        let room = (end + before) / 2;
        before = end;
        let (nonce, spent, sequence) = books(&network).await;
        let limit = network.log(NODE).end() + room;
        network.limit(NODE, &limit.to_string());
        let failed = network.ask(index, QUESTION).await.unwrap_err();
        let mut dead = network.take(NODE);
        wait("it dies", async || dead.has_ended().unwrap()).await;
        network.resume(dead.command().clone()).await;
        network.wait_nodes().await;
        let begun = u64::try_from(index).unwrap() + 1;
        let used_up = [nonce, begun][place];
        assert_eq!(books(&network).await, (used_up, spent, sequence), "{failed:#}");
        // The voucher of an answer that never began is as good as new.
        let again = network.ask(index, QUESTION).await;
        match place {
            0 => assert_eq!(again.unwrap().signed.report.sequence, sequence),
            _ => assert!(format!("{:#}", again.unwrap_err()).contains("is not above")),
        }
        index += 2;
    }
    network.ask(index, QUESTION).await.unwrap();
}
