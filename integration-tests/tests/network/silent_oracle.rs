//! One oracle of four falls silent for good; nothing is lost.

use tributary_core::Wei;

use crate::network::Network;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_oracles_of_four_settle_what_the_fourth_would_have_led() {
    let mut network = Network::start(250).await;
    // Whichever oracle is silent leads some of the next epochs: its turn has to pass to another.
    let silent = network.processes.remove(3);
    assert_eq!(silent.name(), "oracle-0");
    silent.kill().await.unwrap();
    let mut answers = Vec::new();
    for round in 0..5_usize {
        for place in 0..2 {
            let index = round * 2 + place;
            answers.push(network.ask(index, "What did the captain say of the whale?").await.unwrap());
        }
        let epochs = network.wait_final(1, u64::try_from(answers.len()).unwrap()).await;
        assert!(epochs > u64::try_from(round).unwrap(), "one epoch a round at least");
    }
    let fees = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    // Each oracle follows the chain by itself; a proof is good for the newest final epoch only.
    network.wait_final(2, u64::try_from(answers.len()).unwrap()).await;
    network.wait_final(3, u64::try_from(answers.len()).unwrap()).await;
    network.settle_up(2, fees).await;
    network.audit(3, &answers[9]).await;
}
