#![allow(clippy::arithmetic_side_effects)]

use tributary_core::Ppm;

use super::*;

type Alteration = fn(&mut Round);

/// A version that was paid for as it was voted: 100 wei.
fn round() -> Round {
    let parts =
        Parts { datasets: Wei(60), node: Wei(25), developer: Wei(8), oracles: Wei(4), treasury: Wei(3) };
    Round {
        version: 2,
        policy: FeePolicy {
            datasets: Ppm(600_000),
            node: Ppm(250_000),
            developer: Ppm(80_000),
            oracles: Ppm(50_000),
            treasury: Ppm(20_000),
        },
        epochs: (3, 3),
        answers: 1,
        fees: Wei(100),
        charged: Wei(100),
        paid: parts,
        by_policy: parts,
        unshared: Wei(1),
    }
}

#[test]
fn what_was_paid_as_voted_has_no_fault() {
    assert_eq!(round().faults(), Vec::<String>::new());
}

#[test]
fn a_single_wei_to_anybody_is_a_fault() {
    let alterations: [(&str, Alteration); 6] = [
        ("charged", |round| round.charged.0 += 1),
        ("paid to datasets", |round| round.paid.datasets.0 -= 1),
        ("paid to node", |round| round.paid.node.0 += 1),
        ("paid to developer", |round| round.paid.developer.0 += 1),
        ("paid to oracles", |round| round.paid.oracles.0 -= 1),
        ("paid to treasury", |round| round.by_policy.treasury.0 += 1),
    ];
    for (named, alter) in alterations {
        let mut altered = round();
        alter(&mut altered);
        let faults = altered.faults();
        assert_eq!(faults.len(), 1, "{named}: {faults:?}");
        assert!(faults[0].starts_with(&format!("{named} under version 2: ")), "{faults:?}");
    }
}
