use clap::Parser;
use tributary_client::U256;

use super::which::Which;
use crate::command::Arguments;

fn refused(line: &[&str]) -> String {
    let line = [&["tributary", "dao"][..], line].concat();
    Arguments::try_parse_from(line).err().map(|error| error.to_string()).unwrap_or_default()
}

fn taken(line: &[&str]) -> bool {
    refused(line).is_empty()
}

#[test]
fn a_proposal_is_named_by_number_prefix_or_id() {
    let id = format!("0x{}", "aB".repeat(32));
    assert_eq!("7".parse(), Ok(Which::Number(7)));
    assert_eq!("0xAb".parse(), Ok(Which::Prefix("ab".to_owned())));
    let whole = U256::from_be_bytes([0xab; 32]);
    assert_eq!(id.parse(), Ok(Which::Id(whole)));
    assert_eq!(whole.to_string().parse(), Ok(Which::Id(whole)), "as events and tools write it");
    assert_eq!(id.parse::<Which>().unwrap().whole().unwrap(), whole);
    assert!("7".parse::<Which>().unwrap().whole().is_err());
    for text in ["", "0", "0x", "0xg1", "-1", "1.5", "first", &format!("{id}0")] {
        assert!(text.parse::<Which>().is_err(), "{text:?}");
    }
}

#[test]
fn a_motion_is_given_by_file_or_by_actions() {
    assert!(refused(&["propose", "--description", "x"]).contains("--file"));
    assert!(taken(&["propose", "--description", "x", "--action", "ledger.unpause()"]));
    assert!(taken(&["propose", "--file", "motion.toml", "--only-me"]));
    assert!(taken(&["propose", "--file", "m.toml", "--action", "dao.relay()", "--action", "dao.mint()"]));
    let both = ["propose", "--file", "m.toml", "--description", "x", "--description-file", "y"];
    assert!(refused(&both).contains("--description-file"));
}

#[test]
fn tokens_are_sent_to_somebody_in_an_amount() {
    assert!(taken(&["transfer", "bob", "1.5coin"]));
    assert!(taken(&["transfer", &format!("0x{}", "ab".repeat(20)), "100"]));
    assert!(refused(&["transfer", "bob"]).contains("AMOUNT"));
    assert!(refused(&["transfer", "bob", "1.5"]).contains("is no amount"));
}

#[test]
fn a_feature_names_its_version() {
    assert!(taken(&["feature", "--model", "1", "--feature", "2", "--version", "3"]));
    assert!(refused(&["feature", "--model", "1", "--feature", "2"]).contains("--version"));
    let artifact = format!("0x{}", "11".repeat(32));
    let line = ["feature", "--model", "1", "--feature", "2", "--version", "3", "--artifact", &artifact];
    assert!(taken(&line));
}

#[test]
fn a_vote_is_for_against_or_abstain() {
    for support in ["for", "against", "abstain"] {
        assert!(taken(&["vote", "0x1a", support]), "{support}");
    }
    assert!(refused(&["vote", "1", "yes"]).contains("abstain"));
}

#[test]
fn an_offline_signature_needs_what_the_chain_would_say() {
    let id = format!("0x{}", "ab".repeat(32));
    let offline = ["sign-vote", &id, "for", "--offline"];
    assert!(refused(&offline).contains("--nonce"));
    assert!(taken(&[&offline[..], &["--nonce", "0", "--chain-id", "7"]].concat()));
    assert!(refused(&["sign-vote", "1", "for", "--key", "ann", "--voter", "bob"]).contains("--voter"));
}

#[test]
fn votes_are_claimed_for_accounts_that_are_named() {
    assert!(taken(&["earned"]));
    assert!(taken(&["earned", "dataset", "1"]) && taken(&["earned", "node:2", "--oracle", "http://x"]));
    assert!(!taken(&["earned", "dataset", "1", "2"]));
    assert!(taken(&["claim-votes", "dataset:1", "node:2", "3"]));
    assert!(refused(&["claim-votes"]).contains("ACCOUNT"));
    assert!(refused(&["claim-votes", "whale:1"]).contains("no account that earns"));
}
