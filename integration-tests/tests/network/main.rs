//! A whole network of real processes, made to suffer.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod auditor;
mod blocks;
mod consumer;
mod crashes;
mod durable;
mod front;
mod full_disk;
mod liar;
mod lying_node;
mod model_server;
mod moments;
mod network;
mod node_moments;
mod parrot;
mod people;
// The command line is run here as in its own scenarios.
#[path = "../command_line/program.rs"]
mod program;
mod pushes;
mod refusals;
#[path = "../../../oracle/cli/tests/keys/said.rs"]
mod said;
mod silent_oracle;
mod small_disk;
mod succession;
mod upstream;
mod voided;
mod votes;
