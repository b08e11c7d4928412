//! A leader's proposal of an epoch.

use alloc::vec::Vec;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    domain::{Domain, Kind},
    epoch::Commitment,
    hashing::Hashing,
    ids::{Hash, NodeId},
    secp256k1::OracleSignature,
};

/// Sequences of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Range {
    /// The node.
    pub node: NodeId,
    /// The first sequence.
    pub from: u64,
    /// The sequence after the last.
    pub until: u64,
}

/// An epoch that its leader proposes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Proposal {
    /// The stage in which it is proposed.
    pub stage: u32,
    /// The committee's config digest.
    pub config_digest: Hash,
    /// Which reports it consumes, by node.
    pub ranges: Vec<Range>,
    /// What they come to.
    pub commitment: Commitment,
}

impl Proposal {
    /// The message that its leader signs.
    pub fn digest<H: Hashing>(&self, domain: &Domain) -> Hash {
        domain.digest::<H>(Kind::Peer, self)
    }
}

/// A proposal with its leader's signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SignedProposal {
    /// The proposal.
    pub proposal: Proposal,
    /// The oracle key's signature over [`Proposal::digest`].
    pub signature: OracleSignature,
}
