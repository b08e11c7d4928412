//! What one oracle asks of another, signed, so that only members cause work.

use scale::{Decode, Encode};
use tributary_core::{
    domain::{Domain, Kind},
    hashing::HostHashing,
    Address, BlockNumber,
};

use super::Range;
use crate::keys::{recover, KeyError, OracleKey, OracleSignature};

/// For how many blocks before and after the one that it names a request is good.
const FRESH: BlockNumber = 100;

/// Asks for stored reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ReportsRequest {
    /// Who is asked.
    pub to: Address,
    /// A block that was final when it was asked.
    pub at: BlockNumber,
    /// Which reports.
    pub range: Range,
}

/// A request with its asker's signature over the domain's digest of kind "peer-request".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedRequest {
    /// The request.
    pub request: ReportsRequest,
    /// The asker's signature.
    pub signature: OracleSignature,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Nobody's signature.
    #[error("the request is not signed")]
    Unsigned,
    /// The asker has no seat.
    #[error("{0} is not in the committee")]
    NotMember(Address),
    /// It was for another oracle.
    #[error("the request is for {0}")]
    Misaddressed(Address),
    /// It is old, or from a future.
    #[error("the request is of block {found}, not within {FRESH} blocks of {block}")]
    Stale {
        /// The block named.
        found: BlockNumber,
        /// The block here.
        block: BlockNumber,
    },
}

impl SignedRequest {
    /// Signs a request.
    ///
    /// # Errors
    /// [`KeyError`] if the key fails.
    pub fn sign(request: ReportsRequest, domain: &Domain, key: &OracleKey) -> Result<Self, KeyError> {
        let signature = key.sign(&domain.digest::<HostHashing>(Kind::PeerRequest, &request))?;
        Ok(Self { request, signature })
    }

    /// Checks that one of `members` asked `to` about now, and returns who.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn check(
        &self,
        domain: &Domain,
        to: Address,
        block: BlockNumber,
        members: &[Address],
    ) -> Result<Address, RequestError> {
        let found = self.request.at;
        if self.request.to != to {
            return Err(RequestError::Misaddressed(self.request.to));
        }
        if found.abs_diff(block) > FRESH {
            return Err(RequestError::Stale { found, block });
        }
        let digest = domain.digest::<HostHashing>(Kind::PeerRequest, &self.request);
        let asker = recover(&digest, &self.signature).ok_or(RequestError::Unsigned)?;
        members.contains(&asker).then_some(asker).ok_or(RequestError::NotMember(asker))
    }
}
