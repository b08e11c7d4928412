//! The command line as people use it: the real program against a real chain.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod announced;
mod consumers;
mod creators;
mod dao;
mod decisions;
mod deploying;
mod earners;
mod epochs;
mod members;
mod models;
mod operators;
mod origins;
mod owners;
mod parts;
mod passage;
mod program;
mod proving;
// What a run said is read here as the command line's own tests read it.
#[path = "../../../oracle/cli/tests/keys/said.rs"]
mod said;
mod stopped;
#[path = "../../../oracle/cli/tests/keys/terminal.rs"]
mod terminal;
mod user;
mod votes;
