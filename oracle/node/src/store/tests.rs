#![allow(clippy::arithmetic_side_effects)]

use std::time::Duration;

use tributary_core::{
    epoch::{PayerCursor, State},
    hashing::HostHashing,
    Address, Domain, Hash, ModelId, NodeId, Report, SignedReport, Voucher, Wei,
};

use super::*;
use crate::{keys::NodeKey, passage::Passage};

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

const DOMAIN: Domain = Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) };

fn sign(report: Report) -> SignedReport {
    NodeKey::from_bytes(&[5; 32]).sign(report, &DOMAIN)
}

fn digest(report: &Report) -> Hash {
    report.voucher.digest::<HostHashing>(&DOMAIN)
}

fn transcript() -> Transcript {
    let passages = vec![Passage { start: 0, end: 9, dataset: 3, offset: 70, occurrences: 1 }];
    Transcript {
        salt: [8; 32],
        text: "Call me \u{201c}Ishmael\u{201d}.".to_owned(),
        passages,
        cut_short: true,
    }
}

impl Store {
    async fn note(&self, report: Report, generation: u32) -> Result<SignedReport, StoreError> {
        self.record(report.clone(), generation, &digest(&report), &transcript(), sign).await
    }

    async fn cursor(&self) -> Option<PayerCursor> {
        let state: State = self.books_of(PAYER, NodeId(1)).await.unwrap();
        state.cursors.get(&(PAYER, NodeId(1))).copied()
    }

    /// Lets the database grow no more, as a full disk does, by the connection that writes now.
    async fn fill_up(&self) {
        sqlx::query("PRAGMA max_page_count = 1").execute(&self.database.writer).await.unwrap();
    }
}

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join("node.sqlite")).await.unwrap()
}

#[tokio::test]
async fn sequences_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    assert_eq!(first.note(report(1, 10), 0).await.unwrap().report.sequence, 1);
    assert_eq!(first.note(report(2, 10), 0).await.unwrap().report.sequence, 2);
    first.close().await;
    let again = store(&folder).await;
    assert_eq!(again.next_sequence().await.unwrap(), 3);
    assert_eq!(again.note(report(3, 10), 0).await.unwrap().report.sequence, 3);
    let sequences: Vec<_> =
        again.reports(2, 10).await.unwrap().iter().map(|signed| signed.report.sequence).collect();
    assert_eq!(sequences, [2, 3]);
}

#[tokio::test]
async fn spends_add_up_within_a_generation() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    assert_eq!(store.cursor().await, None);
    store.note(report(4, 10), 0).await.unwrap();
    store.note(report(7, 5), 0).await.unwrap();
    assert_eq!(store.cursor().await, Some(PayerCursor { generation: 0, nonce: 7, spent: Wei(15) }));
    store.note(report(8, 2), 1).await.unwrap();
    assert_eq!(store.cursor().await, Some(PayerCursor { generation: 1, nonce: 8, spent: Wei(2) }));
}

/// SQLite's integers end at 2^63 - 1, a voucher's nonces do not.
#[tokio::test]
async fn every_nonce_can_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for (spent, nonce) in [(1, 1 << 63), (2, u64::MAX - 1), (3, u64::MAX)] {
        store.note(report(nonce, 1), u32::MAX).await.unwrap();
        let expected = PayerCursor { generation: u32::MAX, nonce, spent: Wei(spent) };
        assert_eq!(store.cursor().await, Some(expected));
    }
    assert_eq!(store.reports(u64::MAX, 10).await.unwrap(), [], "no sequence is there");
}

#[tokio::test]
async fn an_answer_is_kept_with_its_report_until_it_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    let signed = first.note(report(1, 10), 0).await.unwrap();
    first.close().await;
    let again = store(&folder).await;
    let voucher = digest(&signed.report);
    let kept = again.kept_answer(&voucher).await.unwrap();
    assert_eq!(kept, Some(KeptAnswer { signed: signed.clone(), transcript: transcript() }));
    assert_eq!(again.kept_answer(&[0; 32]).await.unwrap(), None);
    assert_eq!(again.forget_answers(Duration::from_secs(3600)).await.unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(again.forget_answers(Duration::ZERO).await.unwrap(), 1);
    assert_eq!(again.kept_answer(&voucher).await.unwrap(), None);
    assert_eq!(again.reports(1, 10).await.unwrap(), [signed], "reports are never forgotten");
}

#[tokio::test]
async fn one_voucher_has_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.note(report(1, 10), 0).await.unwrap();
    assert!(store.note(report(1, 10), 0).await.is_err());
    assert_eq!(store.next_sequence().await.unwrap(), 2);
    assert_eq!(store.cursor().await.unwrap().spent, Wei(10));
}

#[tokio::test]
async fn a_voucher_is_used_up_when_its_answer_begins() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    first.note(report(1, 10), 0).await.unwrap();
    let next = report(u64::MAX - 1, 10);
    first.begin(&digest(&next), PAYER, next.voucher.nonce).await.unwrap();
    first.close().await;
    let again = store(&folder).await;
    let begun = PayerCursor { generation: 0, nonce: u64::MAX - 1, spent: Wei(10) };
    assert_eq!(again.cursor().await, Some(begun), "also after the process was killed");
    again.withdraw(&digest(&next)).await.unwrap();
    assert_eq!(again.cursor().await.unwrap().nonce, 1);
    again.begin(&digest(&next), PAYER, next.voucher.nonce).await.unwrap();
    again.note(next, 0).await.unwrap();
    assert_eq!(again.cursor().await, Some(PayerCursor { spent: Wei(20), ..begun }));
    let left = sqlx::query("SELECT voucher FROM intents").fetch_all(&again.database.readers).await.unwrap();
    assert!(left.is_empty(), "the report takes the intent's place");
}

#[tokio::test]
async fn a_full_disk_gives_no_answer_away_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let first = report(1, 10);
    store.begin(&digest(&first), PAYER, 1).await.unwrap();
    store.fill_up().await;
    let mut long = transcript();
    long.text = "x".repeat(100_000);
    let failed = store.record(first.clone(), 0, &digest(&first), &long, sign).await.unwrap_err();
    assert!(failed.to_string().contains("full"), "{failed}");
    // The connection may be another one since.
    store.fill_up().await;
    assert_eq!(store.cursor().await.unwrap().nonce, 1, "its voucher is used up");
    assert_eq!(store.next_sequence().await.unwrap(), 1, "its sequence is not");
    let mut begun = 0u64;
    while begun < 10_000 && store.begin(&digest(&report(2 + begun, 1)), PAYER, 2 + begun).await.is_ok() {
        begun += 1;
    }
    assert!(begun < 10_000, "and soon no answer begins any more");
}

/// The schema of the first version, with what it held.
#[tokio::test]
async fn nonces_of_an_older_database_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.sqlite");
    let mut schema = sqlx::migrate!("./migrations");
    schema.migrations.to_mut().truncate(1);
    let old = Database::open(&path, &schema).await.unwrap();
    let signed = sign(Report { sequence: 1, ..report(258, 10) });
    sqlx::query("INSERT INTO reports VALUES (1, ?, 258, 0, ?, ?)")
        .bind(PAYER.0.as_slice())
        .bind(10u128.to_be_bytes().as_slice())
        .bind(scale::Encode::encode(&signed))
        .execute(&old.writer)
        .await
        .unwrap();
    sqlx::query("INSERT INTO cursors VALUES (?, 0, 258, ?)")
        .bind(PAYER.0.as_slice())
        .bind(10u128.to_be_bytes().as_slice())
        .execute(&old.writer)
        .await
        .unwrap();
    old.close().await;
    let store = store(&folder).await;
    assert_eq!(store.cursor().await, Some(PayerCursor { generation: 0, nonce: 258, spent: Wei(10) }));
    assert_eq!(store.reports(1, 1).await.unwrap(), [signed]);
    assert_eq!(store.note(report(259, 1), 0).await.unwrap().report.sequence, 2);
}

#[tokio::test]
async fn concurrent_answers_get_distinct_sequences() {
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(store(&folder).await);
    let tasks: Vec<_> = (1..=20)
        .map(|nonce| {
            let store = store.clone();
            tokio::spawn(async move { store.note(report(nonce, 1), 0).await.unwrap().report.sequence })
        })
        .collect();
    let mut sequences = Vec::new();
    for task in tasks {
        sequences.push(task.await.unwrap());
    }
    sequences.sort_unstable();
    assert_eq!(sequences, (1..=20).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_report_fails_because_other_answers_begin_and_end_beside_it() {
    const EACH: u64 = 60;
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut others = Vec::new();
    for payer in 10..14 {
        let store = store.clone();
        others.push(tokio::spawn(async move {
            for nonce in 1..=EACH {
                let voucher = [payer; 32];
                store.begin(&voucher, Address([payer; 20]), nonce).await.unwrap();
                store.withdraw(&voucher).await.unwrap();
            }
        }));
    }
    for nonce in 1..=EACH {
        assert_eq!(store.note(report(nonce, 1), 0).await.unwrap().report.sequence, nonce);
    }
    for other in others {
        other.await.unwrap();
    }
    assert_eq!(store.cursor().await.unwrap().spent, Wei(u128::from(EACH)));
}
