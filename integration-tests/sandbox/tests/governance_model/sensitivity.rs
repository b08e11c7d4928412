//! The test itself is tested: a model that forgets a rule has to disagree with the contract.

use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::{
    operate,
    plain::rules::{Rule, OF_CALLS, OF_THE_PAST},
    profile,
    world::World,
};

/// Operations per seed: enough for every kind of them.
const OPERATIONS: usize = 150;

fn attempt(seed: u64, forgotten: Option<Rule>) {
    let mut world = World::new(seed, profile(seed), forgotten);
    operate(&mut world, OPERATIONS);
    world.check_present();
    world.check_past();
}

/// What is said of the first seed that finds out, if one does.
fn found(rule: Rule) -> Option<String> {
    (1..=4).find_map(|seed| {
        let panic = catch_unwind(AssertUnwindSafe(|| attempt(seed, Some(rule)))).err()?;
        let text = panic.downcast_ref::<String>()?;
        // Only a disagreement counts, and not a model that broke by what it forgot.
        let why =
            text.split("\nseed ").next().filter(|_| text.contains("at the last of these operations"))?;
        Some(format!("seed {seed}: {why:.300}"))
    })
}

/// Forgets each of these rules, and returns those of which nobody took notice.
fn unnoticed(rules: &[Rule]) -> Vec<Rule> {
    let mut unnoticed = Vec::new();
    for rule in rules.iter().copied() {
        match found(rule) {
            Some(why) => println!("without {rule:?}: {why}"),
            None => unnoticed.push(rule),
        }
    }
    unnoticed
}

#[test]
fn a_forgotten_rule_of_calls_is_found_out() {
    assert_eq!(unnoticed(&OF_CALLS), []);
}

#[test]
fn a_forgotten_rule_of_the_past_is_found_out() {
    assert_eq!(unnoticed(&OF_THE_PAST), []);
}

/// What is found out above is what was forgotten, and not that runs of this length disagree anyway.
#[test]
fn a_model_that_forgets_nothing_agrees() {
    attempt(1, None);
    attempt(4, None);
}
