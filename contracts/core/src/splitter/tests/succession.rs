use super::*;
use crate::schedule::{Term, TermError};

const PARAMS: Params = Params { exit_delay: 80, escape_after: 200, recipient_delay: 25 };

#[test]
fn a_ledger_takes_office_after_the_longest_exit_and_within_as_long_again() {
    let wait = PARAMS.exit_delay + PARAMS.escape_after;
    let scheduled = ScheduledLedger::new(address(9), &PARAMS, 1_000);
    assert_eq!(scheduled.term, Term { from_block: 1_000 + wait, until_block: 1_000 + 2 * wait });
    let early = ScheduledLedger::activate(Some(scheduled), 1_279);
    assert_eq!(early, Err(TermError::NotDue { from_block: 1_280 }.into()));
    for within in [1_280, 1_560] {
        assert_eq!(ScheduledLedger::activate(Some(scheduled), within), Ok(address(9)), "{within}");
    }
    let late = ScheduledLedger::activate(Some(scheduled), 1_561);
    assert_eq!(late, Err(TermError::Lapsed { until_block: 1_560 }.into()));
    assert_eq!(ScheduledLedger::activate(None, 1_280), Err(SuccessionError::NoneScheduled));
}

#[test]
fn at_the_end_of_block_numbers_a_ledgers_term_ends() {
    let longest = Params { exit_delay: u32::MAX, escape_after: u32::MAX, ..PARAMS };
    let scheduled = ScheduledLedger::new(address(9), &longest, 1);
    assert_eq!(scheduled.term, Term { from_block: u32::MAX, until_block: u32::MAX });
    assert_eq!(ScheduledLedger::activate(Some(scheduled), u32::MAX), Ok(address(9)));
}

#[test]
fn what_is_scheduled_can_be_cancelled_and_nothing_cannot() {
    let scheduled = ScheduledLedger::new(address(9), &PARAMS, 1_000);
    assert_eq!(ScheduledLedger::cancel(Some(scheduled)), Ok(address(9)));
    assert_eq!(ScheduledLedger::cancel(None), Err(SuccessionError::NoneScheduled));
}

#[test]
fn a_successor_builds_on_what_was_settled() {
    let books = Books { totals: Totals::default().deposit(Wei(100)).unwrap(), ..Books::default() };
    assert_eq!(books.head(), crate::epoch::Head::default());
    let node = |number, sum| Node { hash: [number; 32], sum: Wei(sum) };
    let settlement = Settlement {
        epoch: EpochId(1),
        commitment: [7; 32],
        cut_block: 10,
        payout: node(1, 60),
        spend: node(2, 60),
        votes: node(3, 70),
    };
    let head = books.settle(&settlement, 30).unwrap().head();
    let expected = crate::epoch::Head {
        epoch: EpochId(1),
        hash: [7; 32],
        cut_block: 10,
        payout_sum: Wei(60),
        spend_sum: Wei(60),
        votes_sum: Wei(70),
    };
    assert_eq!(head, expected);
}
