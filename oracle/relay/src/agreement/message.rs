//! What oracles send each other, as SCALE over HTTP.

use scale::{Decode, Encode};
use tributary_core::{
    domain::{Domain, Kind},
    epoch::Commitment,
    hashing::HostHashing,
    Address, Hash, NodeId,
};

use crate::keys::{recover, KeyError, OracleKey, OracleSignature};

/// A node's reports that an epoch consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Range {
    /// The node.
    pub node: NodeId,
    /// The first sequence.
    pub from: u64,
    /// The sequence after the last.
    pub until: u64,
}

/// An epoch that its leader proposes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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

/// A proposal with its leader's signature over the domain's digest of kind "peer".
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedProposal {
    /// The proposal.
    pub proposal: Proposal,
    /// The leader's signature.
    pub signature: OracleSignature,
}

/// A member's signature over a commitment, as the ledger takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Endorsement {
    /// The member's index.
    pub index: u8,
    /// Its signature over [`Commitment::digest`].
    pub signature: OracleSignature,
}

/// Why a message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Nobody's signature.
    #[error("the message is not signed")]
    Unsigned,
    /// Somebody else's signature.
    #[error("signed by {found}, not by member {index}, {expected}")]
    WrongSigner {
        /// The member's index.
        index: u8,
        /// The member.
        expected: Address,
        /// The signer.
        found: Address,
    },
    /// No such member.
    #[error("the committee has no member {0}")]
    NoMember(u8),
}

impl SignedProposal {
    /// Signs a proposal.
    ///
    /// # Errors
    /// [`KeyError`] if the key fails.
    pub fn sign(proposal: Proposal, domain: &Domain, key: &OracleKey) -> Result<Self, KeyError> {
        let signature = key.sign(&domain.digest::<HostHashing>(Kind::Peer, &proposal))?;
        Ok(Self { proposal, signature })
    }

    /// Who signed it.
    ///
    /// # Errors
    /// [`MessageError::Unsigned`].
    pub fn signer(&self, domain: &Domain) -> Result<Address, MessageError> {
        recover(&domain.digest::<HostHashing>(Kind::Peer, &self.proposal), &self.signature)
            .ok_or(MessageError::Unsigned)
    }
}

impl Endorsement {
    /// Endorses a commitment as member `index`.
    ///
    /// # Errors
    /// [`KeyError`] if the key fails.
    pub fn sign(
        index: u8,
        commitment: &Commitment,
        config_digest: &Hash,
        domain: &Domain,
        key: &OracleKey,
    ) -> Result<Self, KeyError> {
        let signature = key.sign(&commitment.digest::<HostHashing>(domain, config_digest))?;
        Ok(Self { index, signature })
    }

    /// Checks that member `index` signed the commitment.
    ///
    /// # Errors
    /// [`MessageError`] if it did not.
    pub fn check(
        &self,
        commitment: &Commitment,
        config_digest: &Hash,
        domain: &Domain,
        members: &[Address],
    ) -> Result<(), MessageError> {
        let expected = *members.get(usize::from(self.index)).ok_or(MessageError::NoMember(self.index))?;
        let digest = commitment.digest::<HostHashing>(domain, config_digest);
        let found = recover(&digest, &self.signature).ok_or(MessageError::Unsigned)?;
        if found == expected {
            Ok(())
        } else {
            Err(MessageError::WrongSigner { index: self.index, expected, found })
        }
    }

    /// `index ‖ r ‖ s ‖ v`, as the ledger's `submit` takes it.
    pub fn to_bytes(&self) -> [u8; 66] {
        let mut bytes = [0; 66];
        let (index, signature) = bytes.split_at_mut(1);
        index.copy_from_slice(&[self.index]);
        signature.copy_from_slice(&self.signature);
        bytes
    }
}
