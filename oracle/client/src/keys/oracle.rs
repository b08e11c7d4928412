//! An oracle's secp256k1 key, by which the committee knows it.

use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
pub use tributary_core::secp256k1::OracleSignature;
use tributary_core::{
    hashing::HostHashing, nodes::ConsentTerms, secp256k1::SIGNATURE_BYTES, Address, Hash, Hashing,
};

/// A secp256k1 signing key. It can be neither printed nor serialised.
#[derive(Clone)]
pub struct OracleKey {
    key: SigningKey,
    address: Address,
}

/// What makes bytes no key, or a digest unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OracleKeyError {
    /// Zero, or not below the group's order.
    #[error("the bytes are no secp256k1 key")]
    Invalid,
    /// Signing failed.
    #[error("the digest could not be signed")]
    Unsigned,
}

impl std::fmt::Debug for OracleKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OracleKey({})", self.address)
    }
}

impl OracleKey {
    /// Reads a key from its 32 bytes.
    ///
    /// # Errors
    /// [`OracleKeyError::Invalid`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, OracleKeyError> {
        let key = SigningKey::from_slice(bytes).map_err(|_| OracleKeyError::Invalid)?;
        let address = address_of(key.verifying_key()).ok_or(OracleKeyError::Invalid)?;
        Ok(Self { key, address })
    }

    /// The address that `ecrecover` gives for its signatures.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Signs `digest` (RFC 6979 nonce, low s).
    ///
    /// # Errors
    /// [`OracleKeyError::Unsigned`], with negligible probability.
    pub fn sign(&self, digest: &Hash) -> Result<OracleSignature, OracleKeyError> {
        let (signature, recovery) =
            self.key.sign_prehash_recoverable(digest).map_err(|_| OracleKeyError::Unsigned)?;
        let mut bytes = [0; SIGNATURE_BYTES];
        let (scalars, v) = bytes.split_at_mut(64);
        scalars.copy_from_slice(&signature.to_bytes());
        v.copy_from_slice(&[recovery.to_byte().saturating_add(27)]);
        Ok(bytes)
    }

    /// Lets an operator register an oracle under this key; see [`ConsentTerms`].
    ///
    /// # Errors
    /// As [`OracleKey::sign`].
    pub fn consent(&self, terms: &ConsentTerms) -> Result<OracleSignature, OracleKeyError> {
        self.sign(&terms.digest::<HostHashing>())
    }
}

/// Who signed `digest`; `None` for a malformed or high-s signature.
pub fn recover(digest: &Hash, signature: &OracleSignature) -> Option<Address> {
    let (scalars, v) = signature.split_at(64);
    let recovery = RecoveryId::from_byte(v.first()?.checked_sub(27)?).filter(|id| !id.is_x_reduced())?;
    let signature = Signature::from_slice(scalars).ok()?;
    if signature.normalize_s().is_some() {
        return None;
    }
    let key = VerifyingKey::recover_from_prehash(digest, &signature, recovery).ok()?;
    address_of(&key)
}

/// The last 20 bytes of keccak256 of the uncompressed point.
fn address_of(key: &VerifyingKey) -> Option<Address> {
    let point = key.to_encoded_point(false);
    let hash = HostHashing::keccak256(point.as_bytes().get(1..)?);
    hash.get(12..)?.try_into().ok().map(Address)
}

#[cfg(test)]
mod tests;
