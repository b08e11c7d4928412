//! Keys that sign as committee keys do, for tests.
#![allow(clippy::arithmetic_side_effects)]

use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};

use crate::{
    hashing::{Hashing, HostHashing},
    ids::{Address, Hash},
};

pub(crate) fn key(n: u8) -> SigningKey {
    SigningKey::from_slice(&[n + 1; 32]).unwrap()
}

/// The last 20 bytes of keccak256 of the uncompressed point.
pub(crate) fn address(key: &VerifyingKey) -> Address {
    let point = key.to_encoded_point(false);
    let hash = HostHashing::keccak256(&point.as_bytes()[1..]);
    Address(*hash.last_chunk().unwrap())
}

/// `r ‖ s ‖ v`.
pub(crate) fn sign(key: &SigningKey, digest: &Hash) -> [u8; 65] {
    let (signature, recovery) = key.sign_prehash_recoverable(digest).unwrap();
    [&signature.to_bytes()[..], &[27 + recovery.to_byte()]].concat().try_into().unwrap()
}

/// The other `s` that verifies: the order minus `s`, with the other parity.
pub(crate) fn with_high_s(signature: &[u8; 65]) -> [u8; 65] {
    let (r, s) = Signature::from_slice(&signature[..64]).unwrap().split_scalars();
    let high = Signature::from_scalars(r, -s).unwrap();
    [&high.to_bytes()[..], &[55 - signature[64]]].concat().try_into().unwrap()
}

/// Recovers from low and from high `s`, as the chain's precompile does; k256 by itself refuses the
/// latter, which is the same signature as its low `s` with the other parity.
pub(crate) fn recover(digest: &Hash, signature: &[u8; 65]) -> Option<Address> {
    let given = Signature::from_slice(&signature[..64]).ok()?;
    let low = given.normalize_s();
    let parity = signature[64].checked_sub(27)? ^ u8::from(low.is_some());
    let recovery = RecoveryId::from_byte(parity)?;
    let rs = low.unwrap_or(given);
    VerifyingKey::recover_from_prehash(digest, &rs, recovery).ok().map(|key| address(&key))
}
