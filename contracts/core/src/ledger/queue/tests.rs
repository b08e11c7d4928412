#![allow(clippy::arithmetic_side_effects)]

mod machine;

use scale::MaxEncodedLen;

use super::*;
use crate::{
    governance::MAX_EPOCH_VOTES,
    hashing::HostHashing,
    money::{MoneyError, Wei},
};

const MOST: u8 = 3;
const WINDOW: BlockNumber = 10;

/// The commitment that follows `head` with `amount` earned and spent.
fn following(head: &Head, cut_block: BlockNumber, amount: u128) -> Commitment {
    let [hash, ..] = head.hash;
    let node = |sum| Node { hash: [hash.wrapping_add(1); 32], sum: Wei(sum) };
    Commitment {
        epoch: EpochId(head.epoch.0 + 1),
        prev: head.hash,
        cut_block,
        credits: node(amount),
        debits: node(amount),
        payout: node(head.payout_sum.0 + amount),
        spend: node(head.spend_sum.0 + amount),
        votes: node(head.votes_sum.0 + amount),
        ..Commitment::GENESIS
    }
}

fn submitted(queue: &Queue, now: BlockNumber, amount: u128) -> (Queue, Pending) {
    let commitment = following(&queue.head, now - 1, amount);
    queue.submit(&commitment, commitment.hash::<HostHashing>(), now, MOST).unwrap()
}

fn refusal(queue: &Queue, commitment: &Commitment, now: BlockNumber) -> QueueError {
    queue.submit(commitment, commitment.hash::<HostHashing>(), now, MOST).unwrap_err()
}

#[test]
fn an_epoch_is_kept_with_what_finality_needs() {
    let commitment = following(&Head::default(), 4, 7);
    let hash = commitment.hash::<HostHashing>();
    let (queue, pending) = Queue::default().submit(&commitment, hash, 5, MOST).unwrap();
    assert_eq!(queue.last_final, Head::default());
    assert_eq!(queue.head, commitment.head::<HostHashing>());
    assert_eq!(pending.head(), queue.head);
    let (epoch, payout, spend) = (EpochId(1), commitment.payout, commitment.spend);
    let votes = commitment.votes;
    assert_eq!(pending, Pending { epoch, hash, cut_block: 4, submitted_at: 5, payout, spend, votes });
}

#[test]
fn cells_are_small() {
    assert!(Pending::max_encoded_len() <= 416);
    assert!(Queue::max_encoded_len() <= 200);
}

#[test]
fn at_most_so_many_are_pending() {
    let mut queue = Queue::default();
    for n in 0..3 {
        queue = submitted(&queue, 2 + n, 1).0;
    }
    let next = following(&queue.head, 9, 1);
    assert_eq!(refusal(&queue, &next, 10), QueueError::TooManyPending { pending: 3, most: MOST });
}

#[test]
fn the_ring_has_a_cell_for_each() {
    for first in [1u64, 2, 3, 1_000_000, u64::MAX - 3] {
        let mut slots: Vec<_> = (first..first + 3).map(|n| Pending::slot(EpochId(n), MOST)).collect();
        slots.sort_unstable();
        assert_eq!(slots, [0, 1, 2]);
    }
    assert_eq!(Pending::slot(EpochId(5), 0), 0);
}

#[test]
fn another_epoch_than_the_next_is_refused() {
    let (queue, _) = submitted(&Queue::default(), 5, 1);
    for found in [0, 1, 3, u64::MAX] {
        let commitment = Commitment { epoch: EpochId(found), ..following(&queue.head, 5, 1) };
        let expected = CommitmentError::Epoch { expected: EpochId(2), found: EpochId(found) };
        assert_eq!(refusal(&queue, &commitment, 6), QueueError::Commitment(expected));
    }
}

#[test]
fn another_predecessor_is_refused() {
    let (queue, _) = submitted(&Queue::default(), 5, 1);
    let commitment = Commitment { prev: [9; 32], ..following(&queue.head, 5, 1) };
    let expected = CommitmentError::Prev { expected: queue.head.hash, found: [9; 32] };
    assert_eq!(refusal(&queue, &commitment, 6), QueueError::Commitment(expected));
}

#[test]
fn cuts_move_forward_and_lie_in_the_past() {
    let (queue, _) = submitted(&Queue::default(), 5, 1);
    let now = 9;
    let with_cut = |found| {
        let commitment = following(&queue.head, found, 1);
        queue.submit(&commitment, commitment.hash::<HostHashing>(), now, MOST).map(|_| ())
    };
    for found in [5, 8] {
        assert_eq!(with_cut(found), Ok(()), "cut {found}");
    }
    for found in [0, 4, 9, 10, u32::MAX] {
        let cut = CommitmentError::Cut { after: 4, latest: 8, found };
        assert_eq!(with_cut(found), Err(QueueError::Commitment(cut)));
    }
    let genesis = following(&Head::default(), 0, 0);
    let cut = CommitmentError::Cut { after: 0, latest: 0, found: 0 };
    assert_eq!(refusal(&Queue::default(), &genesis, 0), QueueError::Commitment(cut));
}

#[test]
fn credits_debits_payouts_and_spends_balance() {
    let (queue, _) = submitted(&Queue::default(), 5, 100);
    type Change = fn(&mut Commitment);
    let changes: [(Change, [u128; 4]); 4] = [
        (|c| c.credits.sum = Wei(8), [8, 7, 7, 7]),
        (|c| c.debits.sum = Wei(6), [7, 6, 7, 7]),
        (|c| c.payout.sum = Wei(108), [7, 7, 8, 7]),
        (|c| c.spend.sum = Wei(106), [7, 7, 7, 6]),
    ];
    for (change, [credits, debits, payouts, spends]) in changes {
        let mut commitment = following(&queue.head, 5, 7);
        change(&mut commitment);
        let [credits, debits, payouts, spends] = [credits, debits, payouts, spends].map(Wei);
        let expected = CommitmentError::Unbalanced { credits, debits, payouts, spends };
        assert_eq!(refusal(&queue, &commitment, 6), QueueError::Commitment(expected));
    }
}

#[test]
fn totals_never_shrink() {
    let (queue, _) = submitted(&Queue::default(), 5, 100);
    let shrunk = MoneyError::Negative { left: 99, right: 100 };
    let changes: [fn(&mut Commitment); 3] =
        [|c| c.payout.sum = Wei(99), |c| c.spend.sum = Wei(99), |c| c.votes.sum = Wei(99)];
    for change in changes {
        let mut commitment = following(&queue.head, 5, 0);
        change(&mut commitment);
        let expected = QueueError::Commitment(CommitmentError::Money(shrunk));
        assert_eq!(refusal(&queue, &commitment, 6), expected);
    }
}

#[test]
fn an_epoch_adds_a_bounded_number_of_votes() {
    let (queue, _) = submitted(&Queue::default(), 5, 100);
    let with_votes = |sum| {
        let mut commitment = following(&queue.head, 5, 7);
        commitment.votes.sum = Wei(sum);
        queue.submit(&commitment, commitment.hash::<HostHashing>(), 6, MOST)
    };
    let (most, before) = (MAX_EPOCH_VOTES, queue.head.votes_sum.0);
    assert_eq!(with_votes(before + most).unwrap().0.head.votes_sum, Wei(before + most));
    for sum in [before + most + 1, u128::MAX - 1, u128::MAX] {
        let error = CommitmentError::Votes { grown: Wei(sum - before), most: Wei(most) };
        assert_eq!(with_votes(sum), Err(QueueError::Commitment(error)));
    }
}

#[test]
fn an_epoch_is_final_after_its_window() {
    let (queue, pending) = submitted(&Queue::default(), 5, 1);
    for now in [5, 14] {
        let open = QueueError::WindowOpen { epoch: EpochId(1), until: 15 };
        assert_eq!(queue.finalize(&pending, now, WINDOW), Err(open));
    }
    let after = queue.finalize(&pending, 15, WINDOW).unwrap();
    assert_eq!((after.last_final, after.head), (pending.head(), pending.head()));
    assert_eq!(after.finalize(&pending, 16, WINDOW), Err(QueueError::NothingPending));
}

#[test]
fn finality_is_in_order() {
    let (queue, first) = submitted(&Queue::default(), 5, 1);
    let (queue, second) = submitted(&queue, 6, 1);
    assert_eq!(queue.finalize(&second, 100, WINDOW), Err(QueueError::NothingPending));
    let queue = queue.finalize(&first, 100, WINDOW).unwrap();
    assert_eq!(queue.oldest(), Ok(EpochId(2)));
    assert_eq!(queue.finalize(&second, 100, WINDOW).unwrap().pending(), 0);
}

#[test]
fn voiding_takes_everything_pending_and_nothing_final() {
    assert_eq!(Queue::default().void(5), Err(QueueError::NothingPending));
    let (queue, first) = submitted(&Queue::default(), 5, 1);
    let queue = submitted(&queue, 6, 1).0;
    assert_eq!(queue.pending_epochs().collect::<Vec<_>>(), [EpochId(1), EpochId(2)]);
    let empty = Queue { head: Head { cut_block: 8, ..Head::default() }, ..Queue::default() };
    assert_eq!(queue.void(9), Ok(empty));
    let kept = queue.finalize(&first, 15, WINDOW).unwrap();
    let voided = kept.void(20).unwrap();
    assert_eq!(voided.last_final, first.head());
    assert_eq!(voided.head, Head { cut_block: 19, ..first.head() });
    assert_eq!(voided.void(21), Err(QueueError::NothingPending));
}

#[test]
fn what_was_voided_does_not_come_back() {
    let commitment = following(&Head::default(), 4, 1);
    let hash = commitment.hash::<HostHashing>();
    let (queue, _) = Queue::default().submit(&commitment, hash, 5, MOST).unwrap();
    let voided = queue.void(5).unwrap();
    for now in [5, 6, 100] {
        let cut = CommitmentError::Cut { after: 4, latest: now - 1, found: 4 };
        assert_eq!(refusal(&voided, &commitment, now), QueueError::Commitment(cut));
    }
    let recut = Commitment { cut_block: 5, ..commitment };
    assert!(voided.submit(&recut, recut.hash::<HostHashing>(), 6, MOST).is_ok());
}
