//! Conservation to the wei, for any reports, policies, shares and families of datasets and models.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use proptest::{prelude::*, test_runner::TestRunner};

use super::scene::{self, registry, report, run, sign};
use crate::{
    account::Account,
    epoch::{divide, Epoch, State, Worthless},
    governance::Earning,
    hashing::HostHashing,
    history::History,
    ids::{DatasetId, ModelId},
    merkle::{verify_membership, LeafFields, RangeSum},
    money::Wei,
    policy::FeePolicy,
    ppm::Ppm,
    registry::{DatasetRecord, Registry, Reserve, VersionRecord, MAX_DEPTH},
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

/// Model 1 derives from 2 by the first cut, 2 from 3 by the second, and so on; more often than counts. Their
/// policies come round.
fn bases(registry: &mut Registry, policies: &[FeePolicy], cuts: &[Ppm]) {
    let version = registry.versions.get(&(ModelId(1), 1)).unwrap().clone();
    let models = (1u64..).zip(cuts.iter().map(Some).chain([None])).zip(policies.iter().cycle());
    for ((model, cut), policy) in models {
        let base = cut.map(|cut| (ModelId(model + 1), 1, *cut));
        let record = VersionRecord { policy: *policy, base, ..version.clone() };
        registry.versions.insert((ModelId(model), 1), record);
        for node in registry.nodes.values_mut() {
            node.prices.insert(ModelId(model), History::since(1, Wei(scene::PRICE)));
        }
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
        bases(&mut registry, &[policy], &cuts);
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

/// Which report a random one is.
#[derive(Clone, Debug)]
struct Draft {
    node: u64,
    payer: u8,
    /// Which of the models, counted round.
    model: u64,
    spoilt: bool,
    completion_tokens: u32,
    /// Little or nothing at times, else far above any price.
    max_fee: Wei,
    shares: Vec<Ppm>,
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let max_fee =
        prop_oneof![4 => Just(10u128.pow(15)), 2 => 0..100 * scene::PRICE, 1 => Just(0)].prop_map(Wei);
    let draft = (1u64..=2, 1u8..=2, any::<u64>(), prop::bool::weighted(0.2), 0u32..5000, max_fee, shares(6));
    let draft = draft.prop_map(|(node, payer, model, spoilt, completion_tokens, max_fee, shares)| Draft {
        node,
        payer,
        model,
        spoilt,
        completion_tokens,
        max_fee,
        shares,
    });
    prop::collection::vec(draft, 0..25)
}

/// What each payer sets aside for each node: now and then so little that it runs out.
fn reserves() -> impl Strategy<Value = [u128; 4]> {
    prop::array::uniform4(prop_oneof![Just(10u128.pow(18)), 0..20_000 * scene::PRICE])
}

fn reserve(registry: &mut Registry, totals: [u128; 4]) {
    let places = registry.payers.values_mut().flat_map(|payer| payer.reserves.values_mut());
    for (place, total) in places.zip(totals) {
        *place = History::since(1, Reserve { generation: 0, total: Wei(total) });
    }
}

fn reports(registry: &Registry, state: &State, drafts: &[Draft]) -> Vec<crate::SignedReport> {
    let models = u64::try_from(registry.versions.len()).unwrap();
    let mut sequences: BTreeMap<u64, u64> = BTreeMap::new();
    let mut reports: Vec<_> = drafts
        .iter()
        .map(|draft| {
            let due = state.due(crate::NodeId(draft.node));
            let sequence = sequences.entry(draft.node).or_insert(due);
            let mut report = report(registry, draft.node, *sequence, draft.payer, *sequence);
            *sequence += 1;
            report.voucher.model = ModelId(1 + draft.model % models);
            report.voucher.max_fee = draft.max_fee;
            report.completion_tokens = draft.completion_tokens;
            report.shares = (1u64..).map(DatasetId).zip(draft.shares.iter().copied()).collect();
            report.fee =
                crate::epoch::fee(Wei(scene::PRICE), 10, draft.completion_tokens, report.voucher.max_fee);
            if draft.spoilt {
                report.fee = Wei(report.fee.0 + 1);
            }
            sign(report)
        })
        .collect();
    reports.sort_by_key(|signed| (signed.report.node, signed.report.sequence));
    reports
}

/// What the epochs of all cases had in them, so that nothing is left out unnoticed.
#[derive(Debug, Default)]
struct Seen {
    capped: Cell<u32>,
    worth_nothing: Cell<u32>,
    reserve_exceeded: Cell<u32>,
    base_models: Cell<u32>,
    parents: Cell<u32>,
    votes: Cell<u32>,
    votes_capped: Cell<u32>,
}

impl Seen {
    fn note(&self, epoch: &Epoch, reports: &[crate::SignedReport]) {
        let add = |count: &Cell<u32>, found: usize| count.set(count.get() + u32::try_from(found).unwrap());
        for (judged, signed) in epoch.judged.iter().zip(reports) {
            match &judged.outcome {
                Ok(fee) if fee.is_zero() => add(&self.worth_nothing, 1),
                Ok(fee) => add(&self.capped, usize::from(*fee == signed.report.voucher.max_fee)),
                Err(worthless) => {
                    let exceeded = matches!(worthless, Worthless::ReserveExceeded { .. });
                    add(&self.reserve_exceeded, usize::from(exceeded));
                }
            }
        }
        let asked: BTreeSet<_> = reports.iter().map(|signed| signed.report.voucher.model).collect();
        let named: BTreeSet<_> =
            reports.iter().flat_map(|signed| signed.report.shares.iter().map(|share| share.0)).collect();
        for account in epoch.state.payouts.keys() {
            match account {
                Account::Developer(model) => add(&self.base_models, usize::from(!asked.contains(model))),
                Account::Dataset(dataset) => add(&self.parents, usize::from(!named.contains(dataset))),
                _ => {}
            }
        }
    }

    fn note_votes(&self, before: &State, epoch: &Epoch, registry: &Registry) {
        let grown = epoch.commitment.votes.sum.0 - before.head.votes.sum.0;
        self.votes.set(self.votes.get() + u32::from(grown > 0));
        // Rounding takes less than one of each.
        let earners = epoch.state.votes.len() as u128;
        let capped = grown > 0 && grown + earners >= registry.earning.cap;
        self.votes_capped.set(self.votes_capped.get() + u32::from(capped));
    }
}

/// Checks one epoch against the state before it.
fn check(before: &State, epoch: &Epoch, registry: &Registry) -> Result<(), TestCaseError> {
    let commitment = epoch.commitment;
    let follows = commitment.check_follows(&before.head.head::<HostHashing>(), commitment.cut_block);
    prop_assert_eq!(follows, Ok(()));
    let counted = Wei::total(epoch.judged.iter().filter_map(|judged| judged.outcome.as_ref().ok().copied()));
    prop_assert_eq!(counted, Ok(commitment.credits.sum));
    prop_assert_eq!(Ok(commitment.reports.sum), counted);
    for (account, total) in &epoch.state.payouts {
        let (leaf, proof) = epoch.payout.find(&LeafFields::Total(*account)).unwrap();
        prop_assert_eq!(leaf.amount, *total);
        prop_assert!(verify_membership::<HostHashing>(&commitment.payout, &leaf, &proof.to_bytes()).is_ok());
        // A total is the one before plus this epoch's range of credits.
        let key = account.key();
        let grown = RangeSum::prove(&epoch.credits, &key)
            .map_or(Wei::ZERO, |range| range.verify::<HostHashing>(&commitment.credits, &key).unwrap());
        let earlier = before.payouts.get(account).copied().unwrap_or_default();
        prop_assert_eq!(earlier.try_add(grown), Ok(*total));
    }
    check_votes(before, epoch, registry)?;
    for (address, payer) in &registry.payers {
        prop_assert!(epoch.spend.find(&LeafFields::Total(Account::Payer(*address))).is_some());
        for (node, reserve) in &payer.reserves {
            let spent = epoch.state.cursors.get(&(*address, *node)).map_or(Wei::ZERO, |cursor| cursor.spent);
            prop_assert!(reserve.at(scene::ANCHOR).is_some_and(|reserve| spent <= reserve.total));
        }
    }
    Ok(())
}

/// Votes only grow, by no more than the cap and the rate allow, and each total is provable.
fn check_votes(before: &State, epoch: &Epoch, registry: &Registry) -> Result<(), TestCaseError> {
    let (commitment, earning) = (epoch.commitment, registry.earning);
    prop_assert_eq!(Wei::total(epoch.state.votes.values().copied()), Ok(commitment.votes.sum));
    let grown = commitment.votes.sum.try_sub(before.head.votes.sum).unwrap();
    let treasury = |state: &State| state.payouts.get(&Account::Treasury).copied().unwrap_or_default();
    let paid_in = treasury(&epoch.state).try_sub(treasury(before)).unwrap();
    prop_assert!(grown.0 <= earning.cap && grown.0 <= paid_in.0 * u128::from(earning.rate) / 1_000_000);
    for (account, total) in &before.votes {
        prop_assert!(epoch.state.votes.get(account).is_some_and(|after| after >= total));
    }
    for (account, total) in &epoch.state.votes {
        prop_assert!(matches!(account, Account::Dataset(_) | Account::Node(_)));
        let (leaf, proof) = epoch.votes.find(&LeafFields::Total(*account)).unwrap();
        prop_assert_eq!(leaf.amount, *total);
        prop_assert!(verify_membership::<HostHashing>(&commitment.votes, &leaf, &proof.to_bytes()).is_ok());
    }
    Ok(())
}

/// None, so much that it counts, or so little that the cap does.
fn earnings() -> impl Strategy<Value = Earning> {
    prop_oneof![
        1 => Just(Earning::NONE),
        3 => (1u64..10_000_000).prop_map(|rate| Earning { rate, cap: 10u128.pow(24) }),
        3 => (0u128..1_000_000).prop_map(|cap| Earning { rate: 5_000_000, cap }),
    ]
}

#[test]
fn epochs_conserve_and_every_total_is_provable() {
    let chain =
        (prop::collection::vec(policies(), 1..4), prop::collection::vec(shares(5), 6), cuts(), reserves());
    let seen = Seen::default();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    let epochs = ((drafts(), earnings()), (drafts(), earnings()));
    let tested = runner.run(&(epochs, chain), |((first, second), chain)| {
        let (policies, parts, cuts, totals) = chain;
        let mut registry = registry();
        family(&mut registry, &parts);
        bases(&mut registry, &policies, &cuts);
        reserve(&mut registry, totals);
        let mut state = State::genesis();
        for (drafts, earning) in [first, second] {
            registry.earning = earning;
            let reports = reports(&registry, &state, &drafts);
            let epoch = run(&state, &registry, reports.clone()).unwrap();
            prop_assert_eq!(usize::try_from(epoch.commitment.report_count).unwrap(), drafts.len());
            check(&state, &epoch, &registry)?;
            seen.note(&epoch, &reports);
            seen.note_votes(&state, &epoch, &registry);
            state = epoch.state;
        }
        Ok(())
    });
    tested.unwrap();
    let Seen { capped, worth_nothing, reserve_exceeded, base_models, parents, votes, votes_capped } = &seen;
    for count in [capped, worth_nothing, reserve_exceeded, base_models, parents, votes, votes_capped] {
        assert!(count.get() > 0, "never happened: {seen:?}");
    }
}
