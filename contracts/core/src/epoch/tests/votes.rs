//! Votes earned: hand-computed examples, and what holds of any fee and any merits.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    arbitrary::account,
    scene::{policy, registry, report, run, sign},
};
use crate::{
    account::Account,
    epoch::{divide, merits, votes, State, TransitionError},
    governance::Earning,
    ids::{Address, DatasetId, ModelId, NodeId},
    merkle::TreeError,
    money::{MoneyError, Wei},
    registry::Registry,
};

const NODE: NodeId = NodeId(1);

fn dataset(id: u64) -> Account {
    Account::Dataset(DatasetId(id))
}

fn of(amounts: &[(Account, u128)]) -> BTreeMap<Account, Wei> {
    amounts.iter().map(|(account, amount)| (*account, Wei(*amount))).collect()
}

/// What a fee divides into that pays two datasets, the node, a developer and the treasury.
fn paid() -> BTreeMap<Account, Wei> {
    of(&[
        (dataset(1), 300),
        (dataset(2), 100),
        (Account::Node(NODE), 300),
        (Account::Developer(ModelId(1)), 900),
        (Account::Treasury, 100),
    ])
}

fn merits_without(left_out: &[Account]) -> BTreeMap<Account, Wei> {
    let mut credits = paid();
    credits.retain(|account, _| !left_out.contains(account));
    merits(&credits, NODE).unwrap()
}

#[test]
fn the_treasurys_part_is_who_was_paid_beside_it() {
    // 42.86, 14.29 and 42.86 of 100: what rounding leaves is the node's.
    let all = of(&[(dataset(1), 42), (dataset(2), 14), (Account::Node(NODE), 44)]);
    assert_eq!(merits_without(&[]), all);
    let datasets = of(&[(dataset(1), 75), (dataset(2), 25)]);
    assert_eq!(merits_without(&[Account::Node(NODE)]), datasets);
    let node = of(&[(Account::Node(NODE), 100)]);
    assert_eq!(merits_without(&[dataset(1), dataset(2)]), node);
    assert_eq!(merits_without(&[dataset(1), dataset(2), Account::Node(NODE)]), BTreeMap::new());
    assert_eq!(merits_without(&[Account::Treasury]), BTreeMap::new());
}

#[test]
fn amounts_of_any_size_are_shared() {
    let large = of(&[(dataset(1), u128::MAX - 4), (Account::Node(NODE), 1), (Account::Treasury, 3)]);
    let expected = of(&[(dataset(1), 2), (Account::Node(NODE), 1)]);
    assert_eq!(merits(&large, NODE), Ok(expected));
    let large = of(&[(dataset(1), 1 << 126), (dataset(2), 1 << 126), (Account::Treasury, (1 << 127) - 1)]);
    let half = (1 << 126) - 1;
    let expected = of(&[(dataset(1), half), (dataset(2), half), (Account::Node(NODE), 1)]);
    assert_eq!(merits(&large, NODE), Ok(expected), "the rest is the node's, paid or not");
}

#[test]
fn votes_are_merits_at_the_rate_up_to_the_cap() {
    let merits = merits_without(&[]);
    let earned = |rate, cap| {
        let votes = votes(&merits, &Earning { rate, cap }).unwrap();
        votes.into_values().map(|amount| amount.0).collect::<Vec<_>>()
    };
    assert_eq!(earned(1_500_000, 150), [63, 21, 66]);
    assert_eq!(earned(1_500_000, u128::MAX), [63, 21, 66]);
    assert_eq!(earned(999_999, 99), [41, 13, 43]);
    // 150 would be above: all are scaled alike.
    assert_eq!(earned(1_500_000, 149), [62, 20, 65]);
    assert_eq!(earned(u64::MAX, 149), [62, 20, 65]);
    assert!(earned(1_500_000, 1).is_empty(), "nobody's part is a whole one");
    assert_eq!((earned(1_500_000, 0), earned(0, 149), earned(0, 0)), (vec![], vec![], vec![]));
}

/// The votes after one ordinary report, by an earning and on top of what a state has.
fn after(earning: Earning, before: &State) -> Result<State, TransitionError> {
    let registry = Registry { earning, ..registry() };
    let sequence = before.due(NODE);
    let report = sign(report(&registry, NODE.0, sequence, 1, sequence));
    run(before, &registry, vec![report]).map(|epoch| epoch.state)
}

const ONE_PER_WEI: Earning = Earning { rate: 1_000_000, cap: u128::MAX };

#[test]
fn an_epoch_goes_by_the_earning_at_its_cut() {
    let first = after(ONE_PER_WEI, &State::genesis()).unwrap();
    let treasury = first.payouts[&Account::Treasury];
    assert_eq!(first.head.votes.sum, treasury, "one vote for each wei that the treasury got");
    let paused = after(Earning::NONE, &first).unwrap();
    assert_eq!((&paused.votes, paused.head.votes), (&first.votes, first.head.votes));
    let capped = after(Earning { rate: 1_000_000, cap: 1_000 }, &paused).unwrap();
    let more = capped.head.votes.sum.0 - paused.head.votes.sum.0;
    assert!((998..=1_000).contains(&more), "{more}");
    assert_eq!(after(Earning::NONE, &State::genesis()).unwrap().votes, BTreeMap::new());
}

#[test]
fn parents_earn_and_nobody_but_datasets_and_nodes_does() {
    let registry = registry();
    let mut report = report(&registry, 1, 1, 1, 1);
    report.shares.retain(|(dataset, _)| *dataset == DatasetId(3));
    let state = run(&State::genesis(), &registry, vec![sign(report)]).unwrap().state;
    let earners: Vec<_> = state.votes.keys().copied().collect();
    assert_eq!(earners, [dataset(1), dataset(3), Account::Node(NODE)]);
}

#[test]
fn totals_of_votes_stay_within_128_bits() {
    let with = |before: u128, account| {
        let mut state = State::genesis();
        state.votes.insert(account, Wei(before));
        after(ONE_PER_WEI, &state)
    };
    let part = after(ONE_PER_WEI, &State::genesis()).unwrap();
    let (node, all) = (part.votes[&Account::Node(NODE)].0, part.head.votes.sum.0);
    let overflow = MoneyError::Overflow { left: u128::MAX, right: node };
    assert_eq!(with(u128::MAX, Account::Node(NODE)), Err(TransitionError::Money(overflow)));
    assert_eq!(with(u128::MAX - all, dataset(9)).unwrap().head.votes.sum, Wei(u128::MAX));
    let beyond = with(u128::MAX - all + 1, dataset(9));
    assert!(matches!(beyond, Err(TransitionError::Tree(TreeError::Sum(_)))), "{beyond:?}");
}

/// Some accounts with amounts that add up to `u128` at most.
fn amounts() -> impl Strategy<Value = BTreeMap<Account, Wei>> {
    let small = prop_oneof![any::<u128>().prop_map(|amount| amount >> 5), 1u128..1_000];
    prop::collection::btree_map(account(), small.prop_map(Wei), 0..30)
}

fn earning() -> impl Strategy<Value = Earning> {
    let rate = prop_oneof![Just(0u64), 1u64..10_000_000, any::<u64>()];
    let cap = prop_oneof![Just(0u128), 1u128..10_000, any::<u128>()];
    (rate, cap).prop_map(|(rate, cap)| Earning { rate, cap })
}

proptest! {
    #[test]
    fn merits_add_up_to_the_treasurys_part(
        mut credits in amounts(),
        (treasury, node) in (any::<u128>(), 1u64..4),
    ) {
        let treasury = Wei(treasury >> 5);
        credits.insert(Account::Treasury, treasury);
        let (merits, node) = (merits(&credits, NodeId(node)).unwrap(), Account::Node(NodeId(node)));
        let paid = |account: &Account| matches!(account, Account::Dataset(_)) || *account == node;
        let of_work = credits.iter().filter(|(account, amount)| paid(account) && !amount.is_zero());
        let expected = if of_work.count() > 0 { treasury } else { Wei::ZERO };
        prop_assert_eq!(Wei::total(merits.values().copied()), Ok(expected));
        prop_assert!(merits.iter().all(|(account, merit)| paid(account) && !merit.is_zero()));
        prop_assert!(merits.keys().all(|account| *account == node || credits.contains_key(account)));
    }

    #[test]
    fn votes_stay_within_the_cap_and_the_rate(merits in amounts(), earning in earning()) {
        let earned = votes(&merits, &earning).unwrap();
        let all = Wei::total(earned.values().copied()).unwrap();
        prop_assert!(all.0 <= earning.cap);
        let by_rate = |merit: Wei| crate::proportion::proportion(merit.0, earning.rate.into(), 1_000_000);
        for (account, votes) in &earned {
            prop_assert!(!votes.is_zero());
            prop_assert!(by_rate(merits[account]).is_none_or(|most| votes.0 <= most));
        }
        // What rounding takes is less than one for each.
        let raw = by_rate(Wei::total(merits.values().copied()).unwrap()).unwrap_or(u128::MAX);
        let due = raw.min(earning.cap);
        prop_assert!(due - all.0 <= merits.len() as u128, "{} of {due}", all.0);
        // Who did more never gets less.
        for (one, more) in merits.iter().flat_map(|one| merits.iter().map(move |more| (one, more))) {
            let votes = |account| earned.get(account).copied().unwrap_or_default();
            prop_assert!(one.1 > more.1 || votes(one.0) <= votes(more.0));
        }
    }

    /// Somebody who is payer, node, developer, every oracle and every dataset gets all of a fee back but the
    /// treasury's part, and earns no more votes for that than anybody pays for them.
    #[test]
    fn traffic_paid_to_oneself_costs_the_treasurys_cut(
        fee in (any::<u128>(), 0u32..120).prop_map(|(fee, shift)| fee >> shift),
        oracles in 0u8..=16,
        earning in earning(),
    ) {
        let mut registry = registry();
        registry.oracles = (0..oracles).map(|index| Address([index; 20])).collect();
        let mut report = report(&registry, 1, 1, 1, 1);
        report.fee = Wei(fee);
        let credits = divide(&report, &registry).unwrap();
        let back = credits.iter().filter(|(account, _)| **account != Account::Treasury);
        let back = Wei::total(back.map(|(_, amount)| *amount)).unwrap();
        let cost = report.fee.try_sub(back).unwrap();
        prop_assert!(cost >= policy().treasury.of(report.fee));
        let merits = merits(&credits, report.node).unwrap();
        prop_assert!(Wei::total(merits.values().copied()).unwrap() <= cost);
        let earned = Wei::total(votes(&merits, &earning).unwrap().into_values()).unwrap();
        let most = crate::proportion::proportion(cost.0, earning.rate.into(), 1_000_000);
        prop_assert!(most.is_none_or(|most| earned.0 <= most));
    }
}
