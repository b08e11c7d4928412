//! What one oracle asks of another, signed, so that only members cause work.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    agreement::Range,
    domain::{Domain, Kind},
    hashing::Hashing,
    ids::{Address, BlockNumber, Hash},
    secp256k1::OracleSignature,
};

/// Asks for stored reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ReportsRequest {
    /// Who is asked.
    pub to: Address,
    /// A block that was final when it was asked.
    pub at: BlockNumber,
    /// Which reports.
    pub range: Range,
}

impl ReportsRequest {
    /// The message that the asker signs.
    pub fn digest<H: Hashing>(&self, domain: &Domain) -> Hash {
        domain.digest::<H>(Kind::PeerRequest, self)
    }
}

/// A request with its asker's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SignedRequest {
    /// The request.
    pub request: ReportsRequest,
    /// The oracle key's signature over [`ReportsRequest::digest`].
    pub signature: OracleSignature,
}
