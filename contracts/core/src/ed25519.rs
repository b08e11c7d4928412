//! Ed25519 validity: ZIP-215, in single and batch form alike.
//!
//! ZIP-215 (<https://zips.z.cash/zip-0215>) accepts non-canonical encodings and checks the cofactored
//! equation, so that a signature valid alone is valid in a batch and on every implementation.

use alloc::vec::Vec;

use ed25519_zebra::{batch, Signature as ZebraSignature, VerificationKey, VerificationKeyBytes};

use crate::{epoch::Signatures, ids::Hash, report::Signature};

/// Verification by ZIP-215.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zip215;

impl Signatures for Zip215 {
    fn verify(&self, key: &Hash, message: &Hash, signature: &Signature) -> bool {
        VerificationKey::try_from(*key)
            .and_then(|key| key.verify(&ZebraSignature::from(*signature), message))
            .is_ok()
    }
}

/// A signature to check: key, message, signature.
pub type Item = (Hash, Hash, Signature);

/// Checks many signatures at once and says of each whether it is valid.
///
/// All are checked in one batch; only if that fails is each checked alone, with the same result that
/// [`Zip215`] gives.
pub fn verify_batch(items: &[Item]) -> Vec<bool> {
    let mut verifier = batch::Verifier::new();
    for (key, message, signature) in items {
        verifier.queue((VerificationKeyBytes::from(*key), ZebraSignature::from(*signature), message));
    }
    if verifier.verify(rand_core::OsRng).is_ok() {
        return alloc::vec![true; items.len()];
    }
    items.iter().map(|(key, message, signature)| Zip215.verify(key, message, signature)).collect()
}

#[cfg(test)]
mod tests;
