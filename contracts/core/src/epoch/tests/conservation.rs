//! Conservation to the wei, for any reports, policies, shares and families of datasets and models.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::scene::{self, registry, report, run, sign};
use crate::{
    account::Account,
    epoch::{divide, State},
    hashing::HostHashing,
    history::History,
    ids::{DatasetId, ModelId},
    merkle::{verify_membership, LeafFields, RangeSum},
    money::Wei,
    policy::FeePolicy,
    ppm::Ppm,
    registry::{DatasetRecord, Registry, VersionRecord, MAX_DEPTH},
};

/// Five cuts that make the whole.
fn policies() -> impl Strategy<Value = FeePolicy> {
    prop::array::uniform4(0u32..=1_000_000).prop_map(|mut marks| {
        marks.sort_unstable();
        let [a, b, c, d] = marks;
        FeePolicy {
            datasets: Ppm(a),
            node: Ppm(b - a),
            developer: Ppm(c - b),
            oracles: Ppm(d - c),
            treasury: Ppm(1_000_000 - d),
        }
    })
}

/// Parts that add up to at most the whole.
fn shares(most: usize) -> impl Strategy<Value = Vec<Ppm>> {
    prop::collection::vec(1u32..=1_000_000, 0..=most).prop_map(|mut marks| {
        marks.sort_unstable();
        marks.dedup();
        let mut before = 0;
        marks.into_iter().map(|mark| Ppm(mark - core::mem::replace(&mut before, mark))).collect()
    })
}

fn family(registry: &mut Registry, parts: &[Vec<Ppm>]) {
    for (id, parents) in (1u64..).zip(parts) {
        let parents = (1..id).zip(parents).map(|(parent, share)| (DatasetId(parent), *share)).collect();
        let content_root = [u8::try_from(id).unwrap(); 32];
        let record = DatasetRecord { content_root, active: History::since(1, true), parents };
        registry.datasets.insert(DatasetId(id), record);
    }
}

/// Cuts that go on to the base of a model, and to the base of that, and so on.
fn cuts() -> impl Strategy<Value = Vec<Ppm>> {
    prop::collection::vec((0u32..=1_000_000).prop_map(Ppm), 0..7)
}

/// Model 1 derives from 2 by the first cut, 2 from 3 by the second, and so on; more often than counts.
fn bases(registry: &mut Registry, policy: FeePolicy, cuts: &[Ppm]) {
    let version = registry.versions.get(&(ModelId(1), 1)).unwrap().clone();
    for (model, cut) in (1u64..).zip(cuts.iter().map(Some).chain([None])) {
        let base = cut.map(|cut| (ModelId(model + 1), 1, *cut));
        let record = VersionRecord { policy, base, ..version.clone() };
        registry.versions.insert((ModelId(model), 1), record);
    }
}

proptest! {
    #[test]
    fn a_fee_divides_without_a_wei_lost_or_made(
        fee in any::<u128>(),
        policy in policies(),
        parts in prop::collection::vec(shares(5), 6),
        cuts in cuts(),
        own in shares(6),
        oracles in 0usize..=16,
    ) {
        let mut registry = registry();
        family(&mut registry, &parts);
        bases(&mut registry, policy, &cuts);
        registry.oracles = (1..=oracles).map(|n| crate::Address([u8::try_from(n).unwrap(); 20])).collect();
        let mut report = report(&registry, 1, 1, 1, 1);
        report.fee = Wei(fee);
        report.shares = (1u64..).map(DatasetId).zip(own).collect();
        let credits = divide(&report, &registry).unwrap();
        prop_assert_eq!(Wei::total(credits.values().copied()), Ok(Wei(fee)));
        prop_assert!(credits.values().all(|amount| !amount.is_zero()));
        // What is beyond the depth that counts gets nothing.
        let beyond = u64::from(MAX_DEPTH) + 2;
        prop_assert!(!credits.contains_key(&Account::Developer(ModelId(beyond))));
    }
}

/// Which report a random one is: node, payer, whether it is spoilt, completion tokens.
type Draft = (u64, u8, bool, u32);

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    prop::collection::vec((1u64..=2, 1u8..=2, prop::bool::weighted(0.2), 0u32..5000), 0..25)
}

fn reports(registry: &Registry, state: &State, drafts: &[Draft]) -> Vec<crate::SignedReport> {
    let mut sequences: BTreeMap<u64, u64> = BTreeMap::new();
    let mut reports: Vec<_> = drafts
        .iter()
        .map(|(node, payer, spoilt, tokens)| {
            let due = state.due(crate::NodeId(*node));
            let sequence = sequences.entry(*node).or_insert(due);
            let mut report = report(registry, *node, *sequence, *payer, *sequence);
            *sequence += 1;
            report.completion_tokens = *tokens;
            report.fee = crate::epoch::fee(Wei(scene::PRICE), 10, *tokens, report.voucher.max_fee);
            if *spoilt {
                report.fee = Wei(report.fee.0 + 1);
            }
            sign(report)
        })
        .collect();
    reports.sort_by_key(|signed| (signed.report.node, signed.report.sequence));
    reports
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn epochs_conserve_and_every_total_is_provable(
        first in drafts(),
        second in drafts(),
        policy in policies(),
        parts in prop::collection::vec(shares(3), 4),
        cuts in cuts(),
    ) {
        let mut registry = registry();
        family(&mut registry, &parts);
        bases(&mut registry, policy, &cuts);
        let mut state = State::genesis();
        for drafts in [first, second] {
            let before = state.clone();
            let epoch = run(&state, &registry, reports(&registry, &state, &drafts)).unwrap();
            let commitment = epoch.commitment;
            prop_assert_eq!(commitment.check_follows(&before.head.head::<HostHashing>(), commitment.cut_block), Ok(()));
            let counted = Wei::total(epoch.judged.iter().filter_map(|judged| judged.outcome.as_ref().ok().copied()));
            prop_assert_eq!(counted, Ok(commitment.credits.sum));
            prop_assert_eq!(Ok(commitment.reports.sum), counted);
            prop_assert_eq!(usize::try_from(commitment.report_count).unwrap(), drafts.len());
            for (account, total) in &epoch.state.payouts {
                let (leaf, proof) = epoch.payout.find(&LeafFields::Total(*account)).unwrap();
                prop_assert_eq!(leaf.amount, *total);
                prop_assert!(verify_membership::<HostHashing>(&commitment.payout, &leaf, &proof.to_bytes()).is_ok());
                // A total is the one before plus this epoch's range of credits.
                let grown = RangeSum::prove(&epoch.credits, &account.key())
                    .map_or(Wei::ZERO, |range| range.verify::<HostHashing>(&commitment.credits, &account.key()).unwrap());
                let earlier = before.payouts.get(account).copied().unwrap_or_default();
                prop_assert_eq!(earlier.try_add(grown), Ok(*total));
            }
            for payer in registry.payers.keys() {
                prop_assert!(epoch.spend.find(&LeafFields::Total(Account::Payer(*payer))).is_some());
            }
            state = epoch.state;
        }
    }
}
