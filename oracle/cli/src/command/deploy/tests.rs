use clap::{Command, FromArgMatches};
use tributary_core::ledger::{ExitTimes, Params};

use super::*;

/// The windows of `tributary deploy` with these options.
fn windows(options: &[&str]) -> Windows {
    let command = Windows::augment_args(Command::new("deploy").no_binary_name(true));
    Windows::from_arg_matches(&command.try_get_matches_from(options).unwrap()).unwrap()
}

fn ledger(windows: &Windows) -> (Params, ExitTimes) {
    let params = Params {
        challenge_window: windows.challenge_window,
        max_pending: windows.max_pending,
        max_report_age: windows.max_report_age,
        max_voucher_life: windows.max_voucher_life,
        dead_after: windows.dead_after,
        retirement_grace: windows.retirement_grace,
        committee_delay: windows.committee_delay,
        stage_blocks: windows.stage,
    };
    (params, ExitTimes { delay: windows.exit_delay, escape_after: windows.escape_after })
}

#[test]
fn the_defaults_fit_each_other_and_leave_a_guardian_most_of_a_day() {
    let (params, exits) = ledger(&windows(&[]));
    assert_eq!(params.check(), Ok(()));
    assert_eq!(params.check_exits(&exits), Ok(()));
    assert_eq!(params.spacing(), HOUR * 3 / 2);
    assert!(params.longest_pause(&exits) > DAY * 9 / 10, "{}", params.longest_pause(&exits));
}

#[test]
fn an_option_replaces_a_default() {
    let (params, _) = ledger(&windows(&["--max-pending", "4"]));
    assert_eq!((params.max_pending, params.spacing()), (4, DAY / 4));
    let (params, _) = ledger(&windows(&["--max-report-age", "100"]));
    assert!(params.check().is_err());
}
