//! Merkle-sum trees: every node commits to a hash and to the sum of the amounts below it.
//!
//! `leaf = keccak256(0x00 ‖ fields ‖ amount)`, `inner = keccak256(0x01 ‖ left_hash ‖ left_sum ‖
//! right_hash ‖ right_sum)`, amounts 16 bytes big-endian; an odd node moves up a level unchanged; the
//! empty tree is [`Node::EMPTY`]. Leaves are sorted by their fields and unique, so positions, absences
//! and range sums have proofs of O(log n).

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
pub use range::{Absence, Boundary, Located, RangeError, RangeSum};
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
        let mut bytes = [1u8; 97];
        let parts: [&[u8]; 4] =
            [&left.hash, &left.sum.0.to_be_bytes(), &right.hash, &right.sum.0.to_be_bytes()];
        let targets = bytes.iter_mut().skip(1);
        for (target, byte) in targets.zip(parts.into_iter().flatten()) {
            *target = *byte;
        }
        Ok(Self { hash: H::keccak256(&bytes), sum })
    }
}
