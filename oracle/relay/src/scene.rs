//! A small network without a chain for tests: a registry, four members with real keys and stores, signed
//! reports, and the members' own HTTP routes on the loopback.
#![allow(clippy::arithmetic_side_effects)]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{body::Bytes, extract::State, routing::post, Router};
use ed25519_dalek::{Signer, SigningKey};
use scale::Encode;
use tributary_core::{
    epoch::{fee, Commitment, Epoch, Inputs},
    governance::Earning,
    hashing::HostHashing,
    registry::{
        DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, Reserve, Standing, VersionRecord,
        VersionStatus,
    },
    Address, BlockNumber, DatasetId, Domain, EpochId, FeePolicy, Hash, History, ModelId, NodeId, Ppm, Report,
    SignedReport, Voucher, Wei,
};

use crate::{
    agreement::Endorsement,
    api::{chainless, ApiError},
    books::Tip,
    config::Config,
    keys::OracleKey,
    ledger::{LedgerView, Peer},
    member::{Member, Refusal, Screened, Seen, Sight},
    pull::Intake,
    signatures::Verifier,
};

/// Reports are anchored here.
pub const ANCHOR: BlockNumber = 95;
/// The block that members see.
pub const BLOCK: BlockNumber = 100;
/// Blocks between epochs.
pub const EPOCH_BLOCKS: BlockNumber = 50;
/// Blocks of a turn.
pub const STAGE_BLOCKS: BlockNumber = 20;
/// The most reports in an epoch.
pub const MAX_REPORTS: u32 = 10;
/// What the committee is known by.
pub const CONFIG_DIGEST: Hash = [5; 32];

pub fn domain() -> Domain {
    Domain { genesis_hash: [9; 32], splitter: Address([7; 20]) }
}

fn session_key(payer: u8) -> SigningKey {
    SigningKey::from_bytes(&[payer + 100; 32])
}

/// The key of a node; `version` 0 is the one that it registered.
pub fn node_key(node: u64, version: u8) -> SigningKey {
    SigningKey::from_bytes(&[u8::try_from(node).unwrap() + 20 * version; 32])
}

pub fn oracle_key(index: usize) -> OracleKey {
    OracleKey::from_bytes(&[u8::try_from(index).unwrap() + 1; 32]).unwrap()
}

/// One dataset, `nodes` nodes, a model with one live version, two payers.
pub fn registry(nodes: u64) -> Registry {
    let node = |id| NodeRecord {
        keys: History::since(1, node_key(id, 0).verifying_key().to_bytes()),
        active: History::since(1, true),
        prices: BTreeMap::from([(ModelId(1), History::since(1, Wei(1_000)))]),
    };
    let payer = |index| PayerRecord {
        generation: 0,
        standing: History::since(1, Standing { generation: 0, open: true }),
        keys: History::since(1, session_key(index).verifying_key().to_bytes()),
        reserves: (1..=nodes)
            .map(|node| {
                (NodeId(node), History::since(1, Reserve { generation: 0, total: Wei(10u128.pow(18)) }))
            })
            .collect(),
    };
    let version = VersionRecord {
        status: History::since(1, VersionStatus::Live),
        policy: FeePolicy {
            datasets: Ppm(600_000),
            node: Ppm(250_000),
            developer: Ppm(80_000),
            oracles: Ppm(50_000),
            treasury: Ppm(20_000),
        },
        price_floor: Wei(0),
        method: 1,
        base: None,
    };
    let dataset =
        DatasetRecord { content_root: [1; 32], active: History::since(1, true), parents: Vec::new() };
    Registry {
        params: EpochParams { max_report_age: 60, max_voucher_life: 60, dead_after: 20, retirement_grace: 5 },
        datasets: BTreeMap::from([(DatasetId(1), dataset)]),
        nodes: (1..=nodes).map(|id| (NodeId(id), node(id))).collect(),
        versions: BTreeMap::from([((ModelId(1), 1), version)]),
        payers: [1, 2].map(|index| (Address([index; 20]), payer(index))).into(),
        oracles: (0..4).map(|index| oracle_key(index).address()).collect(),
        earning: Earning { rate: 2_000_000, cap: 10u128.pow(18) },
    }
}

/// A report that breaks no rule, as its node signs it with its first key.
pub fn report(node: u64, sequence: u64, anchor: BlockNumber) -> SignedReport {
    signed(node, sequence, anchor, &node_key(node, 0), 0)
}

/// Another report of the same sequence, as well signed.
pub fn twin(node: u64, sequence: u64, anchor: BlockNumber) -> SignedReport {
    signed(node, sequence, anchor, &node_key(node, 0), 1)
}

/// A report signed by any key; `salt` makes it differ.
pub fn signed(node: u64, sequence: u64, anchor: BlockNumber, key: &SigningKey, salt: u8) -> SignedReport {
    let max_fee = Wei(10u128.pow(15));
    let voucher = Voucher {
        payer: Address([1; 20]),
        node: NodeId(node),
        nonce: sequence,
        model: ModelId(1),
        model_version: 1,
        max_fee,
        request_hash: [salt; 32],
        expires_at_block: anchor.saturating_add(10),
        audit_consent: false,
    };
    let by_payer = session_key(1).sign(&voucher.digest::<HostHashing>(&domain()));
    let report = Report {
        node: NodeId(node),
        sequence,
        voucher,
        voucher_signature: by_payer.to_bytes(),
        response_hash: [2; 32],
        prompt_tokens: 3,
        completion_tokens: 4,
        fee: fee(Wei(1_000), 3, 4, max_fee),
        anchor_block: anchor,
        method: 1,
        corpus_root: registry(1).corpus_root_at::<HostHashing>(ANCHOR).unwrap(),
        shares: vec![(DatasetId(1), Ppm(500_000))],
    };
    sign(report, key)
}

/// A report as it is, with its node's signature.
pub fn sign(report: Report, key: &SigningKey) -> SignedReport {
    let signature = key.sign(&report.digest::<HostHashing>(&domain())).to_bytes();
    SignedReport { report, signature }
}

/// The ledger before any epoch, with a committee of four.
pub fn ledger() -> LedgerView {
    LedgerView {
        address: Address([8; 20]),
        inherits: false,
        head_epoch: EpochId(0),
        head_hash: [0; 32],
        final_epoch: EpochId(0),
        final_at: 0,
        pending_count: 0,
        max_pending: 4,
        oldest_window_ends: None,
        committee: (0..4).map(|index| oracle_key(index).address()).collect(),
        config_digest: CONFIG_DIGEST,
        stage_blocks: STAGE_BLOCKS,
        paused_until: 0,
        exit_delay: 30,
        spacing: 3,
        max_report_age: 100_000,
        backed: Wei(10u128.pow(18)),
    }
}

/// Member `index`, with its folder, which has to be held.
pub async fn member(index: usize) -> (Arc<Member>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (member_in(index, &folder).await, folder)
}

/// Member `index` on a folder, as a restart finds it.
pub async fn member_in(index: usize, folder: &tempfile::TempDir) -> Arc<Member> {
    let text = format!(
        "chain_url = \"ws://127.0.0.1:1\"\ndeployment = \"none\"\nlisten = \"127.0.0.1:0\"\ndata = {:?}\n\
         epoch_blocks = {EPOCH_BLOCKS}\nmax_reports = {MAX_REPORTS}\ntimeout_ms = 3000\nendorse_ms = 5000\n\
         allow_private_endpoints = true\n",
        folder.path()
    );
    let config: Config = toml::from_str(&text).unwrap();
    Arc::new(Member::open(config, domain(), oracle_key(index)).await.unwrap())
}

/// Shows a member the chain.
pub async fn see(member: &Member, block: BlockNumber, ledger: &LedgerView, registry: &Registry) {
    let (ledger, registry) = (Arc::new(ledger.clone()), Arc::new(registry.clone()));
    member.note_seen(Seen { block, ledger, registry }).await;
}

/// The routes of a member on the loopback, but for proposals.
pub async fn peer(member: &Arc<Member>) -> Peer {
    Peer { signer: member.key.address(), endpoint: serve(chainless(member.clone())).await }
}

/// What members see of the chain while a test runs.
pub type World = Arc<Mutex<Sight>>;

/// The routes of a member on the loopback, with its judgement of proposals by what `world` shows.
pub async fn oracle(member: &Arc<Member>, world: &World) -> Peer {
    let proposals =
        Router::new().route("/peer/v1/proposals", post(proposal)).with_state((member.clone(), world.clone()));
    let endpoint = serve(chainless(member.clone()).merge(proposals)).await;
    Peer { signer: member.key.address(), endpoint }
}

async fn proposal(
    State((member, world)): State<(Arc<Member>, World)>,
    body: Bytes,
) -> Result<Vec<u8>, ApiError> {
    let sight = world.lock().unwrap().clone();
    Ok(judged(&member, &body, &sight).await?.encode())
}

/// A member's answer to a proposal, as [`crate::service::Oracle`] comes to it.
pub async fn judged(member: &Member, body: &[u8], sight: &Sight) -> Result<Endorsement, Refusal> {
    let (signed, leader, _permit) = match member.screen(body).await? {
        Screened::Endorsed(endorsement) => return Ok(endorsement),
        Screened::Open { signed, leader, permit } => (signed, leader, permit),
    };
    let index = member.check_turn(&signed.proposal, &leader, &sight.ledger, sight.block).await?;
    member.endorse(&signed.proposal, &leader, index, sight).await
}

/// Serves routes on the loopback and returns their endpoint.
pub async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    endpoint
}

/// What a member goes by at `block`.
pub fn sight(block: BlockNumber, registry: &Registry, peers: &[Peer]) -> Sight {
    let (ledger, registry) = (Arc::new(ledger()), Arc::new(registry.clone()));
    Sight { block, ledger, registry, peers: peers.to_vec() }
}

/// Takes reports at [`BLOCK`] into a member's store, as a pull does; returns how many are new.
pub async fn hold(member: &Member, registry: &Registry, reports: Vec<SignedReport>) -> u64 {
    let intake = Intake::new(
        member.store.clone(),
        Arc::new(Verifier::default()),
        Arc::new(registry.clone()),
        domain(),
        BLOCK,
        MAX_REPORTS,
    );
    let mut new = 0;
    for signed in reports {
        new += intake.take(signed.report.node, 1, vec![signed]).await.unwrap().new;
    }
    new
}

/// The epoch that follows `tip` from `reports` at `cut`, with its inputs.
pub fn epoch(
    tip: &Tip,
    cut: BlockNumber,
    registry: &Registry,
    reports: Vec<SignedReport>,
) -> (Epoch, Inputs) {
    let prev = Commitment::hash::<HostHashing>(tip.head());
    let inputs = Inputs { prev, cut_block: cut, registry: registry.clone(), reports };
    (tip.compute(&inputs, &domain(), &Verifier::default()).unwrap(), inputs)
}
