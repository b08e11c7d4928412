#![allow(clippy::arithmetic_side_effects)]

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
fn options(options: &[&str]) -> Options {
    let command = Options::augment_args(Command::new("deploy").no_binary_name(true));
    Options::from_arg_matches(&command.try_get_matches_from(options).unwrap()).unwrap()
}

/// The same as core checks them.
fn ledger(given: &[&str]) -> (Params, ExitTimes) {
    let options = options(given);
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

/// The default that the parameter table of `docs/governance.md` has for a parameter.
fn documented(name: &str) -> u128 {
    const DOCUMENT: &str = include_str!("../../../../../docs/governance.md");
    let begin = format!("| `{name}` |");
    let row = DOCUMENT.lines().find(|line| line.starts_with(&begin)).unwrap();
    let default = row.split('|').nth(3).unwrap().trim();
    default.split(' ').next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn the_defaults_are_those_of_the_parameter_table() {
    let Options { windows, delays } = options(&[]);
    let windows = windows.params();
    let blocks = [
        ("challengeWindow", windows.challengeWindow),
        ("maxPending", windows.maxPending.into()),
        ("maxReportAge", windows.maxReportAge),
        ("maxVoucherLife", windows.maxVoucherLife),
        ("deadAfter", windows.deadAfter),
        ("retirementGrace", windows.retirementGrace),
        ("committeeDelay", windows.committeeDelay),
        ("stageBlocks", windows.stageBlocks),
        ("exitDelay", delays.exit_delay),
        ("escapeAfter", delays.escape_after),
        ("recipientDelay", delays.recipient_delay),
        ("unbondingBlocks", delays.unbonding),
    ];
    for (name, default) in blocks {
        assert_eq!(documented(name), u128::from(default), "{name}");
    }
    let Wei(stake) = amount::parse(STAKE).unwrap();
    for name in ["minNodeStake", "minOracleStake"] {
        assert_eq!(documented(name) * 1_000_000_000_000_000_000, stake, "{name}");
    }
}

#[test]
fn a_table_says_what_was_only_shown_and_what_cannot_be_read() {
    let row = |expected: Value, holds: bool| json!({ "what": "w", "expected": expected, "found": "f", "holds": holds });
    let rows = json!([
        row(json!("f"), true),
        row(json!("g"), false),
        row(json!(null), true),
        row(json!(null), false)
    ]);
    let shown = for_people(rows);
    let cells = |index: usize| (shown[index]["expected"].clone(), shown[index]["holds"].clone());
    assert_eq!(cells(0), (json!("f"), json!(true)));
    assert_eq!(cells(1), (json!("g"), json!(false)));
    assert_eq!(cells(2), (json!("anything"), json!("only shown")));
    assert_eq!(cells(3), (json!("anything"), json!(false)));
}
