#![allow(clippy::arithmetic_side_effects)]

use super::*;

/// Two who earned 7 units in two epochs.
fn earned() -> Earned {
    let claims = vec![("operator".to_owned(), 3), ("creator".to_owned(), 4)];
    Earned { claims, minted: 7, all: 9, epochs: 2, dataset: DatasetId(1) }
}

#[test]
fn what_was_earned_and_minted_has_no_fault() {
    assert_eq!(earned().faults(), Vec::<String>::new());
    assert_eq!(earned().open(), 2);
    let most = earned().most();
    let full = Earned { claims: vec![("operator".to_owned(), most)], minted: most, all: most, ..earned() };
    assert_eq!(full.faults(), Vec::<String>::new());
}

#[test]
fn votes_that_nobody_earned_are_a_fault() {
    assert_eq!(Earned { minted: 8, ..earned() }.faults(), ["votes minted for work: 8, not 7"]);
    let (most, above) = (earned().most(), earned().most() + 1);
    let over = Earned { claims: vec![("operator".to_owned(), above)], minted: above, all: above, ..earned() };
    assert_eq!(over.faults(), [format!("votes minted for work: {above}, above {most}")]);
    assert_eq!(Earned { all: 6, ..earned() }.faults(), ["votes minted for work: 7, of 6 earned"]);
    let nothing = Earned { claims: vec![("operator".to_owned(), 7), ("creator".to_owned(), 0)], ..earned() };
    assert_eq!(nothing.faults(), ["creator earned no votes"]);
}
