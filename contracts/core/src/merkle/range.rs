//! Absence and range sums, from the sides of membership proofs.
//!
//! A path says where its leaf stands: one without left siblings is the first, one without right
//! siblings the last, and two leaves are neighbours exactly if their paths part at some node, the
//! left one then keeping to the right edge below it and the right one to the left edge.

use alloc::vec::Vec;

use crate::{
    hashing::Hashing,
    ids::Hash,
    merkle::{Leaf, LeafFields, Node, Proof, ProofError, Side, Step, Tree},
    money::{MoneyError, Wei},
};

/// A leaf and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The leaf.
    pub leaf: Leaf,
    /// Its path.
    pub proof: Proof,
}

/// One end of a run of leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// The tree ends here.
    Edge,
    /// This neighbour stands outside the run.
    Neighbour(Located),
}

/// Shows that no leaf has the given fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The tree is empty.
    EmptyTree,
    /// The fields would sort before this first leaf.
    BeforeFirst(Located),
    /// The fields would sort after this last leaf.
    AfterLast(Located),
    /// The fields would sort between these neighbours.
    Between(Located, Located),
}

/// Shows the sum of every leaf whose fields begin with given bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeSum {
    /// The leaf before the first, if any.
    pub before: Boundary,
    /// The run's first leaf.
    pub first: Located,
    /// The run's last leaf.
    pub last: Located,
    /// The leaf after the last, if any.
    pub after: Boundary,
}

/// Why an absence or range proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// A path leads elsewhere.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Sums overflow.
    #[error(transparent)]
    Sum(#[from] MoneyError),
    /// The leaves do not stand where they should.
    #[error(transparent)]
    Place(#[from] PlaceError),
}

/// Why leaves that are in the tree do not show what they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Not in the wire form.
    #[error("{length} bytes are no proof of absence")]
    Malformed {
        /// How many bytes there are.
        length: u32,
    },
    /// Two leaves that should be neighbours are not.
    #[error("the leaves {before:02x?} and {after:02x?} are not neighbours")]
    NotNeighbours {
        /// Hash of the left one.
        before: Hash,
        /// Hash of the right one.
        after: Hash,
    },
    /// A leaf that should be the first or last is not.
    #[error("the leaf {leaf:02x?} does not stand at the tree's edge")]
    NotAtEdge {
        /// Its hash.
        leaf: Hash,
    },
    /// A leaf sorts on the wrong side.
    #[error("the leaf {leaf:02x?} sorts on the wrong side of what is proven")]
    WrongSide {
        /// Its hash.
        leaf: Hash,
    },
    /// The tree is not empty.
    #[error("the tree of root {root:02x?} is not empty")]
    NotEmpty {
        /// Hash of its root.
        root: Hash,
    },
}

impl Located {
    fn check<H: Hashing>(&self, root: &Node) -> Result<(), RangeError> {
        let found = self.proof.root::<H>(self.leaf.node::<H>())?;
        if found == *root {
            Ok(())
        } else {
            Err(ProofError::Root { expected: *root, found }.into())
        }
    }

    /// Passes for a leaf that has siblings on this side only: the tree's first has them on the right, its
    /// last on the left.
    fn check_edge<H: Hashing>(&self, side: Side) -> Result<(), PlaceError> {
        if self.proof.0.iter().all(|step| step.side == side) {
            Ok(())
        } else {
            Err(PlaceError::NotAtEdge { leaf: self.hash::<H>() })
        }
    }

    /// Passes if `after`, proven a member like this one, is the next leaf.
    fn check_next<H: Hashing>(&self, after: &Self) -> Result<(), PlaceError> {
        if are_neighbours(&self.proof, &after.proof) {
            Ok(())
        } else {
            Err(PlaceError::NotNeighbours { before: self.hash::<H>(), after: after.hash::<H>() })
        }
    }

    /// Passes if this leaf sorts on the side where it should.
    fn check_side<H: Hashing>(&self, in_order: bool) -> Result<(), PlaceError> {
        if in_order {
            Ok(())
        } else {
            Err(PlaceError::WrongSide { leaf: self.hash::<H>() })
        }
    }

    fn hash<H: Hashing>(&self) -> Hash {
        self.leaf.node::<H>().hash
    }

    fn at(tree: &Tree, index: usize) -> Option<Self> {
        Some(Self { leaf: *tree.leaves().get(index)?, proof: tree.prove(index)? })
    }
}

/// Whether `left` and `right`, both of proven members, are paths of neighbours.
fn are_neighbours(left: &Proof, right: &Proof) -> bool {
    // From the root down the paths agree, then part at one node.
    let shared =
        left.0.iter().rev().zip(right.0.iter().rev()).take_while(|(one, other)| one == other).count();
    let below = |proof: &Proof| -> Option<(Step, Vec<Step>)> {
        let length = proof.0.len().checked_sub(shared)?;
        let (parting, lower) = proof.0.get(..length)?.split_last()?;
        Some((*parting, lower.to_vec()))
    };
    let (Some((left_at, left_below)), Some((right_at, right_below))) = (below(left), below(right)) else {
        return false;
    };
    let parts = left_at.side == Side::Right && right_at.side == Side::Left;
    let left_on_right_edge = left_below.iter().all(|step| step.side == Side::Left);
    let right_on_left_edge = right_below.iter().all(|step| step.side == Side::Right);
    parts && left_on_right_edge && right_on_left_edge
}

impl Absence {
    /// Proves that `tree` has no leaf of `fields`; `None` if it has one.
    pub fn prove(tree: &Tree, fields: &LeafFields) -> Option<Self> {
        let index = tree.position(fields).err()?;
        let after = Located::at(tree, index);
        let before = index.checked_sub(1).and_then(|index| Located::at(tree, index));
        Some(match (before, after) {
            (None, None) => Self::EmptyTree,
            (None, Some(first)) => Self::BeforeFirst(first),
            (Some(last), None) => Self::AfterLast(last),
            (Some(before), Some(after)) => Self::Between(before, after),
        })
    }

    /// Checks that the tree of `root` has no leaf of `fields`.
    ///
    /// # Errors
    /// [`RangeError`] if that is not shown.
    pub fn verify<H: Hashing>(&self, root: &Node, fields: &LeafFields) -> Result<(), RangeError> {
        let key = fields.bytes();
        match self {
            Self::EmptyTree if *root == Node::EMPTY => {}
            Self::EmptyTree => return Err(PlaceError::NotEmpty { root: root.hash }.into()),
            Self::BeforeFirst(first) => {
                first.check::<H>(root)?;
                first.check_edge::<H>(Side::Right)?;
                first.check_side::<H>(key < first.leaf.fields.bytes())?;
            }
            Self::AfterLast(last) => {
                last.check::<H>(root)?;
                last.check_edge::<H>(Side::Left)?;
                last.check_side::<H>(last.leaf.fields.bytes() < key)?;
            }
            Self::Between(before, after) => {
                before.check::<H>(root)?;
                after.check::<H>(root)?;
                before.check_next::<H>(after)?;
                before.check_side::<H>(before.leaf.fields.bytes() < key)?;
                after.check_side::<H>(key < after.leaf.fields.bytes())?;
            }
        }
        Ok(())
    }
}

impl RangeSum {
    /// Proves the sum of the leaves of `tree` whose fields begin with `prefix`; `None` without any.
    pub fn prove(tree: &Tree, prefix: &[u8]) -> Option<Self> {
        let start = tree.leaves().partition_point(|leaf| leaf.fields.bytes().as_slice() < prefix);
        let run = tree.leaves().iter().skip(start);
        let count = run.take_while(|leaf| leaf.fields.bytes().starts_with(prefix)).count();
        let end = start.checked_add(count.checked_sub(1)?)?;
        let boundary = |index: Option<usize>| {
            index.and_then(|index| Located::at(tree, index)).map_or(Boundary::Edge, Boundary::Neighbour)
        };
        Some(Self {
            before: boundary(start.checked_sub(1)),
            first: Located::at(tree, start)?,
            last: Located::at(tree, end)?,
            after: boundary(end.checked_add(1)),
        })
    }

    /// Checks the proof against `root` and returns the sum of the leaves that begin with `prefix`.
    ///
    /// # Errors
    /// [`RangeError`] if the proof does not show one.
    pub fn verify<H: Hashing>(&self, root: &Node, prefix: &[u8]) -> Result<Wei, RangeError> {
        let within = |located: &Located| located.leaf.fields.bytes().starts_with(prefix);
        self.first.check::<H>(root)?;
        self.last.check::<H>(root)?;
        self.first.check_side::<H>(within(&self.first))?;
        self.last.check_side::<H>(within(&self.last))?;
        match &self.before {
            Boundary::Edge => self.first.check_edge::<H>(Side::Right)?,
            Boundary::Neighbour(outside) => {
                outside.check::<H>(root)?;
                outside.check_next::<H>(&self.first)?;
                outside.check_side::<H>(!within(outside))?;
            }
        }
        match &self.after {
            Boundary::Edge => self.last.check_edge::<H>(Side::Left)?,
            Boundary::Neighbour(outside) => {
                outside.check::<H>(root)?;
                self.last.check_next::<H>(outside)?;
                outside.check_side::<H>(!within(outside))?;
            }
        }
        let until = self.last.proof.sum_before()?.try_add(self.last.leaf.amount)?;
        Ok(until.try_sub(self.first.proof.sum_before()?)?)
    }
}
