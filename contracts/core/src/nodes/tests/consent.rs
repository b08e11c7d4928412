use std::cell::Cell;

use proptest::prelude::*;

use super::*;
use crate::{
    hashing::HostHashing,
    secp256k1::{
        signing::{address, key, recover, sign, with_high_s},
        SIGNATURE_BYTES,
    },
};

const TERMS: ConsentTerms =
    ConsentTerms { chain_id: 420_420_420, registry: Address([9; 20]), operator: OPERATOR };

fn signer() -> Address {
    address(key(1).verifying_key())
}

/// The consent of key 1 to these terms.
fn signed(terms: &ConsentTerms) -> [u8; SIGNATURE_BYTES] {
    sign(&key(1), &terms.digest::<HostHashing>())
}

fn check(signature: &[u8]) -> Result<Consent, ConsentError> {
    TERMS.check::<HostHashing>(signer(), signature, recover)
}

#[test]
fn the_holder_of_the_key_consents() {
    let consent = check(&signed(&TERMS)).unwrap();
    assert_eq!((consent.signer(), consent.operator()), (signer(), OPERATOR));
}

#[test]
fn what_is_signed_names_its_kind_the_chain_the_registry_and_the_operator() {
    let expected = [
        b"tributary/oracle-registration/v1".as_slice(),
        &420_420_420_u64.to_le_bytes(),
        &[9; 20],
        &OPERATOR.0,
    ];
    assert_eq!(TERMS.preimage(), expected.concat());
    assert_eq!(TERMS.digest::<HostHashing>(), HostHashing::sha256(&expected.concat()));
}

#[test]
fn a_consent_is_good_for_its_terms_alone() {
    for other in [
        ConsentTerms { operator: STRANGER, ..TERMS },
        ConsentTerms { registry: Address([8; 20]), ..TERMS },
        ConsentTerms { chain_id: TERMS.chain_id + 1, ..TERMS },
    ] {
        let refused = check(&signed(&other)).unwrap_err();
        let ConsentError::WrongSigner { expected, found } = refused else { panic!("{refused}") };
        assert!(expected == signer() && found != signer(), "{refused}");
    }
}

#[test]
fn nobody_consents_for_another() {
    let found = address(key(2).verifying_key());
    let stranger = sign(&key(2), &TERMS.digest::<HostHashing>());
    assert_eq!(check(&stranger), Err(ConsentError::WrongSigner { expected: signer(), found }));
    // Zero is what recovering nothing would look like.
    for recovered in [None, Some(NOBODY)] {
        let nobody = TERMS.check::<HostHashing>(NOBODY, &signed(&TERMS), |_, _| recovered);
        assert_eq!(nobody, Err(ConsentError::WrongSigner { expected: NOBODY, found: NOBODY }));
    }
}

#[test]
fn one_signature_has_one_form() {
    let whole = signed(&TERMS);
    for length in [0, 1, 64, 66, 130] {
        let bytes: Vec<u8> = whole.iter().chain(&whole).copied().take(length).collect();
        let length = u32::try_from(length).unwrap();
        assert_eq!(check(&bytes), Err(ConsentError::Malformed { length }));
    }
    let high = with_high_s(&whole);
    assert_eq!(recover(&TERMS.digest::<HostHashing>(), &high), Some(signer()), "it would recover");
    let s = *high[..64].last_chunk().unwrap();
    assert_eq!(check(&high), Err(ConsentError::NotCanonical { v: high[64], s }));
    for v in [0, 1, 26, 29, 255] {
        let mut other = whole;
        other[64] = v;
        let s = *whole[..64].last_chunk().unwrap();
        assert_eq!(check(&other), Err(ConsentError::NotCanonical { v, s }));
    }
}

#[test]
fn nothing_is_recovered_from_what_cannot_count() {
    let asked = Cell::new(0);
    let count = |_: &Hash, _: &[u8; SIGNATURE_BYTES]| {
        asked.set(asked.get() + 1);
        None
    };
    let whole = signed(&TERMS);
    for bytes in [&whole[..64], &with_high_s(&whole)] {
        TERMS.check::<HostHashing>(signer(), bytes, count).unwrap_err();
    }
    assert_eq!(asked.get(), 0);
    TERMS.check::<HostHashing>(signer(), &whole, count).unwrap_err();
    assert_eq!(asked.get(), 1);
}

proptest! {
    #[test]
    fn no_altered_byte_is_taken(at in 0..SIGNATURE_BYTES, change in 1u8..) {
        let mut bytes = signed(&TERMS);
        bytes[at] ^= change;
        prop_assert!(check(&bytes).is_err());
    }
}
