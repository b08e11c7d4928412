use proptest::prelude::*;
use scale::MaxEncodedLen;

use super::*;
use crate::{
    hashing::HostHashing,
    ids::{Address, EpochId},
    merkle::Node,
    money::Wei,
};

const DOMAIN: Domain = Domain { genesis_hash: [7; 32], splitter: Address([8; 20]) };

fn commitment() -> Commitment {
    let node = |n: u8| Node { hash: [n; 32], sum: Wei(u128::from(n)) };
    Commitment {
        epoch: EpochId(3),
        prev: [1; 32],
        cut_block: 77,
        corpus_root: [2; 32],
        reports: node(3),
        report_count: 4,
        credits: node(5),
        debits: node(6),
        payout: node(7),
        spend: node(8),
        cursors: node(9),
        data_hash: [10; 32],
        votes: node(11),
    }
}

#[test]
fn every_commitment_has_one_length() {
    assert_eq!(Commitment::max_encoded_len(), COMMITMENT_BYTES);
    assert_eq!(commitment().encode().len(), COMMITMENT_BYTES);
}

#[test]
fn trailing_and_missing_bytes_are_refused() {
    let bytes = commitment().encode();
    assert_eq!(decode_commitment(&bytes), Ok(commitment()));
    assert_eq!(decode_commitment(&bytes[..451]), Err(Malformed { length: 451 }));
    assert_eq!(decode_commitment(&[]), Err(Malformed { length: 0 }));
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(decode_commitment(&longer), Err(Malformed { length: 453 }));
}

#[test]
fn bytes_hash_like_what_they_encode() {
    let (commitment, config) = (commitment(), [11; 32]);
    let bytes = commitment.encode();
    assert_eq!(encoded_hash::<HostHashing>(&bytes), commitment.hash::<HostHashing>());
    let digest = encoded_digest::<HostHashing>(&bytes, &DOMAIN, &config);
    assert_eq!(digest, commitment.digest::<HostHashing>(&DOMAIN, &config));
}

proptest! {
    #[test]
    fn any_bytes_of_the_right_length_are_one_commitment(
        bytes in prop::collection::vec(any::<u8>(), COMMITMENT_BYTES),
    ) {
        prop_assert_eq!(decode_commitment(&bytes).unwrap().encode(), bytes);
    }

    #[test]
    fn no_other_length_is(bytes in prop::collection::vec(any::<u8>(), 0..1_000)) {
        prop_assume!(bytes.len() != COMMITMENT_BYTES);
        let length = u32::try_from(bytes.len()).unwrap();
        prop_assert_eq!(decode_commitment(&bytes), Err(Malformed { length }));
    }
}
