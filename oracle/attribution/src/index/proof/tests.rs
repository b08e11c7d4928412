use super::*;
use proptest::prelude::*;

/// The suffix array by sorting all suffixes.
fn sorted(text: &[u8]) -> Vec<u32> {
    let mut suffixes: Vec<u32> = (0..text.len() as u32).collect();
    suffixes.sort_by_key(|at| &text[*at as usize..]);
    suffixes
}

#[test]
fn refuses_what_is_no_permutation() {
    assert_eq!(check(b"ab", &[0]), Err(1));
    assert_eq!(check(b"ab", &[0, 0]), Err(1));
    assert_eq!(check(b"ab", &[0, 2]), Err(1));
    assert_eq!(check(b"", &[]), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]
    #[test]
    fn accepts_the_suffix_array_and_nothing_else(text in "[ab]{2,24}", a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let mut suffixes = sorted(text.as_bytes());
        prop_assert_eq!(check(text.as_bytes(), &suffixes), Ok(()));
        let (a, b) = (a.index(suffixes.len()), b.index(suffixes.len()));
        suffixes.swap(a, b);
        prop_assert_eq!(check(text.as_bytes(), &suffixes).is_ok(), a == b);
    }
}
