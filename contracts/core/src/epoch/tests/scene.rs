//! A small chain to judge reports by: three datasets, two nodes, one model, two payers.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};

use crate::{
    domain::Domain,
    ed25519::Zip215,
    epoch::{fee, transition, Epoch, Inputs, State, TransitionError},
    governance::Earning,
    hashing::HostHashing,
    history::History,
    ids::{Address, DatasetId, ModelId, NodeId},
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

pub const PRICE: u128 = 1_000_003;
pub const CUT: u32 = 100;
pub const ANCHOR: u32 = 90;

pub fn domain() -> Domain {
    Domain { genesis_hash: [9; 32], splitter: Address([7; 20]) }
}

pub fn payer(index: u8) -> Address {
    Address([index; 20])
}

pub fn session_key(payer: u8) -> SigningKey {
    SigningKey::from_bytes(&[payer.wrapping_add(100); 32])
}

pub fn node_key(node: u64) -> SigningKey {
    SigningKey::from_bytes(&[u8::try_from(node).unwrap(); 32])
}

pub fn policy() -> FeePolicy {
    FeePolicy {
        datasets: Ppm(600_000),
        node: Ppm(250_000),
        developer: Ppm(80_000),
        oracles: Ppm(50_000),
        treasury: Ppm(20_000),
    }
}

fn dataset(id: u64, parents: Vec<(DatasetId, Ppm)>) -> (DatasetId, DatasetRecord) {
    let content_root = [u8::try_from(id).unwrap(); 32];
    (DatasetId(id), DatasetRecord { content_root, active: History::since(1, true), parents })
}

fn node(id: u64) -> (NodeId, NodeRecord) {
    let record = NodeRecord {
        keys: History::since(1, node_key(id).verifying_key().to_bytes()),
        active: History::since(1, true),
        prices: BTreeMap::from([(ModelId(1), History::since(1, Wei(PRICE)))]),
    };
    (NodeId(id), record)
}

fn payer_record(index: u8) -> (Address, PayerRecord) {
    let reserve = Reserve { generation: 0, total: Wei(10u128.pow(18)) };
    let record = PayerRecord {
        generation: 0,
        standing: History::since(1, Standing { generation: 0, open: true }),
        keys: History::since(1, session_key(index).verifying_key().to_bytes()),
        reserves: [1, 2].map(|node| (NodeId(node), History::since(1, reserve))).into(),
    };
    (payer(index), record)
}

pub fn registry() -> Registry {
    let version = VersionRecord {
        status: History::since(1, VersionStatus::Live),
        policy: policy(),
        price_floor: Wei(0),
        method: 1,
        base: None,
    };
    Registry {
        params: EpochParams { max_report_age: 50, max_voucher_life: 50, dead_after: 20, retirement_grace: 5 },
        datasets: [dataset(1, vec![]), dataset(2, vec![]), dataset(3, vec![(DatasetId(1), Ppm(100_000))])]
            .into(),
        nodes: [node(1), node(2)].into(),
        versions: BTreeMap::from([((ModelId(1), 1), version)]),
        payers: [payer_record(1), payer_record(2)].into(),
        oracles: (1..=4).map(|index| Address([0xA0 + index; 20])).collect(),
        earning: Earning { rate: 3_000_001, cap: 10u128.pow(24) },
    }
}

/// A report that breaks no rule.
pub fn report(registry: &Registry, node: u64, sequence: u64, payer_index: u8, nonce: u64) -> Report {
    let (prompt_tokens, completion_tokens) = (10, 33);
    let max_fee = Wei(10u128.pow(15));
    Report {
        node: NodeId(node),
        sequence,
        voucher: Voucher {
            payer: payer(payer_index),
            node: NodeId(node),
            nonce,
            model: ModelId(1),
            model_version: 1,
            max_fee,
            request_hash: [1; 32],
            expires_at_block: ANCHOR + 10,
            audit_consent: true,
        },
        voucher_signature: [0; 64],
        response_hash: [2; 32],
        prompt_tokens,
        completion_tokens,
        fee: fee(Wei(PRICE), prompt_tokens, completion_tokens, max_fee),
        anchor_block: ANCHOR,
        method: 1,
        corpus_root: registry.corpus_root_at::<HostHashing>(ANCHOR).unwrap(),
        shares: vec![(DatasetId(1), Ppm(300_001)), (DatasetId(3), Ppm(200_002))],
    }
}

/// Signs the voucher as its payer and the report as its node.
pub fn sign(mut report: Report) -> SignedReport {
    let voucher = report.voucher.digest::<HostHashing>(&domain());
    report.voucher_signature = session_key(report.voucher.payer.0[0]).sign(&voucher).to_bytes();
    sign_as_node(report)
}

/// Signs the report as its node and leaves the voucher's signature as it is.
pub fn sign_as_node(report: Report) -> SignedReport {
    let digest = report.digest::<HostHashing>(&domain());
    let signature = node_key(report.node.0).sign(&digest).to_bytes();
    SignedReport { report, signature }
}

pub fn run(state: &State, registry: &Registry, reports: Vec<SignedReport>) -> Result<Epoch, TransitionError> {
    let cut_block = state.head.cut_block.max(CUT - 1) + 1;
    let prev = state.head.hash::<HostHashing>();
    let inputs = Inputs { prev, cut_block, registry: registry.clone(), reports };
    transition::<HostHashing>(state, &inputs, &domain(), &Zip215)
}
