//! The crooked epochs: whatever the plain scene leaves out, built from `vectors/crooked.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ed25519_dalek::{Signer, SigningKey};
use scale::{Decode, Encode};
use serde::Deserialize;
use serde_json::{json, Value};

use super::{hex_of, totals, LEDGER};
use crate::{
    account::Account,
    committee::Committee,
    ed25519::Zip215,
    epoch::{tests::scene::domain, transition, Epoch, Inputs, State, Worthless},
    governance::Earning,
    hashing::HostHashing,
    history::History,
    ids::{Address, BlockNumber, DatasetId, Hash, ModelId, NodeId},
    merkle::Node,
    money::Wei,
    policy::FeePolicy,
    ppm::Ppm,
    registry::{
        DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, Reserve, Standing, VersionRecord,
        VersionStatus,
    },
    report::{Report, SignedReport},
    voucher::Voucher,
};

/// Rules that make a report worthless.
const RULES: usize = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    params: EpochParams,
    datasets: BTreeMap<u64, Dataset>,
    nodes: BTreeMap<u64, SceneNode>,
    versions: Vec<Version>,
    payers: Vec<Payer>,
    epochs: Vec<SceneEpoch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dataset {
    content_root: u8,
    active: History<bool>,
    parents: Vec<(DatasetId, Ppm)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneNode {
    keys: History<u8>,
    active: History<bool>,
    prices: BTreeMap<u64, History<Wei>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    model: ModelId,
    version: u32,
    status: History<VersionStatus>,
    policy: FeePolicy,
    price_floor: Wei,
    method: u16,
    base: Option<(ModelId, u32, Ppm)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payer {
    payer: u8,
    exits: Vec<BlockNumber>,
    standing: Vec<(BlockNumber, u32, bool)>,
    keys: History<u8>,
    reserves: BTreeMap<u64, Vec<(BlockNumber, u32, Wei)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneEpoch {
    cut: BlockNumber,
    committee: SceneCommittee,
    earning: Earning,
    reports: Vec<SceneReport>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneCommittee {
    version: u32,
    members: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneReport {
    node: NodeId,
    sequence: u64,
    node_seed: u8,
    payer: u8,
    session_seed: u8,
    voucher_node: NodeId,
    nonce: u64,
    model: ModelId,
    version: u32,
    max_fee: Wei,
    expires_at: BlockNumber,
    consent: bool,
    tokens: (u32, u32),
    fee: Wei,
    anchor: BlockNumber,
    method: u16,
    corpus_of: BlockNumber,
    shares: Vec<(DatasetId, Ppm)>,
    rule: Option<String>,
}

/// The key of the seed that is this byte 32 times.
fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(seed: &u8) -> Hash {
    key(*seed).verifying_key().to_bytes()
}

/// The changes up to a cut; nothing if there are none.
fn until<T, U>(
    changes: &[(BlockNumber, T)],
    cut: BlockNumber,
    value: impl Fn(&T) -> U,
) -> Option<History<U>> {
    let known: Vec<_> = changes.iter().filter(|(block, _)| *block <= cut).collect();
    let read = known.into_iter().map(|(block, of)| (*block, value(of)));
    Some(History::from_changes(read).unwrap()).filter(|history| !history.changes().is_empty())
}

impl Scene {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/crooked.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The scene as it is at an epoch's cut: without later changes, and without what has no change by then.
    fn registry(&self, epoch: &SceneEpoch) -> Registry {
        let cut = epoch.cut;
        let datasets = self.datasets.iter().filter_map(|(id, of)| {
            let active = until(of.active.changes(), cut, |active| *active)?;
            let (content_root, parents) = ([of.content_root; 32], of.parents.clone());
            Some((DatasetId(*id), DatasetRecord { content_root, active, parents }))
        });
        let nodes = self.nodes.iter().filter_map(|(id, of)| {
            let prices = of.prices.iter().filter_map(|(model, prices)| {
                Some((ModelId(*model), until(prices.changes(), cut, |price| *price)?))
            });
            let keys = until(of.keys.changes(), cut, public)?;
            let active = until(of.active.changes(), cut, |active| *active).unwrap_or_default();
            Some((NodeId(*id), NodeRecord { keys, active, prices: prices.collect() }))
        });
        let versions = self.versions.iter().filter_map(|of| {
            let status = until(of.status.changes(), cut, |status| *status)?;
            let (policy, price_floor, method, base) = (of.policy, of.price_floor, of.method, of.base);
            Some(((of.model, of.version), VersionRecord { status, policy, price_floor, method, base }))
        });
        Registry {
            params: self.params,
            datasets: datasets.collect(),
            nodes: nodes.collect(),
            versions: versions.collect(),
            payers: self.payers.iter().filter_map(|of| of.at(cut)).collect(),
            oracles: epoch.committee.addresses(),
            earning: epoch.earning,
        }
    }
}

impl Payer {
    fn at(&self, cut: BlockNumber) -> Option<(Address, PayerRecord)> {
        let standing: Vec<_> = self
            .standing
            .iter()
            .map(|(block, generation, open)| (*block, Standing { generation: *generation, open: *open }))
            .collect();
        let reserves = self.reserves.iter().filter_map(|(node, changes)| {
            let changes: Vec<_> = changes
                .iter()
                .map(|(block, generation, total)| {
                    (*block, Reserve { generation: *generation, total: *total })
                })
                .collect();
            Some((NodeId(*node), until(&changes, cut, |reserve| *reserve)?))
        });
        let exits = self.exits.iter().filter(|block| **block <= cut);
        let record = PayerRecord {
            generation: u32::try_from(exits.count()).unwrap(),
            standing: until(&standing, cut, |standing| *standing)?,
            keys: until(self.keys.changes(), cut, public).unwrap_or_default(),
            reserves: reserves.collect(),
        };
        Some((Address([self.payer; 20]), record))
    }
}

impl SceneCommittee {
    fn addresses(&self) -> Vec<Address> {
        self.members.iter().map(|byte| Address([*byte; 20])).collect()
    }
}

impl SceneReport {
    fn sign(&self, registry: &Registry) -> SignedReport {
        let voucher = Voucher {
            payer: Address([self.payer; 20]),
            node: self.voucher_node,
            nonce: self.nonce,
            model: self.model,
            model_version: self.version,
            max_fee: self.max_fee,
            request_hash: [1; 32],
            expires_at_block: self.expires_at,
            audit_consent: self.consent,
        };
        let by_payer = key(self.session_seed).sign(&voucher.digest::<HostHashing>(&domain()));
        let report = Report {
            node: self.node,
            sequence: self.sequence,
            voucher,
            voucher_signature: by_payer.to_bytes(),
            response_hash: [2; 32],
            prompt_tokens: self.tokens.0,
            completion_tokens: self.tokens.1,
            fee: self.fee,
            anchor_block: self.anchor,
            method: self.method,
            corpus_root: registry.corpus_root_at::<HostHashing>(self.corpus_of).unwrap(),
            shares: self.shares.clone(),
        };
        let signature = key(self.node_seed).sign(&report.digest::<HostHashing>(&domain())).to_bytes();
        SignedReport { report, signature }
    }
}

/// The rule's name on the wire.
fn rule(worthless: &Worthless) -> Value {
    serde_json::to_value(worthless).unwrap()["rule"].clone()
}

fn node(root: Node) -> Value {
    json!({ "hash": hex_of(&root.hash), "sum": root.sum })
}

/// What `epochs.json` keeps of the crooked epochs.
pub(super) fn epochs() -> Vec<Value> {
    let scene = Scene::read();
    let (mut state, mut made, mut broken) = (State::genesis(), Vec::new(), BTreeSet::new());
    for told in &scene.epochs {
        let registry = scene.registry(told);
        let reports = told.reports.iter().map(|report| report.sign(&registry)).collect();
        let prev = state.head.hash::<HostHashing>();
        let inputs = Inputs { prev, cut_block: told.cut, registry, reports };
        assert_eq!(Inputs::decode(&mut inputs.encode().as_slice()).unwrap(), inputs);
        let epoch = transition::<HostHashing>(&state, &inputs, &domain(), &Zip215).unwrap();
        for (judged, meant) in epoch.judged.iter().zip(&told.reports) {
            let found = judged.outcome.as_ref().err().map(rule);
            assert_eq!(found.as_ref().and_then(Value::as_str), meant.rule.as_deref(), "{judged:?}");
            broken.extend(&meant.rule);
        }
        made.push(described(&inputs, &epoch, &told.committee));
        state = epoch.state;
    }
    assert_eq!(broken.len(), RULES, "every rule is broken: {broken:?}");
    made
}

fn described(inputs: &Inputs, epoch: &Epoch, committee: &SceneCommittee) -> Value {
    let (commitment, state) = (epoch.commitment, &epoch.state);
    let committee = Committee::new(committee.version, committee.addresses()).unwrap();
    let config_digest = committee.config_digest::<HostHashing>(&LEDGER);
    let outcomes = epoch.judged.iter().map(|judged| {
        json!({
            "node": judged.node,
            "sequence": judged.sequence,
            "digest": hex_of(&judged.digest),
            "fee": judged.outcome.as_ref().copied().unwrap_or(Wei::ZERO),
            "rule": judged.outcome.as_ref().err().map(rule),
        })
    });
    let cursors = state.cursors.iter().map(|((payer, node), cursor)| {
        json!({
            "payer": payer,
            "node": node,
            "generation": cursor.generation,
            "nonce": cursor.nonce,
            "spent": cursor.spent,
        })
    });
    let spends = state.spends.iter().map(|(payer, total)| (Account::Payer(*payer), *total));
    json!({
        "inputs": hex_of(&inputs.encode()),
        "config_digest": hex_of(&config_digest),
        "commitment": hex_of(&commitment.encode()),
        "hash": hex_of(&commitment.hash::<HostHashing>()),
        "digest": hex_of(&commitment.digest::<HostHashing>(&domain(), &config_digest)),
        "corpus_root": hex_of(&commitment.corpus_root),
        "roots": {
            "reports": node(commitment.reports),
            "credits": node(commitment.credits),
            "debits": node(commitment.debits),
            "payout": node(commitment.payout),
            "spend": node(commitment.spend),
            "cursors": node(commitment.cursors),
            "votes": node(commitment.votes),
        },
        "outcomes": outcomes.collect::<Vec<_>>(),
        "payouts": totals(state.payouts.iter().map(|(account, total)| (*account, *total))),
        "spends": totals(spends),
        "next_sequence": state.next_sequence.iter().collect::<Vec<_>>(),
        "cursors": cursors.collect::<Vec<_>>(),
        "votes": totals(state.votes.iter().map(|(account, total)| (*account, *total))),
    })
}
