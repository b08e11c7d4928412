#![allow(clippy::arithmetic_side_effects)]

use ed25519_dalek::{Signer, SigningKey};
use tributary_core::registry::Registry;

use super::*;
use crate::scene::{domain, node_key, registry, report, signed, ANCHOR, BLOCK};

fn item(seed: u8, message: u8) -> Item {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let message = [message; 32];
    (key.verifying_key().to_bytes(), message, key.sign(&message).to_bytes())
}

#[test]
fn a_bad_signature_in_a_batch_is_found_and_spoils_no_other() {
    let mut items: Vec<_> = (0..200u8).map(|seed| item(seed + 1, seed)).collect();
    for bad in [0, 127, 128, 199] {
        items[bad].2[40] ^= 1;
    }
    let verifier = Verifier::default();
    for round in 0..2 {
        for (index, valid) in verifier.check(&items).into_iter().enumerate() {
            assert_eq!(valid, ![0, 127, 128, 199].contains(&index), "item {index} in round {round}");
        }
    }
    assert_eq!(verifier.check(&[]), [] as [bool; 0]);
}

#[test]
fn an_answer_is_remembered_for_its_whole_triple_only() {
    let verifier = Verifier::default();
    let good = item(1, 1);
    assert_eq!(verifier.check(&[good, good]), [true, true]);
    for changed in [(item(2, 1).0, good.1, good.2), (good.0, [2; 32], good.2), (good.0, good.1, item(1, 2).2)]
    {
        assert!(!verifier.verify(&changed.0, &changed.1, &changed.2));
        assert_eq!(verifier.check(&[good, changed]), [true, false]);
    }
    assert!(verifier.verify(&good.0, &good.1, &good.2));
}

/// What stands for an answer that nobody can have computed shows whether it is looked up.
#[test]
fn what_was_checked_is_not_checked_again() {
    let verifier = Verifier::default();
    let mut bad = item(1, 1);
    bad.2[40] ^= 1;
    verifier.known.lock().unwrap().insert(name_of(&bad), true);
    assert!(verifier.verify(&bad.0, &bad.1, &bad.2));
    assert_eq!(verifier.check(&[bad, item(2, 2)]), [true, true]);
}

#[test]
fn of_answers_the_oldest_are_forgotten() {
    let mut known = Known::default();
    let name = |index: usize| HostHashing::sha256(&index.to_le_bytes());
    for index in 0..REMEMBERED + 1 {
        known.insert(name(index), true);
    }
    assert_eq!(known.get(&name(0)), Some(true), "one generation is full");
    for index in REMEMBERED + 1..2 * REMEMBERED + 1 {
        known.insert(name(index), true);
    }
    assert_eq!(known.get(&name(0)), None);
    assert_eq!(known.get(&name(2 * REMEMBERED)), Some(true));
    assert!(known.young.len() + known.old.len() <= 2 * REMEMBERED);
}

#[test]
fn reports_are_their_nodes_by_the_key_at_their_anchor() {
    let mut registry: Registry = registry(2);
    let rotated = node_key(1, 1).verifying_key().to_bytes();
    registry.nodes.get_mut(&tributary_core::NodeId(1)).unwrap().keys.change(ANCHOR, rotated).unwrap();
    let reports = vec![
        report(1, 1, ANCHOR - 1),
        report(1, 2, ANCHOR),
        signed(1, 3, ANCHOR, &node_key(1, 1), 0),
        report(9, 1, ANCHOR),
        report(2, 1, ANCHOR),
    ];
    let verifier = Verifier::default();
    let checked = verifier.authenticate(&registry, &domain(), reports.clone());
    let valid: Vec<_> = checked.iter().map(|(_, _, valid)| *valid).collect();
    assert_eq!(valid, [true, false, true, false, true]);
    for ((digest, signed, _), report) in checked.iter().zip(&reports) {
        assert_eq!((*digest, signed), (report.report.digest::<HostHashing>(&domain()), report));
    }
}

#[test]
fn a_transition_finds_all_its_signatures_checked() {
    let reports = vec![report(1, 1, ANCHOR), report(1, 2, ANCHOR), report(2, 1, ANCHOR)];
    let inputs = Inputs { prev: [0; 32], cut_block: BLOCK, registry: registry(2), reports };
    let verifier = Verifier::default();
    verifier.prepare(&inputs, &domain());
    let known = verifier.known.lock().unwrap();
    assert_eq!((known.young.len(), known.young.values().all(|valid| *valid)), (6, true));
}
