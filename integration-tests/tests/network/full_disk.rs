//! The disk of an oracle is full, and that of a node: neither signs what it cannot keep, and both go on when
//! there is room again.

use tributary_core::Wei;
use tributary_demo::{
    services::oracle_name,
    world::{EPOCH_BLOCKS, STAGE_BLOCKS},
};

use crate::{
    durable::Kept,
    network::{wait, Network},
    small_disk::{is_left_out, SmallDisk},
};

/// The oracle without room, and the one that is away, so that no quorum is without the first.
const FULL: usize = 1;
const AWAY: usize = 3;
const NODE: &str = "node-2";
const QUESTION: &str = "What did Captain Ahab swear about the white whale?";

impl Network {
    /// Moves the data of a process to a file system of its own.
    async fn confine(&mut self, process: &str) -> SmallDisk {
        let command = self.stop(process).await;
        let disk = SmallDisk::over(&self.program().folder.join(process));
        self.resume(command).await;
        disk
    }

    /// What an oracle says that fails.
    async fn trouble(&self, oracle: usize) -> Option<String> {
        self.status(oracle).await?["trouble"].as_str().map(str::to_owned)
    }

    fn logged(&self, process: &str, words: &str) -> bool {
        let log = self.program().folder.join(format!("{process}.log"));
        std::fs::read_to_string(log).unwrap().contains(words)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_room_signs_nothing_and_goes_on_when_there_is() {
    if is_left_out() {
        return;
    }
    let mut network = Network::by_hand().await;
    network.stop(&oracle_name(AWAY)).await;
    let oracle_disk = network.confine(&oracle_name(FULL)).await;
    let node_disk = network.confine(NODE).await;
    let mut answers = Vec::new();
    for index in 0..2 {
        network.wait_nodes().await;
        answers.push(network.ask(index, QUESTION).await.unwrap());
    }
    let mut fees = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    network.settle(fees).await;
    network.seen().await;
    let epoch = network.head().await + 1;

    // The node: no answer, no report, nothing charged, and the voucher's nonce is still good.
    node_disk.fill();
    let before = network.node_books(1).await;
    let refused = network.ask(3, QUESTION).await.unwrap_err();
    assert!(format!("{refused:#}").contains("the node's database failed"), "{refused:#}");
    assert_eq!(network.node_books(1).await, before);
    assert!(network.logged(NODE, "database or disk is full"));
    node_disk.make_room();
    network.wait_nodes().await;
    let answer = network.ask(3, QUESTION).await.unwrap();
    fees = fees.try_add(answer.signed.report.fee).unwrap();
    answers.push(answer);
    assert_ne!(network.node_books(1).await, before);

    // The oracle: whoever leads, it neither votes nor signs, and says why.
    oracle_disk.fill();
    network.mine(EPOCH_BLOCKS).await;
    network.seen().await;
    for _ in &network.world.oracles {
        network.mine(STAGE_BLOCKS).await;
        network.seen().await;
        wait("it says so", async || network.trouble(FULL).await.is_some()).await;
    }
    assert!(network.logged(&oracle_name(FULL), "database or disk is full"));
    assert_eq!(network.head().await, epoch - 1, "there was a quorum without it");
    let kept = Kept::read(&network.database(&oracle_name(FULL)), epoch).await;
    assert!(kept.voted.is_none() && kept.attempts.is_none(), "{kept:?}");
    assert!(network.metric(FULL, "endorsements_total{outcome=\"Refused\"}").await > 0, "it was never asked");
    oracle_disk.make_room();
    network.mine_until("all is settled", async || network.spent().await == fees).await;
    wait("it is well again", async || network.trouble(FULL).await.is_none()).await;
    for answer in &answers {
        network.wait_settled(FULL, answer).await;
    }
    network.settle_up(FULL, fees).await;
    // Whoever still writes there ends before the file systems go.
    network.processes.clear();
}
