//! Who voted on what, kept for ever. The contract keeps it in windows of 128 proposals, in the order in which they
//! were made.

use alloy_primitives::U256;
use rand_chacha::{
    rand_core::{RngCore, SeedableRng},
    ChaCha8Rng,
};
use tributary_sandbox::{
    abi::IGovernance::{castVoteCall, hasVotedCall, GovernorAlreadyCastVote, Params},
    dao::FOR,
    Actor, Dao, TOKEN,
};

use super::states::{harmless, proposal};

/// More than two windows of proposals.
const PROPOSALS: usize = 310;

#[track_caller]
fn has_voted(dao: &Dao, voter: &Actor, id: U256) -> bool {
    dao.contract().view(hasVotedCall { proposalId: id, account: voter.address() })
}

/// A number below `end`.
fn below(random: &mut ChaCha8Rng, end: usize) -> usize {
    usize::try_from(random.next_u64() % u64::try_from(end).unwrap()).unwrap()
}

#[track_caller]
fn votes_on_all_in_the_order_of(seed: u64) {
    let params = Params { votingPeriod: 100, ..Dao::builder().params };
    let dao = Dao::builder().params(params).build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    let made: Vec<U256> = (0..PROPOSALS)
        .map(|number| {
            let motion = harmless(&dao, &format!("Number {number}"));
            dao.contract().call(alice, motion.propose(), 0).ok().value
        })
        .collect();
    dao.sandbox().advance_to(proposal(&dao, made[0]).voteStart + 1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..PROPOSALS).collect();
    for end in (1..PROPOSALS).rev() {
        order.swap(end, below(&mut random, end + 1));
    }
    for (done, place) in order.iter().enumerate() {
        let id = made[*place];
        assert!(!has_voted(&dao, bob, id), "not yet on {place}");
        // Nobody is locked out.
        assert_eq!(dao.vote(bob, id, FOR), U256::from(300 * TOKEN), "on {place}");
        assert!(has_voted(&dao, bob, id), "on {place}");
        // Nor in twice.
        let earlier = order[below(&mut random, done + 1)];
        for again in [*place, earlier] {
            let call = castVoteCall { proposalId: made[again], support: FOR };
            let refusal: GovernorAlreadyCastVote = dao.contract().call(bob, call, 0).refusal();
            assert_eq!(refusal.voter, bob.address(), "on {again}");
        }
    }
    for id in made {
        assert!(has_voted(&dao, bob, id) && !has_voted(&dao, carol, id));
        assert_eq!(proposal(&dao, id).forVotes, 300 * TOKEN);
    }
}

#[test]
fn an_account_votes_once_on_each_of_many_proposals_that_are_open_at_once() {
    votes_on_all_in_the_order_of(1);
}

#[test]
fn in_whatever_order() {
    votes_on_all_in_the_order_of(2);
}

#[test]
fn receipts_outlive_the_proposals() {
    let dao = Dao::builder().build();
    let bob = dao.member(1);
    let first = dao.open(&harmless(&dao, "The first"));
    dao.vote(bob, first, FOR);
    let mut latest = first;
    // The 129th is the first of the next window.
    for number in 1..=128 {
        let motion = harmless(&dao, &format!("Number {number}"));
        latest = dao.contract().call(bob, motion.propose(), 0).ok().value;
    }
    dao.sandbox().advance_to(proposal(&dao, latest).voteStart + 1);
    assert!(has_voted(&dao, bob, first) && !has_voted(&dao, bob, latest));
    dao.vote(bob, latest, FOR);
    dao.sandbox().advance(1_000_000);
    assert!(has_voted(&dao, bob, first) && has_voted(&dao, bob, latest));
    assert!(!has_voted(&dao, dao.member(0), first) && !has_voted(&dao, dao.member(0), latest));
}
