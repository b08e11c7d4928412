//! What the chain charges for: time and proof size.

use serde::{Deserialize, Serialize};
use subxt::ext::{scale_decode, scale_encode};

/// Execution cost on the chain.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    scale_encode::EncodeAsType,
    scale_decode::DecodeAsType,
)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Weight {
    /// Picoseconds on the reference machine.
    pub ref_time: u64,
    /// Bytes of storage proof.
    pub proof_size: u64,
}

impl Weight {
    /// This plus `percent` of it.
    pub fn plus_percent(self, percent: u64) -> Self {
        let more = |part: u64| part.saturating_add(part.saturating_div(100).saturating_mul(percent));
        Self { ref_time: more(self.ref_time), proof_size: more(self.proof_size) }
    }

    /// Whether neither part exceeds `most`.
    pub const fn fits(self, most: Self) -> bool {
        self.ref_time <= most.ref_time && self.proof_size <= most.proof_size
    }

    /// The smaller of each part.
    pub fn min(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.min(other.ref_time),
            proof_size: self.proof_size.min(other.proof_size),
        }
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} µs and {} bytes of proof", self.ref_time.saturating_div(1_000_000), self.proof_size)
    }
}
