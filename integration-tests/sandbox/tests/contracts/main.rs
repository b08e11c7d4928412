//! The contracts on the real `pallet-revive`: what each message does, to whom it is open, and what it
//! refuses.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exemptions for tests do not reach what tests call"
)]

mod attribution_ledger;
mod calldata;
mod conformance;
mod costs_targets;
mod dataset_nft;
mod expectation;
mod governance;
mod model_registry;
mod node_registry;
mod ownership;
mod probe;
mod readme;
mod refusal;
mod royalty_splitter;
mod sandbox;
mod scene;
