//! Epochs: thousands of reports become one commitment of constant size.

mod commitment;
mod division;
mod judgement;
mod state;
mod transition;
mod votes_share;

#[cfg(test)]
mod tests;

pub use commitment::{Commitment, CommitmentError, Head};
pub use division::{divide, DivisionError};
pub use judgement::{fee, judge, Signatures, Worthless};
pub use state::{PayerCursor, State};
pub use transition::{transition, Epoch, Inputs, Judged, TransitionError};
pub use votes_share::{merits, votes};
