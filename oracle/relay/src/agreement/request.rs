//! Asking another oracle for reports, signed, so that only members cause work.

use tributary_core::{
    agreement::{ReportsRequest, SignedRequest},
    hashing::HostHashing,
    Address, BlockNumber, Domain,
};

use crate::keys::{recover, KeyError, OracleKey};

/// For how many blocks before and after the one that it names a request is good.
const FRESH: BlockNumber = 100;

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

/// Signs a request.
///
/// # Errors
/// [`KeyError`] if the key fails.
pub fn sign_request(
    request: ReportsRequest,
    domain: &Domain,
    key: &OracleKey,
) -> Result<SignedRequest, KeyError> {
    let signature = key.sign(&request.digest::<HostHashing>(domain))?;
    Ok(SignedRequest { request, signature })
}

/// Checks that one of `members` asked `to` about now, and returns who.
///
/// # Errors
/// [`RequestError`].
pub fn check_request(
    signed: &SignedRequest,
    domain: &Domain,
    to: Address,
    block: BlockNumber,
    members: &[Address],
) -> Result<Address, RequestError> {
    let found = signed.request.at;
    if signed.request.to != to {
        return Err(RequestError::Misaddressed(signed.request.to));
    }
    if found.abs_diff(block) > FRESH {
        return Err(RequestError::Stale { found, block });
    }
    let digest = signed.request.digest::<HostHashing>(domain);
    let asker = recover(&digest, &signed.signature).ok_or(RequestError::Unsigned)?;
    members.contains(&asker).then_some(asker).ok_or(RequestError::NotMember(asker))
}
