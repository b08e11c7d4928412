//! Who can propose: whoever has the votes, and what a description reserves only whom it names.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::IGovernance::{
        proposalProposerCall, GovernorInsufficientProposerVotes, GovernorRestrictedProposer, Params,
    },
    Actor, Dao, TOKEN,
};

use super::{
    members::{delegate, newcomer, send},
    states::{bring, harmless, ACTIVE},
};
use crate::refusal::refuses;

fn poor(proposer: &Actor, votes: u128) -> GovernorInsufficientProposerVotes {
    GovernorInsufficientProposerVotes {
        proposer: proposer.address(),
        votes: U256::from(votes),
        threshold: U256::from(TOKEN),
    }
}

#[track_caller]
fn proposes(dao: &Dao, proposer: &Actor, description: &str) {
    let motion = harmless(dao, description);
    let id = dao.contract().call(proposer, motion.propose(), 0).ok().value;
    assert_eq!(dao.contract().view(proposalProposerCall { proposalId: id }), proposer.address());
}

#[track_caller]
fn is_too_poor(dao: &Dao, proposer: &Actor, votes: u128) {
    refuses(dao.contract(), proposer, harmless(dao, "Too poor").propose(), poor(proposer, votes));
}

#[test]
fn the_threshold_is_enough_and_a_unit_less_is_not() {
    let members = [("alice", 500 * TOKEN), ("bob", TOKEN - 1), ("carol", TOKEN)];
    let dao = Dao::builder().members(&members).build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    is_too_poor(&dao, bob, TOKEN - 1);
    proposes(&dao, carol, "Just enough");
    proposes(&dao, alice, "More than enough");
}

/// Who borrows votes has to hold them at the end of a block, when others can see it and it can cost.
#[test]
fn votes_count_as_at_the_end_of_the_block_before() {
    let members = [("alice", 500 * TOKEN), ("bob", TOKEN - 1), ("carol", TOKEN)];
    let dao = Dao::builder().members(&members).build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    // In the block in which votes come they are none yet, and in which they go they are still some.
    send(&dao, alice, bob, 1);
    send(&dao, carol, alice, 1);
    is_too_poor(&dao, bob, TOKEN - 1);
    proposes(&dao, carol, "For the last time");
    dao.sandbox().advance(1);
    proposes(&dao, bob, "For the first time");
    is_too_poor(&dao, carol, TOKEN - 1);
    // What is borrowed and given back within a block never counts.
    let flash = newcomer(&dao, "flash");
    send(&dao, alice, &flash, 400 * TOKEN);
    is_too_poor(&dao, &flash, 0);
    send(&dao, &flash, alice, 400 * TOKEN);
    dao.sandbox().advance(1);
    is_too_poor(&dao, &flash, 0);
}

#[test]
fn votes_count_for_who_they_are_delegated_to() {
    let dao = Dao::builder().build();
    let [eve, frank] = ["eve", "frank"].map(|name| dao.sandbox().actor(name));
    send(&dao, dao.member(0), &eve, 100 * TOKEN);
    dao.sandbox().advance(1);
    is_too_poor(&dao, &eve, 0);
    delegate(&dao, &eve, &frank);
    is_too_poor(&dao, &frank, 0);
    dao.sandbox().advance(1);
    is_too_poor(&dao, &eve, 0);
    proposes(&dao, &frank, "With another's tokens");
}

#[test]
fn without_a_threshold_anybody_can_propose() {
    let params = Params { proposalThreshold: 0, ..Dao::builder().params };
    let dao = Dao::builder().params(params).build();
    proposes(&dao, &dao.sandbox().actor("nobody"), "For free");
}

fn digits(address: Address) -> String {
    format!("{address:?}").trim_start_matches("0x").to_owned()
}

#[test]
fn a_description_that_ends_with_a_proposer_is_that_proposers() {
    let dao = Dao::builder().build();
    let [alice, bob] = [0, 1].map(|place| dao.member(place));
    let own = digits(alice.address());
    assert_eq!(own, own.to_lowercase());
    let mixed: String =
        own.char_indices().map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c }).collect();
    let endings = [
        format!("#proposer=0x{own}"),
        format!("Lower case #proposer=0x{own}"),
        format!("Upper case#proposer=0x{}", own.to_uppercase()),
        format!("Mixed case\n#proposer=0x{mixed}"),
        // Only the last one counts.
        format!("Twice #proposer=0x{}#proposer=0x{own}", digits(bob.address())),
        format!("Ünïcödé before it #proposer=0x{own}"),
    ];
    for description in endings {
        let motion = harmless(&dao, &description);
        let restricted = GovernorRestrictedProposer { proposer: bob.address() };
        refuses(dao.contract(), bob, motion.propose(), restricted);
        proposes(&dao, alice, &description);
    }
}

#[test]
fn what_nearly_ends_with_a_proposer_is_anybodys() {
    let dao = Dao::builder().build();
    let (bob, own) = (dao.member(1), digits(dao.member(0).address()));
    let near_misses = [
        format!("#proposer=0x{}", &own[1..]),
        format!("#proposer=0x0{own}"),
        format!("#proposer=0x{own}\n"),
        format!("#proposer=0x{own} "),
        format!("#proposer=0x{own}."),
        format!("#proposer=0X{own}"),
        format!("#Proposer=0x{own}"),
        format!("#proposer= 0x{own}"),
        format!("#proposer 0x{own}"),
        format!("proposer=0x{own}"),
        format!("#proposer={own}"),
        format!("#proposer=0xg{}", &own[1..]),
        format!("#proposer=0x{}g", &own[1..]),
        format!("#proposer=0x {}", &own[1..]),
        format!("#proposer=0x{own} in the middle"),
        "#proposer=0x".to_owned(),
    ];
    for description in near_misses {
        proposes(&dao, bob, &description);
    }
}

#[test]
fn what_is_reserved_for_the_zero_address_is_nobodys() {
    let dao = Dao::builder().build();
    let motion = harmless(&dao, &format!("#proposer=0x{}", "0".repeat(40)));
    for member in dao.members() {
        let restricted = GovernorRestrictedProposer { proposer: member.address() };
        refuses(dao.contract(), member, motion.propose(), restricted);
    }
}

/// Somebody who sees it coming could make the same proposal first, and cancel it.
#[test]
fn who_takes_the_name_off_makes_another_proposal() {
    let dao = Dao::builder().build();
    let [alice, bob] = [0, 1].map(|place| dao.member(place));
    let reserved = harmless(&dao, &format!("Mine #proposer=0x{}", digits(alice.address())));
    let copied = harmless(&dao, "Mine");
    dao.contract().call(bob, copied.propose(), 0).ok();
    dao.contract().call(bob, copied.cancel(), 0).ok();
    assert_ne!(copied.id(), reserved.id());
    bring(&dao, &reserved, ACTIVE);
}
