//! A consumer's promise to pay one node for one answer.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    domain::{Domain, Kind},
    hashing::Hashing,
    ids::{Address, BlockNumber, Hash, ModelId, NodeId},
    money::Wei,
};

/// Signed by the payer's session key over [`Voucher::digest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Voucher {
    /// Whose deposit pays.
    pub payer: Address,
    /// The only node that may use it.
    pub node: NodeId,
    /// Strictly increasing per payer and node.
    pub nonce: u64,
    /// The model asked for.
    pub model: ModelId,
    /// The version asked for.
    pub model_version: u32,
    /// The most that the answer may cost.
    pub max_fee: Wei,
    /// [`request_hash`] of the request it pays for.
    pub request_hash: Hash,
    /// Last block at which it may be an answer's anchor.
    pub expires_at_block: BlockNumber,
    /// Whether the node may reveal the answer to auditors.
    pub audit_consent: bool,
}

impl Voucher {
    /// The message that the session key signs.
    pub fn digest<H: Hashing>(&self, domain: &Domain) -> Hash {
        domain.digest::<H>(Kind::Voucher, self)
    }
}

/// `SHA-256("tributary/request/v1" ‖ salt ‖ body)`: the request's exact HTTP body, salted with 32
/// bytes that the consumer chose.
pub fn request_hash<H: Hashing>(salt: &[u8; 32], body: &[u8]) -> Hash {
    salted::<H>(b"tributary/request/v1", salt, body)
}

/// `SHA-256("tributary/response/v1" ‖ salt ‖ text)`: the answer's UTF-8 text, salted likewise.
pub fn response_hash<H: Hashing>(salt: &[u8; 32], text: &[u8]) -> Hash {
    salted::<H>(b"tributary/response/v1", salt, text)
}

fn salted<H: Hashing>(tag: &[u8], salt: &[u8; 32], content: &[u8]) -> Hash {
    H::sha256(&[tag, salt, content].concat())
}
