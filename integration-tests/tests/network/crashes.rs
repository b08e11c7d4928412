//! Any process is killed at any moment, as by a power cut, and started again; nothing is lost or
//! doubled.

use std::collections::BTreeSet;

use rand::{rngs::StdRng, Rng, SeedableRng};
use tributary_cli::ask::Answer;
use tributary_core::Wei;
use tributary_demo::{processes::Process, questions::QUESTIONS, settlement};

use crate::network::Network;

/// How many processes are killed, one after the other.
const KILLS: usize = 14;
/// The most questions that are asked before a kill, and the most while the killed one is away.
const QUIET: usize = 3;
const AWAY: usize = 2;

/// A consumer that asks question after question, and takes failures as they come: the next question carries the
/// next nonce.
#[derive(Default)]
struct Asker {
    answers: Vec<Answer>,
    failures: usize,
    asked: usize,
}

impl Asker {
    async fn ask(&mut self, network: &Network) {
        let question = QUESTIONS[self.asked % QUESTIONS.len()];
        match network.ask(self.asked, question).await {
            Ok(answer) => self.answers.push(answer),
            Err(error) => {
                println!("question {}: {error:#}", self.asked);
                self.failures += 1;
            }
        }
        self.asked += 1;
    }

    /// Kills one process after the other while questions are asked, and starts it again. Which one, and after how
    /// many questions, is all that the seed decides; so a seed names the same blows again.
    async fn under_blows(&mut self, network: &mut Network, mut rng: StdRng) {
        let everyone = network.processes.len();
        for round in 0..KILLS {
            for _ in 0..rng.gen_range(0..=QUIET) {
                self.ask(network).await;
            }
            // Everyone at least once, who was started last at the end.
            let victim = if round < everyone { 0 } else { rng.gen_range(0..everyone) };
            let process = network.processes.remove(victim);
            let name = process.name().to_owned();
            println!("{name} is killed at question {}", self.asked);
            let away = rng.gen_range(0..=AWAY);
            // It falls while the question is under way.
            if name == "chain" {
                // Without one nobody can ask anything.
                let back = async { Process::start(process.kill().await.unwrap()).await.unwrap() };
                let ((), back) = tokio::join!(self.ask(network), back);
                network.processes.push(back);
                continue;
            }
            let ((), killed) = tokio::join!(self.ask(network), process.kill());
            for _ in 0..away {
                self.ask(network).await;
            }
            network.resume(killed.unwrap()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_and_double_nothing() {
    let seed = std::env::var("TRIBUTARY_CRASH_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = seed.unwrap_or_else(rand::random::<u64>);
    println!("TRIBUTARY_CRASH_SEED={seed}");
    let mut network = Network::start(250).await;
    let mut asker = Asker::default();
    asker.under_blows(&mut network, StdRng::seed_from_u64(seed)).await;
    let Asker { mut answers, failures, asked } = asker;
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
