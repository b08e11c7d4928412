//! The published edge cases under `vectors/ed25519.json`, alone and in batches.
#![allow(clippy::arithmetic_side_effects)]

use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn bytes<const N: usize>(of: &Value) -> [u8; N] {
    let text = of.as_str().unwrap().strip_prefix("0x").unwrap();
    hex::decode(text).unwrap().try_into().unwrap()
}

/// The cases of one source, each with whether it is valid.
fn cases(source: &str) -> Vec<(Item, bool)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/ed25519.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let source = &kept[source];
    let read = |case: &Value| {
        let message = case.get("message").unwrap_or(&source["message"]);
        ((bytes(&case["key"]), bytes(message), bytes(&case["signature"])), case["valid"].as_bool().unwrap())
    };
    source["cases"].as_array().unwrap().iter().map(read).collect()
}

fn alone((key, message, signature): &Item) -> bool {
    Zip215.verify(key, message, signature)
}

fn honest(seed: u8) -> Item {
    let key = SigningKey::from_bytes(&[seed; 32]);
    (key.verifying_key().to_bytes(), [seed; 32], key.sign(&[seed; 32]).to_bytes())
}

/// Each case gets its verdict alone, as a batch of one, among honest signatures, and together with all
/// others.
fn holds(cases: &[(Item, bool)]) {
    for (index, (item, valid)) in cases.iter().enumerate() {
        assert_eq!(alone(item), *valid, "case {index} alone");
        assert_eq!(verify_batch(&[*item]), [*valid], "case {index} in a batch of one");
        let among = [honest(1), *item, honest(2)];
        assert_eq!(verify_batch(&among), [true, *valid, true], "case {index} among honest ones");
    }
    let (items, expected): (Vec<_>, Vec<_>) = cases.iter().copied().unzip();
    assert_eq!(verify_batch(&items), expected);
    let valid: Vec<_> = cases.iter().filter(|(_, valid)| *valid).map(|(item, _)| *item).collect();
    assert!(passes_at_once(&valid), "the valid ones pass as one batch, without a second look");
}

fn passes_at_once(items: &[Item]) -> bool {
    let mut verifier = batch::Verifier::new();
    for (key, message, signature) in items {
        verifier.queue((VerificationKeyBytes::from(*key), ZebraSignature::from(*signature), message));
    }
    verifier.verify(rand_core::OsRng).is_ok()
}

#[test]
fn every_pair_of_small_order_is_valid() {
    let cases = cases("small_order");
    assert_eq!(cases.len(), 14 * 14);
    assert!(cases.iter().all(|(_, valid)| *valid));
    holds(&cases);
    // Whatever is signed.
    for ((key, _, signature), _) in &cases {
        assert!(alone(&(*key, [7; 32], *signature)));
    }
}

#[test]
fn speccheck_says_what_zip_215_says() {
    let cases = cases("speccheck");
    let verdicts: Vec<_> = cases.iter().map(|(_, valid)| *valid).collect();
    let expected = [true, true, true, true, true, true, false, false, false, true, true, true];
    assert_eq!(verdicts, expected);
    holds(&cases);
}

#[test]
fn a_scalar_of_the_order_or_more_is_no_other_form_of_a_signature() {
    // The group's order, least significant byte first.
    let order =
        bytes::<32>(&Value::from("0xedd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));
    let (key, message, mut signature) = honest(3);
    let mut carry = 0u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert!(alone(&honest(3)));
    assert!(!alone(&(key, message, signature)));
    assert_eq!(verify_batch(&[honest(3), (key, message, signature)]), [true, false]);
}

#[test]
fn nothing_to_verify_is_valid() {
    assert_eq!(verify_batch(&[]), Vec::<bool>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A batch says of each signature what it is alone, wherever altered ones stand in it.
    #[test]
    fn a_batch_says_what_each_is_alone(
        alterations in prop::collection::vec(prop::option::of((0usize..128, 1u8..)), 1..12),
    ) {
        let items: Vec<_> = (1u8..).zip(alterations).map(|(seed, altered)| {
            let (mut key, mut message, mut signature) = honest(seed);
            match altered {
                Some((at, flip)) if at < 32 => key[at] ^= flip,
                Some((at, flip)) if at < 64 => message[at - 32] ^= flip,
                Some((at, flip)) => signature[at - 64] ^= flip,
                None => {}
            }
            ((key, message, signature), altered.is_none())
        }).collect();
        let (items, expected): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        prop_assert_eq!(items.iter().map(alone).collect::<Vec<_>>(), expected.clone());
        prop_assert_eq!(verify_batch(&items), expected);
    }
}
