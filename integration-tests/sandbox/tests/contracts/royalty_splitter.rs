//! The royalty splitter on real `pallet-revive`.

mod batches;
mod claims;
mod deposits;
mod encoding;
mod escrow;
mod exits;
mod leaving;
mod reassignment;
mod recipients;
mod reentry;
mod releases;
mod reserves;
mod roles;
mod session_keys;
mod settling;
mod succession;
mod tables;
