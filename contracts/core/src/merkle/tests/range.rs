//! Sums of runs: what proves one, and that nothing else does.

use proptest::prelude::*;

use super::tree;
use crate::{
    account::{Account, ACCOUNT_KEY_LEN},
    hashing::HostHashing,
    ids::{DatasetId, Hash, NodeId},
    merkle::{
        Boundary, Leaf, LeafFields, Located, PlaceError, ProofError, RangeError, RangeSum, Side, Step, Tree,
    },
    money::Wei,
};

fn account(id: u64) -> Account {
    Account::Dataset(DatasetId(id))
}

fn entry(id: u64, sequence: u64, amount: u128) -> Leaf {
    let fields = LeafFields::Entry { account: account(id), node: NodeId(1), sequence };
    Leaf { fields, amount: Wei(amount) }
}

/// A tree of credits and the run of one account in it.
struct Run {
    built: Tree,
    account: u64,
    start: usize,
    end: usize,
}

impl Run {
    /// Account `i` is credited with `amounts[i]`, one sequence after the other; the run is that of `chosen`.
    fn of(amounts: &[Vec<u128>], chosen: usize) -> Self {
        let entries = (0u64..).zip(amounts).flat_map(|(id, amounts)| {
            (1u64..).zip(amounts).map(move |(sequence, amount)| entry(id, sequence, *amount))
        });
        let start: usize = amounts[..chosen].iter().map(Vec::len).sum();
        Self {
            built: tree(&entries.collect::<Vec<_>>()),
            account: u64::try_from(chosen).unwrap(),
            start,
            end: start + amounts[chosen].len(),
        }
    }

    fn prefix(&self) -> [u8; ACCOUNT_KEY_LEN] {
        account(self.account).key()
    }

    fn proof(&self) -> RangeSum {
        RangeSum::prove(&self.built, &self.prefix()).unwrap()
    }

    fn verify(&self, proof: &RangeSum) -> Result<Wei, RangeError> {
        proof.verify::<HostHashing>(&self.built.root(), &self.prefix())
    }

    fn at(&self, index: usize) -> Located {
        Located { leaf: self.built.leaves()[index], proof: self.built.prove(index).unwrap() }
    }

    /// What stands at `index`, if that is within the tree.
    fn boundary(&self, index: Option<usize>) -> Boundary {
        let inside = index.filter(|index| *index < self.built.leaves().len());
        inside.map_or(Boundary::Edge, |index| Boundary::Neighbour(self.at(index)))
    }
}

/// Up to six accounts' amounts, and one of the accounts.
fn credited() -> impl Strategy<Value = (Vec<Vec<u128>>, usize)> {
    let amounts = prop::collection::vec(prop::collection::vec(1u128..1000, 1..5), 1..7);
    (amounts, any::<prop::sample::Index>()).prop_map(|(amounts, pick)| {
        let chosen = pick.index(amounts.len());
        (amounts, chosen)
    })
}

fn hash(located: &Located) -> Hash {
    located.leaf.node::<HostHashing>().hash
}

fn wrong_side(leaf: &Located) -> RangeError {
    PlaceError::WrongSide { leaf: hash(leaf) }.into()
}

fn not_at_edge(leaf: &Located) -> RangeError {
    PlaceError::NotAtEdge { leaf: hash(leaf) }.into()
}

fn not_neighbours(before: &Located, after: &Located) -> RangeError {
    PlaceError::NotNeighbours { before: hash(before), after: hash(after) }.into()
}

/// A proof's leaves in the order before, first, last, after; none where that is the tree's edge.
fn leaf_at(proof: &mut RangeSum, place: usize) -> Option<&mut Located> {
    match place {
        0 => neighbour(&mut proof.before),
        1 => Some(&mut proof.first),
        2 => Some(&mut proof.last),
        _ => neighbour(&mut proof.after),
    }
}

fn neighbour(boundary: &mut Boundary) -> Option<&mut Located> {
    match boundary {
        Boundary::Edge => None,
        Boundary::Neighbour(outside) => Some(outside),
    }
}

/// What can differ in a step.
#[derive(Clone, Copy, Debug)]
enum Flip {
    Side,
    Hash(usize),
    Sum(usize),
}

impl Flip {
    fn apply(self, step: &mut Step) {
        match self {
            Self::Side => {
                step.side = match step.side {
                    Side::Left => Side::Right,
                    Side::Right => Side::Left,
                };
            }
            Self::Hash(bit) => step.sibling.hash[bit / 8] ^= 1u8 << (bit % 8),
            Self::Sum(bit) => step.sibling.sum.0 ^= 1u128 << bit,
        }
    }
}

proptest! {
    #[test]
    fn the_sum_of_a_run_is_proven_and_without_a_run_there_is_no_proof(
        amounts in prop::collection::btree_map((0u64..6, 1u64..6), 1u128..1000, 1..30),
        of in 0u64..6,
    ) {
        let entries: Vec<_> =
            amounts.iter().map(|((id, sequence), amount)| entry(*id, *sequence, *amount)).collect();
        let built = tree(&entries);
        let prefix = account(of).key();
        let own = amounts.iter().filter(|((id, _), _)| *id == of);
        let expected: u128 = own.map(|(_, amount)| *amount).sum();
        match RangeSum::prove(&built, &prefix) {
            None => prop_assert_eq!(expected, 0),
            Some(range) => {
                prop_assert_eq!(range.verify::<HostHashing>(&built.root(), &prefix), Ok(Wei(expected)));
            }
        }
    }

    /// What an account would be paid too little by: entries of its own, at either end, that are not summed.
    #[test]
    fn a_run_cut_short_is_refused((amounts, chosen) in credited()) {
        let run = Run::of(&amounts, chosen);
        let whole = run.proof();
        for cut in run.start + 1..run.end {
            let (left, right) = (run.at(cut - 1), run.at(cut));
            // Its own next entry is a member and the next leaf, but not outside.
            let shorter = RangeSum {
                last: left.clone(),
                after: Boundary::Neighbour(right.clone()),
                ..whole.clone()
            };
            prop_assert_eq!(run.verify(&shorter), Err(wrong_side(&right)));
            let later = RangeSum {
                before: Boundary::Neighbour(left.clone()),
                first: right.clone(),
                ..whole.clone()
            };
            prop_assert_eq!(run.verify(&later), Err(wrong_side(&left)));
            // The true ends are not next to it.
            let shorter = RangeSum { last: left.clone(), ..whole.clone() };
            let expected = match &whole.after {
                Boundary::Edge => not_at_edge(&left),
                Boundary::Neighbour(outside) => not_neighbours(&left, outside),
            };
            prop_assert_eq!(run.verify(&shorter), Err(expected));
            let later = RangeSum { first: right.clone(), ..whole.clone() };
            let expected = match &whole.before {
                Boundary::Edge => not_at_edge(&right),
                Boundary::Neighbour(outside) => not_neighbours(outside, &right),
            };
            prop_assert_eq!(run.verify(&later), Err(expected));
            // Nor is the tree's edge.
            let shorter = RangeSum { after: Boundary::Edge, ..shorter };
            prop_assert_eq!(run.verify(&shorter), Err(not_at_edge(&left)));
            let later = RangeSum { before: Boundary::Edge, ..later };
            prop_assert_eq!(run.verify(&later), Err(not_at_edge(&right)));
        }
    }

    /// What an account would be paid too much by: its neighbours' entries.
    #[test]
    fn a_run_stretched_over_its_neighbours_is_refused((amounts, chosen) in credited()) {
        let run = Run::of(&amounts, chosen);
        let whole = run.proof();
        if let Some(index) = run.start.checked_sub(1) {
            let first = run.at(index);
            let before = run.boundary(index.checked_sub(1));
            let stretched = RangeSum { before, first: first.clone(), ..whole.clone() };
            prop_assert_eq!(run.verify(&stretched), Err(wrong_side(&first)));
        }
        if run.end < run.built.leaves().len() {
            let last = run.at(run.end);
            let after = run.boundary(Some(run.end + 1));
            let stretched = RangeSum { last: last.clone(), after, ..whole };
            prop_assert_eq!(run.verify(&stretched), Err(wrong_side(&last)));
        }
    }

    /// The run itself, with ends that are not where they are said to be.
    #[test]
    fn a_run_ends_where_its_proof_says((amounts, chosen) in credited()) {
        let run = Run::of(&amounts, chosen);
        let whole = run.proof();
        if whole.before != Boundary::Edge {
            let cut = RangeSum { before: Boundary::Edge, ..whole.clone() };
            prop_assert_eq!(run.verify(&cut), Err(not_at_edge(&whole.first)));
        }
        if whole.after != Boundary::Edge {
            let cut = RangeSum { after: Boundary::Edge, ..whole.clone() };
            prop_assert_eq!(run.verify(&cut), Err(not_at_edge(&whole.last)));
        }
        if let (Boundary::Neighbour(before), Boundary::Neighbour(after)) = (&whole.before, &whole.after) {
            let other_way = RangeSum { before: whole.after.clone(), ..whole.clone() };
            prop_assert_eq!(run.verify(&other_way), Err(not_neighbours(after, &whole.first)));
            let other_way = RangeSum { after: whole.before.clone(), ..whole.clone() };
            prop_assert_eq!(run.verify(&other_way), Err(not_neighbours(&whole.last, before)));
        }
    }

    /// Of each of the four leaves: another amount, and another side, hash or sum in any one of its steps.
    #[test]
    fn all_four_leaves_are_members(
        (amounts, chosen) in credited(),
        delta in 1u128..1000,
        hash_bit in 0usize..256,
        sum_bit in 0usize..128,
    ) {
        let run = Run::of(&amounts, chosen);
        let whole = run.proof();
        let root = run.built.root();
        let leads_elsewhere = |proof: &RangeSum| {
            let found = run.verify(proof);
            matches!(found, Err(RangeError::Proof(ProofError::Root { expected, .. })) if expected == root)
        };
        for place in 0..4 {
            let mut altered = whole.clone();
            let Some(located) = leaf_at(&mut altered, place) else { continue };
            let steps = located.proof.0.len();
            located.leaf.amount.0 += delta;
            prop_assert!(leads_elsewhere(&altered), "the amount of leaf {}", place);
            for step in 0..steps {
                for flip in [Flip::Side, Flip::Hash(hash_bit), Flip::Sum(sum_bit)] {
                    let mut altered = whole.clone();
                    flip.apply(&mut leaf_at(&mut altered, place).unwrap().proof.0[step]);
                    prop_assert!(leads_elsewhere(&altered), "{:?} in step {} of leaf {}", flip, step, place);
                }
            }
        }
    }

    #[test]
    fn a_run_is_the_sum_of_no_other_account((amounts, chosen) in credited()) {
        let run = Run::of(&amounts, chosen);
        let whole = run.proof();
        // One after the last has no entries at all.
        for other in (0..=u64::try_from(amounts.len()).unwrap()).filter(|other| *other != run.account) {
            let found = whole.verify::<HostHashing>(&run.built.root(), &account(other).key());
            prop_assert_eq!(found, Err(wrong_side(&whole.first)));
        }
    }
}
