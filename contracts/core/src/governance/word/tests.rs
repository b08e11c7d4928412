#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;

fn one_bit(bit: usize) -> Word {
    let mut word = [0; 32];
    word[31 - bit / 8] = 1 << (bit % 8);
    word
}

#[test]
fn an_address_has_nothing_before_it() {
    for bit in 0..256 {
        let word = one_bit(bit);
        let expected = (bit < 160).then(|| Address(word[12..].try_into().unwrap()));
        assert_eq!(address(&word), expected);
        assert_eq!(is_address(&word), expected.is_some());
    }
}

proptest! {
    #[test]
    fn a_number_is_the_low_half_of_a_word_if_it_can_be_a_size(
        high in prop_oneof![Just(0u128), any::<u128>()],
        low: u128,
        size: u64,
    ) {
        let word: Word = [high.to_be_bytes(), low.to_be_bytes()].concat().try_into().unwrap();
        prop_assert_eq!(halves(&word), Some([high, low]));
        let fits = high == 0 && low <= u128::from(u64::MAX);
        prop_assert_eq!(number(&word).is_some(), fits);
        let word: Word = [[0; 16], u128::from(size).to_be_bytes()].concat().try_into().unwrap();
        prop_assert_eq!(number(&word), usize::try_from(size).ok());
    }
}
