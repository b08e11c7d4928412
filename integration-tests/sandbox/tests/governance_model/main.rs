//! Random operations on the DAO's token against a model in plain Rust that keeps a copy of everything per block.
//!
//! Every answer, event and refusal is predicted to the byte. At the end the contract is asked for the votes of
//! everybody at every block that passed, for the supply, and for every checkpoint. A disagreement fails with the seed
//! and the operations so far. Environment:
//!
//! - `TRIBUTARY_DAO_SEED`: this seed instead of the tests' own; the test of its profile (few accounts if the seed
//!   divides by 4) runs it, the others do nothing.
//! - `TRIBUTARY_DAO_OPERATIONS`: how many operations per seed.
#![allow(
    non_snake_case,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod acts;
mod checks;
#[path = "../model/dice.rs"]
#[allow(dead_code, reason = "the other model throws more")]
mod dice;
#[path = "../model/environment.rs"]
mod environment;
mod expectations;
mod forms;
#[path = "../model/journal.rs"]
mod journal;
mod plain;
mod sensitivity;
mod verdict;
mod world;

use environment::from_environment;
use world::{Profile, World};

/// Operations per seed.
const OPERATIONS: usize = 400;

/// What a seed's run is like.
const fn profile(seed: u64) -> Profile {
    match seed % 4 {
        0 => Profile::Few,
        _ => Profile::Many,
    }
}

/// Random operations, with what everybody has compared now and then.
fn operate(world: &mut World, operations: usize) {
    for number in 1..=operations {
        world.step();
        if number % 50 == 0 {
            world.check_present();
        }
    }
}

/// One run.
fn run(own: u64, first_of_profile: bool) {
    let seed = match from_environment("TRIBUTARY_DAO_SEED") {
        Some(seed) if first_of_profile && profile(seed) == profile(own) => seed,
        Some(_) => return,
        None => own,
    };
    let operations = from_environment("TRIBUTARY_DAO_OPERATIONS")
        .map_or(OPERATIONS, |count| usize::try_from(count).unwrap());
    println!("seed {seed} ({:?}), {operations} operations", profile(seed));
    let mut world = World::new(seed, profile(seed), None);
    operate(&mut world, operations);
    if operations >= OPERATIONS {
        world.catch_up();
    }
    world.check_present();
    world.check_past();
    println!("{} operations\n{}", world.journal.operations(), world.journal.table());
}

#[test]
fn tokens_and_votes_of_many() {
    run(1, true);
}

#[test]
fn tokens_and_votes_of_many_again() {
    run(2, false);
}

#[test]
fn tokens_and_votes_of_many_once_more() {
    run(3, false);
}

#[test]
fn tokens_and_votes_of_few_whose_checkpoints_spill() {
    run(4, true);
}
