#![allow(clippy::arithmetic_side_effects)]

use std::{future::IntoFuture, sync::Mutex};

use axum::{extract::State, routing::post, Json, Router};
use scale::Decode;
use serde_json::{json, Value};
use tributary_core::{hashing::HostHashing, Address, Domain, ModelId, Report, SignedReport, Voucher, Wei};

use super::*;
use crate::{keys::NodeKey, store::Transcript};

/// An oracle's route for pushes: what it was brought, and how it answers.
#[derive(Clone, Default)]
struct Oracle {
    brought: Arc<Mutex<Vec<u64>>>,
    asked: Arc<Mutex<u32>>,
    early_from: Arc<Mutex<Option<u64>>>,
    refuses: Arc<Mutex<bool>>,
}

async fn push(State(oracle): State<Oracle>, Json(page): Json<Value>) -> Result<Json<Value>, StatusCode> {
    *oracle.asked.lock().unwrap() += 1;
    if *oracle.refuses.lock().unwrap() {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let early_from = *oracle.early_from.lock().unwrap();
    let mut early = None;
    for text in page["reports"].as_array().unwrap() {
        let bytes = hex::decode(text.as_str().unwrap().strip_prefix("0x").unwrap()).unwrap();
        let signed = SignedReport::decode(&mut bytes.as_slice()).unwrap();
        let sequence = signed.report.sequence;
        assert_eq!(signed.report.node, NodeId(page["node"].as_u64().unwrap()));
        if early_from.is_some_and(|from| sequence >= from) {
            early = early.or(Some(sequence));
        } else {
            oracle.brought.lock().unwrap().push(sequence);
        }
    }
    Ok(Json(json!({ "taken": 0, "early": early })))
}

impl Oracle {
    async fn serve(&self) -> String {
        let router = Router::new()
            .route("/v1/reports", post(push))
            .layer(axum::extract::DefaultBodyLimit::max(4 * 1024 * 1024))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        url
    }

    fn brought(&self) -> Vec<u64> {
        self.brought.lock().unwrap().clone()
    }
}

/// A store whose report `n` is anchored at block `n`, up to `count`.
async fn store(folder: &tempfile::TempDir, count: u32) -> Store {
    let store = Store::open(&folder.path().join("node.sqlite")).await.unwrap();
    for anchor in 1..=count {
        record(&store, anchor).await;
    }
    store
}

async fn record(store: &Store, anchor: u32) {
    let domain = Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) };
    let voucher = Voucher {
        payer: Address([3; 20]),
        node: NodeId(1),
        nonce: u64::from(anchor),
        model: ModelId(1),
        model_version: 1,
        max_fee: Wei(1),
        request_hash: [0; 32],
        expires_at_block: anchor,
        audit_consent: false,
    };
    let digest = voucher.digest::<HostHashing>(&domain);
    let report = Report {
        node: NodeId(1),
        sequence: 0,
        voucher,
        voucher_signature: [0; 64],
        response_hash: [0; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(1),
        anchor_block: anchor,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![],
    };
    let transcript =
        Transcript { salt: [8; 32], text: String::new(), passages: Vec::new(), cut_short: false };
    let sign = |report| NodeKey::from_bytes(&[5; 32]).sign(report, &domain);
    store.record(report, 0, &digest, &transcript, sign).await.unwrap();
}

#[tokio::test]
async fn each_oracle_is_brought_every_report_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, 5).await;
    let (first, second) = (Oracle::default(), Oracle::default());
    let oracles = [first.serve().await, second.serve().await];
    let mut pusher = Pusher::new(NodeId(1), store.clone()).unwrap();
    pusher.round(&oracles[..1], 1).await.unwrap();
    record(&store, 6).await;
    pusher.round(&oracles, 1).await.unwrap();
    pusher.round(&oracles, 1).await.unwrap();
    assert_eq!(first.brought(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(second.brought(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(*first.asked.lock().unwrap(), 2, "without anything new nobody is asked");
}

#[tokio::test]
async fn reports_that_cannot_count_any_more_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, 9).await;
    for (oldest, expected) in [(0, 1..=9), (1, 1..=9), (4, 4..=9), (9, 9..=9)] {
        let oracle = Oracle::default();
        let mut pusher = Pusher::new(NodeId(1), store.clone()).unwrap();
        pusher.round(&[oracle.serve().await], oldest).await.unwrap();
        assert_eq!(oracle.brought(), expected.collect::<Vec<_>>(), "since {oldest}");
    }
    let oracle = Oracle::default();
    let mut pusher = Pusher::new(NodeId(1), store).unwrap();
    pusher.round(&[oracle.serve().await], 10).await.unwrap();
    assert_eq!(*oracle.asked.lock().unwrap(), 0);
}

#[tokio::test]
async fn what_came_too_early_is_brought_again() {
    let folder = tempfile::tempdir().unwrap();
    let oracle = Oracle::default();
    let oracles = [oracle.serve().await];
    let mut pusher = Pusher::new(NodeId(1), store(&folder, 5).await).unwrap();
    *oracle.early_from.lock().unwrap() = Some(3);
    pusher.round(&oracles, 1).await.unwrap();
    assert_eq!(oracle.brought(), [1, 2]);
    *oracle.early_from.lock().unwrap() = None;
    pusher.round(&oracles, 1).await.unwrap();
    assert_eq!(oracle.brought(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn oracles_that_refuse_are_asked_less_and_keep_no_other_from_anything() {
    let folder = tempfile::tempdir().unwrap();
    let (refusing, good) = (Oracle::default(), Oracle::default());
    *refusing.refuses.lock().unwrap() = true;
    let oracles = [refusing.serve().await, "http://127.0.0.1:1".to_owned(), good.serve().await];
    let mut pusher = Pusher::new(NodeId(1), store(&folder, 3).await).unwrap();
    for _ in 0..10 {
        pusher.round(&oracles, 1).await.unwrap();
    }
    assert_eq!(good.brought(), [1, 2, 3]);
    assert_eq!(*refusing.asked.lock().unwrap(), 3, "in rounds 1, 3 and 6");
    *refusing.refuses.lock().unwrap() = false;
    pusher.round(&oracles, 1).await.unwrap();
    assert_eq!(refusing.brought(), [1, 2, 3]);
}
