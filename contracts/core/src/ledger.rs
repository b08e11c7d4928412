//! The attribution ledger's rules: which epochs it takes, in which order they become final, who signs
//! them and how signers are replaced.

mod params;
mod queue;
mod rotation;
mod signatures;
mod submission;

pub use params::{
    longest_epoch, spacing, ExitTimes, Param, ParamError, Params, MAX_CHALLENGE_WINDOW, MAX_COMMITTEE_DELAY,
    MAX_PENDING, MAX_REPORT_AGE, MAX_RETIREMENT_GRACE, MAX_STAGE, MAX_VOUCHER_LIFE,
};
pub use queue::{Pending, Queue, QueueError};
pub use rotation::Scheduled;
pub use signatures::{verify_quorum, SignatureError, SIGNATURE_BYTES};
pub use submission::{decode_commitment, encoded_digest, encoded_hash, Malformed, COMMITMENT_BYTES};
