extern crate std;

use proptest::prelude::*;
use sha3::Digest;

use super::*;

/// Selectors that every Ethereum tool knows.
const TRANSFER: [u8; 32] = Keccak256::new().update(b"transfer(address,uint256)").finalize();
const EMPTY: [u8; 32] = Keccak256::new().finalize();

#[test]
fn constants_are_the_known_ones() {
    assert_eq!(TRANSFER[..4], [0xa9, 0x05, 0x9c, 0xbb]);
    assert_eq!(EMPTY[..4], [0xc5, 0xd2, 0x46, 0x01]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn hashes_are_those_of_sha3(input in proptest::collection::vec(any::<u8>(), 0..600), cut in any::<prop::sample::Index>()) {
        let (first, rest) = input.split_at(cut.index(input.len().saturating_add(1)));
        let hash = Keccak256::new().update(first).update(rest).finalize();
        let expected: [u8; 32] = sha3::Keccak256::digest(&input).into();
        prop_assert_eq!(hash, expected);
    }
}
