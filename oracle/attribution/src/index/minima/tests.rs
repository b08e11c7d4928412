use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn agrees_with_a_scan(
        values in prop::collection::vec(0u32..500, 0..3000),
        a in 0usize..3100,
        b in 0usize..3100,
        limit in 0u32..40,
    ) {
        let tree = Minima::over(values.clone());
        let (start, end) = (a.min(b), a.max(b));
        let slice = values.get(start..end.min(values.len())).unwrap_or_default();
        prop_assert_eq!(tree.min(start..end), slice.iter().copied().min());
        let below = |index: &usize| values[*index] < limit;
        prop_assert_eq!(tree.first_below(a, limit), (a..values.len()).find(below));
        prop_assert_eq!(tree.last_below(a, limit), (0..a.min(values.len())).rev().find(below));
    }
}

#[test]
fn edges_of_blocks() {
    for len in [0, 1, 31, 32, 33, 1023, 1024, 1025, 32 * 1024 + 1] {
        let tree = Minima::over((0..len).rev().collect());
        let len = len as usize;
        assert_eq!(tree.min(0..len), (len > 0).then_some(0));
        assert_eq!(tree.last_below(len, 1), len.checked_sub(1));
        assert_eq!(tree.first_below(0, 1), len.checked_sub(1));
        assert_eq!(tree.first_below(len, u32::MAX), None);
        assert_eq!(tree.last_below(0, u32::MAX), None);
    }
}
