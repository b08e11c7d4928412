//! Ballots: how they are cast and when, and what they weigh.

use std::fmt::Debug;

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolError, SolEvent};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteCall, castVoteWithReasonAndParamsCall, castVoteWithReasonCall, hasVotedCall, mintCall,
        proposalVotesCall, GovernorAlreadyCastVote, GovernorInvalidVoteParams, GovernorInvalidVoteType,
        VoteCast,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    Action, Actor, Dao, Motion, TOKEN,
};

use super::{
    account::Accounts,
    events::EmitsAll,
    members::{delegate, newcomer, send},
    states::{
        bring, harmless, only, proposal, state, unexpected, unknown, ACTIVE, ALL, DEFEATED, PENDING,
        SUCCEEDED,
    },
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

fn vote(id: U256, support: u8) -> castVoteCall {
    castVoteCall { proposalId: id, support }
}

fn vote_because(id: U256, support: u8, reason: &str) -> castVoteWithReasonCall {
    castVoteWithReasonCall { proposalId: id, support, reason: reason.to_owned() }
}

fn vote_with(id: U256, support: u8, reason: &str, params: &[u8]) -> castVoteWithReasonAndParamsCall {
    let params = Bytes::copy_from_slice(params);
    castVoteWithReasonAndParamsCall { proposalId: id, support, reason: reason.to_owned(), params }
}

fn cast(voter: &Actor, id: U256, support: u8, tokens: u128, reason: &str) -> VoteCast {
    VoteCast {
        voter: voter.address(),
        proposalId: id,
        support,
        weight: U256::from(tokens * TOKEN),
        reason: reason.to_owned(),
    }
}

/// Every way to vote has to be refused with exactly `expected`.
#[track_caller]
fn is_refused<E: SolError + Clone + Debug + PartialEq>(
    dao: &Dao,
    voter: &Actor,
    id: U256,
    support: u8,
    expected: E,
) {
    refuses(dao.contract(), voter, vote(id, support), expected.clone());
    refuses(dao.contract(), voter, vote_because(id, support, "Because"), expected.clone());
    refuses(dao.contract(), voter, vote_with(id, support, "Because", &[]), expected);
}

#[track_caller]
fn has_voted(dao: &Dao, voter: &Actor, id: U256) -> bool {
    dao.contract().view(hasVotedCall { proposalId: id, account: voter.address() })
}

/// Votes against, for and abstaining.
#[track_caller]
fn tally(dao: &Dao, id: U256) -> [U256; 3] {
    let votes = dao.contract().view(proposalVotesCall { proposalId: id });
    [votes.againstVotes, votes.forVotes, votes.abstainVotes]
}

fn tokens(tokens: [u128; 3]) -> [U256; 3] {
    tokens.map(|tokens| U256::from(tokens * TOKEN))
}

#[test]
fn every_way_to_vote_counts_and_says_so() {
    let dao = Dao::builder().build();
    let id = dao.open(&harmless(&dao, "Voted on"));
    let [alice, bob, carol, dan] = [0, 1, 2, 3].map(|place| dao.member(place));
    let long = "Reasons can be long. ".repeat(400);
    let contract = dao.contract();

    let receipt = contract.call(alice, vote(id, FOR), 0).ok();
    assert_eq!(receipt.value, U256::from(500 * TOKEN));
    receipt.emits(&[cast(alice, id, FOR, 500, "").encode_log_data()]);
    let receipt = contract.call(bob, vote_because(id, AGAINST, &long), 0).ok();
    assert_eq!(receipt.value, U256::from(300 * TOKEN));
    receipt.emits(&[cast(bob, id, AGAINST, 300, &long).encode_log_data()]);
    let receipt =
        contract.call(carol, vote_with(id, ABSTAIN, "32 bytes are one word, not a few", &[]), 0).ok();
    assert_eq!(receipt.value, U256::from(150 * TOKEN));
    receipt.emits(&[cast(carol, id, ABSTAIN, 150, "32 bytes are one word, not a few").encode_log_data()]);
    let receipt = contract.call(dan, vote_because(id, FOR, ""), 0).ok();
    receipt.emits(&[cast(dan, id, FOR, 50, "").encode_log_data()]);

    assert_eq!(tally(&dao, id), tokens([300, 550, 150]));
    assert!(dao.members().iter().all(|member| has_voted(&dao, member, id)));
    let found = proposal(&dao, id);
    assert_eq!(
        [found.againstVotes, found.forVotes, found.abstainVotes],
        [300, 550, 150].map(|tokens| tokens * TOKEN)
    );
}

#[test]
fn ballots_have_no_params_and_take_no_money() {
    let dao = Dao::builder().build();
    let (alice, id) = (dao.member(0), dao.open(&harmless(&dao, "Without params")));
    for params in [[0_u8].as_slice(), &[1; 16], &[0; 32], &[7; 100]] {
        let call = vote_with(id, FOR, "With params", params);
        refuses(dao.contract(), alice, call, GovernorInvalidVoteParams {});
    }
    stops(dao.contract(), alice, vote(id, FOR), 1, "ContractTrapped");
    stops(dao.contract(), alice, vote_because(id, FOR, "Paid"), TOKEN, "ContractTrapped");
    assert!(!has_voted(&dao, alice, id));
}

#[test]
fn a_ballot_is_against_for_or_abstains() {
    let dao = Dao::builder().build();
    let (alice, id) = (dao.member(0), dao.open(&harmless(&dao, "Three ways")));
    for support in [3, 4, 127, 128, 254, 255] {
        is_refused(&dao, alice, id, support, GovernorInvalidVoteType {});
    }
    assert!(!has_voted(&dao, alice, id));
    // Whoever voted is told that first.
    dao.vote(alice, id, ABSTAIN);
    is_refused(&dao, alice, id, 3, GovernorAlreadyCastVote { voter: alice.address() });
}

#[test]
fn nobody_votes_twice_in_any_way() {
    let dao = Dao::builder().build();
    let id = dao.open(&harmless(&dao, "Voted on once"));
    let other = dao.open(&harmless(&dao, "Another one"));
    let voters = dao.members().iter().chain([dao.guardian()]);
    for (voter, support) in voters.zip([FOR, AGAINST, ABSTAIN, FOR, AGAINST]) {
        dao.vote(voter, id, support);
        for again in [AGAINST, FOR, ABSTAIN] {
            is_refused(&dao, voter, id, again, GovernorAlreadyCastVote { voter: voter.address() });
        }
        assert!(has_voted(&dao, voter, id) && !has_voted(&dao, voter, other));
    }
    assert_eq!(tally(&dao, id), tokens([300, 550, 150]));
    assert_eq!(tally(&dao, other), tokens([0, 0, 0]));
    // Also not with the same tokens: they weigh nothing in other hands, nor does what is bought later.
    let eve = newcomer(&dao, "eve");
    send(&dao, dao.member(0), &eve, 500 * TOKEN);
    dao.sandbox().advance(1);
    assert_eq!(dao.vote(&eve, id, FOR), U256::ZERO);
    assert_eq!(tally(&dao, id), tokens([300, 550, 150]));
}

#[test]
fn votes_are_cast_from_the_block_after_the_snapshot_to_the_deadline() {
    let dao = Dao::builder().build();
    let motion = harmless(&dao, "In time");
    let id = bring(&dao, &motion, PENDING);
    let [alice, bob, carol, dan] = [0, 1, 2, 3].map(|place| dao.member(place));
    let found = proposal(&dao, id);
    is_refused(&dao, alice, id, FOR, unexpected(id, PENDING, only(ACTIVE)));
    dao.sandbox().advance_to(found.voteStart);
    is_refused(&dao, alice, id, FOR, unexpected(id, PENDING, only(ACTIVE)));
    dao.sandbox().advance(1);
    assert_eq!(state(&dao, id), ACTIVE);
    dao.vote(carol, id, FOR);
    dao.sandbox().advance_to(found.voteEnd);
    assert_eq!(state(&dao, id), ACTIVE);
    dao.vote(bob, id, AGAINST);
    dao.sandbox().advance(1);
    is_refused(&dao, alice, id, FOR, unexpected(id, DEFEATED, only(ACTIVE)));
    is_refused(&dao, dan, id, 3, unexpected(id, DEFEATED, only(ACTIVE)));
    // Who voted before is not told that first.
    is_refused(&dao, bob, id, FOR, unexpected(id, DEFEATED, only(ACTIVE)));
    assert_eq!(tally(&dao, id), tokens([300, 150, 0]));
}

#[test]
fn votes_are_cast_in_no_other_state_and_on_nothing_unknown() {
    let dao = Dao::builder().build();
    let dan = dao.member(3);
    for found in ALL.into_iter().filter(|state| *state != ACTIVE) {
        let id = bring(&dao, &harmless(&dao, &format!("In state {found}")), found);
        let eve = dao.sandbox().actor("eve");
        is_refused(&dao, &eve, id, FOR, unexpected(id, found, only(ACTIVE)));
    }
    for id in [U256::ZERO, U256::MAX, harmless(&dao, "Unknown").id()] {
        is_refused(&dao, dan, id, FOR, unknown(id));
        is_refused(&dao, dan, id, 3, unknown(id));
        assert!(!has_voted(&dao, dan, id));
    }
}

#[test]
fn a_ballot_weighs_what_its_voter_had_at_the_end_of_the_snapshot() {
    let dao = Dao::builder().build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    let [before, within, after] = ["before", "within", "after"].map(|name| newcomer(&dao, name));
    let id = bring(&dao, &harmless(&dao, "Weighed"), PENDING);
    let snapshot = proposal(&dao, id).voteStart;
    dao.sandbox().advance_to(snapshot - 1);
    send(&dao, alice, &before, 10 * TOKEN);
    dao.sandbox().advance_to(snapshot);
    send(&dao, alice, &within, 20 * TOKEN);
    delegate(&dao, bob, carol);
    dao.sandbox().advance_to(snapshot + 1);
    send(&dao, alice, &after, 40 * TOKEN);
    send(&dao, &before, &after, 10 * TOKEN);
    delegate(&dao, carol, bob);
    let weights = [(alice, 470), (bob, 0), (carol, 450), (&before, 10), (&within, 20), (&after, 0)];
    for (voter, tokens) in weights {
        assert_eq!(dao.past_votes(voter, snapshot), tokens * TOKEN, "{}", voter.name());
        assert_eq!(dao.vote(voter, id, FOR), U256::from(tokens * TOKEN), "{}", voter.name());
    }
    assert_eq!(tally(&dao, id), tokens([0, 950, 0]));
}

#[test]
fn tokens_count_that_are_minted_until_the_end_of_the_snapshot() {
    for (late, weight) in [(0, 1_000), (1, 0)] {
        let dao = Dao::builder().build();
        let zoe = newcomer(&dao, "zoe");
        let mint = mintCall { to: zoe.address(), amount: U256::from(1_000 * TOKEN) };
        let minting = Motion::new(vec![Action::call(dao.address(), &mint)], "More tokens");
        dao.ready(&minting);
        let id = bring(&dao, &harmless(&dao, "Meanwhile"), PENDING);
        dao.sandbox().advance_to(proposal(&dao, id).voteStart + late);
        dao.contract().call(&zoe, minting.execute(), 0).ok();
        assert_eq!(dao.votes(&zoe), 1_000 * TOKEN);
        dao.sandbox().advance(1);
        assert_eq!(dao.vote(&zoe, id, FOR), U256::from(weight * TOKEN));
        let quorum = if late == 0 { 200 } else { 100 };
        assert_eq!(proposal(&dao, id).quorum, quorum * TOKEN);
    }
}

/// What is lent and given back within a block weighs nothing, in the snapshot's block or any other.
#[test]
fn borrowed_votes_weigh_nothing() {
    let dao = Dao::builder().build();
    let (alice, flash) = (dao.member(0), newcomer(&dao, "flash"));
    let [first, second] = ["First", "Second"].map(|text| bring(&dao, &harmless(&dao, text), PENDING));
    dao.sandbox().advance_to(proposal(&dao, first).voteStart);
    send(&dao, alice, &flash, 500 * TOKEN);
    assert_eq!(dao.votes(&flash), 500 * TOKEN);
    send(&dao, &flash, alice, 500 * TOKEN);
    dao.sandbox().advance(1);
    assert_eq!(dao.vote(&flash, first, FOR), U256::ZERO);
    // In the block of the ballot itself.
    send(&dao, alice, &flash, 500 * TOKEN);
    assert_eq!(dao.vote(&flash, second, FOR), U256::ZERO);
    send(&dao, &flash, alice, 500 * TOKEN);
    for id in [first, second] {
        assert_eq!(dao.vote(alice, id, AGAINST), U256::from(500 * TOKEN));
        assert_eq!(tally(&dao, id), tokens([500, 0, 0]));
    }
}

/// As in OpenZeppelin's Governor.
#[test]
fn a_ballot_without_weight_is_cast_all_the_same() {
    let dao = Dao::builder().build();
    let (alice, eve) = (dao.member(0), newcomer(&dao, "eve"));
    let id = dao.open(&harmless(&dao, "Voted on for nothing"));
    assert!(!has_voted(&dao, &eve, id));
    let receipt = dao.contract().call(&eve, vote(id, FOR), 0).ok();
    assert_eq!(receipt.value, U256::ZERO);
    assert_eq!(receipt.only_event::<VoteCast>(), cast(&eve, id, FOR, 0, ""));
    assert!(has_voted(&dao, &eve, id));
    assert_eq!(tally(&dao, id), tokens([0, 0, 0]));
    send(&dao, alice, &eve, TOKEN);
    dao.sandbox().advance(1);
    is_refused(&dao, &eve, id, FOR, GovernorAlreadyCastVote { voter: eve.address() });
    dao.vote(alice, id, FOR);
    dao.close(id);
    assert_eq!(state(&dao, id), SUCCEEDED);
}
