//! Membership: the siblings from a leaf to the root.

use alloc::vec::Vec;

use crate::{
    hashing::Hashing,
    merkle::{Leaf, Node},
    money::{MoneyError, Wei},
};

/// Bytes of one step: side, sibling hash, sibling sum.
pub const STEP_BYTES: usize = 49;

/// The longest path: a tree of 2^32 leaves.
pub const MAX_STEPS: usize = 32;

/// Where a step's sibling stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left of the path (byte 0).
    Left,
    /// Right of the path (byte 1).
    Right,
}

/// One step up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the sibling stands.
    pub side: Side,
    /// The sibling.
    pub sibling: Node,
}

/// Steps from a leaf to the root; a level at which the path's node was odd has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof(pub Vec<Step>);

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not whole steps of [`STEP_BYTES`], or more than [`MAX_STEPS`].
    #[error("a proof of {found} bytes is not at most {MAX_STEPS} steps of {STEP_BYTES}")]
    Length {
        /// Bytes given.
        found: u32,
    },
    /// A step's side is neither 0 nor 1.
    #[error("step {step} has side {found}")]
    Side {
        /// Which step, from the leaf.
        step: u32,
        /// The byte found.
        found: u8,
    },
    /// The path ends at another root.
    #[error("the path ends at another root")]
    Root {
        /// The root asked about.
        expected: Node,
        /// Where the path ends.
        found: Node,
    },
    /// Sums on the path overflow.
    #[error(transparent)]
    Sum(#[from] MoneyError),
}

impl Proof {
    /// The wire form: [`STEP_BYTES`] per step, leaf first, numbers big-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len().saturating_mul(STEP_BYTES));
        for step in &self.0 {
            bytes.push(match step.side {
                Side::Left => 0,
                Side::Right => 1,
            });
            bytes.extend_from_slice(&step.sibling.hash);
            bytes.extend_from_slice(&step.sibling.sum.0.to_be_bytes());
        }
        bytes
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`ProofError::Length`] or [`ProofError::Side`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofError> {
        steps(bytes)?.collect::<Result<Vec<_>, _>>().map(Self)
    }

    /// The root that `leaf` leads to along these steps.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] if sums overflow.
    pub fn root<H: Hashing>(&self, leaf: Node) -> Result<Node, MoneyError> {
        self.0.iter().try_fold(leaf, |node, step| climb::<H>(&node, step))
    }

    /// The sum of everything left of the leaf.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] if sums overflow.
    pub fn sum_before(&self) -> Result<Wei, MoneyError> {
        Wei::total(self.0.iter().filter(|step| step.side == Side::Left).map(|step| step.sibling.sum))
    }
}

/// Checks that `leaf` is in the tree of `root`, reading the wire form without building a list.
///
/// # Errors
/// [`ProofError`] if it is not, or the proof is malformed.
pub fn verify_membership<H: Hashing>(root: &Node, leaf: &Leaf, proof: &[u8]) -> Result<(), ProofError> {
    let found = steps(proof)?
        .try_fold(leaf.node::<H>(), |node, step| climb::<H>(&node, &step?).map_err(ProofError::Sum))?;
    if found == *root {
        Ok(())
    } else {
        Err(ProofError::Root { expected: *root, found })
    }
}

fn climb<H: Hashing>(node: &Node, step: &Step) -> Result<Node, MoneyError> {
    match step.side {
        Side::Left => Node::above::<H>(&step.sibling, node),
        Side::Right => Node::above::<H>(node, &step.sibling),
    }
}

fn steps(bytes: &[u8]) -> Result<impl Iterator<Item = Result<Step, ProofError>> + '_, ProofError> {
    let count = bytes.len() / STEP_BYTES;
    if !bytes.len().is_multiple_of(STEP_BYTES) || count > MAX_STEPS {
        return Err(ProofError::Length { found: u32::try_from(bytes.len()).unwrap_or(u32::MAX) });
    }
    Ok((0u32..).zip(bytes.chunks_exact(STEP_BYTES)).map(|(index, chunk)| read_step(index, chunk)))
}

fn read_step(index: u32, chunk: &[u8]) -> Result<Step, ProofError> {
    let malformed = ProofError::Length { found: u32::try_from(chunk.len()).unwrap_or(u32::MAX) };
    let (side, rest) = chunk.split_first().ok_or(malformed)?;
    let (hash, sum) = rest.split_at_checked(32).ok_or(malformed)?;
    let side = match side {
        0 => Side::Left,
        1 => Side::Right,
        found => return Err(ProofError::Side { step: index, found: *found }),
    };
    let hash = hash.try_into().map_err(|_| malformed)?;
    let sum = sum.try_into().map(u128::from_be_bytes).map_err(|_| malformed)?;
    Ok(Step { side, sibling: Node { hash, sum: Wei(sum) } })
}
