//! The books move by what the ledger announced, and come back after a restart as they were.

use scale::Encode;
use tributary_core::{epoch::Commitment, hashing::HostHashing, Hash};

use super::*;
use crate::{
    ledger::{Announced, LedgerView},
    scene::{epoch, peer, registry, report, BLOCK},
    store::{Ballot, Cast},
};

/// Epochs 1 to `count`, each with one report, with their data.
fn chain(count: u64) -> Vec<(Commitment, State, Vec<u8>)> {
    let mut tip = genesis();
    let mut epochs = Vec::new();
    for number in 1..=count {
        let cut = 60 + u32::try_from(number).unwrap() * 5;
        let (next, inputs) = epoch(&tip, cut, &registry(1), vec![report(1, number, cut - 1)]);
        epochs.push((next.commitment, next.state.clone(), inputs.encode()));
        tip = Tip::Pending(Arc::new(next));
    }
    epochs
}

fn hash(commitment: &Commitment) -> Hash {
    commitment.hash::<HostHashing>()
}

fn announced(epochs: &[(Commitment, State, Vec<u8>)]) -> Announced {
    let epochs = epochs.iter().map(|(commitment, ..)| (hash(commitment), *commitment));
    Announced { epochs: epochs.collect(), voided_at: None }
}

/// The ledger with `head` on top, final up to `last_final`.
fn at(head: &Commitment, last_final: u64) -> LedgerView {
    let pending_count = usize::try_from(head.epoch.0 - last_final).unwrap();
    LedgerView {
        head_epoch: head.epoch,
        head_hash: hash(head),
        final_epoch: EpochId(last_final),
        pending_count,
        ..ledger()
    }
}

async fn put(member: &Member, epochs: &[(Commitment, State, Vec<u8>)]) {
    for (_, _, data) in epochs {
        member.objects.put(data.clone()).await.unwrap();
    }
}

#[tokio::test]
async fn restored_books_equal_recomputed_ones() {
    let epochs = chain(5);
    let (member, folder) = scene::member(0).await;
    put(&member, &epochs).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    let ledger = at(&epochs[4].0, 3);
    member.catch_up(&ledger, &[]).await.unwrap();
    assert_eq!(member.books.read().await.settled().state, epochs[2].1);
    assert_eq!(member.books.read().await.tip().state(), &epochs[4].1);
    let (kept, _) = member.store.snapshot().await.unwrap().unwrap();
    assert_eq!(kept, EpochId(3));
    member.store.close().await;

    let again = scene::member_in(0, &folder).await;
    let settled = again.books.read().await.settled();
    assert_eq!(settled.state, epochs[2].1, "from the snapshot alone");
    let recomputed = Totals::of(epochs[2].1.clone()).unwrap();
    assert_eq!(settled.payout.root(), recomputed.payout.root());
    assert_eq!(settled.spend.root(), epochs[2].0.spend);
    assert_eq!(settled.votes.root(), epochs[2].0.votes);
    assert!(!settled.votes.leaves().is_empty());
    again.catch_up(&ledger, &[]).await.unwrap();
    assert_eq!(again.books.read().await.tip().state(), &epochs[4].1);
}

#[tokio::test]
async fn spoilt_or_lost_books_are_recomputed() {
    let epochs = chain(3);
    let (member, folder) = scene::member(0).await;
    put(&member, &epochs).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    let ledger = at(&epochs[2].0, 3);
    member.catch_up(&ledger, &[]).await.unwrap();
    let (_, object) = member.store.snapshot().await.unwrap().unwrap();
    member.store.close().await;
    let file = folder.path().join("objects").join(hex::encode(object));
    std::fs::write(&file, b"spoilt").unwrap();
    for _ in 0..2 {
        let again = scene::member_in(0, &folder).await;
        assert_eq!(again.books.read().await.head(), Commitment::GENESIS);
        again.catch_up(&ledger, &[]).await.unwrap();
        assert_eq!(again.books.read().await.settled().state, epochs[2].1);
        again.store.close().await;
        drop(std::fs::remove_file(&file));
    }
}

#[tokio::test]
async fn data_that_is_not_here_is_fetched_and_false_data_is_not_followed() {
    let epochs = chain(2);
    let (holds, _folder) = scene::member(1).await;
    put(&holds, &epochs).await;
    let peers = [peer(&holds).await];
    let (member, _folder) = scene::member(0).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    member.catch_up(&at(&epochs[1].0, 0), &peers).await.unwrap();
    assert_eq!(member.books.read().await.head(), epochs[1].0);
    let reports = member.store.reports(NodeId(1), 1, 9).await.unwrap();
    assert_eq!(reports.len(), 2, "with the reports");
    assert_eq!(member.store.consumed_in(NodeId(1), 2).await.unwrap(), Some(EpochId(2)));

    let falsify: [fn(&mut Commitment); 2] = [|epoch| epoch.payout.sum.0 += 1, |epoch| epoch.votes.sum.0 += 1];
    for falsify in falsify {
        let mut corrupt = epochs.clone();
        falsify(&mut corrupt[0].0);
        let (member, _folder) = scene::member(0).await;
        put(&member, &epochs).await;
        member.store.record_epochs(&announced(&corrupt[..1]), 200).await.unwrap();
        assert!(member.catch_up(&at(&corrupt[0].0, 0), &[]).await.is_err());
        assert_eq!(member.books.read().await.head(), Commitment::GENESIS);
    }
}

#[tokio::test]
async fn a_voided_epoch_holds_up_nobody_even_if_its_data_is_gone() {
    let epochs = chain(3);
    let (member, _folder) = scene::member(0).await;
    put(&member, &epochs[..2]).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    assert!(member.catch_up(&at(&epochs[2].0, 1), &[]).await.is_err(), "nobody has the third one's data");
    assert_eq!(member.books.read().await.head(), epochs[1].0, "but what can be followed is");
    let void = Announced { epochs: Vec::new(), voided_at: Some(205) };
    member.store.record_epochs(&void, 206).await.unwrap();
    member.catch_up(&at(&epochs[0].0, 1), &[]).await.unwrap();
    assert_eq!(member.books.read().await.head(), epochs[0].0);
    assert_eq!(member.store.epochs_above(EpochId(0)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_epoch_announced_anew_takes_the_place_of_the_voided_one() {
    let epochs = chain(3);
    let (member, _folder) = scene::member(0).await;
    put(&member, &epochs).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    member.catch_up(&at(&epochs[2].0, 1), &[]).await.unwrap();
    let base = Tip::Final(member.books.read().await.settled());
    let (anew, inputs) = epoch(&base, BLOCK, &registry(1), vec![report(1, 2, 69), report(1, 3, 74)]);
    member.objects.put(inputs.encode()).await.unwrap();
    let replaced = Announced { epochs: vec![(hash(&anew.commitment), anew.commitment)], voided_at: Some(99) };
    member.store.record_epochs(&replaced, 300).await.unwrap();
    member.catch_up(&at(&anew.commitment, 1), &[]).await.unwrap();
    assert_eq!(member.books.read().await.head(), anew.commitment);
    assert_eq!(member.store.consumed_in(NodeId(1), 3).await.unwrap(), Some(EpochId(2)));
}

#[tokio::test]
async fn a_head_that_no_event_announced_is_not_believed() {
    let epochs = chain(2);
    let (member, _folder) = scene::member(0).await;
    put(&member, &epochs).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    let other = LedgerView { head_hash: [1; 32], ..at(&epochs[1].0, 0) };
    assert!(member.catch_up(&other, &[]).await.is_err());
    assert_eq!(member.books.read().await.head(), Commitment::GENESIS);
}

#[tokio::test]
async fn votes_go_with_what_is_final_and_stay_for_what_may_still_be_voided() {
    let epochs = chain(2);
    let (member, _folder) = scene::member(0).await;
    put(&member, &epochs).await;
    let ballot = |commitment: &Commitment| {
        let (epoch, prev) = (commitment.epoch, commitment.prev);
        Ballot { epoch, prev, config_digest: CONFIG_DIGEST, stage: 0 }
    };
    for (commitment, ..) in &epochs {
        member.store.vote(&ballot(commitment), &hash(commitment), None).await.unwrap();
    }
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    member.catch_up(&at(&epochs[1].0, 1), &[]).await.unwrap();
    assert_eq!(member.store.voted(&ballot(&epochs[0].0), &[1; 32]).await.unwrap(), None);
    let kept = member.store.voted(&ballot(&epochs[1].0), &hash(&epochs[1].0)).await.unwrap();
    assert_eq!(kept, Some(Cast::Again));
}

/// A folder that was put back from an older copy, beside a newer database.
#[tokio::test]
async fn books_of_another_epoch_than_the_one_noted_are_recomputed() {
    let epochs = chain(3);
    let (member, folder) = scene::member(0).await;
    put(&member, &epochs).await;
    member.store.record_epochs(&announced(&epochs), 200).await.unwrap();
    let ledger = at(&epochs[2].0, 3);
    member.catch_up(&ledger, &[]).await.unwrap();
    let older = member.objects.put(epochs[0].1.encode()).await.unwrap();
    member.store.set_snapshot(EpochId(3), &older).await.unwrap();
    member.store.close().await;
    let again = scene::member_in(0, &folder).await;
    assert_eq!(again.books.read().await.head(), Commitment::GENESIS);
    again.catch_up(&ledger, &[]).await.unwrap();
    assert_eq!(again.books.read().await.settled().state, epochs[2].1);
}
