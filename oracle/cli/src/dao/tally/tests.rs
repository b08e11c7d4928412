#![allow(clippy::arithmetic_side_effects)]

use super::*;

const VOTE: u128 = 1_000_000_000_000_000_000;

fn tally(in_favour: u128, against: u128, abstain: u128, quorum: u128) -> Tally {
    let [against, in_favour, abstain] = [against, in_favour, abstain].map(|votes| votes * VOTE);
    Tally { against, in_favour, abstain, quorum: (quorum > 0).then_some(quorum * VOTE) }
}

#[test]
fn votes_for_and_abstaining_make_the_quorum() {
    let tally = tally(30, 50, 10, 100);
    assert_eq!(tally.counted(), 40 * VOTE);
    assert_eq!(tally.quorum_ppm(), Some(400_000));
    assert_eq!(tally.lacking(), 60 * VOTE);
}

#[test]
fn a_quorum_can_be_passed_by_far() {
    let tally = tally(300, 0, 0, 100);
    assert_eq!((tally.quorum_ppm(), tally.lacking()), (Some(3_000_000), 0));
    assert_eq!(super::ppm(u128::MAX, 1), u32::MAX);
}

#[test]
fn before_the_snapshot_there_is_no_quorum_to_speak_of() {
    let tally = tally(0, 0, 0, 0);
    assert_eq!((tally.quorum_ppm(), tally.lacking()), (None, 0));
}

#[test]
fn everybody_who_voted_is_turnout() {
    assert_eq!(tally(30, 50, 10, 100).turnout_ppm(1_000 * VOTE), 90_000);
    assert_eq!(tally(1, 0, 0, 1).turnout_ppm(0), 0);
    assert_eq!(tally(1, 0, 0, 1).turnout_ppm(3 * VOTE), 333_333);
}
