#![allow(clippy::arithmetic_side_effects)]

use tributary_client::{abi::IGovernance, Address, Block, B256};

use super::*;

const VOTE: u128 = 1_000_000_000_000_000_000;

/// Block 812 at second 10,000, with six seconds a block.
pub fn clock() -> Clock {
    let block = Block { number: 812, hash: B256::ZERO };
    Clock { now: Moment { block, seconds: 10_000 }, pace: Pace::default() }
}

/// A proposal of block 790, with the snapshot 800, open up to block 900, with a quorum of 100 votes.
pub fn record(state: State) -> Record {
    let queued = matches!(state, State::Queued | State::Executed | State::Expired);
    Record {
        id: U256::from_be_bytes([0xab; 32]),
        state,
        kept: IGovernance::Proposal {
            proposer: Address::repeat_byte(0x10),
            createdAt: 790,
            voteStart: 800,
            voteEnd: 900,
            againstVotes: 20 * VOTE,
            forVotes: 60 * VOTE,
            abstainVotes: 10 * VOTE,
            quorum: 100 * VOTE,
            etaSeconds: if queued { 10_090 } else { 0 },
            untilSeconds: if queued { 20_000 } else { 0 },
            sparesGuardian: false,
            previous: U256::ZERO,
        },
    }
}

fn standing(state: State, change: impl FnOnce(&mut IGovernance::Proposal)) -> Standing {
    let mut record = record(state);
    change(&mut record.kept);
    Standing::of(&record, &clock())
}

#[test]
fn a_pending_proposal_says_when_its_votes_open() {
    let found = standing(State::Pending, |kept| kept.voteStart = 822);
    assert_eq!((found.blocks_left, found.minutes_left), (Some(11), Some(2)));
    assert!(found.words.contains("from block 823 on, in 11 blocks (about 2 minutes)"), "{}", found.words);
    assert!(found.words.contains("at the end of block 822"), "{}", found.words);
}

#[test]
fn an_active_one_when_they_close() {
    let found = standing(State::Active, |_| {});
    assert_eq!((found.blocks_left, found.minutes_left), (Some(88), Some(9)));
    assert_eq!(found.words, "ballots count up to block 900, for 88 blocks (about 9 minutes) more");
    let last = standing(State::Active, |kept| kept.voteEnd = 812);
    assert_eq!((last.blocks_left, last.minutes_left), (Some(0), Some(0)));
}

#[test]
fn a_queued_one_goes_by_seconds() {
    let waiting = standing(State::Queued, |_| {});
    assert_eq!((waiting.blocks_left, waiting.minutes_left), (None, Some(2)));
    assert!(waiting.words.contains("in 2 minutes, from 1970-01-01 02:48:10 UTC on"), "{}", waiting.words);
    let ready = standing(State::Queued, |kept| kept.etaSeconds = 10_000);
    assert!(
        ready.words.contains("for 167 minutes more: `tributary dao execute 0xabababab`"),
        "{}",
        ready.words
    );
}

#[test]
fn a_defeated_one_by_how_much() {
    let found = standing(State::Defeated, |_| {});
    assert_eq!(
        found.words,
        "the quorum was missed by 30 votes: 70 were for or abstained, of 100 that it takes"
    );
    let found = standing(State::Defeated, |kept| (kept.quorum, kept.againstVotes) = (VOTE, 60 * VOTE));
    assert!(found.words.starts_with("no majority: 60 votes were for, 60 against"), "{}", found.words);
}

#[test]
fn an_end_says_whose_doing_it_was() {
    let vetoed = standing(State::Canceled, |kept| kept.etaSeconds = 1);
    assert!(vetoed.words.contains("the guardian vetoed it"));
    let off = standing(State::Canceled, |_| {});
    assert!(off.words.contains("its proposer called it off"));
    assert!(standing(State::Expired, |_| {}).words.contains("before 1970-01-01 05:33:20 UTC"));
    assert!(standing(State::Executed, |_| {}).words.contains("executed"));
    assert!(standing(State::Succeeded, |_| {}).words.contains("dao queue 0xabababab"));
}

#[test]
fn time_is_said_in_the_unit_that_fits() {
    let clock = clock();
    assert_eq!(clock.until_second(10_001), "1 second");
    assert_eq!(clock.until_second(10_061), "2 minutes");
    assert_eq!(clock.until_second(0), "0 seconds");
    assert_eq!(clock.until_block(813), "1 block (about 1 minute)");
}

#[test]
fn seconds_are_dates_and_durations() {
    assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
    assert_eq!(utc(1_795_356_697), "2026-11-22 14:11:37 UTC");
    assert_eq!(utc(1_709_208_000), "2024-02-29 12:00:00 UTC");
    assert_eq!(utc(u64::MAX), format!("unix second {}", u64::MAX));
    let cases = [
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (601, "about 10 minutes"),
        (7_200, "2 hours"),
        (172_800, "2 days"),
        (604_800 - 43_200, "about 7 days"),
    ];
    for (seconds, words) in cases {
        assert_eq!(duration(seconds), words);
    }
}
