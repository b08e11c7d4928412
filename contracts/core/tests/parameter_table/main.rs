//! The parameter table of `docs/governance.md` says what the code checks: its rows are those expected here, each
//! bound is the last value that passes, and the defaults pass together.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "clippy's exemptions for tests do not reach what tests call"
)]

use std::collections::BTreeMap;

use tributary_core::{
    governance::params::{LONGEST_BLOCKS, LONGEST_TIMELOCK},
    governance::{Earning, Floors, Params as Votes},
    ledger::{ExitTimes, Params as Windows},
    nodes::Params as Stakes,
    pause::{COOLDOWN, MAX_PAUSE},
    splitter::Params as Delays,
    FeePolicy, Ppm, Wei,
};

mod bounds;
mod rows;

const DOCUMENT: &str = include_str!("../../../../docs/governance.md");

/// A whole vote or coin.
const UNIT: u128 = 1_000_000_000_000_000_000;

/// A row of the table.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    unit: String,
    default: String,
    least: String,
    most: String,
    why: String,
}

/// The table's rows, in order.
fn table() -> Vec<Row> {
    let section = DOCUMENT.split("\n## 13. The parameter table\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section.lines().filter(|line| line.starts_with("| `")).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [name, unit, default, least, most, why] =
        <[&str; 6]>::try_from(cells).unwrap_or_else(|cells| panic!("{} cells: {line}", cells.len()));
    let [unit, default, least, most, why] = [unit, default, least, most, why].map(str::to_owned);
    Row { name: name.trim_matches('`').to_owned(), unit, default, least, most, why }
}

#[test]
fn the_rows_are_those_of_the_code() {
    let (found, expected) = (table(), rows::expected());
    let names: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, expected.iter().map(|row| row.name).collect::<Vec<_>>());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(
            (found.unit.as_str(), &found.least, &found.most),
            (expected.unit, &expected.least, &expected.most),
            "{}",
            found.name
        );
        assert!(!found.why.is_empty() && !found.default.is_empty(), "{found:?}");
    }
}

#[test]
fn each_bound_is_the_last_value_that_passes() {
    for probe in bounds::probes() {
        let (name, least, most) = (probe.name, probe.least, probe.most);
        for value in [least, most] {
            assert!((probe.passes)(value), "{name}: {value} is refused");
        }
        if let Some(below) = least.checked_sub(1) {
            assert!(!(probe.passes)(below), "{name}: {below} passes");
        }
        if let Some(above) = most.checked_add(probe.step) {
            assert!(!(probe.passes)(above), "{name}: {above} passes");
        }
    }
}

/// Every row with a bound in figures is probed.
#[test]
fn no_parameter_of_a_constructor_is_left_out() {
    let probed: Vec<&str> = bounds::probes().iter().map(|probe| probe.name).collect();
    let declared = ["uri", "versions", "bases", "baseCut", "priceFloor"];
    for row in table() {
        let name = row.name.as_str();
        assert!(probed.contains(&name) != declared.contains(&name), "{name}");
    }
}

/// The defaults by name, as numbers.
fn defaults() -> BTreeMap<String, u128> {
    table().into_iter().filter_map(|row| Some((row.name, number(&row.default)?))).collect()
}

/// The number at the beginning of a cell; coins and votes in units of 10^-18.
fn number(cell: &str) -> Option<u128> {
    let (digits, rest) = cell.split_at(cell.find(' ').unwrap_or(cell.len()));
    let number: u128 = digits.replace(',', "").parse().ok()?;
    Some(if rest == " coins" || rest == " votes" { number * UNIT } else { number })
}

#[test]
fn the_defaults_pass_together() {
    let defaults = defaults();
    let wide = |name: &str| *defaults.get(name).unwrap_or_else(|| panic!("{name} has no default"));
    let short = |name: &str| u32::try_from(wide(name)).unwrap();
    let floors =
        Floors { voting_period: short("floors.votingPeriod"), timelock_delay: short("floors.timelockDelay") };
    let votes = Votes {
        voting_delay: short("votingDelay"),
        voting_period: short("votingPeriod"),
        late_quorum_extension: short("lateQuorumExtension"),
        timelock_delay: short("timelockDelay"),
        grace_period: short("gracePeriod"),
        quorum_numerator: Ppm(short("quorumNumerator")),
        proposal_threshold: wide("proposalThreshold"),
    };
    assert_eq!(floors.check(), Ok(()));
    assert_eq!(votes.check(&floors, 1_000_000 * UNIT), Ok(()));
    let rate = u64::try_from(wide("earning.rate")).unwrap();
    let earning = Earning { rate, cap: wide("earning.cap") };
    assert_eq!(earning.check(1_000_000 * UNIT), Ok(()));
    let windows = Windows {
        challenge_window: short("challengeWindow"),
        max_pending: u8::try_from(wide("maxPending")).unwrap(),
        max_report_age: short("maxReportAge"),
        max_voucher_life: short("maxVoucherLife"),
        dead_after: short("deadAfter"),
        retirement_grace: short("retirementGrace"),
        committee_delay: short("committeeDelay"),
        stage_blocks: short("stageBlocks"),
    };
    let delays = Delays {
        exit_delay: short("exitDelay"),
        escape_after: short("escapeAfter"),
        recipient_delay: short("recipientDelay"),
    };
    let exits = ExitTimes { delay: delays.exit_delay, escape_after: delays.escape_after };
    assert_eq!(windows.check(), Ok(()));
    assert_eq!(windows.check_exits(&exits), Ok(()));
    assert_eq!(delays.validate(), Ok(()));
    let stakes = Stakes {
        min_node_stake: Wei(wide("minNodeStake")),
        min_oracle_stake: Wei(wide("minOracleStake")),
        unbonding: short("unbondingBlocks"),
    };
    assert_eq!(stakes.validate(), Ok(()));
    let [datasets, node, developer, oracles, treasury] =
        ["datasets", "node", "developer", "oracles", "treasury"]
            .map(|cut| Ppm(short(&format!("policy.{cut}"))));
    assert_eq!(FeePolicy { datasets, node, developer, oracles, treasury }.validate(), Ok(()));
    assert_eq!((short("MAX_PAUSE"), short("COOLDOWN")), (MAX_PAUSE, COOLDOWN));
}

/// Who reads that a block takes six seconds reads the same span beside each default.
#[test]
fn the_defaults_are_written_as_the_bounds_are() {
    for row in table() {
        let Some(value) = number(&row.default) else { continue };
        let expected = match row.unit.as_str() {
            "blocks" => rows::blocks(u32::try_from(value).unwrap()),
            "seconds" => rows::seconds(u32::try_from(value).unwrap()),
            unit if unit.starts_with("ppm ") => rows::share(Ppm(u32::try_from(value).unwrap())),
            _ => continue,
        };
        assert_eq!(row.default, expected, "{}", row.name);
    }
}

#[test]
fn the_text_names_the_longest_way_to_a_remedy() {
    let [blocks, seconds] = [rows::blocks(LONGEST_BLOCKS), rows::seconds(LONGEST_TIMELOCK)];
    let days = seconds.split(['(', ')']).nth(1).unwrap();
    let (count, span) = blocks.split_once(' ').unwrap();
    let text = DOCUMENT.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&format!("{count} blocks {span} and {days} of timelock")), "{blocks}, {days}");
}

/// What `tributary deploy` is shown how to make a DAO with.
#[test]
fn the_defaults_are_those_of_the_sample() {
    const SAMPLE: &str = include_str!("../../../../oracle/cli/dao.sample.toml");
    let mut section = "";
    let mut found = BTreeMap::new();
    for line in SAMPLE.lines() {
        if let Some((name, value)) = line.split_once(" = ") {
            found.insert(format!("{section}{name}"), value.trim_matches('"'));
        } else if line.starts_with('[') {
            section = line;
        }
    }
    let defaults = defaults();
    let same = |name: &str, sampled: &str| {
        let sampled = found.get(sampled).unwrap_or_else(|| panic!("the sample has no {sampled}"));
        let sampled = match sampled.strip_suffix('%') {
            Some(percent) => percent.parse::<u128>().unwrap() * 10_000,
            None => sampled.parse().unwrap(),
        };
        let unit = if ["proposalThreshold", "earning.cap"].contains(&name) { UNIT } else { 1 };
        assert_eq!(defaults.get(name), Some(&(sampled * unit)), "{name}");
    };
    same("votingDelay", "[params]voting_delay");
    same("votingPeriod", "[params]voting_period");
    same("lateQuorumExtension", "[params]late_quorum_extension");
    same("timelockDelay", "[params]timelock_delay");
    same("gracePeriod", "[params]grace_period");
    same("quorumNumerator", "[params]quorum");
    same("proposalThreshold", "[params]proposal_threshold");
    same("floors.votingPeriod", "[floors]voting_period");
    same("floors.timelockDelay", "[floors]timelock_delay");
    same("earning.rate", "[earning]rate_ppm");
    same("earning.cap", "[earning]cap");
}
