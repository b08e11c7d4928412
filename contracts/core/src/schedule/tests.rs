#![allow(clippy::arithmetic_side_effects)]

use super::*;

#[test]
fn a_term_is_as_long_as_the_wait_before_it_and_both_its_ends_are_in_it() {
    let term = Term::after(50, 100);
    assert_eq!(term, Term { from_block: 150, until_block: 200 });
    for early in [0, 100, 149] {
        assert_eq!(term.check(early), Err(TermError::NotDue { from_block: 150 }), "{early}");
    }
    for within in [150, 151, 199, 200] {
        assert_eq!(term.check(within), Ok(()), "{within}");
    }
    for late in [201, 250, BlockNumber::MAX] {
        assert_eq!(term.check(late), Err(TermError::Lapsed { until_block: 200 }), "{late}");
    }
}

#[test]
fn at_the_end_of_block_numbers_nothing_wraps() {
    const LAST: BlockNumber = BlockNumber::MAX;
    let cut_short = Term::after(50, LAST - 60);
    assert_eq!(cut_short, Term { from_block: LAST - 10, until_block: LAST });
    assert_eq!(cut_short.check(LAST - 11), Err(TermError::NotDue { from_block: LAST - 10 }));
    assert_eq!([LAST - 10, LAST].map(|now| cut_short.check(now)), [Ok(()), Ok(())]);
    let one_block = Term::after(50, LAST - 1);
    assert_eq!(one_block, Term { from_block: LAST, until_block: LAST });
    assert_eq!(one_block.check(LAST - 1), Err(TermError::NotDue { from_block: LAST }));
    assert_eq!(one_block.check(LAST), Ok(()));
    assert_eq!(Term::after(LAST, LAST), Term { from_block: LAST, until_block: LAST });
}
