//! Proofs that an account is in no leaf: what they have to show, and how they are made.

use alloy_primitives::B256;
use tributary_core::Account;
use tributary_sandbox::abi::IRoyaltySplitter;

use super::tree::{end_of, hash_leaf, Node, Tree, STEP};
use crate::refusal::{ensure, refused, Predicted};

/// Bytes of a leaf's account and amount.
const LEAF: usize = 37;

/// A leaf that is shown, with its path.
struct Shown {
    key: Vec<u8>,
    amount: u128,
    path: Vec<u8>,
}

impl Tree {
    /// What shows that `account` is absent, if it is: its neighbours, or the one at the edge.
    pub fn absence(&self, account: &Account) -> Vec<u8> {
        let place = self.leaves.iter().take_while(|leaf| leaf.account.key() < account.key()).count();
        let kind = match (place, self.leaves.len()) {
            (_, 0) => 0,
            (0, _) => 1,
            (place, count) if place == count => 2,
            _ => 3,
        };
        let mut bytes = vec![kind];
        for index in place.saturating_sub(1)..self.leaves.len().min(place + 1) {
            let (leaf, path) = (self.leaves[index], self.prove(index));
            bytes.extend_from_slice(&leaf.account.key());
            bytes.extend_from_slice(&leaf.amount.to_be_bytes());
            bytes.push(u8::try_from(path.len() / STEP).unwrap());
            bytes.extend_from_slice(&path);
        }
        bytes
    }
}

/// Passes if `bytes` show that `account` is not under `root`.
pub fn verify_absent(root: Node, account: &Account, bytes: &[u8]) -> Predicted<()> {
    let length = u32::try_from(bytes.len()).unwrap();
    let malformed = || refused(IRoyaltySplitter::AbsenceMalformed { length });
    let kind = *bytes.first().ok_or_else(malformed)?;
    let count = *[0, 1, 1, 2].get(usize::from(kind)).ok_or_else(malformed)?;
    let mut rest = &bytes[1..];
    let mut shown = Vec::new();
    for _ in 0..count {
        let (leaf, more) = rest.split_at_checked(LEAF).ok_or_else(malformed)?;
        Account::from_word(word(&leaf[..21])).map_err(|_| malformed())?;
        let (steps, more) = more.split_first().ok_or_else(malformed)?;
        let (path, more) = more.split_at_checked(usize::from(*steps) * STEP).ok_or_else(malformed)?;
        check_path(path)?;
        let amount = u128::from_be_bytes(leaf[21..].try_into().unwrap());
        shown.push(Shown { key: leaf[..21].to_vec(), amount, path: path.to_vec() });
        rest = more;
    }
    ensure(rest.is_empty(), IRoyaltySplitter::AbsenceMalformed { length })?;
    let empty = root == Node::default();
    ensure(kind != 0 || empty, IRoyaltySplitter::TreeNotEmpty { root: root.hash })?;
    for leaf in &shown {
        leaf.ensure_member(root)?;
    }
    let key = account.key().to_vec();
    let mut places = Vec::new();
    match shown.as_slice() {
        [one] => {
            let first = kind == 1;
            let at_edge = one.sides(u8::from(first));
            ensure(at_edge, IRoyaltySplitter::LeafNotAtEdge { leaf: one.hash() })?;
            places.push((if first { key < one.key } else { one.key < key }, one));
        }
        [before, after] => {
            let apart = IRoyaltySplitter::LeavesNotNeighbours { before: before.hash(), after_: after.hash() };
            ensure(before.precedes(after), apart)?;
            places.extend([(before.key < key, before), (key < after.key, after)]);
        }
        _ => {}
    }
    places
        .into_iter()
        .try_for_each(|(right, leaf)| ensure(right, IRoyaltySplitter::LeafOnWrongSide { leaf: leaf.hash() }))
}

impl Shown {
    fn ensure_member(&self, root: Node) -> Predicted<()> {
        let leaf = Node { hash: self.hash(), sum: self.amount };
        let found = end_of(leaf, &self.path)?;
        ensure(found == root, IRoyaltySplitter::ProofRoot { expected: root.hash, found: found.hash })
    }

    fn hash(&self) -> B256 {
        hash_leaf(&self.key, self.amount)
    }

    /// Whether all siblings stand on one side.
    fn sides(&self, side: u8) -> bool {
        self.path.chunks(STEP).all(|step| step[0] == side)
    }

    /// Whether `other` is the next leaf: below the node where their paths part, this one keeps right and
    /// the other one left.
    fn precedes(&self, other: &Self) -> bool {
        let down = |path: &[u8]| path.chunks(STEP).rev().map(<[u8]>::to_vec).collect::<Vec<_>>();
        let (left, right) = (down(&self.path), down(&other.path));
        let mut level = 0;
        while level < left.len() && level < right.len() && left[level] == right[level] {
            level += 1;
        }
        let (Some(at_left), Some(at_right)) = (left.get(level), right.get(level)) else { return false };
        let below = |path: &[Vec<u8>], side| path[level + 1..].iter().all(|step| step[0] == side);
        at_left[0] == 1 && at_right[0] == 0 && below(&left, 0) && below(&right, 1)
    }
}

fn check_path(path: &[u8]) -> Predicted<()> {
    let found = u32::try_from(path.len()).unwrap();
    ensure(path.len() / STEP <= 32, IRoyaltySplitter::ProofLength { found })?;
    for (step, found) in (0u32..).zip(path.chunks(STEP).map(|step| step[0])) {
        ensure(found < 2, IRoyaltySplitter::ProofSide { step, found })?;
    }
    Ok(())
}

fn word(key: &[u8]) -> [u8; 32] {
    B256::left_padding_from(key).0
}
