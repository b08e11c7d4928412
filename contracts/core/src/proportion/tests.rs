#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::proportion;

/// `left * right` as high and low 128 bits, by halves.
fn product(left: u128, right: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a, b, c, d) = (left >> 64, left & HALF, right >> 64, right & HALF);
    let (outer, inner, ends) = (a * d, b * c, b * d);
    let middle = (ends >> 64) + (outer & HALF) + (inner & HALF);
    ((a * c) + (outer >> 64) + (inner >> 64) + (middle >> 64), (middle << 64) | (ends & HALF))
}

/// Numbers of every length.
fn number() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0u32..128).prop_map(|(bits, shift)| bits >> shift)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn it_is_the_largest_that_fits(amount in number(), part in number(), whole in number()) {
        let wanted = product(amount, part);
        match proportion(amount, part, whole) {
            Some(found) => {
                prop_assert!(product(found, whole) <= wanted);
                let beyond = found.checked_add(1).map(|next| product(next, whole));
                prop_assert!(beyond.is_none_or(|beyond| beyond > wanted));
            }
            None => prop_assert!(whole == 0 || wanted.0 >= whole),
        }
    }

    #[test]
    fn a_part_of_the_whole_is_never_above_the_amount(amount in number(), part in number(), rest in number()) {
        let whole = part.saturating_add(rest).max(1);
        let found = proportion(amount, part, whole);
        prop_assert!(found.is_some_and(|found| found <= amount));
        prop_assert_eq!(proportion(amount, whole, whole), Some(amount));
    }
}

#[test]
fn it_ends_where_u128_does() {
    const MOST: u128 = u128::MAX;
    assert_eq!(proportion(MOST, MOST, MOST), Some(MOST));
    assert_eq!(proportion(MOST, MOST - 1, MOST), Some(MOST - 1));
    assert_eq!(proportion(MOST, MOST, MOST - 1), None);
    assert_eq!(proportion(MOST, 2, 1), None);
    assert_eq!(proportion(MOST, 2, 2), Some(MOST));
    assert_eq!((proportion(1 << 127, 3, 2), proportion(1 << 127, 4, 2)), (Some(3 << 126), None));
    assert_eq!(proportion(1 << 127, 3, 4), Some(3 << 125));
    assert_eq!((proportion(5, 7, 0), proportion(MOST, MOST, 0), proportion(0, 0, 1)), (None, None, Some(0)));
}
