//! Everything signed is bound to one chain and one splitter.

use alloc::vec::Vec;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    hashing::Hashing,
    ids::{Address, Hash},
};

/// What a signature is good for: one chain, one deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Domain {
    /// Hash of the chain's block 0.
    pub genesis_hash: Hash,
    /// The deployment's royalty splitter.
    pub splitter: Address,
}

/// What is signed; its name stands in the signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A consumer's voucher (ed25519, session key).
    Voucher,
    /// A node's attribution report (ed25519, node key).
    Report,
    /// An epoch's commitment (secp256k1, oracle key).
    Commitment,
    /// A leader's proposal to the other oracles (secp256k1, oracle key).
    Peer,
    /// What an oracle asks of another (secp256k1, oracle key).
    PeerRequest,
}

impl Kind {
    /// The name in the signed bytes.
    pub const fn name(self) -> &'static [u8] {
        match self {
            Self::Voucher => b"voucher",
            Self::Report => b"report",
            Self::Commitment => b"commitment",
            Self::Peer => b"peer",
            Self::PeerRequest => b"peer-request",
        }
    }
}

impl Domain {
    /// The bytes that are hashed: `"tributary/<kind>/v1" ‖ genesis_hash ‖ splitter ‖ SCALE(payload)`.
    pub fn preimage(&self, kind: Kind, payload: &impl Encode) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(b"tributary/");
        bytes.extend_from_slice(kind.name());
        bytes.extend_from_slice(b"/v1");
        bytes.extend_from_slice(&self.genesis_hash);
        bytes.extend_from_slice(&self.splitter.0);
        payload.encode_to(&mut bytes);
        bytes
    }

    /// SHA-256 of [`Domain::preimage`]: the message that is signed.
    pub fn digest<H: Hashing>(&self, kind: Kind, payload: &impl Encode) -> Hash {
        H::sha256(&self.preimage(kind, payload))
    }
}
