//! Members' signatures of a commitment, one by one and as many as an epoch needs.

use alloc::vec::Vec;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    domain::Domain, epoch::Commitment, hashing::Hashing, ids::Hash, ledger::SIGNATURE_BYTES,
    secp256k1::OracleSignature,
};

/// A member's signature over a commitment, as the ledger takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Endorsement {
    /// The member's index.
    pub index: u8,
    /// Its signature over [`Commitment::digest`].
    pub signature: OracleSignature,
}

impl Endorsement {
    /// `index ‖ r ‖ s ‖ v`, as the ledger's `submit` takes it; also its SCALE encoding.
    pub fn to_bytes(&self) -> [u8; SIGNATURE_BYTES] {
        let mut bytes = [0; SIGNATURE_BYTES];
        let (index, signature) = bytes.split_at_mut(1);
        index.copy_from_slice(&[self.index]);
        signature.copy_from_slice(&self.signature);
        bytes
    }
}

/// An epoch that enough members signed. It needs no signature of who brings it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Quorum {
    /// What they signed.
    pub commitment: Commitment,
    /// The committee that it is good for.
    pub config_digest: Hash,
    /// Who signed, ascending by index.
    pub endorsements: Vec<Endorsement>,
}

impl Quorum {
    /// The message that each of them signed.
    pub fn digest<H: Hashing>(&self, domain: &Domain) -> Hash {
        self.commitment.digest::<H>(domain, &self.config_digest)
    }

    /// The signatures as the ledger's `submit` takes them.
    pub fn signatures(&self) -> Vec<u8> {
        self.endorsements.iter().flat_map(Endorsement::to_bytes).collect()
    }
}
