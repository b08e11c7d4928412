#![allow(clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;

use tributary_core::{epoch::divide, registry::Registry, Address, DatasetId, ModelId, NodeId, Ppm, Voucher};

use super::*;

const COMMITTEE: u8 = 3;
/// Cuts and a fee that divide by nothing.
const POLICY: FeePolicy = FeePolicy {
    datasets: Ppm(633_333),
    node: Ppm(233_334),
    developer: Ppm(30_000),
    oracles: Ppm(53_333),
    treasury: Ppm(50_000),
};

fn report(fee: u128, shares: &[(u64, u32)]) -> Report {
    Report {
        node: NodeId(1),
        sequence: 1,
        voucher: Voucher {
            payer: Address([1; 20]),
            node: NodeId(1),
            nonce: 1,
            model: ModelId(1),
            model_version: 1,
            max_fee: Wei(fee),
            request_hash: [0; 32],
            expires_at_block: 9,
            audit_consent: true,
        },
        voucher_signature: [0; 64],
        response_hash: [0; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(fee),
        anchor_block: 1,
        method: 1,
        corpus_root: [0; 32],
        shares: shares.iter().map(|(dataset, share)| (DatasetId(*dataset), Ppm(*share))).collect(),
    }
}

fn registry() -> Registry {
    use tributary_core::{
        governance::Earning,
        registry::{DatasetRecord, EpochParams, VersionRecord, VersionStatus},
        History,
    };
    let dataset = |parents: &[(u64, u32)]| DatasetRecord {
        content_root: [0; 32],
        active: History::since(1, true),
        parents: parents.iter().map(|(dataset, share)| (DatasetId(*dataset), Ppm(*share))).collect(),
    };
    let version = VersionRecord {
        status: History::since(1, VersionStatus::Live),
        policy: POLICY,
        price_floor: Wei::ZERO,
        method: 1,
        base: None,
    };
    Registry {
        params: EpochParams { max_report_age: 9, max_voucher_life: 9, dead_after: 9, retirement_grace: 9 },
        datasets: [(DatasetId(1), dataset(&[])), (DatasetId(2), dataset(&[(1, 100_000)]))].into(),
        nodes: BTreeMap::new(),
        versions: [((ModelId(1), 1), version)].into(),
        payers: BTreeMap::new(),
        oracles: (1..=COMMITTEE).map(|byte| Address([byte; 20])).collect(),
        earning: Earning::NONE,
    }
}

/// The reports' fees, divided by the protocol's own rules.
fn totals(reports: &[Report]) -> Totals {
    let mut totals = Totals { epoch: 1, ..Totals::default() };
    for report in reports {
        for (account, amount) in divide(report, &registry()).unwrap() {
            totals.earned.entry(account).or_default().0 += amount.0;
        }
    }
    totals
}

#[test]
fn a_policy_makes_of_fees_what_the_protocol_pays() {
    let reports = [
        report(999_999_999_999_999_989, &[(1, 333_333), (2, 123_457)]),
        report(1_000_003, &[(2, 1_000_000)]),
        report(7, &[]),
    ];
    let by_policy = Parts::by_policy(&POLICY, &reports, COMMITTEE.into()).unwrap();
    let paid = Parts::paid(&Totals::default(), &totals(&reports)).unwrap();
    assert_eq!(by_policy, paid);
    let fees: u128 = reports.iter().map(|report| report.fee.0).sum();
    assert_eq!(Wei::total(paid.list()).unwrap(), Wei(fees));
}

#[test]
fn what_no_dataset_has_a_share_in_is_the_developers() {
    // A third of the first fee's 633,333 is credited, rounded down; nothing of the second's 4.
    let reports = [report(1_000_000, &[(1, 333_333)]), report(7, &[])];
    let unshared = Parts::unshared(&POLICY, &reports).unwrap();
    assert_eq!(unshared, Wei(633_333 - 211_110 + 4));
    let parts = Parts::by_policy(&POLICY, &reports, COMMITTEE.into()).unwrap();
    assert_eq!((parts.datasets, parts.developer), (Wei(211_110), Wei(30_000 + unshared.0)));
    let whole = [report(1_000_000, &[(1, 400_000), (2, 600_000)])];
    assert_eq!(Parts::unshared(&POLICY, &whole), Ok(Wei(1)), "only what rounding leaves");
}

#[test]
fn another_policy_pays_something_else() {
    let reports = [report(1_000_003, &[(1, 333_333)])];
    let other = FeePolicy { node: Ppm(233_335), treasury: Ppm(49_999), ..POLICY };
    let by_policy = Parts::by_policy(&other, &reports, COMMITTEE.into()).unwrap();
    let paid = Parts::paid(&Totals::default(), &totals(&reports)).unwrap();
    assert_ne!(by_policy, paid);
    assert_ne!(by_policy.node, paid.node);
}

#[test]
fn only_what_is_new_was_paid() {
    let reports = [report(1_000_003, &[(1, 333_333)]), report(5_000_011, &[(2, 10_000)])];
    let (before, after) = (totals(&reports[..1]), totals(&reports));
    assert_eq!(Parts::paid(&before, &after), Parts::by_policy(&POLICY, &reports[1..], COMMITTEE.into()));
    assert!(Parts::paid(&after, &before).is_err(), "totals never shrink");
}
