#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::scene::{ledger, STAGE_BLOCKS};

/// The epoch that becomes final, where it does, and whose turn it is first: the committee has four members.
const EPOCH: u64 = 5;
const FINAL_AT: BlockNumber = 200;
const LEADER: usize = 1;

fn last(epoch: u64, final_at: BlockNumber) -> LedgerView {
    LedgerView { final_epoch: EpochId(epoch), final_at, ..ledger() }
}

fn now() -> LedgerView {
    last(EPOCH, FINAL_AT)
}

fn read(epoch: u64) -> Option<DaoBooks> {
    Some(DaoBooks { epoch: EpochId(epoch), ceiling: 1 })
}

/// Of an oracle that runs since the DAO read the epoch before.
fn running() -> Reading {
    let (mut reading, before) = (Reading::default(), last(EPOCH - 1, 100));
    reading.see(&before, 100);
    assert!(reading.duty(&before, None, 100).is_some());
    assert!(!reading.looked(read(EPOCH - 1), &before, 100));
    reading
}

/// The same, once the epoch is final.
fn behind() -> Reading {
    let mut reading = running();
    reading.see(&now(), FINAL_AT);
    reading
}

/// What a member has to do at a block; if it looks, the DAO has not read the epoch.
fn duty(reading: &mut Reading, index: usize, block: BlockNumber) -> Option<Duty> {
    let duty = reading.duty(&now(), Some(index), block);
    if duty.is_some() {
        assert!(reading.looked(read(EPOCH - 1), &now(), block));
    }
    duty
}

#[test]
fn only_what_can_have_earned_votes_is_worth_reading() {
    let books = |epoch, ceiling| DaoBooks { epoch: EpochId(epoch), ceiling };
    assert!(books(4, 1).lacks(EpochId(5)) && books(0, u128::MAX).lacks(EpochId(5)));
    assert!(!books(5, 1).lacks(EpochId(5)) && !books(6, 1).lacks(EpochId(5)), "it has it");
    assert!(!books(4, 0).lacks(EpochId(5)), "nobody ever earned");
}

#[test]
fn before_any_epoch_there_is_nothing_to_do() {
    let mut reading = Reading::default();
    for block in [0, 1, 1_000] {
        reading.see(&ledger(), block);
        reading.take_turn(&ledger(), block);
        assert_eq!(reading.duty(&ledger(), Some(0), block), None);
    }
    assert_eq!(reading, Reading::default());
}

#[test]
fn the_leader_tries_once_a_block_until_the_dao_has_read_it() {
    let mut reading = behind();
    for block in FINAL_AT..FINAL_AT + 3 {
        assert_eq!(duty(&mut reading, LEADER, block), Some(Duty::Read));
        assert_eq!(duty(&mut reading, LEADER, block), None, "tried at {block}");
    }
    reading.is_read();
    for block in [FINAL_AT + 3, FINAL_AT + STAGE_BLOCKS, FINAL_AT + 100 * STAGE_BLOCKS] {
        reading.see(&now(), block);
        assert_eq!(duty(&mut reading, LEADER, block), None, "all is done");
    }
}

#[test]
fn the_others_look_once_when_its_stage_has_passed() {
    for index in [Some(0), Some(2), Some(3), None] {
        let mut reading = behind();
        for block in FINAL_AT..FINAL_AT + STAGE_BLOCKS {
            reading.see(&now(), block);
            assert_eq!(reading.duty(&now(), index, block), None, "{index:?} at {block}");
        }
        let next = FINAL_AT + STAGE_BLOCKS;
        assert!(reading.duty(&now(), index, next).is_some());
        assert!(!reading.looked(read(EPOCH), &now(), next), "there is nothing to send");
        for block in [next, next + 1, next + 7 * STAGE_BLOCKS] {
            reading.see(&now(), block);
            assert_eq!(reading.duty(&now(), index, block), None, "{index:?} at {block}");
        }
    }
}

#[test]
fn the_turn_passes_on_from_stage_to_stage() {
    let mut all: Vec<_> = (0..4).map(|_| behind()).collect();
    for stage in 0..9u32 {
        let from = FINAL_AT + stage * STAGE_BLOCKS;
        for block in [from, from + 1, from + STAGE_BLOCKS - 1] {
            for (index, reading) in all.iter_mut().enumerate() {
                let expected = match (index == (LEADER + stage as usize) % 4, stage, block - from) {
                    (true, ..) => Some(Duty::Read),
                    // One look a stage at others' work; none before the first could be done.
                    (false, 1.., 0) => Some(Duty::Look),
                    _ => None,
                };
                assert_eq!(duty(reading, index, block), expected, "member {index} at {block}");
            }
        }
    }
}

#[test]
fn epochs_that_follow_do_not_begin_the_turns_anew() {
    let mut reading = behind();
    for more in 1..=10 {
        let (epoch, final_at) = (EPOCH + u64::from(more), FINAL_AT + more);
        reading.see(&last(epoch, final_at), final_at);
        assert_eq!((reading.newest(), reading.final_at()), (EpochId(epoch), final_at));
    }
    let at = FINAL_AT + STAGE_BLOCKS;
    assert_eq!(reading.duty(&now(), Some((LEADER + 1) % 4), at), Some(Duty::Read));
    assert!(reading.looked(read(EPOCH + 9), &now(), at), "one reading takes the newest for all");
    assert!(!reading.looked(read(EPOCH + 10), &now(), at));
}

#[test]
fn after_a_start_the_books_are_looked_at_right_away() {
    for (block, stage) in [(FINAL_AT, 0), (FINAL_AT + 1, 0), (FINAL_AT + STAGE_BLOCKS + 1, 1)] {
        for index in 0..4 {
            let mut reading = Reading::default();
            reading.see(&now(), block);
            let leads = index == LEADER + stage;
            let expected = if leads { Duty::Read } else { Duty::Look };
            assert_eq!(duty(&mut reading, index, block), Some(expected), "member {index} at {block}");
            let again = duty(&mut reading, index, block + 1);
            assert_eq!(again, leads.then_some(Duty::Read), "member {index} at {block}");
        }
    }
}

#[test]
fn who_makes_it_final_has_it_read_in_anothers_turn_too() {
    let mut reading = running();
    reading.made_final(EpochId(EPOCH), FINAL_AT, &now());
    for block in [FINAL_AT, FINAL_AT + STAGE_BLOCKS - 1] {
        assert_eq!(duty(&mut reading, 3, block), Some(Duty::Read));
        assert_eq!(duty(&mut reading, 3, block), None);
    }
    // From then on as everybody: the second stage after that of the leader is its own.
    assert_eq!(duty(&mut reading, 3, FINAL_AT + STAGE_BLOCKS), Some(Duty::Look));
    assert_eq!(duty(&mut reading, 3, FINAL_AT + STAGE_BLOCKS + 1), None);
    assert_eq!(duty(&mut reading, 3, FINAL_AT + 2 * STAGE_BLOCKS), Some(Duty::Read));
}

#[test]
fn who_makes_the_next_one_final_has_this_one_read_before() {
    let (mut reading, block) = (behind(), FINAL_AT + 1);
    assert_eq!(duty(&mut reading, 3, block), None, "another's turn");
    reading.take_turn(&now(), block);
    assert_eq!(duty(&mut reading, 3, block), Some(Duty::Read));
    reading.take_turn(&now(), block);
    assert_eq!(duty(&mut reading, 3, block), None, "tried in this block");
    // After a start it has looked in this block, when it was not its turn.
    let mut started = Reading::default();
    started.see(&now(), block);
    assert_eq!(duty(&mut started, 3, block), Some(Duty::Look));
    started.take_turn(&now(), block);
    assert_eq!(duty(&mut started, 3, block), Some(Duty::Read));
    // What the DAO has is not read again.
    let mut done = running();
    done.see(&last(EPOCH - 1, 100), block);
    done.take_turn(&now(), block);
    assert_eq!(done.duty(&now(), Some(3), block), None);
}

#[test]
fn without_a_dao_each_epoch_is_looked_at_once() {
    let mut reading = Reading::default();
    for epoch in 1..4u32 {
        let (view, at) = (last(epoch.into(), 100 * epoch), 100 * epoch + STAGE_BLOCKS);
        reading.see(&view, at);
        assert!(reading.duty(&view, Some(0), at).is_some());
        assert!(!reading.looked(None, &view, at));
        assert_eq!(reading.duty(&view, Some(0), at + 1), None);
    }
}
