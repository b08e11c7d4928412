//! Hash functions are passed in: host calls on chain, `sha2` and `sha3` off chain.

use crate::ids::Hash;

/// The two hash functions of the protocol.
pub trait Hashing {
    /// Keccak-256 with the original padding, as Ethereum uses it.
    fn keccak256(data: &[u8]) -> Hash;
    /// SHA-256 (FIPS 180-4).
    fn sha256(data: &[u8]) -> Hash;
}

/// Hashing in software, for everything off chain.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug)]
pub struct HostHashing;

#[cfg(feature = "std")]
impl Hashing for HostHashing {
    fn keccak256(data: &[u8]) -> Hash {
        use sha3::Digest;
        sha3::Keccak256::digest(data).into()
    }

    fn sha256(data: &[u8]) -> Hash {
        use sha2::Digest;
        sha2::Sha256::digest(data).into()
    }
}
