#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::{ids::Address, splitter};

const EXIT: ExitTimes = ExitTimes { delay: 1_200, escape_after: 5_000 };

const PARAMS: Params = Params {
    challenge_window: 100,
    max_pending: 4,
    max_report_age: 600,
    max_voucher_life: 600,
    dead_after: 300,
    retirement_grace: 1_000,
    committee_delay: 6_200,
    stage_blocks: 5,
};

fn refused(param: Param, found: u32, least: u32, most: u32) -> Result<(), ParamError> {
    Err(ParamError { param, found, least, most })
}

#[test]
fn sound_parameters_pass() {
    assert_eq!(PARAMS.check(), Ok(()));
    assert_eq!(PARAMS.check_exits(&EXIT), Ok(()));
}

#[test]
fn each_parameter_has_bounds() {
    type Set = fn(&mut Params, u32);
    let cases: [(Param, Set, u32, u32); 8] = [
        (Param::ChallengeWindow, |p, value| p.challenge_window = value, 1, MAX_CHALLENGE_WINDOW),
        (Param::MaxPending, |p, value| p.max_pending = value as u8, 1, u32::from(MAX_PENDING)),
        (Param::MaxReportAge, |p, value| p.max_report_age = value, 300, MAX_REPORT_AGE),
        (Param::MaxVoucherLife, |p, value| p.max_voucher_life = value, 1, MAX_VOUCHER_LIFE),
        (Param::DeadAfter, |p, value| p.dead_after = value, 1, PARAMS.max_report_age - 1),
        (Param::RetirementGrace, |p, value| p.retirement_grace = value, 0, MAX_RETIREMENT_GRACE),
        (Param::CommitteeDelay, |p, value| p.committee_delay = value, 1, MAX_COMMITTEE_DELAY),
        (Param::StageBlocks, |p, value| p.stage_blocks = value, 1, MAX_STAGE),
    ];
    for (place, (param, set, least, most)) in (0u8..).zip(cases) {
        assert_eq!(param.index(), place);
        let with = |value| {
            let mut params = match param {
                // A dead sequence has to stay below the report age under test.
                Param::MaxReportAge => Params { dead_after: 1, ..PARAMS },
                // The longest window needs the longest age.
                Param::ChallengeWindow => {
                    Params { max_report_age: MAX_REPORT_AGE, max_pending: MAX_PENDING, ..PARAMS }
                }
                _ => PARAMS,
            };
            set(&mut params, value);
            params.check()
        };
        assert_eq!(with(least), Ok(()), "{param:?}");
        assert_eq!(with(most), Ok(()), "{param:?}");
        assert_eq!(with(most + 1), refused(param, most + 1, least, most));
        if least > 0 {
            assert_eq!(with(least - 1), refused(param, least - 1, least, most));
        }
    }
}

#[test]
fn reports_live_through_the_window_and_the_wait_for_a_pending_place() {
    let of = |challenge_window, max_pending, max_report_age| {
        let params = Params { challenge_window, max_pending, max_report_age, dead_after: 1, ..PARAMS };
        (params.spacing(), params.check())
    };
    assert_eq!(of(100, 4, 300), (25, Ok(())));
    assert_eq!(of(101, 4, 306), (26, Ok(())));
    assert_eq!(of(101, 4, 305), (26, refused(Param::MaxReportAge, 305, 306, MAX_REPORT_AGE)));
    assert_eq!(of(1, 16, 6), (1, Ok(())));
    assert_eq!(of(100, 1, 599), (100, refused(Param::MaxReportAge, 599, 600, MAX_REPORT_AGE)));
    // Anchored half its age behind, it waits, is voided with its epoch, and has a spacing left.
    let age = 306;
    assert_eq!(age / 2 + 26 + 101 + 26, age);
    // K epochs at this distance take up a window at least: the next finds the oldest final.
    for (window, pending) in [(1, 1), (14_400, 16), (14_399, 8), (7, 3)] {
        let spacing = of(window, pending, MAX_REPORT_AGE).0;
        assert!(spacing * u32::from(pending) >= window);
        assert!((spacing - 1) * u32::from(pending) < window);
    }
}

#[test]
fn a_report_that_waits_when_a_pause_begins_counts_after_it() {
    // Anchored half the age behind, just after the last cut; the pause begins when its epoch is due.
    let pause = PARAMS.longest_pause(&ExitTimes { escape_after: 100_000, ..EXIT });
    assert_eq!(PARAMS.max_report_age / 2 + PARAMS.spacing() + pause, PARAMS.max_report_age);
    assert_eq!(pause, 275);
    let none = Params { max_report_age: 50, ..PARAMS };
    assert_eq!(none.longest_pause(&EXIT), 0);
}

#[test]
fn an_exit_outwaits_every_report() {
    let exit = ExitTimes { delay: 1_199, ..EXIT };
    assert_eq!(PARAMS.check_exits(&exit), refused(Param::MaxReportAge, 600, 2, 599));
    let exit = ExitTimes { delay: 10, ..EXIT };
    assert_eq!(PARAMS.check_exits(&exit), refused(Param::MaxReportAge, 600, 2, 0));
}

#[test]
fn an_epoch_becomes_final_before_the_escape() {
    // The one before was cut at 1,199: the next is due by 1,349, and with every member's turn and one more
    // submitted by 1,435.
    assert_eq!(PARAMS.longest_interval(), 150 + 17 * 5);
    let exit = ExitTimes { escape_after: 1_536, ..EXIT };
    assert_eq!(PARAMS.check_exits(&exit), Ok(()));
    let slower = Params { stage_blocks: 6, ..PARAMS };
    assert_eq!(slower.check_exits(&exit), refused(Param::ChallengeWindow, 100, 1, 83));
    let rarer = Params { max_report_age: 596, ..PARAMS };
    assert_eq!(rarer.longest_interval(), 149 + 17 * 5);
    // Where one epoch may be pending at a time, it is due when the one before is final at the earliest.
    let alone = Params { max_pending: 1, max_report_age: 600, ..PARAMS };
    assert_eq!((alone.check(), alone.spacing(), alone.longest_interval()), (Ok(()), 100, 150 + 17 * 5));
    let exit = ExitTimes { escape_after: 1_535, ..EXIT };
    assert_eq!(PARAMS.check_exits(&exit), refused(Param::ChallengeWindow, 100, 1, 99));
    let exit = ExitTimes { escape_after: 0, ..EXIT };
    assert_eq!(PARAMS.check_exits(&exit), refused(Param::ChallengeWindow, 100, 1, 0));
}

#[test]
fn a_committee_waits_for_the_longest_exit_and_as_long_as_a_covered_one_takes_before() {
    assert_eq!(PARAMS.committee_delay, EXIT.delay + EXIT.escape_after);
    let refusal = refused(Param::CommitteeDelay, 6_200, 6_201, MAX_COMMITTEE_DELAY);
    for exit in [ExitTimes { escape_after: 5_001, ..EXIT }, ExitTimes { delay: 1_201, ..EXIT }] {
        assert_eq!(PARAMS.check_exits(&exit), refusal, "{exit:?}");
    }
    // It is the wait of a ledger.
    let delays =
        splitter::Params { exit_delay: EXIT.delay, escape_after: EXIT.escape_after, recipient_delay: 1 };
    let ledger = splitter::ScheduledLedger::new(Address([9; 20]), &delays, 0);
    assert_eq!(ledger.term.from_block, PARAMS.committee_delay);
}

#[test]
fn a_pause_at_the_worst_time_leaves_time_to_settle_before_the_escape() {
    // An exit requested at block 0 needs a cut at 1,200, and the last one was at 1,199. The guardian pauses in
    // the block in which the next could have been submitted at the latest.
    let exit = ExitTimes { escape_after: 1_700, ..EXIT };
    let pause = PARAMS.longest_pause(&exit);
    let submitted = exit.delay + PARAMS.longest_interval() + pause;
    assert_eq!(submitted + PARAMS.challenge_window, exit.escape_after - 1);
    assert_eq!(pause, 164);
    let room = |params: Params| move |escape_after| params.longest_pause(&ExitTimes { escape_after, ..EXIT });
    assert_eq!([0, 1_535, 1_536, 1_537, 1_538].map(room(PARAMS)), [0, 0, 0, 1, 2]);
    assert_eq!([1_810, 1_811, 1_812].map(room(PARAMS)), [274, 275, 275], "reports have to live through it");
    let long = Params { max_report_age: MAX_REPORT_AGE, ..PARAMS };
    let lengths = [14_399, MAX_PAUSE, MAX_PAUSE, MAX_PAUSE];
    assert_eq!([40_985, 40_986, 40_987, 400_000].map(room(long)), lengths);
}

#[test]
fn reports_are_judged_by_the_same_limits() {
    let limits = EpochParams::from(&PARAMS);
    let expected =
        EpochParams { max_report_age: 600, max_voucher_life: 600, dead_after: 300, retirement_grace: 1_000 };
    assert_eq!(limits, expected);
}
