//! What holders and voters sign for the DAO (EIP-712), by alloy's encoding and not by the contract's. The types are
//! those of the standards and of OpenZeppelin's Governor.
#![allow(missing_docs, clippy::arithmetic_side_effects, reason = "what `sol!` makes of the structs")]

use std::borrow::Cow;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, Eip712Domain};
use tributary_devnode::runtime::CHAIN_ID;

use crate::abi::IGovernance::{delegateBySigCall, permitCall};

sol! {
    #![sol(all_derives)]

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    struct Delegation {
        address delegatee;
        uint256 nonce;
        uint256 expiry;
    }

    struct Ballot {
        uint256 proposalId;
        uint8 support;
        address voter;
        uint256 nonce;
    }

    struct ExtendedBallot {
        uint256 proposalId;
        uint8 support;
        address voter;
        uint256 nonce;
        string reason;
        bytes params;
    }
}

/// The domain of the DAO at `contract` on the sandbox's chain.
pub fn domain(contract: Address) -> Eip712Domain {
    domain_of(contract, CHAIN_ID)
}

/// The domain of a DAO at `contract` on the chain of this id.
pub fn domain_of(contract: Address, chain_id: u64) -> Eip712Domain {
    let (name, version) = (Cow::Borrowed("Tributary"), Cow::Borrowed("1"));
    Eip712Domain::new(Some(name), Some(version), Some(U256::from(chain_id)), Some(contract), None)
}

impl Permit {
    /// The call that relays it with this signature.
    pub fn relayed(&self, signature: &[u8; 65]) -> permitCall {
        let (r, s, v) = split(signature);
        let Self { owner, spender, value, deadline, .. } = *self;
        permitCall { owner, spender, value, deadline, v, r, s }
    }
}

impl Delegation {
    /// The call that relays it with this signature.
    pub fn relayed(&self, signature: &[u8; 65]) -> delegateBySigCall {
        let (r, s, v) = split(signature);
        delegateBySigCall { delegatee: self.delegatee, nonce: self.nonce, expiry: self.expiry, v, r, s }
    }
}

fn split(signature: &[u8; 65]) -> (B256, B256, u8) {
    let (r, rest) = signature.split_at(32);
    let (s, v) = rest.split_at(32);
    (B256::from_slice(r), B256::from_slice(s), v.first().copied().unwrap_or_default())
}
