//! What leaves the range of its numbers makes no epoch.

use super::scene::{payer, policy, registry, report, run, sign, CUT, PRICE};
use crate::{
    account::Account,
    epoch::{DivisionError, Epoch, PayerCursor, State, TransitionError},
    ids::{DatasetId, EpochId, ModelId, NodeId},
    merkle::TreeError,
    money::{MoneyError, Wei},
    ppm::Ppm,
    registry::Registry,
};

/// What the ordinary report costs.
const FEE: u128 = 43 * PRICE;

/// The epoch of one ordinary report, built on the books as `alter` leaves them.
fn after(alter: impl FnOnce(&mut State)) -> Result<Epoch, TransitionError> {
    let registry = registry();
    let mut state = State::genesis();
    alter(&mut state);
    run(&state, &registry, vec![sign(report(&registry, 1, 1, 1, 1))])
}

fn overflow(left: u128, right: u128) -> MoneyError {
    MoneyError::Overflow { left, right }
}

#[test]
fn the_last_sequence_is_never_used() {
    let registry = registry();
    let mut state = State::genesis();
    let mut consume = |due, anchor| {
        state.next_sequence.insert(NodeId(1), due);
        let mut report = report(&registry, 1, u64::MAX, 1, 1);
        report.anchor_block = anchor;
        report.voucher.expires_at_block = anchor;
        run(&state, &registry, vec![sign(report)]).unwrap_err()
    };
    assert_eq!(consume(u64::MAX, CUT), TransitionError::Counter);
    // Nor does a node get there over sequences that are dead.
    assert_eq!(consume(1, CUT - 21), TransitionError::Counter);
    state.next_sequence.insert(NodeId(1), u64::MAX - 1);
    let last = sign(report(&registry, 1, u64::MAX - 1, 1, 1));
    let epoch = run(&state, &registry, vec![last]).unwrap();
    assert_eq!((epoch.state.due(NodeId(1)), epoch.commitment.credits.sum), (u64::MAX, Wei(FEE)));
}

#[test]
fn nothing_follows_the_last_epoch() {
    let follow = |head| after(|state| state.head.epoch = EpochId(head));
    assert_eq!(follow(u64::MAX - 1).unwrap().commitment.epoch, EpochId(u64::MAX));
    assert_eq!(follow(u64::MAX).unwrap_err(), TransitionError::Counter);
}

#[test]
fn an_accounts_total_stays_within_128_bits() {
    let earned = |before| {
        let node = Account::Node(NodeId(1));
        after(|state| *state.payouts.entry(node).or_default() = Wei(before)).unwrap_err()
    };
    let part = policy().node.of(Wei(FEE)).0;
    let beyond = u128::MAX - part + 1;
    assert_eq!(earned(beyond), TransitionError::Money(overflow(beyond, part)));
    assert_eq!(earned(u128::MAX), TransitionError::Money(overflow(u128::MAX, part)));
    // One less, and it is the sum of all accounts that is too large.
    let all = earned(beyond - 1);
    assert!(matches!(all, TransitionError::Tree(TreeError::Sum(MoneyError::Overflow { .. }))), "{all}");
    let spent = |before| after(|state| *state.spends.entry(payer(1)).or_default() = Wei(before));
    let beyond = u128::MAX - FEE + 1;
    assert_eq!(spent(beyond).unwrap_err(), TransitionError::Money(overflow(beyond, FEE)));
    assert_eq!(spent(beyond - 1).unwrap().commitment.spend.sum, Wei(u128::MAX));
}

#[test]
fn a_trees_sum_stays_within_128_bits() {
    let most = u128::MAX - FEE;
    let paid = |before| {
        let node = Account::Node(NodeId(1));
        after(|state| *state.payouts.entry(node).or_default() = Wei(before))
    };
    assert_eq!(paid(most).unwrap().commitment.payout.sum, Wei(u128::MAX));
    let beyond = paid(most + 1).unwrap_err();
    assert!(matches!(beyond, TransitionError::Tree(TreeError::Sum(MoneyError::Overflow { .. }))), "{beyond}");
    let too_much = |left, right| TransitionError::Tree(TreeError::Sum(overflow(left, right)));
    let spent = |by_another| {
        after(|state| state.spends = [(payer(1), Wei(most)), (payer(2), Wei(by_another))].into())
    };
    assert_eq!(spent(0).unwrap().commitment.spend.sum, Wei(u128::MAX));
    assert_eq!(spent(1).unwrap_err(), too_much(u128::MAX, 1));
    // Beside the other payer's cursor stand node 1's, whose next sequence is 2, and that of who paid.
    let used = |spent| {
        let cursor = PayerCursor { generation: 0, nonce: 1, spent: Wei(spent) };
        after(|state| state.cursors = [((payer(2), NodeId(2)), cursor)].into())
    };
    assert_eq!(used(most - 2).unwrap().commitment.cursors.sum, Wei(u128::MAX));
    assert_eq!(used(most - 1).unwrap_err(), too_much(FEE + 2, most - 1));
}

/// What becomes of the ordinary report in a registry that no contract lets come about.
fn undivided(alter: impl Fn(&mut Registry)) -> TransitionError {
    let mut registry = registry();
    alter(&mut registry);
    run(&State::genesis(), &registry, vec![sign(report(&registry, 1, 1, 1, 1))]).unwrap_err()
}

fn negative(left: u128, right: u128) -> TransitionError {
    TransitionError::Division(DivisionError::Money(MoneyError::Negative { left, right }))
}

#[test]
fn parts_beyond_the_whole_make_no_epoch() {
    let datasets = policy().datasets.of(Wei(FEE));
    let greedy_node = undivided(|registry| {
        registry.versions.get_mut(&(ModelId(1), 1)).unwrap().policy.node = Ppm::WHOLE;
    });
    assert_eq!(greedy_node, negative(FEE - datasets.0, FEE));
    let greedy_parents = undivided(|registry| {
        let parents = [1, 2].map(|id| (DatasetId(id), Ppm(600_000)));
        registry.datasets.get_mut(&DatasetId(3)).unwrap().parents = parents.into();
    });
    let share = Ppm(200_002).of(datasets);
    let part = Ppm(600_000).of(share);
    assert_eq!(greedy_parents, negative(share.0 - part.0, part.0));
}
