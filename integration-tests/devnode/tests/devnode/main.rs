//! The development chain as its users see it: through JSON-RPC, and as a process.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exemptions for tests do not reach what tests call"
)]

mod blocks;
mod connection;
mod contracts;
mod ethereum;
mod finality;
mod lifetime;
mod polkadot_hub;
mod program;
mod transactions;
