//! What members sign off chain, as EIP-712 typed data: ballots, delegations and permits.
//!
//! Types, names and order of the fields are OpenZeppelin's (Governor, Votes, ERC20Permit), so that wallets
//! and libraries made for those sign for this DAO too. A signature of one kind is never one of another, since
//! each kind's type hash is hashed along; nor of another chain or contract, which the domain names.

use super::{word::right_aligned, ProposalId};
use crate::{
    hashing::Hashing,
    ids::{Address, Hash},
};

#[cfg(test)]
mod tests;

/// The domain's name, which is the token's and the governor's as well.
pub const NAME: &str = "Tributary";

/// The domain's version, which is the governor's as well.
pub const VERSION: &str = "1";

/// Keccak-256 of [`NAME`].
const NAME_HASH: Hash = [
    0x16, 0x31, 0xd7, 0x51, 0xcb, 0xae, 0xf3, 0xe6, 0xe4, 0xc5, 0x59, 0x09, 0x69, 0x12, 0xac, 0x46, 0x60,
    0x52, 0x1b, 0xed, 0x17, 0x53, 0x03, 0x25, 0xa9, 0x0b, 0x33, 0x1d, 0xc3, 0x30, 0x7c, 0x64,
];

/// Keccak-256 of [`VERSION`].
const VERSION_HASH: Hash = [
    0xc8, 0x9e, 0xfd, 0xaa, 0x54, 0xc0, 0xf2, 0x0c, 0x7a, 0xdf, 0x61, 0x28, 0x82, 0xdf, 0x09, 0x50, 0xf5,
    0xa9, 0x51, 0x63, 0x7e, 0x03, 0x07, 0xcd, 0xcb, 0x4c, 0x67, 0x2f, 0x29, 0x8b, 0x8b, 0xc6,
];

/// Keccak-256 of
/// `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
pub const DOMAIN_TYPEHASH: Hash = [
    0x8b, 0x73, 0xc3, 0xc6, 0x9b, 0xb8, 0xfe, 0x3d, 0x51, 0x2e, 0xcc, 0x4c, 0xf7, 0x59, 0xcc, 0x79, 0x23,
    0x9f, 0x7b, 0x17, 0x9b, 0x0f, 0xfa, 0xca, 0xa9, 0xa7, 0x5d, 0x52, 0x2b, 0x39, 0x40, 0x0f,
];

/// Keccak-256 of `Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)`.
pub const BALLOT_TYPEHASH: Hash = [
    0xf2, 0xaa, 0xd5, 0x50, 0xcf, 0x55, 0xf0, 0x45, 0xcb, 0x27, 0xe9, 0xc5, 0x59, 0xf9, 0x88, 0x9f, 0xdf,
    0xb6, 0xe6, 0xcd, 0xaa, 0x03, 0x23, 0x01, 0xd6, 0xea, 0x39, 0x77, 0x84, 0xae, 0x51, 0xd7,
];

/// Keccak-256 of
/// `ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)`.
pub const EXTENDED_BALLOT_TYPEHASH: Hash = [
    0x3e, 0x83, 0x94, 0x66, 0x53, 0x57, 0x5f, 0x9a, 0x39, 0x00, 0x5e, 0x15, 0x45, 0x18, 0x56, 0x29, 0xe9,
    0x27, 0x36, 0xb7, 0x52, 0x8a, 0xb2, 0x0c, 0xa3, 0x81, 0x6f, 0x31, 0x54, 0x24, 0xa8, 0x11,
];

/// Keccak-256 of `Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)`
/// (ERC-2612).
pub const PERMIT_TYPEHASH: Hash = [
    0x6e, 0x71, 0xed, 0xae, 0x12, 0xb1, 0xb9, 0x7f, 0x4d, 0x1f, 0x60, 0x37, 0x0f, 0xef, 0x10, 0x10, 0x5f,
    0xa2, 0xfa, 0xae, 0x01, 0x26, 0x11, 0x4a, 0x16, 0x9c, 0x64, 0x84, 0x5d, 0x61, 0x26, 0xc9,
];

/// Keccak-256 of `Delegation(address delegatee,uint256 nonce,uint256 expiry)` (ERC-5805).
pub const DELEGATION_TYPEHASH: Hash = [
    0xe4, 0x83, 0x29, 0x05, 0x7b, 0xfd, 0x03, 0xd5, 0x5e, 0x49, 0xb5, 0x47, 0x13, 0x2e, 0x39, 0xcf, 0xfd,
    0x9c, 0x18, 0x20, 0xad, 0x7b, 0x9d, 0x4c, 0x53, 0x07, 0x69, 0x14, 0x25, 0xd1, 0x5a, 0xdf,
];

/// A vote to be counted for `voter`, whoever relays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The proposal voted on.
    pub proposal: ProposalId,
    /// The kind of vote by its number, as [`super::Support::read`] reads it.
    pub support: u8,
    /// Whose vote it is.
    pub voter: Address,
    /// The voter's nonce, which counts permits, delegations and ballots alike.
    pub nonce: u64,
}

/// A [`Ballot`] with the text that is published with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendedBallot<'a> {
    /// The vote.
    pub ballot: Ballot,
    /// Why, as UTF-8.
    pub reason: &'a [u8],
    /// Further parameters of the vote.
    pub params: &'a [u8],
}

/// A delegation of all the signer's votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Who is to vote with them; zero: nobody.
    pub delegatee: Address,
    /// The signer's nonce, a `uint256` as it was given: who the signer is comes out of the digest only.
    pub nonce: [u8; 32],
    /// Until when it may be relayed, in unix seconds, a `uint256` as it was given.
    pub expiry: [u8; 32],
}

/// An approval of ERC-2612.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Whose tokens.
    pub owner: Address,
    /// Who may spend them.
    pub spender: Address,
    /// How many, a `uint256` as it was given.
    pub value: [u8; 32],
    /// The owner's nonce.
    pub nonce: u64,
    /// Until when it may be relayed, in unix seconds, a `uint256` as it was given.
    pub deadline: [u8; 32],
}

/// EIP-712's `domainSeparator` of this DAO: what is signed for `contract` on the chain of EIP-155 id
/// `chain_id` counts there only.
pub fn domain_separator<H: Hashing>(chain_id: u64, contract: &Address) -> Hash {
    struct_hash::<H>(&[
        DOMAIN_TYPEHASH,
        NAME_HASH,
        VERSION_HASH,
        right_aligned(&chain_id.to_be_bytes()),
        right_aligned(&contract.0),
    ])
}

impl Ballot {
    /// The digest that is signed, under the domain of `separator`.
    pub fn digest<H: Hashing>(&self, separator: &Hash) -> Hash {
        let [proposal, support, voter, nonce] = self.words();
        signing_hash::<H>(separator, &struct_hash::<H>(&[BALLOT_TYPEHASH, proposal, support, voter, nonce]))
    }

    fn words(&self) -> [Hash; 4] {
        [
            self.proposal,
            right_aligned(&[self.support]),
            right_aligned(&self.voter.0),
            right_aligned(&self.nonce.to_be_bytes()),
        ]
    }
}

impl ExtendedBallot<'_> {
    /// The digest that is signed, under the domain of `separator`.
    pub fn digest<H: Hashing>(&self, separator: &Hash) -> Hash {
        let [proposal, support, voter, nonce] = self.ballot.words();
        let hash = struct_hash::<H>(&[
            EXTENDED_BALLOT_TYPEHASH,
            proposal,
            support,
            voter,
            nonce,
            H::keccak256(self.reason),
            H::keccak256(self.params),
        ]);
        signing_hash::<H>(separator, &hash)
    }
}

impl Delegation {
    /// The digest that is signed, under the domain of `separator`.
    pub fn digest<H: Hashing>(&self, separator: &Hash) -> Hash {
        let words = [DELEGATION_TYPEHASH, right_aligned(&self.delegatee.0), self.nonce, self.expiry];
        signing_hash::<H>(separator, &struct_hash::<H>(&words))
    }
}

impl Permit {
    /// The digest that is signed, under the domain of `separator`.
    pub fn digest<H: Hashing>(&self, separator: &Hash) -> Hash {
        let hash = struct_hash::<H>(&[
            PERMIT_TYPEHASH,
            right_aligned(&self.owner.0),
            right_aligned(&self.spender.0),
            self.value,
            right_aligned(&self.nonce.to_be_bytes()),
            self.deadline,
        ]);
        signing_hash::<H>(separator, &hash)
    }
}

/// EIP-712's `hashStruct`: the type hash and the encoded fields, a word each.
fn struct_hash<H: Hashing>(words: &[Hash]) -> Hash {
    H::keccak256(words.as_flattened())
}

/// What is signed: `keccak256(0x19 ‖ 0x01 ‖ domainSeparator ‖ hashStruct)`.
fn signing_hash<H: Hashing>(separator: &Hash, hash: &Hash) -> Hash {
    let mut bytes = [0x19u8; 66];
    let [_, version, words @ ..] = &mut bytes;
    *version = 0x01;
    let (left, right) = words.split_at_mut(32);
    left.copy_from_slice(separator);
    right.copy_from_slice(hash);
    H::keccak256(&bytes)
}
