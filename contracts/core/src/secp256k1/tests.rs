#![allow(clippy::arithmetic_side_effects)]

use k256::{
    ecdsa::SigningKey,
    elliptic_curve::{scalar::IsHigh, PrimeField},
    Scalar, U256,
};
use proptest::prelude::*;

use super::*;

#[test]
fn half_order_is_the_largest_low_s() {
    assert!(is_low_s(&HALF_ORDER));
    assert!(is_low_s(&[0; 32]));
    assert!(!is_low_s(&[0xff; 32]));
    let mut above = HALF_ORDER;
    above[31] += 1;
    assert!(!is_low_s(&above));
    // Twice the half is one less than the (odd) order, so it is -1 in the field.
    let half = Scalar::from_repr(HALF_ORDER.into()).unwrap();
    assert_eq!(half + half, -Scalar::ONE);
    assert!(!bool::from(half.is_high()));
    assert!(bool::from((half + Scalar::ONE).is_high()));
}

#[test]
fn v_has_two_values() {
    for v in 0..=255 {
        assert_eq!(is_recovery(v), v == 27 || v == 28);
    }
}

proptest! {
    #[test]
    fn exactly_one_form_of_a_signature_is_low(secret in 1u64.., digest: [u8; 32]) {
        let key = SigningKey::from_bytes(&Scalar::from(secret).to_repr()).unwrap();
        let (signature, _) = key.sign_prehash_recoverable(&digest).unwrap();
        let s = Scalar::from_repr(signature.split_bytes().1).unwrap();
        let form = |s: &Scalar| -> [u8; 32] { s.to_repr().into() };
        prop_assert_ne!(is_low_s(&form(&s)), is_low_s(&form(&-s)));
        // Agrees with an independent comparison of the integers.
        let half = U256::from_be_slice(&HALF_ORDER);
        prop_assert_eq!(is_low_s(&form(&s)), U256::from_be_slice(&form(&s)) <= half);
    }
}
