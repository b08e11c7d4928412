#![allow(clippy::arithmetic_side_effects)]

use super::*;

/// Two who earned 7 units in two epochs.
fn earned() -> Earned {
    Earned { claims: vec![("operator".to_owned(), 3), ("creator".to_owned(), 4)], minted: 7, epochs: 2 }
}

#[test]
fn what_was_earned_and_minted_has_no_fault() {
    assert_eq!(earned().faults(), Vec::<String>::new());
    let most = earned().most();
    let full = Earned { claims: vec![("operator".to_owned(), most)], minted: most, ..earned() };
    assert_eq!(full.faults(), Vec::<String>::new());
}

#[test]
fn votes_that_nobody_earned_are_a_fault() {
    assert_eq!(Earned { minted: 8, ..earned() }.faults(), ["votes minted for work: 8, not 7"]);
    let (most, above) = (earned().most(), earned().most() + 1);
    let over = Earned { claims: vec![("operator".to_owned(), above)], minted: above, ..earned() };
    assert_eq!(over.faults(), [format!("votes minted for work: {above}, above {most}")]);
    let nothing = Earned { claims: vec![("operator".to_owned(), 7), ("creator".to_owned(), 0)], ..earned() };
    assert_eq!(nothing.faults(), ["creator earned no votes"]);
}
