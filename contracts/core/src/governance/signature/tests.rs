#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;
use crate::secp256k1::{
    signing::{address, key, recover, sign, with_high_s},
    HALF_ORDER,
};

/// A digest like any other.
const DIGEST: Hash = [0x5a; 32];

/// `r ‖ s ‖ v`, as who recovers takes it.
fn joined(signature: &Signature) -> [u8; 65] {
    [&signature.r[..], &signature.s[..], &[signature.v][..]].concat().try_into().unwrap()
}

#[test]
fn a_signature_is_r_then_s_then_v() {
    let bytes = [[0x11u8; 32].as_slice(), &[0x22; 32], &[0x33]].concat();
    let signature = Signature { v: 0x33, r: [0x11; 32], s: [0x22; 32] };
    assert_eq!(Signature::split(&bytes), Ok(signature));
}

#[test]
fn a_signature_has_65_bytes() {
    for found in [0usize, 1, 32, 64, 66, 97, 130] {
        let length = u32::try_from(found).unwrap();
        assert_eq!(Signature::split(&vec![1u8; found]), Err(SignatureError::Length { found: length }));
    }
}

#[test]
fn one_form_of_a_signature_counts() {
    let sealed = sign(&key(3), &DIGEST);
    let signature = Signature::split(&sealed).unwrap();
    assert_eq!(signature.check(), Ok(()));
    assert_eq!(recover(&DIGEST, &joined(&signature)), Some(address(key(3).verifying_key())));
    // The same key's under the same digest, and yet refused.
    let other = Signature::split(&with_high_s(&sealed)).unwrap();
    assert_eq!(recover(&DIGEST, &joined(&other)), recover(&DIGEST, &joined(&signature)));
    assert_eq!(other.check(), Err(SignatureError::S { s: other.s }));
}

#[test]
fn s_ends_at_half_of_the_order() {
    let edge = Signature { v: 27, r: [1; 32], s: HALF_ORDER };
    assert_eq!(edge.check(), Ok(()));
    let mut s = HALF_ORDER;
    s[31] += 1;
    assert_eq!(Signature { s, ..edge }.check(), Err(SignatureError::S { s }));
}

#[test]
fn v_is_27_or_28_and_judged_after_s() {
    for v in 0..=255 {
        let signature = Signature { v, r: [1; 32], s: [1; 32] };
        let expected = if v == 27 || v == 28 { Ok(()) } else { Err(SignatureError::V { v }) };
        assert_eq!(signature.check(), expected);
    }
    let both = Signature { v: 1, r: [1; 32], s: [0xff; 32] };
    assert_eq!(both.check(), Err(SignatureError::S { s: [0xff; 32] }));
}

proptest! {
    #[test]
    fn what_a_key_signs_is_split_and_counts(n in 0u8..200, digest: [u8; 32]) {
        let sealed = sign(&key(n), &digest);
        let signature = Signature::split(&sealed).unwrap();
        prop_assert_eq!(joined(&signature), sealed);
        prop_assert_eq!(signature.check(), Ok(()));
    }
}
