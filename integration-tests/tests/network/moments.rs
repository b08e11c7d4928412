//! An oracle dies within each of the transactions that an epoch takes it, one after the other, at the very write:
//! its files may grow no more, and the kernel ends the process that tries.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use serde_json::json;
use tributary_client::Signer;
use tributary_core::Wei;
use tributary_demo::{
    processes::{Command, Process},
    world::EPOCH_BLOCKS,
};

use crate::{
    blocks::name,
    durable::{next_block, transactions, Kept, Moment, FRAME},
    network::{wait, Network},
};

/// Blocks of an epoch's window, and of a stage.
const WINDOW: u32 = 6;
const STAGE: u32 = 12;
/// The oracle that is away, so that each of the others is needed.
const AWAY: usize = 3;
/// By how many frames an oracle's transactions may differ from those that were measured.
const NEAR: u64 = 6;
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
    oracle: usize,
    epoch: u64,
    /// What it had when it died.
    died: Option<Kept>,
}

impl Victim {
    fn is(&self, process: &Process) -> bool {
        process.name() == name(self.oracle)
    }
}

impl Scene {
    async fn new() -> Self {
        let mut network = Network::by_hand().await;
        let away = network.take(&name(AWAY)).kill().await.unwrap();
        let mut scene = Self { network, away, asked: 0, fees: Wei::ZERO };
        scene.ask().await;
        // The first epoch is due already, and cut before the next block.
        let (network, fees) = (&scene.network, scene.fees);
        network.mine_until("the first is settled", async || network.spent().await == fees).await;
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

    fn database(&self, oracle: usize) -> PathBuf {
        self.network.program().folder.join(name(oracle)).join("oracle.sqlite")
    }

    fn log(&self, oracle: usize) -> PathBuf {
        self.database(oracle).with_extension("sqlite-wal")
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
        panic!("epoch {}, {victim}: {what}: not in time", victim.epoch, victim = name(victim.oracle));
    }

    async fn revive(&mut self, victim: &mut Victim) {
        let place = self.network.processes.iter().position(|process| victim.is(process)).unwrap();
        if !self.network.processes[place].has_ended().unwrap() {
            return;
        }
        assert!(victim.died.is_none(), "it died twice");
        victim.died = Some(Kept::read(&self.database(victim.oracle), victim.epoch).await);
        let command = self.network.processes.remove(place).command().clone();
        self.network.resume(command).await;
    }

    /// An epoch of one answer, from being due to the books under it; `room` is by how many bytes the victim's
    /// log may grow in it. Returns where the transactions in that log end that it took, from where it began, and
    /// what the victim had when it died.
    async fn epoch(&mut self, part: Part, room: Option<u64>) -> (Vec<u64>, Option<Kept>) {
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
        let mut victim = Victim { oracle, epoch, died: None };
        let due = cut + EPOCH_BLOCKS + stage * STAGE;
        let (database, log) = (self.database(oracle), self.log(oracle));
        let now = self.network.block().await;
        self.network.mine(due - 1 - now).await;
        wait("all is recorded", async || next_block(&database).await == due).await;
        let began = *transactions(&log).last().unwrap();
        if let Some(room) = room {
            self.network.limit(&name(oracle), &(began + room).to_string());
        }

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
        self.network.mine(WINDOW + stage * STAGE).await;
        let settled = async |network: &Network| network.settled().await.0 == epoch;
        self.until("it is final", &mut victim, settled).await;
        let databases: Vec<_> = (0..AWAY).map(|oracle| self.database(oracle)).collect();
        let kept = async |network: &Network| {
            let (mut all, next) = (true, network.block().await + 1);
            for database in &databases {
                all &= Kept::read(database, epoch).await.books && next_block(database).await == next;
            }
            all
        };
        self.until("the books are kept", &mut victim, kept).await;

        let took = transactions(&log).into_iter().filter(|end| *end > began).map(|end| end - began).collect();
        let (hash, sent) = (self.network.head_hash().await, self.sent().await - sent);
        assert_eq!(sent, 2, "{part:?}, {room:?}: one transaction submits the epoch, one makes it final");
        match &victim.died {
            Some(died) => {
                let voted = died.voted.as_ref().is_none_or(|voted| voted[..] == hash);
                assert!(voted, "{part:?}, {room:?}: another commitment than voted for: {died:?}");
            }
            None => self.network.limit(&name(oracle), "unlimited"),
        }
        (took, victim.died)
    }

    /// Every transaction of an epoch is cut short once, and so that the victim dies at each of `moments`.
    async fn cut_short(&mut self, part: Part, moments: &[Moment]) {
        let (took, _) = self.epoch(part, None).await;
        let (mut rooms, mut before) = (BTreeMap::new(), 0);
        for end in took {
            // In its midst, so that half of it is on the disk.
            self.dies(part, before + (end - before) / 2, &mut rooms).await;
            before = end;
        }
        // Another oracle's transactions, or another epoch's, take some frames more or less.
        for moment in moments {
            let earlier = rooms.iter().filter(|(_, died_at)| *died_at < moment);
            let last = earlier.map(|(room, _)| *room).max().unwrap_or_default();
            for frames in 1..=NEAR {
                if rooms.values().any(|died_at| died_at == moment) {
                    break;
                }
                self.dies(part, last + frames * FRAME, &mut rooms).await;
            }
        }
        let died_at: BTreeSet<_> = rooms.into_values().collect();
        assert!(moments.iter().all(|moment| died_at.contains(moment)), "{part:?}: {died_at:?}");
    }

    async fn dies(&mut self, part: Part, room: u64, rooms: &mut BTreeMap<u64, Moment>) {
        let (_, died) = self.epoch(part, Some(room)).await;
        let moment = died.map(|died| died.moment());
        println!("{part:?}, {room} bytes: {moment:?}");
        rooms.extend(moment.map(|moment| (room, moment)));
    }
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
