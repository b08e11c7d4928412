//! A commitment as it arrives: bytes that are hashed as they are.

use scale::{Decode, Encode, Output};

use crate::{
    domain::{Domain, Kind},
    epoch::Commitment,
    hashing::Hashing,
    ids::Hash,
};

#[cfg(test)]
mod tests;

/// The length of every encoded [`Commitment`].
pub const COMMITMENT_BYTES: usize = 452;

/// Not a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes are no commitment, which has {COMMITMENT_BYTES}")]
pub struct Malformed {
    /// How many bytes there are.
    pub length: u32,
}

/// Decodes a commitment, which takes exactly [`COMMITMENT_BYTES`].
///
/// # Errors
/// [`Malformed`] for any other length; every content of this length is one.
pub fn decode_commitment(bytes: &[u8]) -> Result<Commitment, Malformed> {
    let malformed = Malformed { length: u32::try_from(bytes.len()).unwrap_or(u32::MAX) };
    if bytes.len() != COMMITMENT_BYTES {
        return Err(malformed);
    }
    let mut rest = bytes;
    Commitment::decode(&mut rest).map_err(|_| malformed)
}

/// [`Commitment::hash`] of an encoded commitment (never of the one before any epoch).
pub fn encoded_hash<H: Hashing>(bytes: &[u8]) -> Hash {
    H::keccak256(bytes)
}

/// [`Commitment::digest`] of an encoded commitment.
pub fn encoded_digest<H: Hashing>(bytes: &[u8], domain: &Domain, config_digest: &Hash) -> Hash {
    domain.digest::<H>(Kind::Commitment, &(config_digest, Encoded(bytes)))
}

/// Bytes that are an encoding already.
struct Encoded<'a>(&'a [u8]);

impl Encode for Encoded<'_> {
    fn size_hint(&self) -> usize {
        self.0.len()
    }

    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(self.0);
    }
}
