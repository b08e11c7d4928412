#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;

const FLOORS: Floors = Floors { voting_period: 20, timelock_delay: 100 };

const SUPPLY: u128 = 1_000_000;

const PARAMS: Params = Params {
    voting_delay: 5,
    voting_period: 50,
    late_quorum_extension: 10,
    timelock_delay: 1_000,
    grace_period: 5_000,
    quorum_numerator: Ppm(40_000),
    proposal_threshold: 1_000,
};

const SETTABLE: [Param; 7] = [
    Param::VotingDelay,
    Param::VotingPeriod,
    Param::LateQuorumExtension,
    Param::TimelockDelay,
    Param::GracePeriod,
    Param::QuorumNumerator,
    Param::ProposalThreshold,
];

/// The parameters by their numbers.
fn values(params: &Params) -> [u128; 7] {
    [
        u128::from(params.voting_delay),
        u128::from(params.voting_period),
        u128::from(params.late_quorum_extension),
        u128::from(params.timelock_delay),
        u128::from(params.grace_period),
        u128::from(params.quorum_numerator.0),
        params.proposal_threshold,
    ]
}

/// The table of bounds: the least and the most of each, given all.
fn bounds(values: &[u128; 7], floors: &Floors, supply: u128) -> [(u128, u128); 7] {
    let [_, period, _, timelock, ..] = *values;
    let half = timelock / 2 + timelock % 2;
    [
        (1, 100_800),
        (u128::from(floors.voting_period), 201_600),
        (0, period),
        (u128::from(floors.timelock_delay), 2_592_000),
        (half.max(60), 2_592_000),
        (1_000, 300_000),
        (0, supply / 100),
    ]
}

/// The first parameter outside its bounds; the threshold where it `counts`.
fn first_fault(
    values: &[u128; 7],
    floors: &Floors,
    supply: u128,
    counts: bool,
) -> Option<(usize, u128, u128)> {
    let bounds = bounds(values, floors, supply);
    let checked = if counts { 7 } else { 6 };
    (0..checked).find_map(|place| {
        let (least, most) = bounds[place];
        let out = values[place] < least || values[place] > most;
        out.then_some((place, least, most))
    })
}

fn set(param: Param, value: u128) -> Result<Params, ParamError> {
    PARAMS.with(param, Amount::from(value), &FLOORS, SUPPLY)
}

fn refused<T>(param: Param, found: u128, least: u128, most: u128) -> Result<T, ParamError> {
    Err(ParamError { param, found, least, most })
}

#[test]
fn sound_parameters_pass() {
    assert_eq!(PARAMS.check(&FLOORS, SUPPLY), Ok(()));
    assert_eq!(FLOORS.check(), Ok(()));
}

#[test]
fn numbers_are_those_of_the_interface() {
    let rest = [Param::PeriodFloor, Param::TimelockFloor, Param::EarnRate, Param::EarnCap, Param::Minted];
    let numbers: Vec<u8> = SETTABLE.into_iter().chain(rest).map(Param::index).collect();
    assert_eq!(numbers, (0..12).collect::<Vec<u8>>());
}

#[test]
fn each_parameter_has_bounds_on_both_sides() {
    let cases: [(Param, u128, u128); 7] = [
        (Param::VotingDelay, 1, 100_800),
        (Param::VotingPeriod, 20, 201_600),
        (Param::LateQuorumExtension, 0, 50),
        (Param::TimelockDelay, 100, 2_592_000),
        (Param::GracePeriod, 500, 2_592_000),
        (Param::QuorumNumerator, 1_000, 300_000),
        (Param::ProposalThreshold, 0, 10_000),
    ];
    // The longest timelock needs the longest grace period.
    let params = Params { grace_period: 2_592_000, ..PARAMS };
    for (param, least, most) in cases {
        for value in [least, most] {
            let mut expected = values(&params);
            expected[usize::from(param.index())] = value;
            let changed = params.with(param, Amount::from(value), &FLOORS, SUPPLY).unwrap();
            assert_eq!(values(&changed), expected, "{param:?}");
            assert_eq!(changed.check(&FLOORS, SUPPLY), Ok(()), "{param:?}");
        }
        let mut outside = vec![most + 1, u128::from(u32::MAX), (1u128 << 32) + least, u128::MAX];
        outside.extend(least.checked_sub(1));
        for found in outside {
            let changed = params.with(param, Amount::from(found), &FLOORS, SUPPLY);
            assert_eq!(changed, refused(param, found, least, most));
        }
        // 2^256 - 1 has no number of its own here.
        let changed = params.with(param, Amount::MAX, &FLOORS, SUPPLY);
        assert_eq!(changed, refused(param, u128::MAX, least, most));
    }
}

#[test]
fn creation_checks_every_parameter() {
    let cases = [
        (Param::VotingDelay, Params { voting_delay: 0, ..PARAMS }, 0, 1, 100_800),
        (Param::VotingPeriod, Params { voting_period: 19, ..PARAMS }, 19, 20, 201_600),
        (Param::LateQuorumExtension, Params { late_quorum_extension: 51, ..PARAMS }, 51, 0, 50),
        (Param::TimelockDelay, Params { timelock_delay: 99, ..PARAMS }, 99, 100, 2_592_000),
        (Param::GracePeriod, Params { grace_period: 499, ..PARAMS }, 499, 500, 2_592_000),
        (Param::QuorumNumerator, Params { quorum_numerator: Ppm(999), ..PARAMS }, 999, 1_000, 300_000),
        (Param::ProposalThreshold, Params { proposal_threshold: 10_001, ..PARAMS }, 10_001, 0, 10_000),
    ];
    for (param, params, found, least, most) in cases {
        assert_eq!(params.check(&FLOORS, SUPPLY), refused(param, found, least, most));
    }
}

#[test]
fn floors_have_bounds() {
    let floors = |voting_period, timelock_delay| Floors { voting_period, timelock_delay }.check();
    assert_eq!(floors(1, 1), Ok(()));
    assert_eq!(floors(100_800, 1_209_600), Ok(()));
    assert_eq!(floors(0, 1), refused(Param::PeriodFloor, 0, 1, 100_800));
    assert_eq!(floors(100_801, 1), refused(Param::PeriodFloor, 100_801, 1, 100_800));
    assert_eq!(floors(1, 0), refused(Param::TimelockFloor, 0, 1, 1_209_600));
    assert_eq!(floors(1, 1_209_601), refused(Param::TimelockFloor, 1_209_601, 1, 1_209_600));
}

#[test]
fn what_a_change_leaves_outside_is_named() {
    let extended = Params { late_quorum_extension: 40, ..PARAMS };
    let shorter = extended.with(Param::VotingPeriod, Amount::from(39u128), &FLOORS, SUPPLY);
    assert_eq!(shorter, refused(Param::LateQuorumExtension, 40, 0, 39));
    let slower = PARAMS.with(Param::TimelockDelay, Amount::from(10_001u128), &FLOORS, SUPPLY);
    assert_eq!(slower, refused(Param::GracePeriod, 5_000, 5_001, 2_592_000));
    assert!(PARAMS.with(Param::TimelockDelay, Amount::from(10_000u128), &FLOORS, SUPPLY).is_ok());
}

#[test]
fn a_grace_period_is_never_below_a_minute() {
    let quick = Params { timelock_delay: 100, ..PARAMS };
    let short = quick.with(Param::GracePeriod, Amount::from(59u128), &FLOORS, SUPPLY);
    assert_eq!(short, refused(Param::GracePeriod, 59, 60, 2_592_000));
    assert!(quick.with(Param::GracePeriod, Amount::from(60u128), &FLOORS, SUPPLY).is_ok());
}

#[test]
fn a_smaller_supply_does_not_stand_in_the_way_of_other_parameters() {
    let small = 99_999;
    assert_eq!(PARAMS.check(&FLOORS, small), refused(Param::ProposalThreshold, 1_000, 0, 999));
    for param in SETTABLE.into_iter().filter(|param| *param != Param::ProposalThreshold) {
        let same = values(&PARAMS)[usize::from(param.index())];
        assert_eq!(PARAMS.with(param, Amount::from(same), &FLOORS, small), Ok(PARAMS));
    }
    let again = PARAMS.with(Param::ProposalThreshold, Amount::from(1_000u128), &FLOORS, small);
    assert_eq!(again, refused(Param::ProposalThreshold, 1_000, 0, 999));
    assert!(PARAMS.with(Param::ProposalThreshold, Amount::from(999u128), &FLOORS, small).is_ok());
}

#[test]
fn what_is_not_among_the_parameters_is_refused() {
    for param in [Param::PeriodFloor, Param::TimelockFloor, Param::EarnRate, Param::EarnCap, Param::Minted] {
        assert_eq!(set(param, 50), refused(param, 50, 1, 0));
    }
}

#[test]
fn cells_are_small() {
    assert_eq!(Params::max_encoded_len(), 40);
    assert_eq!(Floors::max_encoded_len(), 8);
}

#[test]
fn json_keeps_every_digit_of_the_threshold() {
    let params = Params { proposal_threshold: u128::MAX, ..PARAMS };
    let json = serde_json::to_value(params).unwrap();
    assert_eq!(json["proposal_threshold"], "340282366920938463463374607431768211455");
    assert_eq!(json["quorum_numerator"], 40_000);
    assert_eq!(serde_json::from_value::<Params>(json).unwrap(), params);
    let json = serde_json::to_string(&FLOORS).unwrap();
    assert_eq!(json, r#"{"voting_period":20,"timelock_delay":100}"#);
}

#[test]
fn a_quorum_is_rounded_down() {
    assert_eq!(quorum(0, Ppm(40_000)), 0);
    assert_eq!(quorum(24, Ppm(40_000)), 0);
    assert_eq!(quorum(25, Ppm(40_000)), 1);
    assert_eq!(quorum(1_000_000, Ppm(1)), 1);
    assert_eq!(quorum(999_999, Ppm(1)), 0);
    assert_eq!(quorum(u128::MAX, Ppm(500_000)), u128::MAX / 2);
    assert_eq!(quorum(u128::MAX, Ppm::WHOLE), u128::MAX);
}

/// `left * right` in limbs of 64 bits: what is above them, and the lowest.
fn product(left: u128, right: u32) -> (u128, u64) {
    let low = u128::from(left as u64) * u128::from(right);
    let high = (left >> 64) * u128::from(right);
    (high + (low >> 64), low as u64)
}

fn value() -> impl Strategy<Value = Option<u128>> {
    prop_oneof![
        4 => (0u128..200).prop_map(Some),
        2 => (400u128..600).prop_map(Some),
        2 => (900u128..12_000).prop_map(Some),
        2 => (99_000u128..310_000).prop_map(Some),
        2 => (1_200_000u128..2_600_000).prop_map(Some),
        1 => any::<u128>().prop_map(Some),
        1 => Just(None),
    ]
}

proptest! {
    #[test]
    fn a_quorum_is_the_floor_of_its_part(supply: u128, numerator in 0u32..=1_000_000) {
        let votes = quorum(supply, Ppm(numerator));
        prop_assert!(product(votes, 1_000_000) <= product(supply, numerator));
        if votes < u128::MAX {
            prop_assert!(product(votes + 1, 1_000_000) > product(supply, numerator));
        }
    }

    #[test]
    fn no_sequence_of_changes_leaves_the_bounds(
        changes in prop::collection::vec((0usize..7, value(), 1u128..2_000_000), 1..40),
    ) {
        let mut params = PARAMS;
        for (place, value, supply) in changes {
            let amount = value.map_or(Amount::MAX, Amount::from);
            let mut next = values(&params);
            next[place] = value.unwrap_or(u128::MAX);
            let changed = params.with(SETTABLE[place], amount, &FLOORS, supply);
            match first_fault(&next, &FLOORS, supply, place == 6) {
                None => {
                    params = changed.unwrap();
                    prop_assert_eq!(values(&params), next);
                }
                Some((fault, least, most)) => {
                    prop_assert_eq!(changed, refused(SETTABLE[fault], next[fault], least, most));
                }
            }
            prop_assert_eq!(params.check(&FLOORS, u128::MAX), Ok(()));
            let [delay, period, extension, timelock, ..] = values(&params);
            prop_assert!(delay + period + extension <= 504_000 && timelock <= 2_592_000);
            prop_assert!(period >= 20 && timelock >= 100);
        }
    }
}
