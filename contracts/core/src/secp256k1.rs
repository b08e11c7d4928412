//! Which of a secp256k1 signature's two forms counts.

#[cfg(test)]
pub(crate) mod signing;
#[cfg(test)]
mod tests;

/// Bytes of a signature with its recovery byte: `r ‖ s ‖ v`, v 27 or 28.
pub const SIGNATURE_BYTES: usize = 65;

/// A committee key's signature.
pub type OracleSignature = [u8; SIGNATURE_BYTES];

/// Half the order of secp256k1, big-endian: the largest `s` of a canonical signature (EIP-2).
pub const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d,
    0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Whether `s` is in the lower half of the group order. Of the two values that verify only that one is
/// taken, so that nobody can make a second signature out of a first.
pub fn is_low_s(s: &[u8; 32]) -> bool {
    *s <= HALF_ORDER
}

/// Whether `v` is one of the two values that a signature may have.
pub const fn is_recovery(v: u8) -> bool {
    matches!(v, 27 | 28)
}
