use clap::{Command, FromArgMatches};
use tributary_core::ledger::{ExitTimes, Params};

use super::{super::windows::HOUR, *};

#[derive(Args)]
struct Options {
    #[command(flatten)]
    windows: Windows,
    #[command(flatten)]
    delays: Delays,
}

/// The windows and delays of `tributary deploy` with these options.
fn ledger(options: &[&str]) -> (Params, ExitTimes) {
    let command = Options::augment_args(Command::new("deploy").no_binary_name(true));
    let options = Options::from_arg_matches(&command.try_get_matches_from(options).unwrap()).unwrap();
    let exits = ExitTimes { delay: options.delays.exit_delay, escape_after: options.delays.escape_after };
    (deploy::windows_of(&options.windows.params()), exits)
}

#[test]
fn the_defaults_fit_each_other_and_leave_a_guardian_a_day() {
    let (params, exits) = ledger(&[]);
    assert_eq!(params.check(), Ok(()));
    assert_eq!(params.check_exits(&exits), Ok(()));
    assert_eq!(params.spacing(), HOUR * 3 / 2);
    assert_eq!(params.longest_pause(&exits), DAY);
}

#[test]
fn an_option_replaces_a_default() {
    let (params, _) = ledger(&["--max-pending", "4"]);
    assert_eq!((params.max_pending, params.spacing()), (4, DAY / 4));
    let (params, _) = ledger(&["--max-report-age", "100"]);
    assert!(params.check().is_err());
}
