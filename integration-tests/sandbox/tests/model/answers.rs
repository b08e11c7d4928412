//! Consumers ask, nodes answer and sign.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use ed25519_dalek::{Signer, SigningKey};
use tributary_core::{
    hashing::HostHashing, DatasetId, ModelId, NodeId, Ppm, Report, SignedReport, Voucher, Wei,
};

use crate::{cast::Person, journal::DONE, plain::own, world::World};

/// An answer's report, with what its maker knows about it.
#[derive(Clone, Debug)]
pub struct Given {
    pub signed: SignedReport,
    /// Whose signature the voucher carries.
    pub voucher_key: B256,
    /// Whose signature the report carries.
    pub node_key: B256,
    /// The corpus that it names; `None` for no corpus at all.
    pub corpus: Option<Vec<u64>>,
}

/// Keys, counters and reports of everybody off the chain.
#[derive(Default)]
pub struct Desk {
    keys: BTreeMap<B256, SigningKey>,
    /// Every report that a node signed, by node and sequence.
    pub outbox: BTreeMap<(u64, u64), Given>,
    sequences: BTreeMap<u64, u64>,
    nonces: BTreeMap<(tributary_core::Address, u64), u64>,
}

impl Desk {
    /// Makes a key pair, and returns the public key.
    pub fn new_key(&mut self, secret: [u8; 32]) -> B256 {
        let key = SigningKey::from_bytes(&secret);
        let public = B256::new(key.verifying_key().to_bytes());
        self.keys.insert(public, key);
        public
    }

    fn sign(&self, key: B256, message: &[u8; 32]) -> [u8; 64] {
        self.keys[&key].sign(message).to_bytes()
    }
}

/// What is wrong with a report, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    OldAnchor,
    FutureAnchor,
    OtherNode,
    WrongSessionKey,
    Expired,
    LongLife,
    ReusedNonce,
    UnknownVersion,
    Method,
    Corpus,
    TooManyShares,
    Unsorted,
    ShareZero,
    ExceedWhole,
    UnknownDataset,
    WrongFee,
    Overspend,
    Stranger,
}

const FLAWS: [Flaw; 18] = [
    Flaw::OldAnchor,
    Flaw::FutureAnchor,
    Flaw::OtherNode,
    Flaw::WrongSessionKey,
    Flaw::Expired,
    Flaw::LongLife,
    Flaw::ReusedNonce,
    Flaw::UnknownVersion,
    Flaw::Method,
    Flaw::Corpus,
    Flaw::TooManyShares,
    Flaw::Unsorted,
    Flaw::ShareZero,
    Flaw::ExceedWhole,
    Flaw::UnknownDataset,
    Flaw::WrongFee,
    Flaw::Overspend,
    Flaw::Stranger,
];

impl World {
    /// Someone asks, once or a few times.
    pub fn ask(&mut self) {
        for _ in 0..self.dice.between(1, 3) {
            self.ask_once();
        }
    }

    /// Someone asks a node, which answers and signs; some of it with a flaw, and some of it lost.
    fn ask_once(&mut self) {
        let flaw = if self.dice.chance(30) { self.dice.pick(&FLAWS) } else { None };
        let Some((who, node)) = self.pair() else { return };
        let payer = if flaw == Some(Flaw::Stranger) { self.cast.stranger.clone() } else { who };
        let sequence = self.next_sequence(node);
        let voucher_key = self.session_key(&payer, flaw);
        let node_key = self.model.nodes.list[&node].keys.last().unwrap_or_default();
        let mut report = self.report(&payer, node, sequence, flaw);
        let corpus = self.model.datasets.corpus_at(report.anchor_block);
        report.corpus_root = self.model.corpus_root(&corpus);
        let mut corpus = Some(corpus);
        if flaw == Some(Flaw::Corpus) {
            (report.corpus_root, corpus) = (self.dice.word(), None);
        }
        let domain = self.suite.domain();
        let digest = report.voucher.digest::<HostHashing>(&domain);
        report.voucher_signature = self.desk.sign(voucher_key, &digest);
        let signature = self.desk.sign(node_key, &report.digest::<HostHashing>(&domain));
        let signed = SignedReport { report, signature };
        let shown = format!("ask by {} of node {node}, {flaw:?}: {:?}", payer.name(), signed.report);
        self.journal.begin(self.model.now, &shown);
        self.journal.end("ask", DONE);
        let given = Given { signed, voucher_key, node_key, corpus };
        self.desk.outbox.insert((node, sequence), given);
    }

    /// A payer and a node that it has reserves with, if any has.
    fn pair(&mut self) -> Option<(Person, u64)> {
        let mut pairs = Vec::new();
        for person in &self.cast.consumers {
            for (id, node) in &self.model.nodes.list {
                let payer = self.model.splitter.payers.get(&person.address());
                let reserved = payer.is_some_and(|payer| payer.open && payer.reserved_now(*id) > 0);
                if (reserved && node.bond.status() == 1) || self.dice.chance(3) {
                    pairs.push((person.clone(), *id));
                }
            }
        }
        self.dice.pick(&pairs)
    }

    /// The sequence of a node's next report; now and then one is lost before.
    fn next_sequence(&mut self, node: u64) -> u64 {
        let lost = u64::from(self.dice.chance(7));
        let next = self.desk.sequences.entry(node).or_insert(1);
        let sequence = *next + lost;
        *next = sequence + 1;
        if lost > 0 {
            self.journal.begin(self.model.now, &format!("node {node} loses report {}", sequence - 1));
            self.journal.end("lose a report", DONE);
        }
        sequence
    }

    fn session_key(&mut self, payer: &Person, flaw: Option<Flaw>) -> B256 {
        let known = self.model.splitter.payers.get(&payer.address()).map(|payer| payer.session_key());
        match known.filter(|key| self.desk.keys.contains_key(key) && flaw != Some(Flaw::WrongSessionKey)) {
            Some(key) => key,
            None => {
                let secret = self.dice.word();
                self.desk.new_key(secret)
            }
        }
    }

    fn report(&mut self, payer: &Person, node: u64, sequence: u64, flaw: Option<Flaw>) -> Report {
        let (now, address) = (self.model.now, own(payer.address()));
        let anchor_block = match flaw {
            Some(Flaw::OldAnchor) => now.saturating_sub(self.limits.max_report_age + 1),
            Some(Flaw::FutureAnchor) => now + 40,
            _ => now.saturating_sub(self.dice.between(0, 1)),
        };
        let nonce = self.desk.nonces.entry((address, node)).or_default();
        *nonce += 1;
        let nonce = if flaw == Some(Flaw::ReusedNonce) { *nonce / 2 } else { *nonce };
        let versions: Vec<_> = self.model.versions.list.keys().copied().collect();
        let live = self.model.versions.list.iter().filter(|(_, version)| version.statuses.last() == Some(5));
        let live: Vec<_> = live.map(|(key, _)| *key).collect();
        let known = if self.dice.chance(95) { self.dice.pick(&live) } else { None };
        let mut version = known.or_else(|| self.dice.pick(&versions)).unwrap_or((1, 1));
        if flaw == Some(Flaw::UnknownVersion) {
            version.1 += 50;
        }
        let entry = &self.model.nodes.list[&node];
        let price = entry.prices.get(&version.0).and_then(|prices| prices.at(anchor_block)).unwrap_or(1);
        let floor = self.model.versions.list.get(&version).map_or(0, |version| version.price_floor);
        let (prompt_tokens, completion_tokens) = (self.dice.between(1, 200), self.dice.between(0, 400));
        let tokens = u128::from(prompt_tokens) + u128::from(completion_tokens);
        let due = price.max(floor) * tokens;
        let max_fee = match (flaw, self.dice.below(4)) {
            (Some(Flaw::Overspend), _) => due * 1_000,
            (_, 0) => self.dice.amount(due),
            _ => due * 2,
        };
        let (prompt_tokens, due) = if flaw == Some(Flaw::Overspend) {
            (prompt_tokens * 500, due * 500)
        } else {
            (prompt_tokens, due)
        };
        let tokens = u128::from(prompt_tokens) + u128::from(completion_tokens);
        let fee = (price.max(floor) * tokens).min(max_fee);
        let fee = if flaw == Some(Flaw::WrongFee) { fee + 1 + due / 3 } else { fee };
        let life = self.limits.max_voucher_life;
        let expires_at_block = match flaw {
            Some(Flaw::Expired) => anchor_block.saturating_sub(1),
            Some(Flaw::LongLife) => anchor_block + life + 1,
            _ => anchor_block + self.dice.between(0, life),
        };
        let voucher = Voucher {
            payer: address,
            node: NodeId(if flaw == Some(Flaw::OtherNode) { node + 1 } else { node }),
            nonce,
            model: ModelId(version.0),
            model_version: version.1,
            max_fee: Wei(max_fee),
            request_hash: self.dice.word(),
            expires_at_block,
            audit_consent: self.dice.chance(50),
        };
        Report {
            node: NodeId(node),
            sequence,
            voucher,
            voucher_signature: [0; 64],
            response_hash: self.dice.word(),
            prompt_tokens,
            completion_tokens,
            fee: Wei(fee),
            anchor_block,
            method: if flaw == Some(Flaw::Method) { 2 } else { 1 },
            corpus_root: [0; 32],
            shares: self.shares(flaw, anchor_block),
        }
    }

    fn shares(&mut self, flaw: Option<Flaw>, anchor: u32) -> Vec<(DatasetId, Ppm)> {
        let mut ids = self.model.datasets.corpus_at(anchor);
        self.dice.shuffle(&mut ids);
        ids.truncate(usize::try_from(self.dice.below(5)).unwrap());
        ids.sort_unstable();
        let count = u32::try_from(ids.len()).unwrap();
        let most = 1_000_000_u32.checked_div(count).unwrap_or_default();
        let mut shares = Vec::new();
        for id in ids {
            shares.push((
                DatasetId(id),
                Ppm(if self.dice.chance(25) { most } else { self.dice.between(1, most) }),
            ));
        }
        match flaw {
            Some(Flaw::TooManyShares) => shares = (1..=65).map(|id| (DatasetId(id), Ppm(1))).collect(),
            Some(Flaw::Unsorted) => shares.reverse(),
            Some(Flaw::ShareZero) => shares.iter_mut().take(1).for_each(|(_, share)| *share = Ppm(0)),
            Some(Flaw::ExceedWhole) => shares.iter_mut().for_each(|(_, share)| *share = Ppm(900_000)),
            Some(Flaw::UnknownDataset) => shares.push((DatasetId(1_000), Ppm(1))),
            _ => {}
        }
        shares
    }
}
