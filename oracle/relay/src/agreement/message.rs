//! Signing what oracles send each other, and telling who signed it. The bytes are
//! [`tributary_core::agreement`]'s.

use tributary_core::{
    agreement::{Endorsement, Proposal, Quorum, SignedProposal},
    epoch::Commitment,
    hashing::HostHashing,
    ledger::{verify_quorum, SignatureError},
    Address, Domain, Hash,
};

use crate::keys::{recover, KeyError, OracleKey};

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

/// Signs a proposal as its leader.
///
/// # Errors
/// [`KeyError`] if the key fails.
pub fn sign_proposal(
    proposal: Proposal,
    domain: &Domain,
    key: &OracleKey,
) -> Result<SignedProposal, KeyError> {
    let signature = key.sign(&proposal.digest::<HostHashing>(domain))?;
    Ok(SignedProposal { proposal, signature })
}

/// Who signed a proposal.
///
/// # Errors
/// [`MessageError::Unsigned`].
pub fn proposer(signed: &SignedProposal, domain: &Domain) -> Result<Address, MessageError> {
    recover(&signed.proposal.digest::<HostHashing>(domain), &signed.signature).ok_or(MessageError::Unsigned)
}

/// Endorses a commitment as member `index` of the committee of `config_digest`.
///
/// # Errors
/// [`KeyError`] if the key fails.
pub fn sign_commitment(
    index: u8,
    commitment: &Commitment,
    config_digest: &Hash,
    domain: &Domain,
    key: &OracleKey,
) -> Result<Endorsement, KeyError> {
    let signature = key.sign(&commitment.digest::<HostHashing>(domain, config_digest))?;
    Ok(Endorsement { index, signature })
}

/// Checks that the member whose index an endorsement names signed the commitment.
///
/// # Errors
/// [`MessageError`] if it did not.
pub fn check_endorsement(
    endorsement: &Endorsement,
    commitment: &Commitment,
    config_digest: &Hash,
    domain: &Domain,
    members: &[Address],
) -> Result<(), MessageError> {
    let index = endorsement.index;
    let expected = *members.get(usize::from(index)).ok_or(MessageError::NoMember(index))?;
    let digest = commitment.digest::<HostHashing>(domain, config_digest);
    let found = recover(&digest, &endorsement.signature).ok_or(MessageError::Unsigned)?;
    if found == expected {
        Ok(())
    } else {
        Err(MessageError::WrongSigner { index, expected, found })
    }
}

/// Checks that a quorum of `members` signed, by the ledger's own rule.
///
/// # Errors
/// [`SignatureError`] for the first rule broken.
pub fn check_quorum(quorum: &Quorum, domain: &Domain, members: &[Address]) -> Result<(), SignatureError> {
    verify_quorum(members, &quorum.digest::<HostHashing>(domain), &quorum.signatures(), recover)
}
