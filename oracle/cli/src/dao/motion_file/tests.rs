#![allow(clippy::arithmetic_side_effects)]

use alloy_sol_types::SolCall;
use tributary_client::{
    abi::{IGovernance::setVotingDelayCall, IERC721},
    Address,
};

use super::*;
use crate::dao::contracts::tests::deployment;

fn contracts() -> Contracts {
    Contracts::of(&deployment())
}

fn of(text: &str) -> MotionFile {
    toml::from_str(text).unwrap()
}

fn refused(actions: &str) -> String {
    of(actions).actions(&contracts()).unwrap_err().to_string()
}

#[test]
fn the_sample_is_a_motion() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("motion.sample.toml");
    let motion = MotionFile::load(&path).unwrap().motion(&contracts()).unwrap();
    assert_eq!(motion.title(), "Shorter voting delay, and a grant for the translators");
    let [delay, grant, approve, bytes] = &motion.actions[..] else { panic!("{motion:?}") };
    let call = setVotingDelayCall { newVotingDelay: "600".parse().unwrap() };
    assert_eq!(delay, &Action::call(deployment().governance, &call));
    assert!(grant.calldata.is_empty());
    assert_eq!(grant.value, U256::from(25u128 * 1_000_000_000_000_000_000));
    let expected = IERC721::approveCall {
        to: deployment().royalty_splitter,
        tokenId: U256::from(1_000u128 * 1_000_000_000_000_000_000),
    };
    assert_eq!(approve.calldata, expected.abi_encode());
    let expected =
        IERC721::approveCall { to: Address::left_padding_from(&[0xbe, 0xef]), tokenId: U256::from(1) };
    assert_eq!(bytes.calldata, expected.abi_encode());
    assert_eq!(bytes.target, approve.target);
}

#[test]
fn json_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("motion.json");
    let text = r#"{ "description": "Go", "actions": [{ "target": "nodes",
        "function": "setPrice(uint64,uint64,uint128)", "arguments": [1, 2, "5"] }] }"#;
    std::fs::write(&path, text).unwrap();
    let actions = MotionFile::load(&path).unwrap().actions(&contracts()).unwrap();
    assert_eq!(actions, [parse("nodes.setPrice(1, 2, 5)", &contracts()).unwrap()]);
    std::fs::write(&path, "{").unwrap();
    assert!(MotionFile::load(&path).unwrap_err().to_string().contains("motion.json"));
}

#[test]
fn a_call_can_be_paid() {
    let file = of("[[actions]]\ncall = \"splitter.unpause()\"\nvalue = \"3wei\"");
    assert_eq!(file.actions(&contracts()).unwrap()[0].value, U256::from(3));
}

#[test]
fn what_is_no_action_is_named_by_its_place() {
    let good = "[[actions]]\ncall = \"splitter.unpause()\"\n";
    let words = refused(&format!("{good}[[actions]]\nvalue = \"1coin\""));
    assert!(words.starts_with("action 2: either a call, or a target"), "{words}");
    let words = refused("[[actions]]\ncall = \"splitter.unpause()\"\ntarget = \"dao\"");
    assert!(words.contains("either a call"), "{words}");
    let words = refused("[[actions]]\ntarget = \"moon\"");
    assert!(words.contains("\"moon\" is neither an address nor one of dao"), "{words}");
    let words = refused("[[actions]]\ntarget = \"dao\"\nfunction = \"f(uint7)\"\narguments = [1]");
    assert!(words.contains("uint7"), "{words}");
    let words = refused("[[actions]]\ntarget = \"dao\"\nfunction = \"f(uint8)\"\narguments = [1, true]");
    assert!(words.contains("2 arguments"), "{words}");
    let words = refused("[[actions]]\ntarget = \"dao\"\ncalldata = \"0x00\"\narguments = [1]");
    assert!(words.contains("either a function"), "{words}");
    let words = refused("[[actions]]\ntarget = \"dao\"\nvalue = \"1.5\"");
    assert!(words.contains("1.5coin"), "{words}");
    assert!(toml::from_str::<MotionFile>("[[actions]]\ncal = \"x\"").is_err());
}

#[test]
fn a_motion_without_words_is_refused() {
    let file = of("description = \"  \"\n[[actions]]\ncall = \"splitter.unpause()\"");
    assert!(file.motion(&contracts()).unwrap_err().to_string().contains("no description"));
}
