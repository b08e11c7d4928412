//! A node lies in every way that it can; it is paid for what the consumer signed, and for nothing else,
//! and the honest node is paid all the while.

use tributary_core::{epoch::fee, DatasetId, NodeId, Ppm, Report, Wei};
use tributary_demo::{
    settlement,
    world::{PRICE, TOKEN},
};

use crate::{
    liar::{Liar, TOKENS},
    network::Network,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lying_node_gets_what_the_consumer_signed_and_nothing_else() {
    let mut network = Network::start(250).await;
    let mut answers = Vec::new();
    for index in 0..4 {
        answers.push(network.ask(index, "What is the duty of a free people?").await.unwrap());
    }
    network.wait_final(0, 4).await;
    let honest_program = network.processes.remove(2);
    assert_eq!(honest_program.name(), "node-2");
    honest_program.stop().await.unwrap();

    let last = &answers.iter().rev().find(|answer| answer.signed.report.node == NodeId(2)).unwrap().signed;
    let seat = network.world.nodes.iter().find(|seat| seat.id == NodeId(2)).unwrap();
    let anchor = network.block().await;
    let liar = Liar::new(&network.world, seat, anchor, last.report.corpus_root);
    // The consumer signed a voucher for each of these; nonces go on after those it used.
    let (sequence, nonce) = (last.report.sequence, 1_000);
    let good = |place: u64| liar.report(sequence + place, liar.voucher(nonce + place));
    let forged = Report { voucher_signature: [3; 64], ..good(1) };
    let dearer = Report { fee: Wei(TOKEN), ..good(2) };
    let again = Report {
        voucher: last.report.voucher.clone(),
        voucher_signature: last.report.voucher_signature,
        ..good(3)
    };
    let mut misaddressed = liar.voucher(nonce + 4);
    misaddressed.node = NodeId(1);
    let misaddressed = liar.report(sequence + 4, misaddressed);
    let unknown = Report { shares: vec![(DatasetId(999), Ppm(500_000))], ..good(5) };
    // Two of one sequence, the second for more tokens: every page has the other one.
    let more = TOKENS + 1;
    let twin = Report { completion_tokens: more, fee: fee(Wei(PRICE), 1, more, Wei(TOKEN)), ..good(7) };
    // Nobody is ever shown sequence 8.
    let reports = [forged, dearer, again, misaddressed, unknown, good(6), good(7), twin, good(9)];
    liar.serve(reports.map(|report| liar.sign(report)).into(), liar.poison(sequence + 1)).await;

    let honest_fees = |answers: &[tributary_cli::ask::Answer]| {
        Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap()
    };
    let (one, two) = (fee(Wei(PRICE), 1, TOKENS, Wei(TOKEN)), fee(Wei(PRICE), 1, more, Wei(TOKEN)));
    // While the gap keeps the liar's last report waiting, the honest node is paid.
    let mut rounds = 0;
    let spent = loop {
        answers.push(network.ask(2 * rounds + 4, "What did the whale do?").await.unwrap());
        network.wait_settled(0, answers.last().unwrap()).await;
        let fees = honest_fees(&answers);
        let spent = settlement::counters(&network.world).await.unwrap().spent;
        let now = network.block().await;
        rounds += 1;
        let lies = spent.0 - fees.0;
        assert!(lies <= 2 * one.0 + two.0, "{lies} wei were charged for lies");
        if lies > one.0 + two.0 {
            break spent;
        }
        assert!(now < anchor + 240, "what follows the gap was not settled");
    };
    assert!(rounds > 1, "the honest node was paid while the gap was open");
    let charged = spent.0 - honest_fees(&answers).0;
    assert!([3 * one.0, 2 * one.0 + two.0].contains(&charged), "{charged} wei were charged");
    network.wait_settled(1, answers.last().unwrap()).await;
    network.settle_up(1, spent).await;
    let counters = settlement::counters(&network.world).await.unwrap();
    assert_eq!(counters.spent, spent);
    for answer in &answers {
        network.audit(2, answer).await;
    }
}
