use super::*;
use proptest::prelude::*;

/// Where `part` occurs in `text`, overlapping occurrences included.
fn occurrences(text: &[u8], part: &[u8]) -> Vec<usize> {
    (0..text.len()).filter(|at| text[*at..].starts_with(part)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]
    #[test]
    fn answers_as_a_naive_search_does(
        text in prop::collection::vec(prop::sample::select(b"ab \xff".to_vec()), 0..120),
        pattern in "[ab ]{1,9}",
        limit in 0usize..130,
    ) {
        let index = Index::build(text.clone()).unwrap();
        let pattern = pattern.as_bytes();
        let found = occurrences(&text, pattern);
        let ranks = index.ranks(pattern);
        let mut positions: Vec<_> = ranks.clone().filter_map(|rank| index.position(rank)).collect();
        positions.sort_unstable();
        prop_assert_eq!(&positions, &found);
        prop_assert_eq!(index.first_position(ranks.clone()), found.first().copied());
        let below = found.iter().filter(|at| **at < limit).count();
        prop_assert_eq!(index.count_below(ranks.clone(), limit, 3), below.min(3));
        let longest = (0..limit.min(text.len())).map(|at| shared_prefix(&text[at..], pattern)).max();
        prop_assert_eq!(index.longest_below(pattern, index.rank_of(pattern), limit), longest.unwrap_or(0));
    }

    #[test]
    fn sorts_any_bytes(text in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Index::build(text).is_ok());
    }
}

#[test]
fn sorts_texts_that_repeat_themselves() {
    let mut fibonacci = (vec![b'a'], vec![b'a', b'b']);
    while fibonacci.1.len() < 60_000 {
        let next = [fibonacci.1.clone(), fibonacci.0].concat();
        fibonacci = (fibonacci.1, next);
    }
    for text in [vec![b'a'; 60_000], b"ab".repeat(30_000), b"the same line\n".repeat(4_000), fibonacci.1] {
        assert!(Index::build(text).is_ok());
    }
}

#[test]
fn shared_prefixes_at_the_edges_of_strides() {
    for len in [0, 1, 31, 32, 33, 63, 64, 65] {
        let (mut a, b) = (vec![1u8; len], vec![1u8; 80]);
        assert_eq!(shared_prefix(&a, &b), len);
        a.push(2);
        assert_eq!(shared_prefix(&a, &b), len);
    }
}
