//! Merkle-sum trees: every node commits to a hash and to the sum of the amounts below it.
//!
//! `leaf = keccak256(0x00 ‖ fields ‖ amount)`, `inner = keccak256(0x01 ‖ left_hash ‖ left_sum ‖
//! right_hash ‖ right_sum)`, amounts 16 bytes big-endian; an odd node moves up a level unchanged; the
//! empty tree is [`Node::EMPTY`]. Leaves are sorted by their fields and unique, so positions, absences
//! and range sums have proofs of O(log n).

mod absence;
mod leaf;
mod proof;
mod range;
mod tree;

#[cfg(test)]
mod tests;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

pub use leaf::{
    Leaf, LeafFields, CORPUS_FIELDS, CREDIT_FIELDS, CURSOR_FIELDS, MAX_FIELDS, PAYOUT_FIELDS, REPORT_FIELDS,
};
pub use proof::{verify_membership, Proof, ProofError, Side, Step, MAX_STEPS, STEP_BYTES};
pub use range::{Absence, Boundary, Located, PlaceError, RangeError, RangeSum};
pub use tree::{Tree, TreeError};

use crate::{
    hashing::Hashing,
    ids::Hash,
    money::{MoneyError, Wei},
};

/// A tree's node, or its root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Node {
    /// The hash of what is below.
    pub hash: Hash,
    /// The sum of what is below.
    pub sum: Wei,
}

impl Node {
    /// The root of a tree without leaves.
    pub const EMPTY: Self = Self { hash: [0; 32], sum: Wei::ZERO };

    /// The node above `left` and `right`.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] if the sums do not add up within `u128`.
    pub fn above<H: Hashing>(left: &Self, right: &Self) -> Result<Self, MoneyError> {
        let sum = left.sum.try_add(right.sum)?;
        // Whole fields at a time: byte by byte this is most of what a claim costs on chain.
        let mut bytes = [1u8; 97];
        let (_, rest) = bytes.split_at_mut(1);
        let (left_hash, rest) = rest.split_at_mut(32);
        let (left_sum, rest) = rest.split_at_mut(16);
        let (right_hash, right_sum) = rest.split_at_mut(32);
        left_hash.copy_from_slice(&left.hash);
        left_sum.copy_from_slice(&left.sum.0.to_be_bytes());
        right_hash.copy_from_slice(&right.hash);
        right_sum.copy_from_slice(&right.sum.0.to_be_bytes());
        Ok(Self { hash: H::keccak256(&bytes), sum })
    }
}
