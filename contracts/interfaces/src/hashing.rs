//! The protocol's hash functions, computed by the chain.

use tributary_core::{ids::Hash, Hashing};

use crate::{host, precompile};

/// [`Hashing`] by the chain: Keccak-256 by its host function, SHA-256 by precompile 0x02. Only works
/// inside a contract; off chain use `tributary_core::hashing::HostHashing`.
#[derive(Clone, Copy, Debug)]
pub struct HostHash;

impl Hashing for HostHash {
    fn keccak256(data: &[u8]) -> Hash {
        host::keccak256(data)
    }

    fn sha256(data: &[u8]) -> Hash {
        precompile::sha256(data)
    }
}
