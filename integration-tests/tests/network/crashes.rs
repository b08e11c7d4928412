//! Any process is killed at any moment, as by a power cut, and started again; nothing is lost or
//! doubled.

use std::{collections::BTreeSet, time::Duration};

use rand::{rngs::StdRng, Rng, SeedableRng};
use tributary_core::Wei;
use tributary_demo::{processes::Process, questions::QUESTIONS, settlement};

use crate::network::Network;

/// How many processes are killed, one after the other.
const KILLS: usize = 14;

/// Kills one process after the other, each after some time of quiet, and starts it again.
async fn havoc(mut processes: Vec<Process>, mut rng: StdRng) -> Vec<Process> {
    for round in 0..KILLS {
        // Everyone at least once, the order and the moments by chance.
        let victim = if round < processes.len() { 0 } else { rng.gen_range(0..processes.len()) };
        tokio::time::sleep(Duration::from_millis(rng.gen_range(100..1_500))).await;
        let command = processes.remove(victim).kill().await.unwrap();
        tokio::time::sleep(Duration::from_millis(rng.gen_range(0..1_000))).await;
        processes.push(Process::start(command).await.unwrap());
    }
    processes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_and_double_nothing() {
    let seed = std::env::var("TRIBUTARY_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand::random::<u64>);
    println!("TRIBUTARY_CRASH_SEED={seed}");
    let mut network = Network::start(250).await;
    let processes = std::mem::take(&mut network.processes);
    let mut havoc = tokio::spawn(havoc(processes, StdRng::seed_from_u64(seed)));

    // A consumer that asks all the while, and takes failures as they come: the next question carries
    // the next nonce.
    let (mut answers, mut failures, mut asked) = (Vec::new(), 0_usize, 0_usize);
    let processes = loop {
        let question = QUESTIONS[asked % QUESTIONS.len()];
        match network.ask(asked, question).await {
            Ok(answer) => answers.push(answer),
            Err(error) => {
                println!("question {asked}: {error:#}");
                failures += 1;
            }
        }
        asked += 1;
        tokio::time::sleep(Duration::from_millis(150)).await;
        if havoc.is_finished() {
            break (&mut havoc).await.unwrap();
        }
    };
    network.processes = processes;
    // One more each, after which every oracle has to have caught up.
    for index in asked..asked + 2 {
        answers.push(network.ask(index, QUESTIONS[0]).await.unwrap());
    }
    println!("{} answers, {failures} questions failed, {KILLS} kills", answers.len());
    assert!(answers.len() > 10, "the network answered between the crashes");

    let places: BTreeSet<_> =
        answers.iter().map(|answer| (answer.signed.report.node, answer.signed.report.sequence)).collect();
    assert_eq!(places.len(), answers.len(), "no sequence was given twice");
    // Sequences start at 1 and have no gaps, so the highest of each node counts its reports.
    let mut made = Vec::new();
    for seat in &network.world.nodes {
        let own = answers.iter().map(|answer| &answer.signed.report).filter(|report| report.node == seat.id);
        let last = own.map(|report| report.sequence).max().unwrap();
        made.extend((1..=last).map(|sequence| (seat.id, sequence)));
    }
    for oracle in 0..4 {
        network.wait_final(oracle, made.len() as u64).await;
    }

    for answer in &answers {
        network.audit(0, answer).await;
    }
    let counters = settlement::counters(&network.world).await.unwrap();
    // Beyond the answers that came, only those can have cost anything that were cut off on their way.
    let cut_off: Vec<_> = made.iter().filter(|place| !places.contains(place)).collect();
    assert!(cut_off.len() <= failures, "{cut_off:?} were reported, {failures} questions failed");
    let mut spent = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    for (node, sequence) in cut_off {
        spent = spent.try_add(network.counted(0, *node, *sequence).await).unwrap();
    }
    assert_eq!(counters.spent, spent, "each report was paid for once");
    network.settle_up(1, counters.spent).await;
    // Nobody needs the chain any more once it goes.
    let (chain, others): (Vec<_>, Vec<_>) =
        network.processes.into_iter().partition(|process| process.name() == "chain");
    for process in others.into_iter().chain(chain) {
        process.stop().await.unwrap();
    }
}
