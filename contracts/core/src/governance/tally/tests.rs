#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;
use crate::{governance::proposal::tests::PARAMS, ids::Address};

const SIDES: [Support; 3] = [Support::Against, Support::For, Support::Abstain];

/// Votes count in blocks 16 to 35.
fn made() -> Proposal {
    Proposal::new(&PARAMS, Address([1; 20]), 0, [0; 32], false, 10)
}

fn votes(proposal: &Proposal) -> [u128; 3] {
    [proposal.against, proposal.in_favour, proposal.abstain]
}

#[test]
fn supports_have_the_numbers_of_governor_bravo() {
    for (number, support) in (0u8..).zip(SIDES) {
        assert_eq!(support as u8, number);
        assert_eq!(Support::read(number), Some(support));
    }
    assert!((3..=u8::MAX).all(|number| Support::read(number).is_none()));
}

#[test]
fn votes_count_while_active_only() {
    let refused = |current| Err(UnexpectedState { current, expected: 0x02 });
    let found = [15, 16, 35, 36].map(|block| made().check_active(block, 0));
    assert_eq!(found, [refused(State::Pending), Ok(()), Ok(()), refused(State::Defeated)]);
    let canceled = Proposal { canceled: true, ..made() };
    assert_eq!(canceled.check_active(16, 0), refused(State::Canceled));
}

#[test]
fn each_side_counts_for_itself() {
    let mut proposal = made();
    for (support, weight) in [(SIDES[0], 1), (SIDES[1], 20), (SIDES[2], 300), (SIDES[1], 4_000)] {
        assert_eq!(proposal.count(support, weight, 10_000, 0, 16), None);
    }
    assert_eq!(votes(&proposal), [1, 4_020, 300]);
    assert!(!proposal.quorum_reached);
}

#[test]
fn the_first_ballot_writes_the_quorum_down() {
    let mut proposal = made();
    proposal.count(Support::For, 50, 100, 0, 16);
    assert_eq!(proposal.quorum, Some(100));
    proposal.count(Support::For, 49, 1, 0, 16);
    assert_eq!((proposal.quorum, proposal.quorum_reached), (Some(100), false));
    proposal.count(Support::For, 1, 1_000, 0, 16);
    assert_eq!((proposal.quorum, proposal.quorum_reached), (Some(100), true));
}

#[test]
fn abstentions_make_a_quorum_and_votes_against_do_not() {
    let reached = |ballots: &[(Support, u128)]| {
        let mut proposal = made();
        for (support, weight) in ballots {
            proposal.count(*support, *weight, 10, 0, 16);
        }
        proposal.quorum_reached
    };
    assert!(reached(&[(Support::Abstain, 10)]));
    assert!(reached(&[(Support::Abstain, 5), (Support::For, 5)]));
    assert!(!reached(&[(Support::Abstain, 4), (Support::For, 5)]));
    assert!(!reached(&[(Support::Against, 1_000), (Support::For, 9)]));
    assert!(!reached(&[(Support::Against, 1_000)]));
}

#[test]
fn a_ballot_without_weight_counts_nothing() {
    let mut proposal = made();
    for support in SIDES {
        assert_eq!(proposal.count(support, 0, 1, 100, 16), None);
    }
    assert_eq!(votes(&proposal), [0; 3]);
    assert!(!proposal.quorum_reached);
}

#[test]
fn no_quorum_is_reached_by_any_ballot_and_decides_nothing() {
    let mut proposal = made();
    proposal.count(Support::Against, 0, 0, 0, 16);
    assert!(proposal.quorum_reached);
    assert_eq!(proposal.state(36, 0), State::Defeated);
}

#[test]
fn a_late_quorum_extends_the_vote() {
    // At block 30 five blocks are left after the present one.
    let extended = |extension| {
        let mut proposal = made();
        let deadline = proposal.count(Support::For, 10, 10, extension, 30);
        assert_eq!(proposal.vote_end, deadline.unwrap_or(35));
        deadline
    };
    assert_eq!([0, 4, 5].map(extended), [None; 3]);
    assert_eq!([6, 100].map(extended), [Some(36), Some(130)]);
    assert_eq!(extended(u32::MAX), Some(u32::MAX));
}

#[test]
fn a_vote_is_extended_once_and_by_the_quorum_only() {
    let mut proposal = made();
    assert_eq!(proposal.count(Support::Against, 100, 10, 50, 34), None);
    assert_eq!(proposal.count(Support::For, 9, 10, 50, 34), None);
    assert_eq!(proposal.count(Support::Abstain, 1, 10, 50, 35), Some(85));
    assert_eq!(proposal.count(Support::For, 100, 10, 50, 85), None);
    assert_eq!(proposal.vote_end, 85);
    // An early quorum takes the extension with it.
    let mut proposal = made();
    assert_eq!(proposal.count(Support::For, 10, 10, 5, 16), None);
    assert_eq!(proposal.count(Support::For, 10, 10, 5, 35), None);
    assert_eq!(proposal.vote_end, 35);
}

#[test]
fn sums_stay_at_the_largest_number() {
    let mut proposal = made();
    proposal.count(Support::For, u128::MAX, u128::MAX, 0, 16);
    proposal.count(Support::For, 1, u128::MAX, 0, 16);
    proposal.count(Support::Abstain, 1, u128::MAX, 0, 16);
    assert_eq!(votes(&proposal), [0, u128::MAX, 1]);
    assert!(proposal.quorum_reached);
}

proptest! {
    #[test]
    fn the_outcome_does_not_depend_on_the_order(
        ballots in prop::collection::vec((0usize..3, 0u128..40), 0..12),
        quorum in 0u128..200,
        turn in 0usize..12,
    ) {
        let outcome = |ballots: &[(usize, u128)]| {
            let mut proposal = made();
            for (side, weight) in ballots {
                proposal.count(SIDES[*side], *weight, quorum, 0, 20);
            }
            (votes(&proposal), proposal.state(36, 0))
        };
        let mut turned = ballots.clone();
        turned.rotate_left(turn.min(ballots.len()));
        turned.reverse();
        prop_assert_eq!(outcome(&turned), outcome(&ballots));

        let sum = |wanted: usize| -> u128 {
            ballots.iter().filter(|(side, _)| *side == wanted).map(|(_, weight)| *weight).sum()
        };
        let passed = sum(1) + sum(2) >= quorum && sum(1) > sum(0);
        let state = if passed { State::Succeeded } else { State::Defeated };
        prop_assert_eq!(outcome(&ballots), ([sum(0), sum(1), sum(2)], state));
    }
}
