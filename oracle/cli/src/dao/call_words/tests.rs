#![allow(clippy::arithmetic_side_effects)]

use tributary_client::{abi::IModelRegistry, SolCall, B256};

use super::*;
use crate::dao::{call_text::parse, contracts::tests::deployment};

const YOU: Address = Address::repeat_byte(0x77);

fn said(action: &Action) -> String {
    let contracts = Contracts::of(&deployment());
    Reader { contracts: &contracts, you: Some(YOU), pace: Pace::default() }.words(action)
}

fn read(text: &str) -> Action {
    parse(text, &Contracts::of(&deployment())).unwrap()
}

/// A call in words, which are read back as the same call.
#[track_caller]
fn shown(text: &str) -> String {
    let action = read(text);
    let words = said(&action);
    assert_eq!(read(&words), action, "{words}");
    words
}

#[test]
fn numbers_are_shown_with_what_they_mean() {
    for (call, words) in [
        ("dao.updateQuorumNumerator(5%)", "dao.updateQuorumNumerator(newQuorumNumerator: 50000 (5 %))"),
        ("dao.updateDelay(172800)", "dao.updateDelay(newDelay: 172800 (2 days))"),
        ("dao.setVotingPeriod(100800)", "dao.setVotingPeriod(newVotingPeriod: 100800 (about 7 days))"),
        ("dao.setVotingDelay(0)", "dao.setVotingDelay(newVotingDelay: 0 (about 0 seconds))"),
        (
            "dao.setProposalThreshold(1.5coin)",
            "dao.setProposalThreshold(newProposalThreshold: 1500000000000000000 (1.5 votes))",
        ),
        (
            "dao.setEarning(500000, 10coin)",
            "dao.setEarning(newRate: 500000 (0.5 votes per coin of the treasury's cut), newCap: \
             10000000000000000000 (10 votes))",
        ),
        ("dao.castVote(7, 1)", "dao.castVote(proposalId: 7, support: 1 (for))"),
        ("dao.castVote(7, 3)", "dao.castVote(proposalId: 7, support: 3 (no vote))"),
        ("datasets.quarantine(7)", "datasets.quarantine(id: 7)"),
        ("splitter.reserve(3, 2coin)", "splitter.reserve(node: 3, amount: 2000000000000000000 (2 coin))"),
    ] {
        assert_eq!(shown(call), words);
    }
    let hash = B256::repeat_byte(0xab);
    for (number, word) in
        (1..=7).zip(["proposed", "approved", "training", "evaluated", "live", "retired", "no status"])
    {
        let words = shown(&format!("models.setStatus(1, 2, {number}, {hash})"));
        assert!(words.contains(&format!("version: 2, status: {number} ({word}), versionHash")), "{words}");
    }
    let deadline = format!("dao.permit(dao, splitter, 1coin, 1709208000, 27, {hash}, {hash})");
    assert!(shown(&deadline).contains("deadline: 1709208000 (2024-02-29 12:00:00 UTC), v: 27,"));
    // All that there could be has no other words.
    let all = shown(&format!("dao.approve(splitter, {})", U256::MAX));
    assert_eq!(all, format!("dao.approve(spender: splitter, value: {})", U256::MAX));
}

#[test]
fn known_addresses_have_names_in_lists_too() {
    let mint = shown(&format!("dao.mint({YOU}, 25coin)"));
    assert_eq!(mint, format!("dao.mint(to: {YOU} (you), amount: 25000000000000000000 (25 votes))"));
    let splitter = Address::repeat_byte(3);
    let members = shown(&format!("ledger.scheduleCommittee([{YOU}, {splitter}])"));
    let expected = format!("ledger.scheduleCommittee(members: [{YOU} (you), {splitter} (splitter)])");
    assert_eq!(members, expected);
}

#[test]
fn what_is_in_structs_has_its_meaning() {
    let call = IModelRegistry::proposeVersionCall {
        model: 1,
        artifactHash: B256::ZERO,
        baseModel: 0,
        baseVersion: 0,
        baseCut: 125_000,
        priceFloor: 9_000_000_000_000_000,
        method: 1,
        policy: IModelRegistry::FeePolicy {
            datasets: 600_000,
            node: 250_000,
            developer: 80_000,
            oracles: 50_000,
            treasury: 20_000,
        },
        uri: "ipfs://a (b)".to_owned(),
        features: vec![1, 4],
    };
    let action = Action::call(deployment().model_registry, &call);
    let words = said(&action);
    for part in [
        "baseCut: 125000 (12.5 %)",
        "priceFloor: 9000000000000000 (0.009 coin per token)",
        "method: 1, policy: (600000 (60 %), 250000 (25 %), 80000 (8 %), 50000 (5 %), 20000 (2 %))",
        "uri: \"ipfs://a (b)\", features: [1, 4]",
    ] {
        assert!(words.contains(part), "no {part:?} in {words}");
    }
    assert_eq!(read(&words), action, "{words}");
}

#[test]
fn a_relay_is_shown_with_what_it_does() {
    let hash = B256::repeat_byte(0xab);
    let inner = read(&format!("models.setStatus(1, 2, 5, {hash})"));
    let words = shown(&format!("dao.relay(models, 0, {})", inner.calldata));
    let expected = format!(
        "dao.relay(target: models, value: 0 (0 coin), data: {} (models.setStatus(model: 1, version: 2, status: 5 \
         (live), versionHash: {hash})))",
        inner.calldata
    );
    assert_eq!(words, expected);
    let register = read(&format!("models.registerModel(\"a) \\\"b\", {YOU})"));
    let words = shown(&format!("dao.relay(models, 2coin, {})", register.calldata));
    assert!(words.contains("\"a) \\\"b\"") && words.ends_with(", and pay 2 coin with it))"), "{words}");
    let paid = shown(&format!("dao.relay({YOU}, 2coin, 0x)"));
    assert!(paid.ends_with(&format!("data: 0x (pay 2 coin to {YOU} (you)))")), "{paid}");
    let own = read("dao.setVotingDelay(5)");
    let words = shown(&format!("dao.relay(dao, 0, {})", own.calldata));
    assert!(words.ends_with("(a call of the DAO itself, which it does not relay))"), "{words}");
    assert!(!words.contains("setVotingDelay"), "{words}");
}

#[test]
fn a_decision_that_is_cut_short_is_said_to_be_so() {
    let call = IModelRegistry::setStatusCall { model: 1, version: 2, status: 5, versionHash: B256::ZERO };
    let mut calldata = call.abi_encode();
    calldata.truncate(calldata.len() - 2);
    let short = Action { calldata: calldata.into(), ..Action::call(deployment().model_registry, &call) };
    let words = said(&short);
    assert!(words.starts_with("models.setStatus(model: 1, version: 2, status: 5 (live), "), "{words}");
    assert!(words
        .ends_with("; the calldata is malformed: it is 2 bytes short, which the registry reads as zeros"));
    let elsewhere = Action { target: deployment().royalty_splitter, ..short };
    assert!(said(&elsewhere).starts_with("call splitter with selector 0x"));
}
