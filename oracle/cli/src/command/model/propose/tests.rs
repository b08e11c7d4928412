use clap::{Command, FromArgMatches};

use super::*;

#[test]
fn a_base_is_a_version_and_a_share() {
    assert_eq!(base("3.1=20%"), Ok(((3, 1), Ppm(200_000))));
    for text in ["3=20%", "3.1", "3.x=20%", ".1=20%", "3.1=101%"] {
        assert!(base(text).is_err(), "{text}");
    }
}

/// Of each default the parameter table of `docs/governance.md` says the same.
#[test]
fn the_default_cuts_are_those_of_the_parameter_table() {
    const DOCUMENT: &str = include_str!("../../../../../../docs/governance.md");
    let command = Policy::augment_args(Command::new("propose").no_binary_name(true));
    let matches = command.try_get_matches_from(Vec::<&str>::new()).unwrap();
    let policy = Policy::from_arg_matches(&matches).unwrap();
    let cuts = [
        ("datasets", policy.datasets),
        ("node", policy.node),
        ("developer", policy.developer),
        ("oracles", policy.oracles),
        ("treasury", policy.treasury),
    ];
    for (name, Ppm(cut)) in cuts {
        let begin = format!("| `policy.{name}` |");
        let row = DOCUMENT.lines().find(|line| line.starts_with(&begin)).unwrap();
        let default = row.split('|').nth(3).unwrap().trim();
        assert_eq!(default.split(' ').next().unwrap().replace(',', ""), cut.to_string(), "{name}");
    }
}

#[test]
fn the_cuts_make_the_whole() {
    let policy = |treasury| Policy {
        datasets: Ppm(600_000),
        node: Ppm(250_000),
        developer: Ppm(80_000),
        oracles: Ppm(50_000),
        treasury: Ppm(treasury),
    };
    assert_eq!(policy(20_000).checked().unwrap().treasury, 20_000);
    assert!(policy(20_001).checked().unwrap_err().to_string().contains("1000001"));
}

#[test]
fn features_ascend_each_once() {
    assert_eq!(ascending(vec![7, 2, 7, 1, 2]), [1, 2, 7]);
    assert!(ascending(Vec::new()).is_empty());
}
