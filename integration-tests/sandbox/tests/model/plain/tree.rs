//! Merkle-sum trees that may lie, and the only check that counts: where a path ends.

use alloy_primitives::{keccak256, B256};
use tributary_core::Account;
use tributary_sandbox::abi::IRoyaltySplitter;

use super::rules::{forgot, Rule};
use crate::refusal::{ensure, refused, Predicted};

/// Bytes of a step.
pub const STEP: usize = 49;
/// The most steps.
const MAX_STEPS: usize = 32;

/// A hash and what is said to be the sum below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub hash: B256,
    pub sum: u128,
}

/// A leaf, and what its tree says it counts: in an honest tree its amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub account: Account,
    pub amount: u128,
    pub declared: u128,
}

/// A whole tree: leaves as given, whether in order or not.
#[derive(Clone, Debug)]
pub struct Tree {
    pub leaves: Vec<Leaf>,
    levels: Vec<Vec<Node>>,
}

impl Leaf {
    pub const fn honest(account: Account, amount: u128) -> Self {
        Self { account, amount, declared: amount }
    }
}

impl Tree {
    pub fn new(leaves: Vec<Leaf>) -> Self {
        let declared =
            |leaf: &Leaf| Node { hash: hash_leaf(&leaf.account.key(), leaf.amount), sum: leaf.declared };
        let mut levels: Vec<Vec<Node>> = vec![leaves.iter().map(declared).collect()];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let above = level.chunks(2).map(|pair| match pair {
                [left, right] => above(*left, *right).expect("sums of a test stay small"),
                odd => odd[0],
            });
            let above = above.collect();
            levels.push(above);
        }
        Self { leaves, levels }
    }

    pub fn root(&self) -> Node {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
    }

    /// The path of the leaf at `index`, as calls take it.
    pub fn prove(&self, index: usize) -> Vec<u8> {
        let (mut at, mut path) = (index, Vec::new());
        for level in &self.levels {
            if let Some(sibling) = level.get(at ^ 1) {
                path.push(u8::from(at % 2 == 0));
                path.extend_from_slice(sibling.hash.as_slice());
                path.extend_from_slice(&sibling.sum.to_be_bytes());
            }
            at /= 2;
        }
        path
    }

    /// The first leaf of `account`, with its path.
    pub fn find(&self, account: Account) -> Option<(u128, Vec<u8>)> {
        let index = self.leaves.iter().position(|leaf| leaf.account == account)?;
        Some((self.leaves[index].amount, self.prove(index)))
    }
}

/// Passes if `path` leads from `account` and `amount` to `root`.
pub fn verify(root: Node, account: &Account, amount: u128, path: &[u8]) -> Predicted<()> {
    let found = u32::try_from(path.len()).unwrap();
    let whole = path.len().is_multiple_of(STEP) && path.len() / STEP <= MAX_STEPS;
    ensure(whole, IRoyaltySplitter::ProofLength { found })?;
    let node = end_of(Node { hash: hash_leaf(&account.key(), amount), sum: amount }, path)?;
    let ends = node == root || (node.sum == root.sum && forgot(Rule::PathToRoot));
    ensure(ends, IRoyaltySplitter::ProofRoot { expected: root.hash, found: node.hash })
}

/// Where a path of whole steps leads from a leaf's node.
pub fn end_of(mut node: Node, path: &[u8]) -> Predicted<Node> {
    for (index, step) in (0u32..).zip(path.chunks(STEP)) {
        let hash = B256::from_slice(&step[1..33]);
        let sibling = Node { hash, sum: u128::from_be_bytes(step[33..].try_into().unwrap()) };
        let next = match step[0] {
            0 => above(sibling, node),
            1 => above(node, sibling),
            found => return Err(refused(IRoyaltySplitter::ProofSide { step: index, found })),
        };
        let (left, right) = if step[0] == 0 { (sibling.sum, node.sum) } else { (node.sum, sibling.sum) };
        node = next.ok_or_else(|| refused(IRoyaltySplitter::ProofOverflow { left, right }))?;
    }
    Ok(node)
}

/// The hash of a leaf with this account key.
pub fn hash_leaf(key: &[u8], amount: u128) -> B256 {
    keccak256([[0].as_slice(), key, &amount.to_be_bytes()].concat())
}

fn above(left: Node, right: Node) -> Option<Node> {
    let sum = left.sum.checked_add(right.sum)?;
    let sums = (left.sum.to_be_bytes(), right.sum.to_be_bytes());
    let bytes = [[1].as_slice(), left.hash.as_slice(), &sums.0, right.hash.as_slice(), &sums.1].concat();
    Some(Node { hash: keccak256(bytes), sum })
}
