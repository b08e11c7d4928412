//! What oracles send each other about an epoch, and what of it they sign.
//!
//! Who may say what, and when, is the oracles' policy; the bytes are the protocol's.

mod proposal;
mod quorum;
mod request;

#[cfg(test)]
mod tests;

pub use proposal::{Proposal, Range, SignedProposal};
pub use quorum::{Endorsement, Quorum};
pub use request::{ReportsRequest, SignedRequest};
