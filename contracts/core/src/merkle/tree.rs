//! Building a tree and proving from it.

use alloc::vec::Vec;

use crate::{
    hashing::Hashing,
    merkle::{Leaf, LeafFields, Node, Proof, Side, Step},
    money::MoneyError,
};

/// What makes a list of leaves no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Leaves are not strictly ascending by their fields.
    #[error("leaf {index} does not sort after leaf {}", index.saturating_sub(1))]
    Order {
        /// The offending leaf.
        index: u64,
    },
    /// The amounts overflow.
    #[error(transparent)]
    Sum(#[from] MoneyError),
}

/// A whole tree in memory: all levels, leaves first.
#[derive(Clone, Debug)]
pub struct Tree {
    leaves: Vec<Leaf>,
    levels: Vec<Vec<Node>>,
}

impl Tree {
    /// Builds the tree of `leaves`.
    ///
    /// # Errors
    /// [`TreeError`] if they are unsorted, repeat, or overflow.
    pub fn build<H: Hashing>(leaves: Vec<Leaf>) -> Result<Self, TreeError> {
        let keys: Vec<_> = leaves.iter().map(|leaf| leaf.fields.bytes()).collect();
        for (index, pair) in (1u64..).zip(keys.windows(2)) {
            if let [before, after] = pair {
                if before >= after {
                    return Err(TreeError::Order { index });
                }
            }
        }
        let mut level: Vec<_> = leaves.iter().map(Leaf::node::<H>).collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let above = level.chunks(2).map(parent::<H>).collect::<Result<Vec<_>, _>>()?;
            levels.push(core::mem::replace(&mut level, above));
        }
        levels.push(level);
        Ok(Self { leaves, levels })
    }

    /// The root; [`Node::EMPTY`] without leaves.
    pub fn root(&self) -> Node {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or(Node::EMPTY)
    }

    /// The leaves in order.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// Where the leaf of `fields` stands, or would stand.
    pub fn position(&self, fields: &LeafFields) -> Result<usize, usize> {
        let key = fields.bytes();
        self.leaves.binary_search_by(|leaf| leaf.fields.bytes().cmp(&key))
    }

    /// The leaf of `fields` with its proof.
    pub fn find(&self, fields: &LeafFields) -> Option<(Leaf, Proof)> {
        let index = self.position(fields).ok()?;
        Some((*self.leaves.get(index)?, self.prove(index)?))
    }

    /// The proof of the leaf at `index`.
    pub fn prove(&self, index: usize) -> Option<Proof> {
        self.leaves.get(index)?;
        let mut steps = Vec::new();
        let mut at = index;
        for level in &self.levels {
            let (side, sibling) = if at.is_multiple_of(2) {
                (Side::Right, at.checked_add(1)?)
            } else {
                (Side::Left, at.checked_sub(1)?)
            };
            if let Some(sibling) = level.get(sibling) {
                steps.push(Step { side, sibling: *sibling });
            }
            at /= 2;
        }
        Some(Proof(steps))
    }
}

fn parent<H: Hashing>(pair: &[Node]) -> Result<Node, MoneyError> {
    match pair {
        [left, right] => Node::above::<H>(left, right),
        [odd] => Ok(*odd),
        _ => Ok(Node::EMPTY),
    }
}
