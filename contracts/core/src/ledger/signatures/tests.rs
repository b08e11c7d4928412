#![allow(clippy::arithmetic_side_effects)]

use proptest::{prelude::*, sample::subsequence};

use super::*;
use crate::secp256k1::signing::{self, address, key, recover};

const DIGEST: Hash = [0x5a; 32];

fn members(count: u8) -> Vec<Address> {
    (0..count).map(|n| address(key(n).verifying_key())).collect()
}

fn sign(index: u8, signer: u8, digest: &Hash) -> Vec<u8> {
    [&[index], &signing::sign(&key(signer), digest)[..]].concat()
}

fn signed(indices: impl IntoIterator<Item = u8>) -> Vec<u8> {
    indices.into_iter().flat_map(|index| sign(index, index, &DIGEST)).collect()
}

fn verify(members: &[Address], signatures: &[u8]) -> Result<(), SignatureError> {
    verify_quorum(members, &DIGEST, signatures, recover)
}

#[test]
fn a_quorum_passes_and_more_than_one_too() {
    for (size, needed) in [(1u8, 1u8), (4, 3), (7, 5), (16, 11)] {
        let members = members(size);
        for signers in 0..=size {
            let expected = if signers >= needed {
                Ok(())
            } else {
                Err(SignatureError::QuorumMissed { found: signers, needed })
            };
            assert_eq!(verify(&members, &signed(0..signers)), expected, "{signers} of {size}");
        }
        assert_eq!(verify(&members, &signed(size - needed..size)), Ok(()));
    }
}

#[test]
fn signers_are_distinct_and_in_order() {
    let members = members(4);
    let unordered = |before, after| Err(SignatureError::SignersUnordered { before, after });
    assert_eq!(verify(&members, &signed([0, 0, 1])), unordered(0, 0));
    assert_eq!(verify(&members, &signed([0, 2, 1])), unordered(2, 1));
    assert_eq!(verify(&members, &signed([3, 2, 1])), unordered(3, 2));
    let unknown = Err(SignatureError::SignerUnknown { index: 4, members: 4 });
    assert_eq!(verify(&members, &signed([0, 1, 4])), unknown);
}

#[test]
fn one_member_cannot_sign_for_another() {
    let members = members(4);
    let forged = [sign(0, 0, &DIGEST), sign(1, 1, &DIGEST), sign(2, 1, &DIGEST)].concat();
    assert_eq!(verify(&members, &forged), Err(SignatureError::Invalid { index: 2 }));
}

#[test]
fn another_digest_is_not_signed() {
    let members = members(4);
    let foreign = [sign(0, 0, &DIGEST), sign(1, 1, &[1; 32]), sign(2, 2, &DIGEST)].concat();
    assert_eq!(verify(&members, &foreign), Err(SignatureError::Invalid { index: 1 }));
}

#[test]
fn lengths_are_whole() {
    let members = members(4);
    let bytes = signed(0..3);
    let cut = Err(SignatureError::Malformed { length: 197 });
    assert_eq!(verify(&members, &bytes[..197]), cut);
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(verify(&members, &longer), Err(SignatureError::Malformed { length: 199 }));
    assert_eq!(verify(&members, &[]), Err(SignatureError::QuorumMissed { found: 0, needed: 3 }));
}

/// The form with the other `s`.
fn with_high_s(part: &[u8]) -> Vec<u8> {
    [&part[..1], &signing::with_high_s(part[1..].try_into().unwrap())[..]].concat()
}

#[test]
fn high_s_is_refused_although_it_recovers() {
    let members = members(4);
    let high = with_high_s(&sign(1, 1, &DIGEST));
    assert_eq!(recover(&DIGEST, high.last_chunk().unwrap()), Some(members[1]));
    let parts = [sign(0, 0, &DIGEST), high, sign(2, 2, &DIGEST)].concat();
    assert_eq!(verify(&members, &parts), Err(SignatureError::Invalid { index: 1 }));
}

#[test]
fn v_is_27_or_28_and_the_right_one() {
    let members = members(4);
    let good = signed(0..3);
    for v in 0..=255u8 {
        let mut bytes = good.clone();
        let last = bytes.len() - 1;
        let right = bytes[last];
        bytes[last] = v;
        let expected = if v == right { Ok(()) } else { Err(SignatureError::Invalid { index: 2 }) };
        assert_eq!(verify(&members, &bytes), expected, "v = {v}");
    }
}

#[test]
fn empty_scalars_recover_nobody() {
    let members = members(1);
    for v in [27, 28] {
        let mut bytes = [0u8; SIGNATURE_BYTES];
        bytes[65] = v;
        assert_eq!(verify(&members, &bytes), Err(SignatureError::Invalid { index: 0 }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn exactly_the_quorums_pass(signers in subsequence((0..7u8).collect::<Vec<_>>(), 0..=7)) {
        let found = u8::try_from(signers.len()).unwrap();
        let expected = if found >= 5 {
            Ok(())
        } else {
            Err(SignatureError::QuorumMissed { found, needed: 5 })
        };
        prop_assert_eq!(verify(&members(7), &signed(signers)), expected);
    }

    #[test]
    fn no_altered_byte_passes(position in 0usize..198, flip in 1u8..) {
        let mut bytes = signed(0..3);
        bytes[position] ^= flip;
        prop_assert!(verify(&members(4), &bytes).is_err());
    }

    #[test]
    fn arbitrary_bytes_never_panic_nor_pass(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&members(4), &bytes).is_err());
    }
}
