//! Which commitments follow.

use alloy_primitives::{keccak256, B256};
use scale::Encode;
use tributary_core::{epoch::Commitment, merkle::Node, Account, DatasetId, EpochId, Wei};
use tributary_sandbox::{
    abi::IAttributionLedger::{
        self, finalizeEpochCall, voidInsolventCall, CommitmentMalformed, CutOutOfRange, EpochSubmitted,
        SettlementRefused, TooManyPending, TooManyVotes, TotalShrank, Unbalanced, WrongEpoch,
        WrongPredecessor,
    },
    TOKEN,
};

use super::{hash, insolvent, pending, Epochs, WINDOW};
use crate::refusal::refuses;

#[test]
fn anyone_transmits_what_the_committee_signed() {
    let mut epochs = Epochs::new();
    let commitment = epochs.next();
    let suite = &epochs.scene.suite;
    let (ledger, stranger) = (suite.ledger(), suite.actor("stranger"));
    let signatures = suite.committee().sign(&commitment);
    let call = IAttributionLedger::submitCall { commitment: commitment.encode().into(), signatures };

    let receipt = ledger.call(&stranger, call, 0).ok();

    let expected = EpochSubmitted {
        epoch: 1,
        commitmentHash: keccak256(commitment.encode()),
        transmitter: stranger.address(),
        commitment: commitment.encode().into(),
    };
    assert_eq!(receipt.event::<EpochSubmitted>(), expected);
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!(ledger.view(IAttributionLedger::headEpochCall {}), 1);
    assert_eq!(ledger.view(IAttributionLedger::headHashCall {}), hash(&commitment));
    assert_eq!(ledger.view(IAttributionLedger::finalEpochCall {}), 0);
    assert_eq!(ledger.view(IAttributionLedger::pendingCall {}), [pending(&commitment, suite.block())]);
    epochs.scene.assert_conserved();
}

#[test]
fn bytes_of_another_length_are_no_commitment() {
    let mut epochs = Epochs::new();
    let commitment = epochs.next();
    let suite = &epochs.scene.suite;
    let encoded = commitment.encode();
    assert_eq!(encoded.len(), 452);
    let over_long = [encoded.as_slice(), &[0]].concat();
    for bytes in [vec![], vec![0], encoded[..451].to_vec(), over_long, vec![7; 4_000]] {
        let length = u32::try_from(bytes.len()).unwrap();
        let signatures = suite.committee().sign(&commitment);
        let call = IAttributionLedger::submitCall { commitment: bytes.into(), signatures };
        refuses(suite.ledger(), suite.deployer(), call, CommitmentMalformed { length });
    }
    // Every content of the right length is one, if of no epoch that is due.
    let signatures = suite.committee().sign(&commitment);
    let call = IAttributionLedger::submitCall { commitment: vec![0xee; 452].into(), signatures };
    let refusal = WrongEpoch { expected: 1, found: 0xeeee_eeee_eeee_eeee };
    refuses(suite.ledger(), suite.deployer(), call, refusal);
}

#[test]
fn epochs_count_without_gaps() {
    let mut epochs = Epochs::new();
    for expected in 1..=2 {
        let commitment = epochs.next();
        for found in [0, expected - 1, expected + 1, u64::MAX] {
            let other = Commitment { epoch: EpochId(found), ..commitment };
            epochs.refuses(&other, WrongEpoch { expected, found });
        }
        epochs.scene.suite.submit(&commitment).ok();
        epochs.refuses(&commitment, WrongEpoch { expected: expected + 1, found: expected });
        epochs.scene.suite.advance(1);
    }
}

#[test]
fn every_epoch_builds_on_the_one_before() {
    let mut epochs = Epochs::new();
    let first = epochs.next();
    let other = Commitment { prev: [9; 32], ..first };
    let refusal = WrongPredecessor { expected: B256::ZERO, found: B256::repeat_byte(9) };
    epochs.refuses(&other, refusal);
    epochs.scene.suite.submit(&first).ok();
    epochs.scene.suite.advance(1);
    let second = epochs.next();
    for found in [B256::ZERO, B256::repeat_byte(9), hash(&second)] {
        let other = Commitment { prev: found.0, ..second };
        epochs.refuses(&other, WrongPredecessor { expected: hash(&first), found });
    }
    epochs.scene.suite.submit(&second).ok();
}

#[test]
fn a_cut_moves_forward_and_is_past() {
    let mut epochs = Epochs::new();
    epochs.scene.suite.advance(6);
    let now = epochs.scene.suite.block();
    let first = epochs.next();
    for found in [0, now, now + 1, u32::MAX] {
        let other = Commitment { cut_block: found, ..first };
        epochs.refuses(&other, CutOutOfRange { after_: 0, latest: now - 1, found });
    }
    assert_eq!(first.cut_block, now - 1, "the latest that oracles can have read");
    epochs.scene.suite.submit(&first).ok();

    let second = epochs.next();
    for found in [0, first.cut_block - 1, first.cut_block, now] {
        let other = Commitment { cut_block: found, ..second };
        let refusal = CutOutOfRange { after_: first.cut_block, latest: now - 1, found };
        epochs.refuses(&other, refusal);
    }
    // What was the future is not for long.
    let second = Commitment { cut_block: now, ..second };
    epochs.scene.suite.advance(1);
    epochs.scene.suite.submit(&second).ok();
}

#[test]
fn a_cut_may_be_as_old_as_the_first_block_after_the_last() {
    let mut epochs = Epochs::new();
    epochs.scene.suite.advance(1_000);
    let first = Commitment { cut_block: 1, ..epochs.next() };
    epochs.scene.suite.submit(&first).ok();
    let second = Commitment { cut_block: 2, prev: hash(&first).0, ..epochs.next() };
    epochs.scene.suite.submit(&second).ok();
}

#[test]
fn all_four_sums_are_equal() {
    let mut epochs = Epochs::new();
    epochs.submit();
    let good = epochs.next();
    let sum = good.credits.sum.0;
    for which in 1..15_u8 {
        let more = |bit: u8| u128::from(which >> bit & 1);
        let mut other = good;
        other.credits.sum = Wei(sum + more(0));
        other.debits.sum = Wei(sum + more(1));
        other.payout.sum = Wei(good.payout.sum.0 + more(2));
        other.spend.sum = Wei(good.spend.sum.0 + more(3));
        let refusal = Unbalanced {
            credits: sum + more(0),
            debits: sum + more(1),
            payouts: sum + more(2),
            spends: sum + more(3),
        };
        epochs.refuses(&other, refusal);
    }
    epochs.scene.suite.submit(&good).ok();
}

#[test]
fn totals_do_not_shrink() {
    let mut epochs = Epochs::new();
    epochs.scene.books.earn_votes(Account::Dataset(DatasetId(1)), 9);
    let first = epochs.submit();
    let good = epochs.next();
    let before = first.payout.sum.0;
    for after in [before - 1, 0] {
        let mut other = good;
        other.payout.sum = Wei(after);
        epochs.refuses(&other, TotalShrank { before, after_: after });
        let mut other = good;
        other.spend.sum = Wei(after);
        epochs.refuses(&other, TotalShrank { before, after_: after });
    }
    // Votes earned by work do not, either.
    assert_eq!(good.votes.sum, Wei(9));
    for after in [8, 0] {
        let mut other = good;
        other.votes.sum = Wei(after);
        epochs.refuses(&other, TotalShrank { before: 9, after_: after });
    }
    epochs.scene.suite.submit(&good).ok();
}

/// However many an epoch says that were earned: at most 2^96, so that 128 bits are never used up.
#[test]
fn an_epoch_adds_a_bounded_number_of_votes() {
    const MOST: u128 = 79_228_162_514_264_337_593_543_950_336;
    let mut epochs = Epochs::new();
    epochs.scene.books.earn_votes(Account::Dataset(DatasetId(1)), 9);
    epochs.submit();
    let good = epochs.next();
    let with_votes = |sum: u128| Commitment { votes: Node { sum: Wei(sum), ..good.votes }, ..good };
    for sum in [9 + MOST + 1, u128::MAX] {
        epochs.refuses(&with_votes(sum), TooManyVotes { grown: sum - 9, most: MOST });
    }
    epochs.scene.suite.submit(&with_votes(9 + MOST)).ok();
}

#[test]
fn sums_of_128_bits_neither_wrap_nor_settle() {
    let mut epochs = Epochs::new();
    epochs.submit();
    let mut huge = epochs.next();
    let before = huge.payout.sum.0 - TOKEN;
    for sum in [&mut huge.payout.sum, &mut huge.spend.sum] {
        *sum = Wei(u128::MAX);
    }
    for sum in [&mut huge.credits.sum, &mut huge.debits.sum] {
        *sum = Wei(u128::MAX - before);
    }
    // One more anywhere would not fit: the sums are what they say they are.
    let mut unbalanced = huge;
    unbalanced.credits.sum = Wei(u128::MAX);
    let growth = u128::MAX - before;
    let refusal = Unbalanced { credits: u128::MAX, debits: growth, payouts: growth, spends: growth };
    epochs.refuses(&unbalanced, refusal);
    let suite = epochs.scene.suite.clone();
    suite.submit(&huge).ok();
    suite.advance(WINDOW);
    suite.ledger().call(&epochs.alice, finalizeEpochCall {}, 0).ok();
    let refusal = SettlementRefused { epoch: 2, reason: insolvent(u128::MAX, 100 * TOKEN) };
    refuses(suite.ledger(), &epochs.alice, finalizeEpochCall {}, refusal);
    suite.ledger().call(&epochs.alice, voidInsolventCall {}, 0).ok();
    epochs.scene.assert_conserved();
}

#[test]
fn an_epoch_without_traffic_is_one() {
    let mut epochs = Epochs::new();
    epochs.submit();
    let empty = epochs.scene.books.commit(epochs.scene.suite.block() - 1);
    assert!(empty.credits.sum.is_zero());
    epochs.scene.suite.submit(&empty).ok();
}

#[test]
fn only_so_many_are_pending() {
    let mut epochs = Epochs::new();
    let commitments = [epochs.submit(), epochs.submit(), epochs.submit()];
    let fourth = epochs.next();
    epochs.refuses(&fourth, TooManyPending { pending: 3, most: 3 });
    let listed = epochs.scene.suite.ledger().view(IAttributionLedger::pendingCall {});
    assert_eq!(listed.iter().map(|pending| pending.epoch).collect::<Vec<_>>(), [1, 2, 3]);
    for (listed, commitment) in listed.iter().zip(&commitments) {
        assert_eq!(*listed, pending(commitment, listed.submittedAt));
    }
    // One that becomes final makes room.
    epochs.scene.suite.advance(super::WINDOW);
    let (ledger, anyone) = (epochs.scene.suite.ledger(), epochs.scene.suite.deployer());
    ledger.call(anyone, IAttributionLedger::finalizeEpochCall {}, 0).ok();
    epochs.scene.suite.submit(&fourth).ok();
    let fifth = epochs.next();
    epochs.refuses(&fifth, TooManyPending { pending: 3, most: 3 });
    let listed = epochs.scene.suite.ledger().view(IAttributionLedger::pendingCall {});
    assert_eq!(listed.iter().map(|pending| pending.epoch).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(listed[2], pending(&fourth, epochs.scene.suite.block()));
    epochs.scene.assert_conserved();
}
