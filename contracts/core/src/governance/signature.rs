//! A voter's or holder's secp256k1 signature, and which of its forms count.

use crate::{
    ids::Hash,
    secp256k1::{is_low_s, is_recovery},
};

#[cfg(test)]
mod tests;

/// A signature in its three parts, as `permit` and `delegateBySig` take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Which of the two keys that fit signed: 27 or 28.
    pub v: u8,
    /// The x coordinate of the signature's point, big-endian.
    pub r: Hash,
    /// The signature's scalar, big-endian.
    pub s: Hash,
}

/// What makes bytes no signature that counts; the rules and their order are those of OpenZeppelin's ECDSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not one whole signature.
    #[error("a signature of {found} bytes; it has 65")]
    Length {
        /// How many bytes there are.
        found: u32,
    },
    /// The other of the two `s` that verify, which would be a second signature made out of a first (EIP-2).
    #[error("s = {s:02x?} is in the upper half of the group order")]
    S {
        /// The `s`, big-endian.
        s: Hash,
    },
    /// No such recovery byte.
    #[error("v = {v} is neither 27 nor 28")]
    V {
        /// The byte.
        v: u8,
    },
}

impl Signature {
    /// The parts of `r ‖ s ‖ v`, 65 bytes. Their form is left to [`Signature::check`].
    ///
    /// # Errors
    /// [`SignatureError::Length`] for any other number of bytes; the short form of ERC-2098 is none either.
    pub fn split(bytes: &[u8]) -> Result<Self, SignatureError> {
        if let Some((r, rest)) = bytes.split_first_chunk::<32>() {
            if let Some((s, [v])) = rest.split_first_chunk::<32>() {
                return Ok(Self { v: *v, r: *r, s: *s });
            }
        }
        Err(SignatureError::Length { found: u32::try_from(bytes.len()).unwrap_or(u32::MAX) })
    }

    /// Passes if `s` is low and `v` is 27 or 28. Who signed, if anybody, is the precompile's to say.
    ///
    /// # Errors
    /// [`SignatureError::S`] first, then [`SignatureError::V`].
    pub fn check(&self) -> Result<(), SignatureError> {
        if !is_low_s(&self.s) {
            return Err(SignatureError::S { s: self.s });
        }
        if !is_recovery(self.v) {
            return Err(SignatureError::V { v: self.v });
        }
        Ok(())
    }
}
