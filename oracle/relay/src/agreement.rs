//! How the committee agrees: the leader of an epoch proposes, the others re-derive and endorse.
//!
//! Safety does not rest on the leader: an oracle endorses only the commitment that it computes itself,
//! from reports that their nodes signed and from the chain at the cut block. The leader of epoch `e` at
//! stage `s` is member `(e + s) mod n`, so one that is dead costs one stage.

mod leader;
mod message;
mod selection;

pub use leader::{leads, stage};
pub use message::{Endorsement, MessageError, Proposal, Range, SignedProposal};
pub use selection::select;

#[cfg(test)]
mod tests;
