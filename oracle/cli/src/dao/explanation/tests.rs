#![allow(clippy::arithmetic_side_effects)]

use alloy_sol_types::SolError;
use tributary_client::abi::IGovernance as dao;

use super::*;
use crate::dao::standing::tests::{clock, record};

const VOTE: u128 = 1_000_000_000_000_000_000;
const CALLER: Address = Address::repeat_byte(0xca);
const DAO: Address = Address::repeat_byte(0xda);
const GUARDIAN: Address = Address::repeat_byte(0x60);

fn holding(balance: u128, delegate: Address, votes: u128) -> Holding {
    Holding { balance: U256::from(balance * VOTE), delegate, votes: U256::from(votes * VOTE) }
}

fn scene(state: Option<State>) -> Scene {
    Scene {
        caller: CALLER,
        dao: DAO,
        clock: clock(),
        proposal: state.map(record),
        guardian: GUARDIAN,
        holding: Holding::default(),
    }
}

fn said_in(error: &impl SolError, scene: &Scene) -> String {
    explain(&KnownError::read(&error.abi_encode()), scene).unwrap()
}

fn said(error: &impl SolError) -> String {
    said_in(error, &scene(None))
}

/// Passes if the words have all these parts.
#[track_caller]
fn has(words: &str, parts: &[&str]) {
    for part in parts {
        assert!(words.contains(part), "{part:?} is not in {words:?}");
    }
}

fn unexpected(state: State, expected: u8) -> String {
    let error = dao::GovernorUnexpectedProposalState {
        proposalId: record(state).id,
        current: state.number(),
        expectedStates: U256::from(expected).into(),
    };
    said_in(&error, &scene(Some(state)))
}

#[test]
fn every_error_of_the_contract_is_in_words_of_its_own() {
    // Each by its selector with nothing but zeros for arguments.
    let mut said = std::collections::BTreeMap::new();
    for error in dao::abi::errors().into_values().flatten() {
        let data = [error.selector().as_slice(), &vec![0; error.inputs.len() * 32]].concat();
        let words = explain(&KnownError::read(&data), &scene(Some(State::Active)));
        let words = words.unwrap_or_else(|| panic!("{} is not explained", error.name));
        assert!(words.len() > 10, "{}: {words}", error.name);
        if let Some(other) = said.insert(words, error.name.clone()) {
            panic!("{} and {other} are explained alike", error.name);
        }
    }
    assert_eq!(said.len(), Error::COUNT);
}

#[test]
fn another_contracts_error_is_not_the_daos() {
    let error = tributary_client::abi::IOwned::NotOwner { caller: CALLER, owner: GUARDIAN };
    assert_eq!(explain(&KnownError::read(&error.abi_encode()), &scene(None)), None);
    assert_eq!(explain(&KnownError::read(&[1, 1]), &scene(None)), None);
}

#[test]
fn who_had_no_votes_is_told_how_to_have_some() {
    let words = |holding| Scene { holding, ..scene(None) }.powerless(812);
    let undelegated = words(holding(5, Address::ZERO, 0));
    let start =
        "you held 0 votes at block 812, when the snapshot was taken; delegate before the next proposal";
    assert!(undelegated.starts_with(start), "{undelegated}");
    has(&words(Holding::default()), &["you hold no tokens"]);
    has(&words(holding(5, CALLER, 5)), &["counts for the next proposal"]);
    has(&words(holding(5, GUARDIAN, 0)), &[&GUARDIAN.to_string()]);
}

#[test]
fn who_lacks_votes_to_propose_is_told_how_many_and_why() {
    let words = |found: u128, holding| {
        let (votes, threshold) = (U256::from(found * VOTE), U256::from(10 * VOTE));
        let error = dao::GovernorInsufficientProposerVotes { proposer: CALLER, votes, threshold };
        said_in(&error, &Scene { holding, ..scene(None) })
    };
    has(&words(3, holding(3, CALLER, 3)), &["you had 3 votes at block 811", "takes 10"]);
    has(&words(0, holding(50, Address::ZERO, 0)), &["your 50 tokens are delegated to nobody"]);
    has(&words(0, holding(50, CALLER, 50)), &["50 by now", "from the next block on"]);
    has(&words(0, holding(50, GUARDIAN, 0)), &["are with", &GUARDIAN.to_string()]);
}

#[test]
fn a_vote_out_of_time_says_when_it_was_open() {
    has(&unexpected(State::Pending, ACTIVE), &["not open yet", "from block 801 on"]);
    has(&unexpected(State::Defeated, ACTIVE), &["closed after block 900", "defeated"]);
    has(&unexpected(State::Queued, ACTIVE), &["closed after block 900", "queued"]);
    has(&unexpected(State::Canceled, ACTIVE), &["canceled"]);
}

#[test]
fn what_cannot_be_queued_says_what_is_missing() {
    has(&unexpected(State::Active, SUCCEEDED), &["up to block 900", "88 blocks (about 9 minutes)"]);
    has(&unexpected(State::Defeated, SUCCEEDED), &["the quorum was missed by 30 votes"]);
    has(&unexpected(State::Queued, SUCCEEDED), &["is queued", "in 2 minutes"]);
}

#[test]
fn what_cannot_be_executed_says_what_comes_first() {
    has(&unexpected(State::Succeeded, QUEUED), &["waits to be queued", "dao queue 0xabababab"]);
    has(&unexpected(State::Executed, QUEUED), &["is executed"]);
    has(&unexpected(State::Expired, QUEUED), &["is expired", "05:33:20"]);
    let timelock = dao::TimelockUnexpectedOperationState {
        operationId: record(State::Queued).id.into(),
        expectedStates: U256::from(16).into(),
    };
    has(
        &said_in(&timelock, &scene(Some(State::Queued))),
        &["ends in 2 minutes", "at 1970-01-01 02:48:10 UTC"],
    );
    has(&said(&timelock), &["has not ended"]);
}

#[test]
fn what_was_proposed_before_says_so() {
    let error = dao::GovernorUnexpectedProposalState {
        proposalId: record(State::Active).id,
        current: 1,
        expectedStates: U256::ZERO.into(),
    };
    has(&said(&error), &["0xabababab exists", "another description"]);
}

#[test]
fn who_cannot_cancel_is_told_who_can() {
    let words = |account, state| {
        let error = dao::GovernorUnableToCancel { proposalId: record(state).id, account };
        said_in(&error, &scene(Some(state)))
    };
    let proposer = record(State::Active).kept.proposer;
    has(&words(proposer, State::Active), &["active", "only before the vote is open"]);
    has(&words(GUARDIAN, State::Active), &["active", "only what is queued"]);
    has(&words(CALLER, State::Queued), &["you are neither the guardian", &proposer.to_string()]);
    let error = dao::GovernorUnableToCancel { proposalId: record(State::Queued).id, account: CALLER };
    let leaderless = Scene { guardian: Address::ZERO, ..scene(Some(State::Queued)) };
    has(&said_in(&error, &leaderless), &["no guardian", &proposer.to_string()]);
    has(&said(&dao::GuardianSpared { proposalId: U256::ZERO }), &["replace the guardian"]);
}

#[test]
fn voters_and_signatures() {
    has(&said(&dao::GovernorAlreadyCastVote { voter: CALLER }), &["you have voted", "cannot be changed"]);
    let other = Address::repeat_byte(1);
    has(&said(&dao::GovernorAlreadyCastVote { voter: other }), &[&other.to_string(), "has voted"]);
    has(&said(&dao::GovernorInvalidSignature { voter: other }), &[&other.to_string(), "nonce"]);
    let nonce = dao::InvalidAccountNonce { account: other, currentNonce: U256::from(4) };
    has(&said(&nonce), &["nonce 4"]);
    let expired = dao::VotesExpiredSignature { expiry: U256::from(9_999) };
    has(&said(&expired), &["delegation", "until 1970-01-01 02:46:39 UTC", "it is 1970-01-01 02:46:40 UTC"]);
    let mismatch = dao::BallotsMismatch { support: 1, voters: 2, signatures: 3 };
    has(&said(&mismatch), &["1 votes, 2 voters and 3 signatures"]);
}

#[test]
fn motions_that_are_none() {
    let length = dao::GovernorInvalidProposalLength {
        targets: U256::from(1),
        calldatas: U256::from(2),
        values: U256::from(3),
    };
    has(&said(&length), &["1 targets, 2 calldatas and 3 values"]);
    has(&said(&dao::GovernorRestrictedProposer { proposer: CALLER }), &["#proposer="]);
    has(&said(&dao::TargetWithoutCode { target: CALLER }), &["no contract at", &CALLER.to_string()]);
    has(&said(&dao::SelfCallUnknown { selector: [1, 2, 3, 4].into() }), &["0x01020304"]);
    let paying = dao::SelfCallPaying { value: U256::from(3 * VOTE) };
    has(&said(&paying), &["3 coin"]);
    has(&said(&dao::GovernorOnlyExecutor { account: CALLER }), &["by a proposal that passed"]);
    has(&said(&dao::GovernorOnlyExecutor { account: DAO }), &["cannot relay a call to itself"]);
}

#[test]
fn parameters_are_named_with_their_units_and_bounds() {
    let out = |param, found, least, most| said(&dao::ParamOutOfBounds { param, found, least, most });
    has(&out(0, 0, 1, 100_800), &["the voting delay would be 0 blocks", "1 block and 100800 blocks"]);
    has(&out(3, 5, 30, 60), &["the timelock", "30 seconds"]);
    has(&out(5, 500_000, 1_000, 300_000), &["the quorum would be 50 %", "0.1 % and 30 %"]);
    has(&out(6, 20 * VOTE, 0, 10 * VOTE), &["the proposal threshold", "10 votes"]);
    has(&out(7, 5, 1, 0), &["cannot be set to 5 blocks, nor to any other value"]);
    has(&out(99, 5, 1, 2), &["a parameter"]);
    has(&out(5, u128::MAX, 1_000, 300_000), &[&u128::MAX.to_string()]);
}

#[test]
fn tokens_are_shown_in_whole_ones() {
    let (balance, needed) = (U256::from(VOTE / 2), U256::from(2 * VOTE));
    let short = |sender| dao::ERC20InsufficientBalance { sender, balance, needed };
    assert_eq!(said(&short(CALLER)), "you hold 0.5 tokens, of 2 that it takes");
    has(&said(&short(GUARDIAN)), &[&GUARDIAN.to_string(), "holds 0.5 tokens, of 2"]);
    // What the DAO lacks when it does something itself, it is not the reader who lacks it.
    let own = Scene { caller: DAO, ..scene(None) };
    assert_eq!(said_in(&short(DAO), &own), "the DAO holds 0.5 tokens, of 2 that it takes");
    let error = dao::ERC20InsufficientAllowance { spender: DAO, allowance: balance, needed };
    assert_eq!(said_in(&error, &own), "the DAO may spend 0.5 tokens, of 2 that it takes");
}
