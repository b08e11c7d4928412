//! Any process is killed at any moment, as by a power cut, and started again; nothing is lost or
//! doubled.

use std::{collections::BTreeSet, time::Duration};

use rand::{rngs::StdRng, Rng, SeedableRng};
use tokio::time::{sleep_until, Instant};
use tributary_cli::{ask::Answer, exit::Exit};
use tributary_core::Wei;
use tributary_demo::{processes::Process, questions::QUESTIONS, services::node_name, settlement};

use crate::network::Network;

/// How many processes are killed, one after the other.
const KILLS: usize = 14;
/// The most questions that are asked before a kill, and the most while the killed one is away.
const QUIET: usize = 3;
const AWAY: usize = 2;
/// The most milliseconds from a question to the kill.
const LATEST_MS: u64 = 400;
/// How many kills of nodes are added at most, should none of those have cut off an answer.
const MORE_KILLS: usize = 40;

/// A consumer that asks question after question, and takes failures as they come: the next question carries the
/// next nonce.
#[derive(Default)]
struct Asker {
    answers: Vec<Answer>,
    failures: usize,
    /// The failures at which a node had the question and died over it.
    cut_off: usize,
    asked: usize,
    /// How long the answer took that came fastest.
    fastest: Option<Duration>,
}

impl Asker {
    async fn ask(&mut self, network: &Network) {
        let question = QUESTIONS[self.asked % QUESTIONS.len()];
        let started = Instant::now();
        match network.ask(self.asked, question).await {
            Ok(answer) => {
                let took = started.elapsed();
                self.fastest = Some(self.fastest.map_or(took, |fastest| fastest.min(took)));
                self.answers.push(answer);
            }
            Err(error) => {
                println!("question {}: {error:#}", self.asked);
                self.failures += 1;
                // Where nobody listens nothing is sent, which is another error.
                self.cut_off += usize::from(Exit::of(&error) == Exit::Undetermined);
            }
        }
        self.asked += 1;
    }

    /// Kills one process after the other while questions are asked, and starts it again. Which one, after how many
    /// questions and how far into the next is all that the seed decides; so a seed names the same blows again, as
    /// far as everything takes as long as before.
    async fn under_blows(&mut self, network: &mut Network, mut rng: StdRng) {
        let everyone = network.processes.len();
        for round in 0..KILLS {
            for _ in 0..rng.gen_range(0..=QUIET) {
                self.ask(network).await;
            }
            // Everyone at least once, who was started last at the end.
            let victim = if round < everyone { 0 } else { rng.gen_range(0..everyone) };
            self.blow(network, victim, &mut rng).await;
        }
        // Chance may have had each blow at a node fall before or after the answer.
        for _ in 0..MORE_KILLS {
            if self.cut_off > 0 {
                break;
            }
            let is_node = |process: &Process| process.command().program == "tributary-node";
            let victim = network.processes.iter().position(is_node).unwrap();
            self.blow(network, victim, &mut rng).await;
        }
    }

    /// Kills a process while a question is under way or soon after, and starts it again.
    async fn blow(&mut self, network: &mut Network, victim: usize, rng: &mut StdRng) {
        let process = network.processes.remove(victim);
        let name = process.name().to_owned();
        let nodes = network.world.nodes.len();
        let node = network.world.nodes.iter().position(|seat| node_name(seat.id) == name);
        // A node's own question is to be under way.
        while node.is_some_and(|node| self.asked % nodes != node) {
            self.ask(network).await;
        }
        let part = rng.gen_range(0..=LATEST_MS);
        let pause = match node {
            // Within the time of an answer, however fast nodes are here.
            Some(_) => self.fastest.unwrap_or_default().mul_f64(part as f64 / LATEST_MS as f64),
            None => Duration::from_millis(part),
        };
        let away = rng.gen_range(0..=AWAY);
        println!("{name} is killed {} ms into question {}", pause.as_millis(), self.asked);
        let falls = Instant::now() + pause;
        let killed = async {
            sleep_until(falls).await;
            process.kill().await.unwrap()
        };
        if name == "chain" {
            // Without one nobody can ask anything: it comes back while the second question waits for it.
            let asking = async {
                self.ask(network).await;
                sleep_until(falls).await;
                self.ask(network).await;
            };
            let back = async { Process::start(killed.await).await.unwrap() };
            let ((), back) = tokio::join!(asking, back);
            network.processes.push(back);
            return;
        }
        let before = self.cut_off;
        let ((), killed) = tokio::join!(self.ask(network), killed);
        if node.is_none() {
            // Whatever went wrong, no node died over it.
            self.cut_off = before;
        }
        for _ in 0..away {
            self.ask(network).await;
        }
        network.resume(killed).await;
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
    let Asker { mut answers, failures, cut_off, asked, .. } = asker;
    // One more each, after which every oracle has to have caught up.
    for index in asked..asked + 2 {
        answers.push(network.ask(index, QUESTIONS[0]).await.unwrap());
    }
    println!("{} answers, {failures} questions failed, {cut_off} of them cut off", answers.len());
    assert!(answers.len() > 10, "the network answered between the crashes");
    assert!(cut_off > 0, "no node died over a question in {KILLS} kills and {MORE_KILLS} more of nodes");

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
    let lost: Vec<_> = made.iter().filter(|place| !places.contains(place)).collect();
    assert!(lost.len() <= failures, "{lost:?} were reported, {failures} questions failed");
    let mut spent = Wei::total(answers.iter().map(|answer| answer.signed.report.fee)).unwrap();
    for (node, sequence) in lost {
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
