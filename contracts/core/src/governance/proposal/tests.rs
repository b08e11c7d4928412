#![allow(clippy::arithmetic_side_effects)]

mod machine;

use super::*;
use crate::ppm::Ppm;

/// A voting delay of 5 blocks and a period of 20, a timelock of 100 seconds and 60 of grace.
pub(in crate::governance) const PARAMS: Params = Params {
    voting_delay: 5,
    voting_period: 20,
    late_quorum_extension: 0,
    timelock_delay: 100,
    grace_period: 60,
    quorum_numerator: Ppm(40_000),
    proposal_threshold: 0,
};

const PROPOSER: Address = Address([1; 20]);
const OTHER: Address = Address([2; 20]);

/// Made at block 10: votes count in blocks 16 to 35.
fn made() -> Proposal {
    Proposal::new(&PARAMS, PROPOSER, 3, [9; 32], false, 10)
}

#[test]
fn a_proposal_starts_with_nothing_but_its_times() {
    let expected = Proposal {
        proposer: PROPOSER,
        number: 3,
        created_at: 10,
        vote_start: 15,
        vote_end: 35,
        against: 0,
        in_favour: 0,
        abstain: 0,
        quorum: None,
        eta: 0,
        until: 0,
        previous: [9; 32],
        quorum_reached: false,
        executed: false,
        canceled: false,
        spares_guardian: false,
    };
    assert_eq!(made(), expected);
    let spared = Proposal { spares_guardian: true, ..expected };
    assert_eq!(Proposal::new(&PARAMS, PROPOSER, 3, [9; 32], true, 10), spared);
}

#[test]
fn a_cell_is_small() {
    assert_eq!(Proposal::max_encoded_len(), 153);
    let full = Proposal { quorum: Some(u128::MAX), ..made() };
    assert_eq!(full.encoded_size(), 153);
    assert_eq!(Proposal::decode(&mut full.encode().as_slice()), Ok(full));
}

#[test]
fn states_have_the_numbers_of_the_interface() {
    assert_eq!(State::ALL.map(State::number), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(State::ALL.map(State::bit), [1, 2, 4, 8, 16, 32, 64, 128]);
}

#[test]
fn votes_count_after_the_snapshot_until_the_end_of_the_deadline() {
    let states = [0, 10, 15, 16, 35, 36].map(|block| made().state(block, u64::MAX));
    let expected =
        [State::Pending, State::Pending, State::Pending, State::Active, State::Active, State::Defeated];
    assert_eq!(states, expected);
}

#[test]
fn it_takes_a_quorum_and_more_votes_for_than_against() {
    let after = |quorum_reached, in_favour, against| {
        Proposal { quorum_reached, in_favour, against, ..made() }.state(36, 0)
    };
    assert_eq!(after(true, 1, 0), State::Succeeded);
    assert_eq!(after(true, 7, 6), State::Succeeded);
    assert_eq!(after(true, 7, 7), State::Defeated);
    assert_eq!(after(true, 6, 7), State::Defeated);
    assert_eq!(after(true, 0, 0), State::Defeated);
    assert_eq!(after(false, 7, 6), State::Defeated);
}

#[test]
fn what_was_queued_expires_and_what_succeeded_does_not() {
    let succeeded = Proposal { quorum_reached: true, in_favour: 1, ..made() };
    assert_eq!(succeeded.state(u32::MAX, u64::MAX), State::Succeeded);
    let queued = Proposal { eta: 1_100, until: 1_160, ..succeeded };
    let states = [0, 1_099, 1_100, 1_159, 1_160, u64::MAX].map(|time| queued.state(36, time));
    let expected =
        [State::Queued, State::Queued, State::Queued, State::Queued, State::Expired, State::Expired];
    assert_eq!(states, expected);
}

#[test]
fn the_ends_come_first() {
    for block in [0, 16, 36] {
        let canceled = Proposal { canceled: true, ..made() };
        assert_eq!(canceled.state(block, 0), State::Canceled);
        let executed = Proposal { executed: true, eta: 1, until: 2, ..made() };
        assert_eq!(executed.state(block, 5), State::Executed);
    }
}

#[test]
fn a_state_is_looked_for_in_a_bitmap() {
    for expected in 0..=u8::MAX {
        let found = made().require(expected, 16, 0);
        let holds = expected / 2 % 2 == 1;
        let refused = Err(UnexpectedState { current: State::Active, expected });
        assert_eq!(found, if holds { Ok(()) } else { refused });
    }
}

#[test]
fn times_at_the_end_of_all_blocks_do_not_wrap() {
    let late = Proposal::new(&PARAMS, PROPOSER, 0, [0; 32], false, u32::MAX - 7);
    assert_eq!((late.vote_start, late.vote_end), (u32::MAX - 2, u32::MAX));
    assert_eq!(late.state(u32::MAX, 0), State::Active);
}

#[test]
fn a_description_can_reserve_a_proposal() {
    let restricted = |proposer| Err(ProposeError::Restricted { proposer });
    let for_proposer = b"text #proposer=0x0101010101010101010101010101010101010101";
    assert_eq!(check_proposer(for_proposer, &PROPOSER), Ok(()));
    assert_eq!(check_proposer(for_proposer, &OTHER), restricted(OTHER));
    assert_eq!(check_proposer(b"text", &OTHER), Ok(()));
    let for_nobody = b"#proposer=0x0000000000000000000000000000000000000000";
    assert_eq!(check_proposer(for_nobody, &PROPOSER), restricted(PROPOSER));
}

#[test]
fn the_threshold_itself_suffices() {
    assert_eq!(check_threshold(&OTHER, 0, 0), Ok(()));
    assert_eq!(check_threshold(&OTHER, 7, 7), Ok(()));
    assert_eq!(check_threshold(&OTHER, u128::MAX, 7), Ok(()));
    let refused = ProposeError::BelowThreshold { proposer: OTHER, votes: 6, threshold: 7 };
    assert_eq!(check_threshold(&OTHER, 6, 7), Err(refused));
}
