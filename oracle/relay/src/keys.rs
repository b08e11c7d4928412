//! The oracle's secp256k1 key, by which the committee knows it.

use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use tributary_core::{hashing::HostHashing, Address, Hash, Hashing};

/// Bytes of a signature: `r ‖ s ‖ v`, v 27 or 28.
pub const SIGNATURE_BYTES: usize = 65;

/// A recoverable signature with low s.
pub type OracleSignature = [u8; SIGNATURE_BYTES];

/// A secp256k1 signing key. It can be neither printed nor serialised.
#[derive(Clone)]
pub struct OracleKey {
    key: SigningKey,
    address: Address,
}

/// What makes bytes no key, or a digest unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
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
    /// [`KeyError::Invalid`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_slice(bytes).map_err(|_| KeyError::Invalid)?;
        let address = address_of(key.verifying_key()).ok_or(KeyError::Invalid)?;
        Ok(Self { key, address })
    }

    /// The address that `ecrecover` gives for its signatures.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Signs `digest` (RFC 6979 nonce, low s).
    ///
    /// # Errors
    /// [`KeyError::Unsigned`], with negligible probability.
    pub fn sign(&self, digest: &Hash) -> Result<OracleSignature, KeyError> {
        let (signature, recovery) =
            self.key.sign_prehash_recoverable(digest).map_err(|_| KeyError::Unsigned)?;
        let mut bytes = [0; SIGNATURE_BYTES];
        let (scalars, v) = bytes.split_at_mut(64);
        scalars.copy_from_slice(&signature.to_bytes());
        v.copy_from_slice(&[recovery.to_byte().saturating_add(27)]);
        Ok(bytes)
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
mod tests {
    use super::*;

    #[test]
    fn a_signature_recovers_to_its_signer_only_for_its_digest() {
        let key = OracleKey::from_bytes(&[7; 32]).unwrap();
        let signature = key.sign(&[1; 32]).unwrap();
        assert_eq!(recover(&[1; 32], &signature), Some(key.address()));
        assert_ne!(recover(&[2; 32], &signature), Some(key.address()));
    }

    #[test]
    fn a_high_s_twin_is_refused() {
        let key = OracleKey::from_bytes(&[7; 32]).unwrap();
        let signature = key.sign(&[1; 32]).unwrap();
        let parsed = Signature::from_slice(&signature[..64]).unwrap();
        let (r, s) = parsed.split_scalars();
        let high = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
        let mut twin = signature;
        twin[..64].copy_from_slice(&high.to_bytes());
        twin[64] = if twin[64] == 27 { 28 } else { 27 };
        assert_eq!(recover(&[1; 32], &twin), None);
    }

    /// Address of the private key 1, as published with EIP-55's and every wallet's test vectors.
    #[test]
    fn the_address_is_ethereums() {
        let mut one = [0; 32];
        one[31] = 1;
        let key = OracleKey::from_bytes(&one).unwrap();
        assert_eq!(key.address().to_string(), "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    }

    #[test]
    fn debug_shows_the_address_and_nothing_else() {
        let key = OracleKey::from_bytes(&[7; 32]).unwrap();
        assert_eq!(format!("{key:?}"), format!("OracleKey({})", key.address()));
    }
}
