#![allow(clippy::arithmetic_side_effects)]

use tributary_client::{governance::Ballot, keys::OracleKey};
use tributary_core::governance::Support;

use super::*;
use crate::dao::standing::tests::record;

const DOMAIN: BallotDomain = BallotDomain { chain_id: 7, contract: Address::repeat_byte(0xda) };

fn key(number: u8) -> OracleKey {
    OracleKey::from_bytes(&[number; 32]).unwrap()
}

fn voter(number: u8) -> Address {
    Address::new(key(number).address().0)
}

fn found(place: &str, number: u8, proposal: u64, nonce: u64) -> Found {
    let ballot = Ballot {
        proposal: U256::from(proposal),
        support: Support::For,
        voter: voter(number),
        nonce,
        reason: None,
    };
    Found { place: place.to_owned(), signed: ballot.sign(DOMAIN, &key(number)).unwrap() }
}

fn with_reason(mut found: Found, number: u8) -> Found {
    found.signed.ballot.reason = Some("because".to_owned());
    found.signed = found.signed.ballot.sign(DOMAIN, &key(number)).unwrap();
    found
}

/// Proposals 1 and 2 are open; voters 1 to 60 are at nonce 0 and have a vote on each.
fn facts() -> Facts {
    let mut facts = Facts::default();
    for proposal in [1, 2].map(U256::from) {
        facts.proposals.insert(proposal, record(State::Active));
        for number in 1..=60 {
            facts.voters.insert((proposal, voter(number)), (false, U256::from(1)));
        }
    }
    facts
}

fn left_out(plan: &Plan) -> Vec<(&str, &str)> {
    plan.left_out.iter().map(|left| (left.place.as_str(), left.reason.as_str())).collect()
}

#[test]
fn ballots_of_one_proposal_go_together() {
    let ballots: Vec<_> = (1..=3).map(|number| found("a file", number, 1, 0)).collect();
    let plan = Plan::of(ballots.clone(), &facts());
    assert_eq!(plan, Plan { relays: vec![Relay::Batch(U256::from(1), ballots.clone())], left_out: vec![] });
    let call = batch_call(U256::from(1), &ballots);
    assert_eq!((call.support.as_slice(), call.voters.len()), (&[1, 1, 1][..], 3));
    assert_eq!(call.signatures[2].as_ref(), ballots[2].signed.signature);
}

#[test]
fn a_batch_has_so_many_ballots_at_most() {
    let ballots = (1..=60).map(|number| found("a file", number, 1, 0)).collect();
    let sizes: Vec<_> = Plan::of(ballots, &facts())
        .relays
        .iter()
        .map(|relay| match relay {
            Relay::Batch(_, ballots) => ballots.len(),
            Relay::Single(_) => panic!("none has a reason"),
        })
        .collect();
    assert_eq!(sizes, [BATCH, 10]);
}

#[test]
fn a_voters_ballots_go_in_the_order_of_their_nonces() {
    let ballots =
        vec![found("second", 1, 1, 1), found("first", 1, 2, 0), found("x", 2, 1, 0), found("y", 2, 2, 1)];
    let plan = Plan::of(ballots, &facts());
    assert!(plan.left_out.is_empty(), "{plan:?}");
    let order: Vec<Vec<_>> = plan
        .relays
        .iter()
        .map(|relay| match relay {
            Relay::Batch(_, ballots) => ballots.iter().map(|found| found.place.as_str()).collect(),
            Relay::Single(found) => vec![found.place.as_str()],
        })
        .collect();
    assert_eq!(order, [["x"], ["first"], ["second"], ["y"]]);
}

#[test]
fn a_ballot_with_a_reason_goes_by_itself() {
    let single = with_reason(found("why", 1, 1, 0), 1);
    let plan = Plan::of(vec![single.clone(), found("plain", 2, 1, 0)], &facts());
    let [Relay::Batch(_, batch), Relay::Single(alone)] = &plan.relays[..] else { panic!("{plan:?}") };
    assert_eq!((batch.len(), &**alone), (1, &single));
    let call = single_call(&alone.signed);
    assert_eq!((call.reason.as_str(), call.params.len()), ("because", 0));
}

#[test]
fn ballots_that_would_not_count_are_named_with_the_reason() {
    let mut facts = facts();
    facts.nonces.insert(voter(1), 5);
    facts.voters.insert((U256::from(1), voter(3)), (true, U256::from(1)));
    facts.voters.insert((U256::from(1), voter(4)), (false, U256::ZERO));
    facts.proposals.insert(U256::from(2), record(State::Defeated));
    let plan = Plan::of(
        vec![
            found("old", 1, 1, 4),
            found("early", 2, 1, 1),
            found("voted", 3, 1, 0),
            found("powerless", 4, 1, 0),
            found("closed", 5, 2, 0),
            found("unknown", 6, 3, 0),
            found("good", 7, 1, 0),
        ],
        &facts,
    );
    let [Relay::Batch(_, good)] = &plan.relays[..] else { panic!("{plan:?}") };
    assert_eq!(good[0].place, "good");
    let left: BTreeMap<_, _> = left_out(&plan).into_iter().collect();
    for (place, part) in [
        ("old", "nonce 4, and"),
        ("early", "has to come first"),
        ("voted", "has voted on proposal"),
        ("powerless", "0 votes at block 800"),
        ("closed", "is defeated"),
        ("unknown", "there is no proposal"),
    ] {
        assert!(left[place].contains(part), "{place}: {}", left[place]);
    }
    assert_eq!(left.len(), 6);
}

#[test]
fn the_second_ballot_on_a_proposal_is_left_out() {
    let plan = Plan::of(vec![found("one", 1, 1, 0), found("two", 1, 1, 1)], &facts());
    let [("two", reason)] = left_out(&plan)[..] else { panic!("{plan:?}") };
    assert!(reason.contains("another ballot"), "{reason}");
}

#[test]
fn ballots_of_others_are_left_out_before_the_chain_is_asked() {
    let mut elsewhere = found("elsewhere", 1, 1, 0);
    elsewhere.signed.domain.chain_id = 8;
    let mut other = found("other", 1, 1, 0);
    other.signed.domain.contract = Address::ZERO;
    let mut forged = found("forged", 1, 1, 0);
    forged.signed.ballot.support = Support::Against;
    let good = found("good", 1, 1, 0);
    let (kept, left) = sorted(vec![elsewhere, other, forged, good.clone()], &DOMAIN);
    assert_eq!(kept, [good]);
    for (left, part) in left.iter().zip(["chain of id 8", "for the DAO 0x00", "not of the voter"]) {
        assert!(left.reason.contains(part), "{}: {}", left.place, left.reason);
    }
    assert_eq!(left.len(), 3);
}
