#![allow(clippy::arithmetic_side_effects)]

mod range;

use proptest::prelude::*;

use super::*;
use crate::{account::Account, hashing::HostHashing, ids::DatasetId};

fn leaf(id: u64, amount: u128) -> Leaf {
    Leaf { fields: LeafFields::Total(Account::Dataset(DatasetId(id))), amount: Wei(amount) }
}

fn fields(id: u64) -> LeafFields {
    leaf(id, 0).fields
}

/// Sorted, distinct leaves with even ids, so that odd ids are absent.
fn leaves() -> impl Strategy<Value = Vec<Leaf>> {
    prop::collection::btree_map(0u64..200, 0u128..1_000_000, 0..60)
        .prop_map(|map| map.into_iter().map(|(id, amount)| leaf(id * 2, amount)).collect())
}

fn tree(leaves: &[Leaf]) -> Tree {
    Tree::build::<HostHashing>(leaves.to_vec()).unwrap()
}

#[test]
fn an_odd_node_moves_up_unchanged() {
    let nodes: Vec<_> = (1..=3).map(|id| leaf(id, 10).node::<HostHashing>()).collect();
    let pair = Node::above::<HostHashing>(&nodes[0], &nodes[1]).unwrap();
    let expected = Node::above::<HostHashing>(&pair, &nodes[2]).unwrap();
    assert_eq!(tree(&[leaf(1, 10), leaf(2, 10), leaf(3, 10)]).root(), expected);
}

#[test]
fn unsorted_and_repeated_leaves_are_no_tree() {
    let build = |leaves: Vec<Leaf>| Tree::build::<HostHashing>(leaves).map(|tree| tree.root());
    assert_eq!(build(vec![leaf(2, 1), leaf(1, 1)]), Err(TreeError::Order { index: 1 }));
    assert_eq!(build(vec![leaf(1, 1), leaf(2, 1), leaf(2, 2)]), Err(TreeError::Order { index: 2 }));
}

#[test]
fn sums_beyond_u128_are_no_tree() {
    let result = Tree::build::<HostHashing>(vec![leaf(1, u128::MAX), leaf(2, 1)]).map(|tree| tree.root());
    assert_eq!(result, Err(TreeError::Sum(MoneyError::Overflow { left: u128::MAX, right: 1 })));
}

#[test]
fn proofs_of_wrong_length_or_side_are_named() {
    let built = tree(&[leaf(1, 10), leaf(2, 20), leaf(3, 30)]);
    let (found, proof) = built.find(&fields(2)).unwrap();
    let verify = |bytes: &[u8]| verify_membership::<HostHashing>(&built.root(), &found, bytes);
    let bytes = proof.to_bytes();
    assert_eq!(verify(&bytes), Ok(()));
    assert_eq!(verify(&bytes[1..]), Err(ProofError::Length { found: 97 }));
    let long = vec![0; (MAX_STEPS + 1) * STEP_BYTES];
    assert_eq!(verify(&long), Err(ProofError::Length { found: 1617 }));
    let mut sided = bytes.clone();
    sided[STEP_BYTES] = 2;
    assert_eq!(verify(&sided), Err(ProofError::Side { step: 1, found: 2 }));
    assert!(matches!(verify(&bytes[STEP_BYTES..]), Err(ProofError::Root { .. })));
    assert!(matches!(verify(&[]), Err(ProofError::Root { .. })));
}

/// An inner node's preimage (97 bytes) offered as a leaf: the prefixes keep them apart.
#[test]
fn an_inner_node_is_no_leaf() {
    let built = tree(&[leaf(1, 10), leaf(2, 20)]);
    for candidate in [leaf(1, 30), leaf(2, 30), leaf(3, 30)] {
        assert!(verify_membership::<HostHashing>(&built.root(), &candidate, &[]).is_err());
    }
}

proptest! {
    #[test]
    fn every_leaf_has_a_proof_and_no_other_amount_has(leaves in leaves(), delta in 1u128..1000) {
        let built = tree(&leaves);
        for entry in &leaves {
            let (found, proof) = built.find(&entry.fields).unwrap();
            prop_assert_eq!(found, *entry);
            let bytes = proof.to_bytes();
            prop_assert_eq!(Proof::from_bytes(&bytes).unwrap(), proof);
            prop_assert!(verify_membership::<HostHashing>(&built.root(), entry, &bytes).is_ok());
            let raised = Leaf { amount: Wei(entry.amount.0 + delta), ..*entry };
            prop_assert!(verify_membership::<HostHashing>(&built.root(), &raised, &bytes).is_err());
        }
    }

    #[test]
    fn no_altered_proof_verifies(leaves in leaves(), pick in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        prop_assume!(leaves.len() > 1);
        let built = tree(&leaves);
        let entry = leaves[pick.index(leaves.len())];
        let mut bytes = built.find(&entry.fields).unwrap().1.to_bytes();
        let flipped = bit.index(bytes.len() * 8);
        bytes[flipped / 8] ^= 1 << (flipped % 8);
        prop_assert!(verify_membership::<HostHashing>(&built.root(), &entry, &bytes).is_err());
    }

    #[test]
    fn random_bytes_prove_nothing(leaves in leaves(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assume!(leaves.len() > 1);
        let built = tree(&leaves);
        prop_assert!(verify_membership::<HostHashing>(&built.root(), &leaf(1, 5), &bytes).is_err());
    }

    #[test]
    fn the_root_sums_the_leaves(leaves in leaves()) {
        let total: u128 = leaves.iter().map(|leaf| leaf.amount.0).sum();
        prop_assert_eq!(tree(&leaves).root().sum, Wei(total));
    }

    #[test]
    fn absence_is_provable_exactly_of_what_is_absent(leaves in leaves(), probe in 0u64..420) {
        let built = tree(&leaves);
        let present = leaves.iter().any(|leaf| leaf.fields == fields(probe));
        match Absence::prove(&built, &fields(probe)) {
            None => prop_assert!(present),
            Some(absence) => {
                prop_assert!(!present);
                prop_assert_eq!(absence.verify::<HostHashing>(&built.root(), &fields(probe)), Ok(()));
            }
        }
    }

    /// Any two leaves, neighbours or not, offered as an absence proof of a leaf that is present.
    #[test]
    fn presence_cannot_be_denied(leaves in leaves(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), c in any::<prop::sample::Index>()) {
        prop_assume!(!leaves.is_empty());
        let built = tree(&leaves);
        let located = |index: prop::sample::Index| {
            let at = index.index(leaves.len());
            Located { leaf: leaves[at], proof: built.prove(at).unwrap() }
        };
        let present = leaves[c.index(leaves.len())].fields;
        let lies = [
            Absence::EmptyTree,
            Absence::BeforeFirst(located(a)),
            Absence::AfterLast(located(b)),
            Absence::Between(located(a), located(b)),
        ];
        for lie in lies {
            prop_assert!(lie.verify::<HostHashing>(&built.root(), &present).is_err());
        }
    }
}

#[test]
fn bytes_that_are_no_absence_are_refused() {
    let built = tree(&[leaf(2, 10), leaf(4, 20), leaf(6, 30)]);
    let between = Absence::prove(&built, &fields(3)).unwrap().to_bytes();
    let refused = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap();
        assert_eq!(Absence::from_bytes(bytes), Err(PlaceError::Malformed { length }.into()), "{bytes:?}");
    };
    refused(&[]);
    refused(&[4]);
    refused(&[0, 0]);
    refused(&[1]);
    for end in 1..between.len() {
        refused(&between[..end]);
    }
    refused(&[between.as_slice(), &[0]].concat());
    // A kind with more or fewer leaves, and a key that names no account.
    for kind in [0, 1, 2, 4, 255] {
        refused(&[[kind].as_slice(), &between[1..]].concat());
    }
    let mut unknown = between.clone();
    unknown[1] = 7;
    refused(&unknown);
    // More steps than any path has.
    let leaf = [&between[..38], &[33], vec![0; 33 * STEP_BYTES].as_slice()].concat();
    let long = [[1].as_slice(), &leaf[1..]].concat();
    assert_eq!(Absence::from_bytes(&long), Err(RangeError::Proof(ProofError::Length { found: 1617 })));
}

proptest! {
    #[test]
    fn absences_have_one_wire_form_and_no_altered_one_holds(
        leaves in leaves(),
        probe in 0u64..210,
        bit in any::<prop::sample::Index>(),
    ) {
        let (built, absent) = (tree(&leaves), fields(probe * 2 + 1));
        let bytes = Absence::prove(&built, &absent).unwrap().to_bytes();
        let read = Absence::from_bytes(&bytes).unwrap();
        prop_assert_eq!(read.to_bytes(), bytes.clone());
        prop_assert_eq!(read.verify::<HostHashing>(&built.root(), &absent), Ok(()));
        let mut altered = bytes;
        let flipped = bit.index(altered.len() * 8);
        altered[flipped / 8] ^= 1 << (flipped % 8);
        let holds = Absence::from_bytes(&altered)
            .is_ok_and(|read| read.verify::<HostHashing>(&built.root(), &absent).is_ok());
        prop_assert!(!holds);
    }

    #[test]
    fn random_bytes_show_no_absence(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let built = tree(&[leaf(2, 10), leaf(4, 20)]);
        let holds = Absence::from_bytes(&bytes)
            .is_ok_and(|read| read.verify::<HostHashing>(&built.root(), &fields(3)).is_ok());
        prop_assert!(!holds);
    }
}
