//! How the committee agrees: the leader of an epoch proposes, the others re-derive and endorse.
//!
//! Safety does not rest on the leader: an oracle endorses only the commitment that it computes itself,
//! from reports that their nodes signed and from the chain at the cut block, and only if the leader took
//! what it had to take ([`check`]). The leader of epoch `e` at stage `s` is member `(e + s) mod n`, so one
//! that is dead costs one stage. A member signs one commitment in each stage and never goes back to an
//! earlier one; between quorums of two stages the ledger decides, which only one of them can follow.

mod check;
mod due;
mod leader;
mod message;
mod request;
mod selection;

pub use check::{check_selection, check_shape, skipped, SelectionError, ShapeError, Skipped};
pub use due::{heartbeat, is_due_empty};
pub use leader::{distance, leads, stage};
pub use message::{check_endorsement, check_quorum, proposer, sign_commitment, sign_proposal, MessageError};
pub use request::{check_request, sign_request, RequestError};
pub use selection::{allot, select, Waiting};
pub use tributary_core::agreement::{
    Endorsement, Proposal, Quorum, Range, ReportsRequest, SignedProposal, SignedRequest,
};

#[cfg(test)]
mod tests;
