//! Thousands of random operations, and false roots, against a model in plain Rust.
//!
//! Every call's answer or refusal is predicted to the byte, every balance to the wei. A disagreement
//! fails with the seed and the operations so far. Environment:
//!
//! - `TRIBUTARY_MODEL_SEED`: this seed instead of the tests' own; the test of its profile (the seed's
//!   remainder by 3) runs it, the others do nothing.
//! - `TRIBUTARY_MODEL_OPERATIONS`: how many operations per seed.
#![allow(
    non_snake_case,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod acts;
mod answers;
mod cast;
mod checks;
mod dice;
mod environment;
mod expectations;
mod finale;
mod journal;
mod oracles;
mod plain;
mod refusal;
mod sensitivity;
mod setting;
mod world;

use environment::from_environment;
use world::{Profile, World};

/// Operations per seed.
const OPERATIONS: usize = 1_500;

/// From so many on, a run has to meet rare outcomes too.
const LONG: usize = 3_500;

/// What a seed's run is like.
const fn profile(seed: u64) -> Profile {
    match seed % 3 {
        0 => Profile::Honest,
        1 => Profile::Turbulent,
        _ => Profile::Corrupt,
    }
}

/// Random operations, with all state compared now and then.
fn operate(world: &mut World, operations: usize) {
    let mut checked = 0;
    while world.journal.operations() < operations {
        world.step();
        if world.journal.operations() > checked + 100 {
            checked = world.journal.operations();
            world.check_all();
        }
    }
}

/// One run.
fn run(own: u64, first_of_profile: bool) {
    let seed = match from_environment("TRIBUTARY_MODEL_SEED") {
        Some(seed) if first_of_profile && profile(seed) == profile(own) => seed,
        Some(_) => return,
        None => own,
    };
    let profile = profile(seed);
    let operations = from_environment("TRIBUTARY_MODEL_OPERATIONS")
        .map_or(OPERATIONS, |count| usize::try_from(count).unwrap());
    println!("seed {seed} ({profile:?}), {operations} operations");
    let mut world = World::new(seed, profile);
    operate(&mut world, operations);
    if operations >= OPERATIONS {
        world.catch_up(operations >= LONG);
    }
    world.check_all();
    world.finish();
    println!("{} operations\n{}", world.journal.operations(), world.journal.table());
}

macro_rules! seeds {
    ($($name:ident $seed:literal $first:literal),*) => {$(
        #[test]
        fn $name() {
            run($seed, $first);
        }
    )*};
}

seeds! {
    honest_oracles_and_patient_payers 3 true,
    honest_oracles_and_patient_payers_again 6 false,
    payers_who_escape 1 true,
    payers_who_escape_again 4 false,
    a_corrupt_committee 2 true,
    a_corrupt_committee_again 5 false
}
