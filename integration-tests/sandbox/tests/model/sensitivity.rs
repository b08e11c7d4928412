//! The test itself is tested: what should be found out is.

use std::panic::{catch_unwind, AssertUnwindSafe};

use frame_support::traits::{fungible::Mutate, tokens::Preservation};
use tributary_core::Account;
use tributary_sandbox::runtime::Balances;

use crate::{
    acts::word,
    operate,
    plain::{
        rules::{forget, Rule, RULES},
        splitter::Claim,
    },
    world::{Profile, Touch, World},
    OPERATIONS,
};

/// A run in which money was claimed.
fn earned(seed: u64) -> (World, Claim) {
    let mut world = World::new(seed, Profile::Honest);
    while world.model.splitter.totals.claimed == 0 {
        world.step();
    }
    let tree = world.oracles.epoch(world.model.splitter.root.epoch).payout.clone();
    let claimed =
        |account: &Account| world.model.splitter.royalties.get(account).map_or(0, |royalty| royalty.claimed);
    let index = tree.leaves.iter().position(|leaf| leaf.amount > 0 && claimed(&leaf.account) == leaf.amount);
    let index = index.expect("what was claimed is in the final root");
    let leaf = tree.leaves[index];
    let claim = Claim { account: word(leaf.account), cumulative: leaf.amount, proof: tree.prove(index) };
    (world, claim)
}

#[test]
#[should_panic(expected = "owed and unseen wei against the balance")]
fn a_planck_that_leaves_the_splitter_unseen_is_missed() {
    let (world, _) = earned(3);
    let sandbox = world.suite.sandbox();
    let from = sandbox.account_of(world.model.splitter.address);
    let to = sandbox.account_of(world.cast.stranger.address());
    sandbox.run(|| Balances::transfer(&from, &to, 1, Preservation::Preserve)).unwrap();
    world.check(Touch::Nothing);
}

#[test]
#[should_panic(expected = "should have")]
fn a_planck_that_somebody_got_from_nowhere_is_noticed() {
    let (world, _) = earned(3);
    world.suite.sandbox().endow(world.cast.stranger.actor.account(), 1);
    world.check(Touch::Nothing);
}

#[test]
#[should_panic(expected = "was predicted")]
fn a_claim_that_would_pay_again_is_found_out() {
    let (mut world, claim) = earned(3);
    forget(Some(Rule::ClaimOnce));
    world.claim(&claim);
}

#[test]
#[should_panic(expected = "was predicted")]
fn a_seat_taken_without_its_keys_consent_is_found_out() {
    let mut world = World::new(3, Profile::Honest);
    forget(Some(Rule::Consent));
    for _ in 0..200 {
        world.register_oracle();
    }
}

/// The rules without which money would go astray soonest.
const MONEY: [Rule; 8] = [
    Rule::WithdrawalCap,
    Rule::Solvency,
    Rule::OwedOnce,
    Rule::DrawnOnce,
    Rule::PathToRoot,
    Rule::ExitCovered,
    Rule::Quorum,
    Rule::Window,
];

/// Forgets each of these rules, and returns those of which nobody took notice.
fn unnoticed(rules: &[Rule]) -> Vec<Rule> {
    let mut unnoticed = Vec::new();
    for rule in rules.iter().copied() {
        forget(Some(rule));
        let why = [2, 5, 8, 11, 14, 17].iter().find_map(|seed| {
            let run = AssertUnwindSafe(|| operate(&mut World::new(*seed, Profile::Corrupt), OPERATIONS));
            let panic = catch_unwind(run).err()?;
            // What stops the model itself, an overflow of what it believes, is no disagreement: the next seed.
            let text = panic.downcast_ref::<String>()?;
            let at = text.find("at the last of these operations: ")?;
            Some(format!("seed {seed}, operation {}: {:.300}", text[..at].lines().count(), &text[at + 33..]))
        });
        match why {
            Some(why) => println!("without {rule:?}: {why}"),
            None => unnoticed.push(rule),
        }
    }
    forget(None);
    unnoticed
}

/// Each rule that the model forgets makes it disagree with the contracts before long.
#[test]
fn a_forgotten_rule_of_money_is_found_out() {
    assert_eq!(unnoticed(&MONEY), []);
}

#[test]
#[ignore = "takes minutes; for changes of the model"]
fn every_forgotten_rule_is_found_out() {
    assert_eq!(unnoticed(&RULES), []);
}
