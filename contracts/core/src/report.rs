//! A node's signed statement of one paid answer.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    domain::{Domain, Kind},
    hashing::Hashing,
    ids::{BlockNumber, DatasetId, Hash, NodeId},
    money::Wei,
    ppm::Ppm,
    voucher::Voucher,
};

/// The most datasets one report may credit.
pub const MAX_SHARES: usize = 64;

/// An ed25519 signature (`R ‖ s`).
pub type Signature = [u8; 64];

/// Signed by the node's key over [`Report::digest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Report {
    /// The node that answered.
    pub node: NodeId,
    /// Gap-free per node, starting at 1.
    pub sequence: u64,
    /// What the consumer signed.
    pub voucher: Voucher,
    /// The session key's signature over it.
    pub voucher_signature: Signature,
    /// [`crate::voucher::response_hash`] of the answer.
    pub response_hash: Hash,
    /// Tokens read.
    pub prompt_tokens: u32,
    /// Tokens written.
    pub completion_tokens: u32,
    /// What the node charges.
    pub fee: Wei,
    /// The block as of which everything here is judged.
    pub anchor_block: BlockNumber,
    /// Version of the attribution method.
    pub method: u16,
    /// The corpus that the answer was attributed against.
    pub corpus_root: Hash,
    /// Sorted, distinct, non-zero, at most [`MAX_SHARES`], together at most the whole; the rest is
    /// the model's own.
    pub shares: Vec<(DatasetId, Ppm)>,
}

impl Report {
    /// The message that the node signs; also the report's hash in an epoch's tree.
    pub fn digest<H: Hashing>(&self, domain: &Domain) -> Hash {
        domain.digest::<H>(Kind::Report, self)
    }
}

/// A report with its node's signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SignedReport {
    /// The statement.
    pub report: Report,
    /// The node key's signature over [`Report::digest`].
    pub signature: Signature,
}
