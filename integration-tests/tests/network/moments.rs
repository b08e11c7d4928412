//! An oracle dies within each of the transactions that an epoch takes it, one after the other, at the very write:
//! its files may grow no more, and the kernel ends the process that tries.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use tributary_client::Signer;
use tributary_core::Wei;
use tributary_demo::{
    processes::{Command, Process},
    services::oracle_name,
    world::{CHALLENGE_WINDOW, EPOCH_BLOCKS, STAGE_BLOCKS},
};

use crate::{
    durable::{next_block, Kept, Log, Moment, FRAME},
    network::{wait, Network},
};

/// The oracle that is away, so that each of the others is needed.
const AWAY: usize = 3;
/// In how many epochs a moment is looked for. They differ by some frames, so that one room means another moment now
/// and then, and the shortest transactions are met in a few epochs out of ten only.
const SOUGHT: usize = 30;
/// In how many epochs on end a victim's log may begin anew; it does after a thousand frames.
const ANEW: usize = 5;
/// How often it is looked whether something happened, and how long in between.
const LOOKS: u32 = 2_000;
const PAUSE: Duration = Duration::from_millis(20);

/// Whose transactions are cut short.
#[derive(Clone, Copy, Debug)]
enum Part {
    Leader,
    Endorser,
}

struct Scene {
    network: Network,
    /// How to start the one that is away.
    away: Command,
    /// The questions asked, each answered.
    asked: u64,
    fees: Wei,
}

/// Whose files may grow so far only, in an epoch.
struct Victim {
    name: String,
    epoch: u64,
    /// Its log before the epoch.
    log: Log,
    /// What it had when it died, and its log then.
    died: Option<(Kept, Log)>,
}

/// An epoch's transactions in the victim's log, up to its death if it died.
struct Traced {
    /// Where they end, from where the first began; `None` if the log began anew among them.
    took: Option<Vec<u64>>,
    /// What the victim had when it died.
    died: Option<Kept>,
}

/// By how many bytes a victim's log could grow, and when it died of that, if it did.
type Point = (u64, Option<Moment>);

impl Scene {
    async fn new() -> Self {
        let mut network = Network::by_hand().await;
        let away = network.take(&oracle_name(AWAY)).kill().await.unwrap();
        let mut scene = Self { network, away, asked: 0, fees: Wei::ZERO };
        scene.ask().await;
        // The first epoch is due already, and cut before the next block.
        let (network, fees) = (&scene.network, scene.fees);
        network.mine_until("the first is settled", async || network.spent().await == fees).await;
        let first = network.settled().await.0;
        wait("the DAO has read it", async || network.read().await == first).await;
        scene
    }

    /// Asks a question; returns when all oracles have its report.
    async fn ask(&mut self) {
        let network = &self.network;
        network.wait_nodes().await;
        let index = usize::try_from(self.asked).unwrap();
        let answer = network.ask(index, "What did the whale do?").await.unwrap();
        self.fees = self.fees.try_add(answer.signed.report.fee).unwrap();
        self.asked += 1;
        for oracle in network.running() {
            let has = async || network.level(oracle, "reports").await;
            wait("a report is fetched", async || has().await == Some(self.asked)).await;
        }
    }

    /// How many transactions oracles sent in all.
    async fn sent(&self) -> u64 {
        let mut sent = 0;
        for seat in &self.network.world.oracles {
            let account = Signer::from_seed(seat.account).unwrap().ss58();
            let next = self.network.chain_says("system_accountNextIndex", json!([account])).await;
            sent += next.as_u64().unwrap();
        }
        sent
    }

    /// Waits until `happened`. Should the victim die meanwhile, what it had is noted and it is started again.
    async fn until(&mut self, what: &str, victim: &mut Victim, happened: impl AsyncFn(&Network) -> bool) {
        for _ in 0..LOOKS {
            self.revive(victim).await;
            if happened(&self.network).await {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("epoch {}, {}: {what}: not in time", victim.epoch, victim.name);
    }

    async fn revive(&mut self, victim: &mut Victim) {
        let is_victim = |process: &Process| process.name() == victim.name;
        let place = self.network.processes.iter().position(is_victim).unwrap();
        if !self.network.processes[place].has_ended().unwrap() {
            return;
        }
        assert!(victim.died.is_none(), "it died twice");
        let log = self.network.log(&victim.name);
        victim.died = Some((Kept::read(&self.network.database(&victim.name), victim.epoch).await, log));
        let command = self.network.processes.remove(place).command().clone();
        self.network.resume(command).await;
    }

    /// An epoch of one answer, from being due to the books under it; `room` is by how many bytes the victim's
    /// log may grow in it.
    async fn epoch(&mut self, part: Part, room: Option<u64>) -> Traced {
        self.ask().await;
        let sent = self.sent().await;
        let (before, cut) = self.network.settled().await;
        let epoch = before + 1;
        // Whose turn it is while the one that is away leads.
        let stage = u32::from(epoch % 4 == AWAY as u64);
        let leader = (usize::try_from(epoch).unwrap() + stage as usize) % 4;
        let oracle = match part {
            Part::Leader => leader,
            Part::Endorser => (leader + 1) % AWAY,
        };
        let name = oracle_name(oracle);
        let due = cut + EPOCH_BLOCKS + stage * STAGE_BLOCKS;
        let database = self.network.database(&name);
        let now = self.network.block().await;
        self.network.mine(due - 1 - now).await;
        wait("all is recorded", async || next_block(&database).await == due).await;
        let log = self.network.log(&name);
        if let Some(room) = room {
            self.network.limit(&name, &(log.end() + room).to_string());
        }
        let mut victim = Victim { name, epoch, log, died: None };

        self.network.mine(1).await;
        let quorum = async |network: &Network| {
            let mut waiting = network.head().await == epoch;
            for oracle in 0..AWAY {
                waiting |= network.level(oracle, "outgoing").await >= Some(1);
            }
            waiting
        };
        self.until("a quorum", &mut victim, quorum).await;
        self.network.mine(1).await;
        let announced = async |network: &Network| network.head().await == epoch;
        self.until("it is on chain", &mut victim, announced).await;
        let followed = async |network: &Network| {
            let mut all = true;
            for oracle in 0..AWAY {
                all &= network.level(oracle, "followed_epoch").await == Some(epoch);
            }
            all
        };
        self.until("all follow", &mut victim, followed).await;
        self.network.mine(CHALLENGE_WINDOW + stage * STAGE_BLOCKS).await;
        let settled = async |network: &Network| network.settled().await.0 == epoch;
        self.until("it is final", &mut victim, settled).await;
        let read = async |network: &Network| network.read().await == epoch;
        self.until("the DAO has read it", &mut victim, read).await;
        let kept = async |network: &Network| {
            let (mut all, next) = (true, network.block().await + 1);
            for oracle in 0..AWAY {
                let database = network.database(&oracle_name(oracle));
                all &= Kept::read(&database, epoch).await.books && next_block(&database).await == next;
            }
            all
        };
        self.until("the books are kept", &mut victim, kept).await;

        let (hash, sent) = (self.network.head_hash().await, self.sent().await - sent);
        assert_eq!(sent, 3, "{part:?}, {room:?}: submitted, made final and read by the DAO, once each");
        let Some((died, log)) = victim.died else {
            self.network.limit(&victim.name, "unlimited");
            return Traced { took: self.network.log(&victim.name).since(&victim.log), died: None };
        };
        let voted = died.voted.as_ref().is_none_or(|voted| voted[..] == hash);
        assert!(voted, "{part:?}, {room:?}: another commitment than voted for: {died:?}");
        Traced { took: log.since(&victim.log), died: Some(died) }
    }

    /// The same, once more if the victim's log began anew within it: neither bytes nor `room` mean anything then.
    async fn measured(&mut self, part: Part, room: Option<u64>) -> (Vec<u64>, Option<Kept>) {
        for _ in 0..ANEW {
            // An oracle that makes final what the absent one leads has the DAO read it out of turn. If it dies in between
            // it has forgotten that, and no turn passes on while no block comes: so such an epoch is run without limits.
            let (before, _) = self.network.settled().await;
            if matches!(part, Part::Leader) && (before + 1) % 4 == AWAY as u64 {
                self.epoch(part, None).await;
            }
            let Traced { took, died } = self.epoch(part, room).await;
            if let Some(took) = took {
                return (took, died);
            }
            println!("{part:?}, {room:?}: the log began anew");
        }
        panic!("{part:?}, {room:?}: the log began anew in each of {ANEW} epochs");
    }

    /// Every transaction of an epoch is cut short once, and so that the victim dies at each of `moments`.
    async fn cut_short(&mut self, part: Part, moments: &[Moment]) {
        let (took, _) = self.measured(part, None).await;
        let (mut tried, mut before) = (Vec::new(), 0);
        for end in took {
            // In its midst, so that half of it is on the disk.
            self.dies(part, before + (end - before) / 2, &mut tried).await;
            before = end;
        }
        assert_deadly(part, &tried);
        for moment in moments {
            for attempt in 0..SOUGHT {
                if tried.iter().any(|(_, died_at)| died_at == &Some(*moment)) {
                    break;
                }
                let around = around(*moment, &tried);
                self.dies(part, around[attempt % around.len()], &mut tried).await;
            }
        }
        assert_deadly(part, &tried);
        let died_at: BTreeSet<_> = tried.iter().filter_map(|(_, died_at)| *died_at).collect();
        assert!(moments.iter().all(|moment| died_at.contains(moment)), "{part:?}: {died_at:?}");
    }

    /// Lets the victim's log grow by `room` only.
    async fn dies(&mut self, part: Part, room: u64, tried: &mut Vec<Point>) {
        let (_, died) = self.measured(part, Some(room)).await;
        let moment = died.map(|died| died.moment());
        println!("{part:?}, {room} bytes: {moment:?}");
        tried.push((room, moment));
    }
}

/// The rooms where a moment may be met: from a frame before the last that was too little, or was once, to one behind
/// the first that was too much.
fn around(moment: Moment, tried: &[Point]) -> Vec<u64> {
    let before = |(_, died_at): &&Point| died_at.is_some_and(|died_at| died_at < moment);
    let little = tried.iter().filter(before).map(|(room, _)| *room).max().unwrap_or_default();
    let much = tried.iter().filter(|point| !before(point)).map(|(room, _)| *room).min().unwrap_or(little);
    let (from, to) = (little.min(much).saturating_sub(FRAME), little.max(much) + FRAME);
    (from..=to).step_by(FRAME as usize).collect()
}

/// Where transactions differ in length, a victim may get through an epoch now and then, but not as a rule.
fn assert_deadly(part: Part, tried: &[Point]) {
    let missed: Vec<_> =
        tried.iter().filter(|(_, died_at)| died_at.is_none()).map(|(room, _)| *room).collect();
    let (points, deaths) = (tried.len(), tried.len() - missed.len());
    println!("{part:?}: {deaths} deaths at {points} points, none at {missed:?}");
    assert!(points > 0 && deaths * 2 >= points, "{part:?}: {deaths} deaths at {points} points");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oracle_that_dies_at_any_write_repeats_itself_and_sends_nothing_twice() {
    let mut scene = Scene::new().await;
    let (voting, adopting) =
        ([Moment::BeforeVote, Moment::Voted], [Moment::Recorded, Moment::Consumed, Moment::Adopted]);
    let sending = [Moment::Queued, Moment::Sent];
    scene.cut_short(Part::Leader, &[&voting[..], &sending, &adopting].concat()).await;
    scene.cut_short(Part::Endorser, &[&voting[..], &adopting].concat()).await;

    // Who was away all the time has the proofs for everybody.
    let Scene { mut network, away, fees, .. } = scene;
    network.resume(away).await;
    let head = network.head().await;
    wait("it catches up", async || network.level(AWAY, "followed_epoch").await == Some(head)).await;
    network.settle_up(AWAY, fees).await;
}
