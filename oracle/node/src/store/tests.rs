#![allow(clippy::arithmetic_side_effects)]

use tributary_core::{Domain, ModelId, Voucher};

use super::*;
use crate::keys::NodeKey;

const PAYER: Address = Address([3; 20]);

fn report(nonce: u64, fee: u128) -> Report {
    let voucher = Voucher {
        payer: PAYER,
        node: NodeId(1),
        nonce,
        model: ModelId(1),
        model_version: 1,
        max_fee: Wei(fee),
        request_hash: [0; 32],
        expires_at_block: 1,
        audit_consent: false,
    };
    Report {
        node: NodeId(1),
        sequence: 0,
        voucher,
        voucher_signature: [0; 64],
        response_hash: [0; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(fee),
        anchor_block: 1,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![],
    }
}

fn sign(report: Report) -> SignedReport {
    let domain = Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) };
    NodeKey::from_bytes(&[5; 32]).sign(report, &domain)
}

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join("node.sqlite")).await.unwrap()
}

#[tokio::test]
async fn sequences_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    assert_eq!(first.record(report(1, 10), 0, sign).await.unwrap().report.sequence, 1);
    assert_eq!(first.record(report(2, 10), 0, sign).await.unwrap().report.sequence, 2);
    first.close().await;
    let again = store(&folder).await;
    assert_eq!(again.next_sequence().await.unwrap(), 3);
    assert_eq!(again.record(report(3, 10), 0, sign).await.unwrap().report.sequence, 3);
    let sequences: Vec<_> =
        again.reports(2, 10).await.unwrap().iter().map(|signed| signed.report.sequence).collect();
    assert_eq!(sequences, [2, 3]);
}

#[tokio::test]
async fn spends_add_up_within_a_generation() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let cursor = |state: State| state.cursors.get(&(PAYER, NodeId(1))).copied();
    assert_eq!(cursor(store.books_of(PAYER, NodeId(1)).await.unwrap()), None);
    store.record(report(4, 10), 0, sign).await.unwrap();
    store.record(report(7, 5), 0, sign).await.unwrap();
    let found = cursor(store.books_of(PAYER, NodeId(1)).await.unwrap());
    assert_eq!(found, Some(PayerCursor { generation: 0, nonce: 7, spent: Wei(15) }));
    store.record(report(8, 2), 1, sign).await.unwrap();
    let found = cursor(store.books_of(PAYER, NodeId(1)).await.unwrap());
    assert_eq!(found, Some(PayerCursor { generation: 1, nonce: 8, spent: Wei(2) }));
}

#[tokio::test]
async fn concurrent_answers_get_distinct_sequences() {
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(store(&folder).await);
    let tasks: Vec<_> = (1..=20)
        .map(|nonce| {
            let store = store.clone();
            tokio::spawn(
                async move { store.record(report(nonce, 1), 0, sign).await.unwrap().report.sequence },
            )
        })
        .collect();
    let mut sequences = Vec::new();
    for task in tasks {
        sequences.push(task.await.unwrap());
    }
    sequences.sort_unstable();
    assert_eq!(sequences, (1..=20).collect::<Vec<_>>());
}
