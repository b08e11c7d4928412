//! A node that no oracle can reach brings its reports, and is paid for them like any other.

use tributary_core::{NodeId, Wei};
use tributary_demo::processes::free_port;

use crate::network::{wait, Network};

const HIDDEN: NodeId = NodeId(2);
/// For how many blocks oracles take endpoints to be the same.
const ENDPOINTS_HOLD: u32 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_node_brings_is_settled_where_no_oracle_can_reach_it() {
    let mut network = Network::start(250).await;
    // Nobody listens where the chain says that it serves.
    network.move_node(HIDDEN, &format!("http://127.0.0.1:{}", free_port().unwrap())).await;
    // Where nodes serve is looked up every so many blocks; then they ask where nobody answers.
    let mut before = Vec::new();
    for oracle in 0..4 {
        before.push(network.unanswered(oracle).await);
    }
    network.mine(ENDPOINTS_HOLD).await;
    for (oracle, before) in before.into_iter().enumerate() {
        wait("an oracle asks in vain", async || network.unanswered(oracle).await > before).await;
    }
    network.wait_nodes().await;
    let hidden = network.ask(1, "What of the Pequod and her crew?").await.unwrap();
    assert_eq!(hidden.signed.report.node, HIDDEN);
    let seen = network.ask(0, "What did Captain Ahab swear about the white whale?").await.unwrap();
    // The epoch that has the other node's report lacks this one's: no oracle could fetch it.
    network.wait_announced(0, &seen).await;
    for oracle in 0..4 {
        let (status, body) = network.get(&network.oracle_url(oracle), "v1/reports/2/1").await;
        assert_eq!(status, 404, "{body}");
    }

    let command = network.reconfigure(HIDDEN, "push = true\n", "").await;
    network.resume(command).await;
    let later = network.ask(3, "How is the sperm whale hunted?").await.unwrap();
    assert_eq!((later.signed.report.node, later.signed.report.sequence), (HIDDEN, 2));
    let answers = [hidden, seen, later];
    for (oracle, answer) in answers.iter().enumerate() {
        network.wait_settled(oracle, answer).await;
        network.audit(3, answer).await;
    }
    let fees = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    network.settle_up(1, fees).await;
}
