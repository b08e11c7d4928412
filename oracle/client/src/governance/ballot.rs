//! Votes that members sign off chain (EIP-712), for anybody to relay.

use alloy_primitives::{hex, Address, B256, U256};
use serde_json::{json, Value};
use tributary_core::{
    governance::{typed_data, Support},
    hashing::HostHashing,
    secp256k1::SIGNATURE_BYTES,
};

use crate::keys::{recover, OracleKey, OracleKeyError};

mod reading;
#[cfg(test)]
mod tests;

/// Where a ballot counts: on one chain, for one DAO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BallotDomain {
    /// The chain's EIP-155 id.
    pub chain_id: u64,
    /// The DAO.
    pub contract: Address,
}

/// A vote as its voter signs it: OpenZeppelin's `Ballot`, or `ExtendedBallot` where it has a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The proposal.
    pub proposal: U256,
    /// The vote.
    pub support: Support,
    /// Whose vote it is.
    pub voter: Address,
    /// The voter's nonce, which the DAO counts: a ballot of another one does not count.
    pub nonce: u64,
    /// What is published with it.
    pub reason: Option<String>,
}

/// A ballot with its voter's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBallot {
    /// Where it counts.
    pub domain: BallotDomain,
    /// The vote.
    pub ballot: Ballot,
    /// `r ‖ s ‖ v`, v 27 or 28.
    pub signature: [u8; SIGNATURE_BYTES],
}

/// What makes a document no signed ballot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotFault {
    /// A field is not there, or not what it has to be.
    #[error("{field} is {found}, expected {expected}")]
    Field {
        /// Its path in the document.
        field: &'static str,
        /// What stands there.
        found: String,
        /// What has to.
        expected: &'static str,
    },
    /// Further parameters, which this DAO has no use for.
    #[error("the ballot has params {found}; this DAO takes ballots without")]
    Params {
        /// The parameters.
        found: String,
    },
    /// No key signs so.
    #[error("the signature is nobody's: a signature has 65 bytes with a low s and v 27 or 28")]
    Unrecoverable,
    /// Somebody else's signature.
    #[error("the signature is that of {signer}, not of the voter {voter}")]
    OtherSigner {
        /// Who signed these very words.
        signer: Address,
        /// Whose vote it claims to be.
        voter: Address,
    },
}

impl Ballot {
    /// The digest that is signed.
    pub fn digest(&self, domain: &BallotDomain) -> B256 {
        let contract = tributary_core::Address(domain.contract.into_array());
        let separator = typed_data::domain_separator::<HostHashing>(domain.chain_id, &contract);
        let ballot = typed_data::Ballot {
            proposal: self.proposal.to_be_bytes(),
            support: self.support as u8,
            voter: tributary_core::Address(self.voter.into_array()),
            nonce: self.nonce,
        };
        let digest = match &self.reason {
            None => ballot.digest::<HostHashing>(&separator),
            Some(reason) => typed_data::ExtendedBallot { ballot, reason: reason.as_bytes(), params: &[] }
                .digest::<HostHashing>(&separator),
        };
        B256::new(digest)
    }

    /// What wallets are given to sign (`eth_signTypedData_v4`). Numbers that need not fit 53 bits are decimal
    /// strings.
    pub fn typed_data(&self, domain: &BallotDomain) -> Value {
        let field = |name: &str, kind: &str| json!({ "name": name, "type": kind });
        let mut fields = vec![
            field("proposalId", "uint256"),
            field("support", "uint8"),
            field("voter", "address"),
            field("nonce", "uint256"),
        ];
        let mut message = json!({
            "proposalId": self.proposal.to_string(),
            "support": self.support as u8,
            "voter": self.voter,
            "nonce": self.nonce.to_string(),
        });
        let kind = match &self.reason {
            None => "Ballot",
            Some(reason) => {
                fields.extend([field("reason", "string"), field("params", "bytes")]);
                if let Some(message) = message.as_object_mut() {
                    message.insert("reason".to_owned(), json!(reason));
                    message.insert("params".to_owned(), json!("0x"));
                }
                "ExtendedBallot"
            }
        };
        let domain_fields = vec![
            field("name", "string"),
            field("version", "string"),
            field("chainId", "uint256"),
            field("verifyingContract", "address"),
        ];
        json!({
            "types": { "EIP712Domain": domain_fields, kind: fields },
            "primaryType": kind,
            "domain": {
                "name": typed_data::NAME,
                "version": typed_data::VERSION,
                "chainId": domain.chain_id,
                "verifyingContract": domain.contract,
            },
            "message": message,
        })
    }

    /// Signs it, with a key that should be the voter's.
    ///
    /// # Errors
    /// As [`OracleKey::sign`].
    pub fn sign(self, domain: BallotDomain, key: &OracleKey) -> Result<SignedBallot, OracleKeyError> {
        let signature = key.sign(&self.digest(&domain).0)?;
        Ok(SignedBallot { domain, ballot: self, signature })
    }
}

impl SignedBallot {
    /// The document that is passed on: the typed data, and the signature in hex.
    pub fn document(&self) -> Value {
        json!({
            "typed_data": self.ballot.typed_data(&self.domain),
            "signature": hex::encode_prefixed(self.signature),
        })
    }

    /// Reads such a document. What it says of types does not matter: what is signed is what the message and
    /// the domain say by the types of this DAO. A `v` of 0 or 1, as some wallets write it, counts as 27 or 28.
    ///
    /// # Errors
    /// [`BallotFault::Field`] naming what is missing or malformed; [`BallotFault::Params`].
    pub fn read(document: &Value) -> Result<Self, BallotFault> {
        reading::signed(document)
    }

    /// Passes if the signature is the voter's.
    ///
    /// # Errors
    /// [`BallotFault::Unrecoverable`], [`BallotFault::OtherSigner`].
    pub fn check(&self) -> Result<(), BallotFault> {
        let digest = self.ballot.digest(&self.domain);
        let signer = recover(&digest.0, &self.signature).ok_or(BallotFault::Unrecoverable)?;
        let (signer, voter) = (Address::new(signer.0), self.ballot.voter);
        if signer == voter {
            return Ok(());
        }
        Err(BallotFault::OtherSigner { signer, voter })
    }
}
