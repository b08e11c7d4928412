#![allow(clippy::arithmetic_side_effects)]

use tributary_core::{epoch::Commitment, hashing::HostHashing, EpochId, Hash, NodeId, SignedReport};

use super::*;
use crate::{ledger::Announced, scene};

fn signed(node: u64, sequence: u64) -> (Hash, SignedReport) {
    digested(scene::report(node, sequence, scene::ANCHOR))
}

fn twin(node: u64, sequence: u64) -> (Hash, SignedReport) {
    digested(scene::twin(node, sequence, scene::ANCHOR))
}

fn digested(signed: SignedReport) -> (Hash, SignedReport) {
    (signed.report.digest::<HostHashing>(&scene::domain()), signed)
}

fn commitment(epoch: u64, cut_block: u32) -> (Hash, Commitment) {
    let commitment = Commitment { epoch: EpochId(epoch), cut_block, ..Commitment::GENESIS };
    (commitment.hash::<HostHashing>(), commitment)
}

fn outgoing(epoch: u64, cut_block: u32, config_digest: Hash) -> Outgoing {
    let (_, commitment) = commitment(epoch, cut_block);
    Outgoing { commitment, config_digest, signatures: vec![7; 66], received_at: cut_block + 1, attempts: 0 }
}

fn announced<const N: usize>(epochs: [(Hash, Commitment); N]) -> Announced {
    Announced { epochs: epochs.into(), voided_at: None }
}

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join("oracle.sqlite")).await.unwrap()
}

#[tokio::test]
async fn reports_survive_a_restart_and_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    let new = first.add_reports(&[signed(1, 3), signed(1, 1), signed(2, 1), signed(1, 2)]).await.unwrap();
    assert_eq!(new, 4);
    assert_eq!(first.add_reports(&[signed(1, 3)]).await.unwrap(), 0, "what is sent again is not new");
    first.close().await;
    let again = store(&folder).await;
    let found = again.reports(NodeId(1), 2, 10).await.unwrap();
    assert_eq!(found, [signed(1, 2).1, signed(1, 3).1]);
    assert_eq!(again.reports(NodeId(1), 1, 1).await.unwrap().len(), 1);
    assert_eq!(again.report_count().await.unwrap(), 4);
    assert_eq!(again.waiting(NodeId(1), 2, 10).await.unwrap(), 2);
    assert_eq!(again.waiting(NodeId(1), 1, 2).await.unwrap(), 2, "counts no further");
}

#[tokio::test]
async fn both_reports_of_a_contradiction_are_kept_and_the_settled_one_stands() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let third = digested(scene::signed(1, 1, scene::ANCHOR, &scene::node_key(1, 0), 2));
    assert_eq!(store.add_reports(&[signed(1, 1), twin(1, 1), third.clone()]).await.unwrap(), 2);
    assert_eq!(store.report_count().await.unwrap(), 2, "a node cannot fill the store with one sequence");
    assert_eq!(store.reports(NodeId(1), 1, 9).await.unwrap(), [signed(1, 1).1], "the first one stands");
    store.settle_reports(EpochId(1), &[twin(1, 1)]).await.unwrap();
    assert_eq!(store.reports(NodeId(1), 1, 9).await.unwrap(), [twin(1, 1).1]);
    assert_eq!(store.report_count().await.unwrap(), 2, "the other one stays as evidence");
    store.settle_reports(EpochId(1), std::slice::from_ref(&third)).await.unwrap();
    assert_eq!(store.reports(NodeId(1), 1, 9).await.unwrap(), [third.1]);
}

#[tokio::test]
async fn sequences_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    assert_eq!(store.first_missing(NodeId(1), 1).await.unwrap(), 1);
    assert_eq!(store.after_last(NodeId(1), 4).await.unwrap(), 4);
    store.add_reports(&[signed(1, 1), signed(1, 2), twin(1, 2), signed(1, 5), signed(2, 3)]).await.unwrap();
    for (from, missing) in [(1, 3), (2, 3), (3, 3), (4, 4), (5, 6), (9, 9)] {
        assert_eq!(store.first_missing(NodeId(1), from).await.unwrap(), missing, "from {from}");
    }
    assert_eq!(store.after_last(NodeId(1), 1).await.unwrap(), 6);
    assert_eq!(store.held(NodeId(1), 2, 5).await.unwrap(), [2]);
    assert_eq!(store.held(NodeId(1), 1, 6).await.unwrap(), [1, 2, 5]);
}

#[tokio::test]
async fn the_epoch_of_a_report_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.settle_reports(EpochId(1), &[signed(1, 1), signed(1, 2), signed(2, 1)]).await.unwrap();
    store.settle_reports(EpochId(2), &[signed(1, 3), signed(1, 6)]).await.unwrap();
    for (node, sequence, epoch) in [
        (1, 1, Some(1)),
        (1, 2, Some(1)),
        (1, 3, Some(2)),
        (1, 5, Some(2)),
        (1, 6, Some(2)),
        (1, 7, None),
        (2, 1, Some(1)),
        (2, 2, None),
        (3, 1, None),
        (1, u64::MAX, None),
    ] {
        let found = store.consumed_in(NodeId(node), sequence).await.unwrap();
        assert_eq!(found.map(|epoch| epoch.0), epoch, "report {sequence} of node {node}");
    }
    store.forget_epochs_from(EpochId(2)).await.unwrap();
    assert_eq!(store.consumed_in(NodeId(1), 3).await.unwrap(), None);
    assert_eq!(store.consumed_in(NodeId(1), 2).await.unwrap(), Some(EpochId(1)));
}

#[tokio::test]
async fn an_announced_epoch_replaces_voided_ones_and_empties_the_outbox() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    assert_eq!(store.next_block().await.unwrap(), None);
    let three = announced([commitment(1, 10), commitment(2, 20), commitment(3, 30)]);
    store.record_epochs(&three, 31).await.unwrap();
    let waiting = outgoing(2, 25, [1; 32]);
    assert!(store.enqueue(&waiting).await.unwrap());
    assert!(!store.enqueue(&outgoing(2, 26, [1; 32])).await.unwrap(), "the first quorum stays");
    assert_eq!(store.outgoing().await.unwrap(), [waiting]);
    store.count_attempt(EpochId(2)).await.unwrap();
    assert_eq!(store.outgoing().await.unwrap()[0].attempts, 1);
    let other = outgoing(2, 27, [2; 32]);
    assert!(store.enqueue(&other).await.unwrap(), "another committee's takes its place");
    assert_eq!(store.outgoing().await.unwrap(), [other]);
    let (earlier, later) = (outgoing(1, 10, [2; 32]), outgoing(3, 29, [2; 32]));
    assert!(store.enqueue(&earlier).await.unwrap() && store.enqueue(&later).await.unwrap());
    store.record_epochs(&announced([commitment(2, 25)]), 41).await.unwrap();
    let left = vec![later.clone()];
    assert_eq!(store.outgoing().await.unwrap(), left, "what is after it may still come");
    for another in [outgoing(3, 28, [2; 32]), outgoing(3, 29, [3; 32])] {
        store.dequeue(&another).await.unwrap();
        assert_eq!(store.outgoing().await.unwrap(), left, "only what is meant");
    }
    store.dequeue(&later).await.unwrap();
    let all = store.epochs_above(EpochId(0)).await.unwrap();
    let cuts: Vec<_> = all.iter().map(|epoch| epoch.cut_block).collect();
    assert_eq!(cuts, [10, 25], "epoch 3 built on what was voided");
    assert_eq!(store.outgoing().await.unwrap(), []);
    assert_eq!(store.next_block().await.unwrap(), Some(41));
    assert_eq!(store.next_epoch(EpochId(1)).await.unwrap(), Some(commitment(2, 25).1));
    store.set_judged(EpochId(2), &[8; 32]).await.unwrap();
    let recorded = Recorded { commitment: commitment(2, 25).1, judged: Some([8; 32]) };
    assert_eq!(store.epoch(EpochId(2)).await.unwrap(), Some(recorded));
    store.forget_epochs_from(EpochId(2)).await.unwrap();
    assert_eq!(store.epoch(EpochId(2)).await.unwrap(), None);
    assert_eq!(store.epochs_above(EpochId(0)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_vote_is_cast_once_a_stage_and_never_in_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    let ballot = |stage| Ballot { epoch: EpochId(1), prev: [0; 32], config_digest: [5; 32], stage };
    assert_eq!(first.voted(&ballot(1), &[1; 32]).await.unwrap(), None);
    assert_eq!(first.vote(&ballot(1), &[1; 32], Some(b"own")).await.unwrap(), Cast::New);
    first.close().await;
    let again = store(&folder).await;
    assert_eq!(again.vote(&ballot(1), &[1; 32], None).await.unwrap(), Cast::Again, "after a restart too");
    assert_eq!(again.own_proposal(&ballot(1)).await.unwrap().as_deref(), Some(b"own".as_slice()));
    assert_eq!(again.vote(&ballot(1), &[2; 32], None).await.unwrap(), Cast::Other([1; 32]));
    assert_eq!(again.vote(&ballot(0), &[1; 32], None).await.unwrap(), Cast::Later(1));
    assert_eq!(again.vote(&ballot(3), &[2; 32], None).await.unwrap(), Cast::New);
    assert_eq!(again.vote(&ballot(1), &[1; 32], None).await.unwrap(), Cast::Later(3), "that stage is over");
    assert_eq!(again.own_proposal(&ballot(3)).await.unwrap(), None);
    let after_void = Ballot { prev: [7; 32], ..ballot(0) };
    assert_eq!(again.vote(&after_void, &[4; 32], None).await.unwrap(), Cast::New, "after another one too");
    let elsewhere = Ballot { config_digest: [6; 32], ..ballot(0) };
    assert_eq!(
        again.vote(&elsewhere, &[3; 32], None).await.unwrap(),
        Cast::New,
        "a new committee begins anew"
    );
}

#[tokio::test]
async fn votes_on_what_is_final_are_forgotten_and_others_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let ballot = |epoch| Ballot { epoch: EpochId(epoch), prev: [0; 32], config_digest: [5; 32], stage: 0 };
    for epoch in 1..=3 {
        store.vote(&ballot(epoch), &[1; 32], None).await.unwrap();
    }
    store.set_snapshot(EpochId(2), &[8; 32]).await.unwrap();
    assert_eq!(store.snapshot().await.unwrap(), Some((EpochId(2), [8; 32])));
    for settled in [1, 2] {
        assert_eq!(store.voted(&ballot(settled), &[1; 32]).await.unwrap(), None, "epoch {settled}");
    }
    assert_eq!(store.voted(&ballot(3), &[1; 32]).await.unwrap(), Some(Cast::Again));
}

#[tokio::test]
async fn the_newest_void_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    assert_eq!(first.voided_at().await.unwrap(), 0);
    let voided = |voided_at| Announced { epochs: Vec::new(), voided_at };
    first.record_epochs(&voided(Some(70)), 80).await.unwrap();
    first.record_epochs(&voided(None), 90).await.unwrap();
    first.close().await;
    let again = store(&folder).await;
    assert_eq!((again.voided_at().await.unwrap(), again.next_block().await.unwrap()), (70, Some(90)));
    again.record_epochs(&voided(Some(95)), 96).await.unwrap();
    assert_eq!(again.voided_at().await.unwrap(), 95);
}

#[tokio::test]
async fn votes_at_the_same_time_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let ballot = Ballot { epoch: EpochId(1), prev: [0; 32], config_digest: [5; 32], stage: 0 };
    let votes = (0..8u8).map(|seed| {
        let store = store.clone();
        async move { store.vote(&ballot, &[seed; 32], None).await.unwrap() }
    });
    let cast = futures::future::join_all(votes).await;
    assert_eq!(cast.iter().filter(|cast| **cast == Cast::New).count(), 1, "{cast:?}");
    assert!(cast.iter().all(|cast| matches!(cast, Cast::New | Cast::Other(_))), "{cast:?}");
}

#[tokio::test]
async fn the_schema_of_the_first_release_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oracle.sqlite");
    let mut schema = sqlx::migrate!("./migrations");
    schema.migrations.to_mut().truncate(1);
    let old = Database::open(&path, &schema).await.unwrap();
    let (digest, report) = signed(1, 1);
    sqlx::query("INSERT INTO reports (node, sequence, digest, signed) VALUES (1, 1, ?, ?)")
        .bind(digest.as_slice())
        .bind(scale::Encode::encode(&report))
        .execute(&old.writer)
        .await
        .unwrap();
    old.close().await;
    let store = store(&folder).await;
    assert_eq!(store.reports(NodeId(1), 1, 9).await.unwrap(), [report]);
}
