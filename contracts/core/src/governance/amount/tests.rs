#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;

type Word = [u8; 32];

/// Halves at the edges of carries and borrows as often as any other.
fn half() -> impl Strategy<Value = u128> {
    prop_oneof![Just(0u128), Just(1u128), Just(u128::MAX - 1), Just(u128::MAX), any::<u128>()]
}

fn word() -> impl Strategy<Value = Word> {
    (half(), half()).prop_map(|(high, low)| {
        let mut word = [0; 32];
        word[..16].copy_from_slice(&high.to_be_bytes());
        word[16..].copy_from_slice(&low.to_be_bytes());
        word
    })
}

/// By hand, digit by digit.
fn difference(left: &Word, right: &Word) -> Option<Word> {
    let (mut digits, mut borrow) = ([0; 32], 0i16);
    for place in (0..32).rev() {
        let digit = i16::from(left[place]) - i16::from(right[place]) - borrow;
        borrow = i16::from(digit < 0);
        digits[place] = digit.rem_euclid(256) as u8;
    }
    (borrow == 0).then_some(digits)
}

/// The same of sums; all ones beyond 256 bits.
fn sum(left: &Word, right: &Word) -> Word {
    let (mut digits, mut carry) = ([0; 32], 0u16);
    for place in (0..32).rev() {
        let digit = u16::from(left[place]) + u16::from(right[place]) + carry;
        carry = digit >> 8;
        digits[place] = (digit & 0xff) as u8;
    }
    if carry == 0 {
        digits
    } else {
        [0xff; 32]
    }
}

#[test]
fn numbers_become_amounts() {
    let mut word = [0; 32];
    word[31] = 7;
    assert_eq!(Amount::from(7u32).to_be_bytes(), word);
    assert_eq!(Amount::from(7u64), Amount::from(7u32));
    assert_eq!(Amount::from(7u128), Amount::from(7u32));
    assert_eq!(Amount::default(), Amount::from(0u32));
    assert_eq!(Amount::MAX.to_be_bytes(), [0xff; 32]);
    assert_eq!(Amount::max_encoded_len(), 32);
}

#[test]
fn what_fits_ends_at_2_to_the_128() {
    let largest = Amount::from(u128::MAX);
    assert_eq!(largest.fits(), Some(u128::MAX));
    assert_eq!(largest.saturating_add(Amount::from(1u32)).fits(), None);
    assert_eq!(Amount::MAX.fits(), None);
}

#[test]
fn amounts_read_as_hexadecimal() {
    assert_eq!(Amount::default().to_string(), "0x0");
    assert_eq!(Amount::from(0xabcdu32).to_string(), "0xabcd");
    let next = Amount::from(u128::MAX).saturating_add(Amount::from(2u32));
    assert_eq!(next.to_string(), format!("0x1{:0>32}", "1"));
    assert_eq!(Amount::MAX.to_string(), format!("0x{}", "f".repeat(64)));
}

proptest! {
    #[test]
    fn words_come_back(word in word()) {
        let amount = Amount::from_be_bytes(word);
        prop_assert_eq!(amount.to_be_bytes(), word);
        prop_assert_eq!(Amount::decode(&mut &amount.encode()[..]), Ok(amount));
        let small = word[..16] == [0; 16];
        prop_assert_eq!(amount.fits().is_some(), small);
        prop_assert!(!small || amount == Amount::from(amount.fits().unwrap()));
    }

    #[test]
    fn amounts_sort_as_words_do(left in word(), right in word()) {
        prop_assert_eq!(Amount::from_be_bytes(left).cmp(&Amount::from_be_bytes(right)), left.cmp(&right));
    }

    #[test]
    fn sums_and_differences_are_those_of_256_bits(left in word(), right in word()) {
        let (a, b) = (Amount::from_be_bytes(left), Amount::from_be_bytes(right));
        prop_assert_eq!(a.checked_sub(b).map(Amount::to_be_bytes), difference(&left, &right));
        prop_assert_eq!(a.saturating_add(b).to_be_bytes(), sum(&left, &right));
    }
}
