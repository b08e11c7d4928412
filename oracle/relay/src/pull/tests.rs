#![allow(clippy::arithmetic_side_effects)]

use std::{
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc, Mutex,
    },
    time::Duration,
};

use axum::{
    extract::{Query, State},
    routing::get,
    Json, Router,
};
use scale::Encode;
use tributary_core::registry::Registry;

use super::*;
use crate::{
    scene::{self, node_key, registry, report, signed, twin, ANCHOR, BLOCK, MAX_REPORTS},
    signatures::Verifier,
    store::Store,
};

/// A node's server: it serves what it is given, whatever that is, and counts how often it is asked.
#[derive(Clone, Default)]
struct Node {
    reports: Arc<Mutex<Vec<SignedReport>>>,
    asked: Arc<AtomicUsize>,
}

#[derive(Deserialize)]
struct Asked {
    from: u64,
    limit: usize,
}

async fn page(State(node): State<Node>, Query(asked): Query<Asked>) -> Json<ReportPage> {
    node.asked.fetch_add(1, Ordering::SeqCst);
    let reports = node.reports.lock().unwrap();
    let from = reports.iter().filter(|signed| signed.report.sequence >= asked.from);
    let reports = from.take(asked.limit).map(|signed| format!("0x{}", hex::encode(signed.encode())));
    Json(ReportPage { node: NodeId(1), next: 1, reports: reports.collect() })
}

async fn serve(reports: Vec<SignedReport>) -> (Node, String) {
    let node = Node { reports: Arc::new(Mutex::new(reports)), ..Node::default() };
    let router = Router::new().route("/tributary/v1/reports", get(page)).with_state(node.clone());
    (node, scene::serve(router).await)
}

async fn intake(folder: &tempfile::TempDir, registry: Registry, window: u32) -> Intake {
    let store = Store::open(&folder.path().join("oracle.sqlite")).await.unwrap();
    Intake::new(store, Arc::<Verifier>::default(), Arc::new(registry), scene::domain(), BLOCK, window)
}

fn http() -> Outbound {
    Outbound::new(Duration::from_secs(5), true).unwrap()
}

async fn stored(intake: &Intake) -> Vec<u64> {
    let reports = intake.store().reports(NodeId(1), 0, 9_999).await.unwrap();
    reports.iter().map(|signed| signed.report.sequence).collect()
}

#[tokio::test]
async fn good_reports_of_a_page_are_kept_beside_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(2), MAX_REPORTS).await;
    let bad = [
        signed(1, 1, ANCHOR, &node_key(1, 1), 0),
        report(2, 2, ANCHOR),
        report(1, 3, ANCHOR),
        report(1, u64::MAX, ANCHOR),
        report(1, 1 << 63, ANCHOR),
        report(1, 1 + u64::from(MAX_REPORTS), ANCHOR),
    ];
    let (_, endpoint) = serve([bad.to_vec(), vec![report(1, 4, ANCHOR)]].concat()).await;
    let taken = pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    assert_eq!(stored(&intake).await, [3, 4]);
    assert_eq!(taken.new, 2);
    assert_eq!(taken.first_fault, Some(Fault::OtherNode { sequence: 2, named: NodeId(2) }));
    assert!(taken.refused >= 5, "{taken:?}");
}

#[tokio::test]
async fn a_report_beyond_every_database_is_the_nodes_fault() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), u32::MAX).await;
    for sequence in [1 << 63, u64::MAX] {
        let taken = intake.take(NodeId(1), 1, vec![report(1, sequence, ANCHOR)]).await.unwrap();
        assert!(matches!(taken.first_fault, Some(Fault::Beyond { .. })), "{taken:?}");
    }
    let at_the_end = intake.take(NodeId(1), u64::MAX, vec![report(1, u64::MAX, ANCHOR)]).await.unwrap();
    assert_eq!((at_the_end.new, at_the_end.refused), (0, 1));
}

#[tokio::test]
async fn a_node_that_serves_without_end_is_left_after_a_few_pages() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), 100_000).await;
    let many = (1..=u64::from(PAGE) * 5).map(|sequence| report(1, sequence, ANCHOR)).collect();
    let (node, endpoint) = serve(many).await;
    let taken = pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    assert_eq!(taken.new, u64::from(PAGE * PAGES));
    assert_eq!(node.asked.load(Ordering::SeqCst), PAGES as usize);
    let rest = pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    assert_eq!(rest.new, u64::from(PAGE), "the next round goes on");
}

#[tokio::test]
async fn what_waits_of_one_node_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), MAX_REPORTS).await;
    let (node, endpoint) = serve((1..=50).map(|sequence| report(1, sequence, ANCHOR)).collect()).await;
    pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    assert_eq!(stored(&intake).await, (1..=u64::from(MAX_REPORTS)).collect::<Vec<_>>());
    let asked = node.asked.load(Ordering::SeqCst);
    let full = pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    assert_eq!((full, node.asked.load(Ordering::SeqCst)), (Taken::default(), asked), "it is not even asked");
    let freed = pull(&http(), &intake, (NodeId(1), &endpoint), 6).await.unwrap();
    assert_eq!(freed.new, 5, "what epochs consume makes room");
}

#[tokio::test]
async fn reports_behind_one_that_its_node_cannot_sign_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), 100_000).await;
    let bad = signed(1, 1, ANCHOR, &node_key(1, 1), 0);
    let good = (2..=u64::from(PAGE) * 6).map(|sequence| report(1, sequence, ANCHOR));
    let (_, endpoint) = serve(std::iter::once(bad).chain(good).collect()).await;
    for _ in 0..3 {
        pull(&http(), &intake, (NodeId(1), &endpoint), 1).await.unwrap();
    }
    assert_eq!(stored(&intake).await, (2..=u64::from(PAGE) * 6).collect::<Vec<_>>());
}

#[tokio::test]
async fn reports_of_the_future_wait_until_their_key_is_certain() {
    let folder = tempfile::tempdir().unwrap();
    let before = intake(&folder, registry(1), MAX_REPORTS).await;
    let early = report(1, 1, BLOCK + 5);
    let taken = before.take(NodeId(1), 1, vec![early.clone()]).await.unwrap();
    let early_only = Taken { early: Some(1), ..Taken::default() };
    assert_eq!(taken, early_only, "neither taken nor held against the node");
    let mut rotated = registry(1);
    let key = node_key(1, 1).verifying_key().to_bytes();
    rotated.nodes.get_mut(&NodeId(1)).unwrap().keys.change(BLOCK + 3, key).unwrap();
    let after = Intake::new(
        before.store().clone(),
        Arc::default(),
        Arc::new(rotated),
        scene::domain(),
        BLOCK + 10,
        MAX_REPORTS,
    );
    let taken = after.take(NodeId(1), 1, vec![early]).await.unwrap();
    assert_eq!(taken.first_fault, Some(Fault::NotSigned { sequence: 1 }));
    let own = signed(1, 1, BLOCK + 5, &node_key(1, 1), 0);
    assert_eq!(after.take(NodeId(1), 1, vec![own]).await.unwrap().new, 1);
}

#[tokio::test]
async fn bloated_reports_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), MAX_REPORTS).await;
    let mut bloated = report(1, 1, ANCHOR).report;
    bloated.shares = (1..=200).map(|id| (tributary_core::DatasetId(id), tributary_core::Ppm(1))).collect();
    let digest = bloated.digest::<tributary_core::hashing::HostHashing>(&scene::domain());
    let signature = ed25519_dalek::Signer::sign(&node_key(1, 0), &digest).to_bytes();
    let taken = intake.take(NodeId(1), 1, vec![SignedReport { report: bloated, signature }]).await.unwrap();
    assert!(matches!(taken.first_fault, Some(Fault::TooLarge { .. })), "{taken:?}");
}

#[tokio::test]
async fn reports_that_nobody_can_read_hold_back_none_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), MAX_REPORTS).await;
    let good = format!("0x{}", hex::encode(report(1, 1, ANCHOR).encode()));
    let page = ReportPage { node: NodeId(1), next: 4, reports: vec!["0x00".into(), "zz".into(), good] };
    let router = Router::new().route("/tributary/v1/reports", get(move || async move { Json(page) }));
    let taken = pull(&http(), &intake, (NodeId(1), &scene::serve(router).await), 1).await.unwrap();
    assert_eq!((taken.new, stored(&intake).await), (1, vec![1]));
    assert!(taken.refused >= 2, "{taken:?}");
}

#[tokio::test]
async fn a_contradiction_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), MAX_REPORTS).await;
    let both = vec![report(1, 1, ANCHOR), twin(1, 1, ANCHOR)];
    assert_eq!(intake.take(NodeId(1), 1, both).await.unwrap().new, 2);
}

#[tokio::test]
async fn answers_that_are_no_page_are_errors_of_the_node() {
    let folder = tempfile::tempdir().unwrap();
    let intake = intake(&folder, registry(1), MAX_REPORTS).await;
    let router = Router::new().route("/tributary/v1/reports", get(|| async { "hello" }));
    let endpoint = scene::serve(router).await;
    let answer = pull(&http(), &intake, (NodeId(1), &endpoint), 1).await;
    assert!(matches!(answer, Err(PullError::Page { .. })), "{answer:?}");
    let nowhere = pull(&http(), &intake, (NodeId(1), "http://127.0.0.1:1"), 1).await;
    assert!(matches!(nowhere, Err(PullError::Http { .. })), "{nowhere:?}");
}

#[test]
fn failing_nodes_are_asked_less_and_less() {
    let mut pace = Pace::default();
    let node = NodeId(1);
    let mut asked = Vec::new();
    for round in 0..200u32 {
        if pace.is_due(node) {
            asked.push(round);
            pace.note(node, false);
        }
    }
    assert_eq!(asked, [0, 2, 5, 10, 19, 36, 69, 134, 199]);
    pace.note(node, true);
    assert!(pace.is_due(node) && pace.is_due(node), "one answer and it is asked each round");
    assert!(pace.is_due(NodeId(2)));
}
