//! Epochs as the committee announces them, whose keys are known here, and their proofs as oracles give them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    extract::{Path, State},
    http::StatusCode,
    routing::get,
    Json, Router,
};
use serde_json::{json, Value};
use tributary_cli::oracle_http::path_of;
use tributary_client::{abi::IAttributionLedger, Client, Deployment, Signer, B256};
use tributary_core::{
    epoch::Commitment,
    hashing::HostHashing,
    merkle::{Absence, Leaf, LeafFields, Node, Tree},
    Account, Address, DatasetId, EpochId, ModelId, NodeId, Wei,
};
use tributary_sandbox::Committee;

use crate::user::{oracle_keys, World};

/// An epoch that was announced.
pub struct Announced {
    number: u64,
    pub payout: Tree,
    pub spend: Tree,
    votes: Tree,
}

/// A tree of cumulative totals, in the accounts' order.
fn totals(totals: &[(Account, u128)]) -> Tree {
    let leaf = |(account, amount): &(Account, u128)| Leaf {
        fields: LeafFields::Total(*account),
        amount: Wei(*amount),
    };
    Tree::build::<HostHashing>(totals.iter().map(leaf).collect()).unwrap()
}

/// Announces the epoch after `before`, cut a block ago: since the first one `payout` was earned, all of it
/// spent by `payer`.
pub async fn announce(
    world: &World,
    before: Option<&Announced>,
    payer: Address,
    payout: &[(Account, u128)],
) -> Announced {
    let spent = payout.iter().map(|(_, amount)| amount).sum();
    announce_spent(world, before, &[(payer, spent)], payout).await
}

/// As [`announce`], with as much spent by several payers.
pub async fn announce_spent(
    world: &World,
    before: Option<&Announced>,
    spend: &[(Address, u128)],
    payout: &[(Account, u128)],
) -> Announced {
    announce_all(world, before, spend, payout, &[]).await
}

/// As [`announce`], with votes that were earned, true or not.
pub async fn announce_earned(
    world: &World,
    payer: Address,
    payout: &[(Account, u128)],
    votes: &[(Account, u128)],
) -> Announced {
    let spent = payout.iter().map(|(_, amount)| amount).sum();
    announce_all(world, None, &[(payer, spent)], payout, votes).await
}

async fn announce_all(
    world: &World,
    before: Option<&Announced>,
    spend: &[(Address, u128)],
    payout: &[(Account, u128)],
    votes: &[(Account, u128)],
) -> Announced {
    let client = Client::connect(&world.chain.url()).await.unwrap();
    let deployment = Deployment::load(&world.path("deployment.json")).unwrap();
    let ledger = deployment.connect(&client).await.unwrap().attribution_ledger;
    let payout = totals(payout);
    let mut spend: Vec<_> = spend.iter().map(|(payer, spent)| (Account::Payer(*payer), *spent)).collect();
    spend.sort_by_key(|(payer, _)| payer.to_word());
    let (spend, votes) = (totals(&spend), totals(votes));
    let number = before.map_or(1, |before| before.number + 1);
    let new = payout.root().sum.0 - before.map_or(0, |before| before.payout.root().sum.0);
    let moved = Node { hash: [1; 32], sum: Wei(new) };
    let commitment = Commitment {
        epoch: EpochId(number),
        prev: ledger.read(IAttributionLedger::headHashCall {}).await.unwrap().0,
        cut_block: client.finalized_block().await.unwrap().number - 1,
        corpus_root: [0; 32],
        reports: moved,
        report_count: 1,
        credits: moved,
        debits: moved,
        payout: payout.root(),
        spend: spend.root(),
        cursors: Node::EMPTY,
        data_hash: [2; 32],
        votes: votes.root(),
    };
    let committee = Committee::new(oracle_keys(), 1, ledger.address(), deployment.domain()).unwrap();
    let call = IAttributionLedger::submitCall {
        commitment: scale::Encode::encode(&commitment).into(),
        signatures: committee.sign(&commitment),
    };
    ledger.write(&Signer::dev("Charlie").unwrap(), call).await.unwrap();
    Announced { number, payout, spend, votes }
}

impl Announced {
    /// What an oracle says of what a payer spent.
    pub fn spent_by(&self, payer: Address) -> Value {
        let (leaf, _) = self.spend.find(&LeafFields::Total(Account::Payer(payer))).unwrap();
        self.proof(&self.spend, &leaf).1
    }

    /// The same with other votes than the committee signed.
    pub fn with_votes(&self, votes: &[(Account, u128)]) -> Self {
        let (payout, spend) = (self.payout.clone(), self.spend.clone());
        Self { number: self.number, payout, spend, votes: totals(votes) }
    }

    /// What an oracle says at each path of this epoch's votes.
    fn served_votes(&self) -> BTreeMap<String, Value> {
        let leaves = self.votes.leaves().iter();
        let served = leaves.map(|leaf| {
            let (path, mut shown) = self.proof(&self.votes, leaf);
            let votes = shown["cumulative_wei"].take();
            shown["cumulative_votes"] = votes;
            (path, shown)
        });
        served.collect()
    }

    /// What an oracle says at each path of this epoch's proofs.
    fn served(&self) -> BTreeMap<String, Value> {
        let trees = [&self.payout, &self.spend];
        let leaves = trees.into_iter().flat_map(|tree| tree.leaves().iter().map(move |leaf| (tree, leaf)));
        leaves.map(|(tree, leaf)| self.proof(tree, leaf)).collect()
    }

    /// What an oracle says of accounts that earned nothing, of those that tests ask for.
    fn absences(&self) -> BTreeMap<String, Value> {
        let asked = [
            Account::Dataset(DatasetId(8)),
            Account::Dataset(DatasetId(9)),
            Account::Node(NodeId(2)),
            Account::Developer(ModelId(1)),
        ];
        let absent = asked.into_iter().filter_map(|account| {
            let absence = Absence::prove(&self.payout, &LeafFields::Total(account))?;
            let (kind, id) = path_of(&account);
            Some((format!("{kind}/{id}"), self.described(&account, Wei::ZERO, &absence.to_bytes())))
        });
        absent.collect()
    }

    fn described(&self, account: &Account, total: Wei, proof: &[u8]) -> Value {
        json!({
            "epoch": self.number,
            "account": B256::from(account.to_word()),
            "cumulative_wei": total,
            "proof": format!("0x{}", hex::encode(proof)),
        })
    }

    fn proof(&self, tree: &Tree, leaf: &Leaf) -> (String, Value) {
        let LeafFields::Total(account) = leaf.fields else { panic!("{leaf:?} is no total") };
        let (kind, id) = path_of(&account);
        let (_, proof) = tree.find(&leaf.fields).unwrap();
        (format!("{kind}/{id}"), self.described(&account, leaf.amount, &proof.to_bytes()))
    }
}

/// An oracle that learns of an epoch late: its first answer is as of the epoch before.
pub struct LateOracle {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

struct Serving {
    /// The proofs, before and after.
    epochs: [BTreeMap<String, Value>; 2],
    /// That others earned nothing, before and after.
    absences: [BTreeMap<String, Value>; 2],
    /// The votes earned, before and after.
    votes: [BTreeMap<String, Value>; 2],
    /// The accounts whose proofs were asked for.
    asked: Arc<Mutex<Vec<String>>>,
}

impl LateOracle {
    pub async fn start(epochs: [&Announced; 2]) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let serving = Serving {
            epochs: epochs.map(Announced::served),
            absences: epochs.map(Announced::absences),
            votes: epochs.map(Announced::served_votes),
            asked: asked.clone(),
        };
        let router = Router::new()
            .route("/v1/proofs/{kind}/{id}", get(proof))
            .route("/v1/absences/{kind}/{id}", get(absence))
            .route("/v1/votes/{kind}/{id}", get(votes))
            .with_state(Arc::new(serving));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, asked }
    }

    /// How often it was asked for the proof at this path.
    pub fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

async fn proof(
    State(serving): State<Arc<Serving>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, StatusCode> {
    let path = format!("{kind}/{id}");
    let mut asked = serving.asked.lock().unwrap();
    asked.push(path.clone());
    answer(&serving.epochs, asked.len(), &path)
}

/// Asked for after the proof.
async fn absence(
    State(serving): State<Arc<Serving>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, StatusCode> {
    let asked = serving.asked.lock().unwrap().len();
    answer(&serving.absences, asked, &format!("{kind}/{id}"))
}

/// Asked for after the proof, too.
async fn votes(
    State(serving): State<Arc<Serving>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, StatusCode> {
    let asked = serving.asked.lock().unwrap().len();
    answer(&serving.votes, asked, &format!("{kind}/{id}"))
}

fn answer(
    epochs: &[BTreeMap<String, Value>; 2],
    asked: usize,
    path: &str,
) -> Result<Json<Value>, StatusCode> {
    epochs[usize::from(asked > 1)].get(path).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}
