//! A quorum's signatures, as they go from oracle to oracle.

use scale::{Decode, Encode};
use tributary_core::{committee::quorum, epoch::Commitment, Address, Domain, Hash};

use super::{Endorsement, MessageError};

/// An epoch that enough members signed. It needs no signature of who brings it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Quorum {
    /// What they signed.
    pub commitment: Commitment,
    /// The committee that it is good for.
    pub config_digest: Hash,
    /// Who signed, ascending by index.
    pub endorsements: Vec<Endorsement>,
}

/// Why signatures are no quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// Too few.
    #[error("{found} endorsements, {needed} are needed")]
    Missed {
        /// How many.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Not strictly ascending by index.
    #[error("endorsement of member {0} is out of order or repeated")]
    Order(u8),
    /// Not a member's.
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Quorum {
    /// Checks that a quorum of `members` signed.
    ///
    /// # Errors
    /// [`QuorumError`] for the first rule broken.
    pub fn check(&self, domain: &Domain, members: &[Address]) -> Result<(), QuorumError> {
        let (found, needed) = (self.endorsements.len(), quorum(members.len()));
        if found < needed || found > members.len() {
            return Err(QuorumError::Missed { found, needed });
        }
        let mut before: Option<u8> = None;
        for endorsement in &self.endorsements {
            if before.is_some_and(|before| before >= endorsement.index) {
                return Err(QuorumError::Order(endorsement.index));
            }
            endorsement.check(&self.commitment, &self.config_digest, domain, members)?;
            before = Some(endorsement.index);
        }
        Ok(())
    }

    /// The signatures as the ledger's `submit` takes them.
    pub fn signatures(&self) -> Vec<u8> {
        self.endorsements.iter().flat_map(Endorsement::to_bytes).collect()
    }
}
