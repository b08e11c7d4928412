//! Dividing one fee, by hand-computed examples.

use super::scene::{registry, report};
use crate::{
    account::Account,
    epoch::divide,
    history::History,
    ids::{Address, DatasetId, ModelId, NodeId},
    money::Wei,
    ppm::Ppm,
    registry::{VersionRecord, VersionStatus},
};

#[test]
fn a_fee_goes_where_the_policy_says() {
    let registry = registry();
    let mut report = report(&registry, 1, 1, 1, 1);
    report.fee = Wei(1_000_000);
    report.shares = vec![(DatasetId(1), Ppm(500_000)), (DatasetId(3), Ppm(250_000))];
    let credits = divide(&report, &registry).unwrap();
    // Datasets' cut 600,000: dataset 1 gets 300,000 and a tenth of dataset 3's 150,000; the model's
    // own 150,000 joins the developer's 80,000; each of four oracles gets 12,500.
    let expected = [
        (Account::Dataset(DatasetId(1)), 315_000),
        (Account::Dataset(DatasetId(3)), 135_000),
        (Account::Node(NodeId(1)), 250_000),
        (Account::Developer(ModelId(1)), 230_000),
        (Account::Oracle(Address([0xA1; 20])), 12_500),
        (Account::Oracle(Address([0xA2; 20])), 12_500),
        (Account::Oracle(Address([0xA3; 20])), 12_500),
        (Account::Oracle(Address([0xA4; 20])), 12_500),
        (Account::Treasury, 20_000),
    ];
    assert_eq!(credits, expected.map(|(account, amount)| (account, Wei(amount))).into());
}

#[test]
fn every_remainder_goes_to_the_treasury() {
    let registry = registry();
    let mut report = report(&registry, 1, 1, 1, 1);
    report.fee = Wei(7);
    report.shares.clear();
    // 4.2, 1.75, 0.56, 0.35, 0.14: rounded down 4, 1, 0, 0; the treasury has the other 2.
    let credits = divide(&report, &registry).unwrap();
    let expected =
        [(Account::Node(NodeId(1)), 1), (Account::Developer(ModelId(1)), 4), (Account::Treasury, 2)];
    assert_eq!(credits, expected.map(|(account, amount)| (account, Wei(amount))).into());
}

#[test]
fn an_adapter_passes_its_base_its_cut() {
    let mut registry = registry();
    let base = registry.versions[&(ModelId(1), 1)].clone();
    let adapter = VersionRecord {
        status: History::since(1, VersionStatus::Live),
        base: Some((ModelId(1), 1, Ppm(300_000))),
        ..base
    };
    registry.versions.insert((ModelId(2), 1), adapter);
    let mut report = report(&registry, 1, 1, 1, 1);
    report.fee = Wei(1_000_000);
    report.shares = vec![(DatasetId(2), Ppm::WHOLE)];
    report.voucher.model = ModelId(2);
    let credits = divide(&report, &registry).unwrap();
    assert_eq!(credits[&Account::Developer(ModelId(2))], Wei(56_000));
    assert_eq!(credits[&Account::Developer(ModelId(1))], Wei(24_000));
}
