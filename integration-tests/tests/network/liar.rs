//! A node's operator that holds its real key and serves what it likes to the oracles.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
};

use axum::{
    extract::{Query, State},
    routing::get,
    Json, Router,
};
use ed25519_dalek::{Signer, SigningKey};
use scale::Encode;
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_core::{
    epoch::fee, hashing::HostHashing, Address, BlockNumber, DatasetId, Domain, Hash, ModelId, NodeId, Ppm,
    Report, SignedReport, Voucher, Wei,
};
use tributary_demo::world::{NodeSeat, World, PRICE, TOKEN};

/// Completion tokens of a made-up answer.
pub const TOKENS: u32 = 7;

/// Who signs, and what is true where it signs.
pub struct Liar {
    node: NodeId,
    key: SigningKey,
    port: u16,
    session: SigningKey,
    payer: Address,
    domain: Domain,
    model: ModelId,
    /// The block that reports are anchored at.
    pub anchor: BlockNumber,
    /// The corpus's root there.
    pub corpus_root: Hash,
}

/// What it serves, by sequence; several reports of a sequence are served in turn.
type Served = BTreeMap<u64, Vec<SignedReport>>;

struct Shelf {
    served: Served,
    /// Added to every page.
    poison: Vec<String>,
    pages: AtomicUsize,
}

#[derive(Deserialize)]
struct Page {
    from: u64,
    limit: usize,
}

impl Liar {
    pub fn new(world: &World, seat: &NodeSeat, anchor: BlockNumber, corpus_root: Hash) -> Self {
        Self {
            node: seat.id,
            key: seat.key.clone(),
            port: seat.port,
            session: world.session.clone(),
            payer: Address(world.consumer.address().into_array()),
            domain: world.deployment.domain(),
            model: world.model,
            anchor,
            corpus_root,
        }
    }

    /// A voucher for this node that the consumer signed.
    pub fn voucher(&self, nonce: u64) -> Voucher {
        Voucher {
            payer: self.payer,
            node: self.node,
            nonce,
            model: self.model,
            model_version: 1,
            max_fee: Wei(TOKEN),
            request_hash: [1; 32],
            expires_at_block: self.anchor + 40,
            audit_consent: false,
        }
    }

    /// A report of an answer nobody got, that breaks no rule by itself.
    pub fn report(&self, sequence: u64, voucher: Voucher) -> Report {
        let by_payer = self.session.sign(&voucher.digest::<HostHashing>(&self.domain));
        Report {
            node: self.node,
            sequence,
            fee: fee(Wei(PRICE), 1, TOKENS, voucher.max_fee),
            voucher,
            voucher_signature: by_payer.to_bytes(),
            response_hash: [2; 32],
            prompt_tokens: 1,
            completion_tokens: TOKENS,
            anchor_block: self.anchor,
            method: 1,
            corpus_root: self.corpus_root,
            shares: vec![(DatasetId(1), Ppm(500_000))],
        }
    }

    /// Signed with the node's key.
    pub fn sign(&self, report: Report) -> SignedReport {
        Self::sign_as(&self.key, report, &self.domain)
    }

    fn sign_as(key: &SigningKey, report: Report, domain: &Domain) -> SignedReport {
        let signature = key.sign(&report.digest::<HostHashing>(domain)).to_bytes();
        SignedReport { report, signature }
    }

    /// Reports that no oracle may take: far beyond what is due, signed by another key, of another node, and
    /// bytes that are none.
    pub fn poison(&self, sequence: u64) -> Vec<String> {
        let beyond = self.sign(self.report(1 << 63, self.voucher(1 << 40)));
        let stranger = SigningKey::from_bytes(&[77; 32]);
        let unsigned = Self::sign_as(&stranger, self.report(sequence, self.voucher(1 << 41)), &self.domain);
        let other = Report { node: NodeId(1), ..self.report(sequence, self.voucher(1 << 42)) };
        let mut poison = [beyond, unsigned, self.sign(other)].map(|signed| text(&signed)).to_vec();
        poison.extend(["0x00".to_owned(), "not hex".to_owned(), String::new()]);
        poison
    }

    /// Serves in the place of the node's own program.
    pub async fn serve(&self, reports: Vec<SignedReport>, poison: Vec<String>) {
        let mut served = Served::new();
        for signed in reports {
            served.entry(signed.report.sequence).or_default().push(signed);
        }
        let shelf = Arc::new(Shelf { served, poison, pages: AtomicUsize::new(0) });
        let router = Router::new().route("/tributary/v1/reports", get(page)).with_state(shelf);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    }
}

fn text(signed: &SignedReport) -> String {
    format!("0x{}", hex::encode(signed.encode()))
}

async fn page(State(shelf): State<Arc<Shelf>>, Query(page): Query<Page>) -> Json<Value> {
    let turn = shelf.pages.fetch_add(1, Ordering::Relaxed);
    let found = shelf.served.range(page.from..).map(|(_, variants)| text(&variants[turn % variants.len()]));
    let reports: Vec<_> = shelf.poison.iter().cloned().chain(found).take(page.limit).collect();
    Json(json!({ "node": 2, "next": page.from + 9, "reports": reports }))
}
