//! The consent of a committee key's holder that an operator registers an oracle under it.
//!
//! Without it anybody could take the committee's seats: its addresses are public before its operators
//! register, and a signer is registered once.

use alloc::vec::Vec;

use scale::Encode;

use crate::{
    hashing::Hashing,
    ids::{Address, Hash},
    secp256k1::{is_low_s, is_recovery, SIGNATURE_BYTES},
};

/// What a consent is good for: one operator at one registry of one chain. It says nothing of the stake,
/// the endpoint and the payout, which are the operator's to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct ConsentTerms {
    /// The chain's EIP-155 id.
    pub chain_id: u64,
    /// The node registry's address.
    pub registry: Address,
    /// Who may register the oracle.
    pub operator: Address,
}

/// A key's holder consented to an operator; made by [`ConsentTerms::check`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    signer: Address,
    operator: Address,
}

/// What makes bytes no consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// Not one whole signature.
    #[error("a signature of {length} bytes; it has {SIGNATURE_BYTES}")]
    Malformed {
        /// How many bytes there are.
        length: u32,
    },
    /// One of the forms of a signature that do not count.
    #[error("a signature with v = {v} and s = {s:02x?}: v is 27 or 28, s in the lower half")]
    NotCanonical {
        /// Its last byte.
        v: u8,
        /// Its `s`, big-endian.
        s: Hash,
    },
    /// Another key signed, or this key signed something else.
    #[error("signed by {found}, not by {expected}")]
    WrongSigner {
        /// Whose consent is needed.
        expected: Address,
        /// Whose signature it would be; zero if nobody's.
        found: Address,
    },
}

impl ConsentTerms {
    /// The bytes that are hashed: `"tributary/oracle-registration/v1" ‖ SCALE(self)`.
    pub fn preimage(&self) -> Vec<u8> {
        let mut bytes = b"tributary/oracle-registration/v1".to_vec();
        self.encode_to(&mut bytes);
        bytes
    }

    /// SHA-256 of [`ConsentTerms::preimage`]: what the committee key signs.
    pub fn digest<H: Hashing>(&self) -> Hash {
        H::sha256(&self.preimage())
    }

    /// The consent of `signer`, if `signature` is its under these terms.
    ///
    /// `recover` gives the address whose key made a signature, if any; it is only asked about one in
    /// the form that counts.
    ///
    /// # Errors
    /// [`ConsentError`] naming the first rule broken. Nobody consents for the zero address.
    pub fn check<H: Hashing>(
        &self,
        signer: Address,
        signature: &[u8],
        recover: impl FnOnce(&Hash, &[u8; SIGNATURE_BYTES]) -> Option<Address>,
    ) -> Result<Consent, ConsentError> {
        let Ok(whole) = <&[u8; SIGNATURE_BYTES]>::try_from(signature) else {
            return Err(ConsentError::Malformed {
                length: u32::try_from(signature.len()).unwrap_or(u32::MAX),
            });
        };
        let [rs @ .., v] = whole;
        let s = rs.last_chunk::<32>().copied().unwrap_or_default();
        if !is_recovery(*v) || !is_low_s(&s) {
            return Err(ConsentError::NotCanonical { v: *v, s });
        }
        let found = recover(&self.digest::<H>(), whole).unwrap_or_default();
        if found == Address::default() || found != signer {
            return Err(ConsentError::WrongSigner { expected: signer, found });
        }
        Ok(Consent { signer, operator: self.operator })
    }
}

impl Consent {
    /// Who consented; never the zero address.
    pub const fn signer(&self) -> Address {
        self.signer
    }

    /// To whom.
    pub const fn operator(&self) -> Address {
        self.operator
    }
}
