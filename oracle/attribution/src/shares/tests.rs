use super::*;

#[test]
fn rounds_down_and_drops_zeros() {
    let credited = [(5, 1), (2, 1), (5, 1), (9, 0)];
    assert_eq!(of(credited.into_iter(), 3, 64), [(2, 333_333), (5, 666_666)]);
    assert_eq!(of([(1, 1)].into_iter(), 1_000_001, 64), []);
    assert_eq!(of([(1, 1)].into_iter(), 1_000_000, 64), [(1, 1)]);
}

#[test]
fn an_empty_answer_owes_nothing() {
    assert_eq!(of(std::iter::empty(), 0, 64), []);
}

#[test]
fn keeps_the_largest_and_the_earlier_of_equals() {
    let credited = [(1, 10), (2, 30), (3, 10), (4, 30), (5, 20)];
    assert_eq!(of(credited.into_iter(), 100, 4), [(1, 100_000), (2, 300_000), (4, 300_000), (5, 200_000)]);
    assert_eq!(of(credited.into_iter(), 100, 1), [(2, 300_000)]);
}

#[test]
fn more_bytes_than_the_answer_has_are_no_share() {
    assert_eq!(of([(1, usize::MAX)].into_iter(), 1, 64), []);
}
