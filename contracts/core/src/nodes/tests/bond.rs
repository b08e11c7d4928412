use super::*;
use crate::MoneyError;

fn activity(bond: &Bond) -> Vec<(u32, bool)> {
    bond.activity().map(|change| (change.from_block, change.active)).collect()
}

#[test]
fn the_least_stake_is_enough_and_less_is_not() {
    assert_eq!(bond().stake, LEAST);
    let found = Wei(LEAST.0 - 1);
    let low = BondError::StakeTooLow { found, least: LEAST };
    assert_eq!(Bond::new(OPERATOR, found, LEAST, 10), Err(low));
    assert_eq!(
        Bond::new(OPERATOR, Wei::ZERO, LEAST, 10),
        Err(BondError::StakeTooLow { found: Wei::ZERO, least: LEAST })
    );
}

#[test]
fn the_operator_stakes_more_while_active() {
    assert_eq!(bond().add(OPERATOR, Wei(7)).unwrap().stake, Wei(1_007));
    assert_eq!(bond().add(STRANGER, Wei(7)), Err(NOT_OPERATOR));
    assert_eq!(bond().add(OPERATOR, Wei::ZERO), Err(BondError::NothingStaked));
    let overflow = MoneyError::Overflow { left: LEAST.0, right: u128::MAX };
    assert_eq!(bond().add(OPERATOR, Wei(u128::MAX)), Err(BondError::Money(overflow)));
    let leaving = bond().leave(OPERATOR, UNBONDING, 20).unwrap();
    assert_eq!(leaving.add(OPERATOR, Wei(7)), Err(BondError::NotActive { status: 2 }));
}

#[test]
fn leaving_takes_its_time() {
    let leaving = bond().leave(OPERATOR, UNBONDING, 20).unwrap();
    assert_eq!(leaving.standing, Standing::Leaving { since: 20, until: 120 });
    assert_eq!(leaving.stake, LEAST);
    assert_eq!(leaving.withdraw(OPERATOR, 20), Err(BondError::StillBonded { until: 120 }));
    assert_eq!(leaving.withdraw(OPERATOR, 119), Err(BondError::StillBonded { until: 120 }));
    assert_eq!(leaving.withdraw(STRANGER, 120), Err(NOT_OPERATOR));
    let (left, stake) = leaving.withdraw(OPERATOR, 120).unwrap();
    assert_eq!((left.stake, stake), (Wei::ZERO, LEAST));
    assert_eq!(left.standing, Standing::Left { since: 20 });
}

#[test]
fn leaving_happens_once_and_for_good() {
    assert_eq!(bond().leave(STRANGER, UNBONDING, 20), Err(NOT_OPERATOR));
    assert_eq!(bond().withdraw(OPERATOR, 500), Err(BondError::NotLeaving { status: 1 }));
    let leaving = bond().leave(OPERATOR, UNBONDING, 20).unwrap();
    assert_eq!(leaving.leave(OPERATOR, UNBONDING, 30), Err(BondError::NotActive { status: 2 }));
    let (left, _) = leaving.withdraw(OPERATOR, 120).unwrap();
    assert_eq!(left.withdraw(OPERATOR, 121), Err(BondError::NotLeaving { status: 3 }));
    assert_eq!(left.leave(OPERATOR, UNBONDING, 121), Err(BondError::NotActive { status: 3 }));
    assert_eq!(left.add(OPERATOR, Wei(1)), Err(BondError::NotActive { status: 3 }));
}

#[test]
fn activity_ends_in_the_block_of_leaving() {
    assert_eq!(activity(&bond()), [(10, true)]);
    let leaving = bond().leave(OPERATOR, UNBONDING, 20).unwrap();
    assert_eq!(activity(&leaving), [(10, true), (20, false)]);
    let (left, _) = leaving.withdraw(OPERATOR, 120).unwrap();
    assert_eq!(activity(&left), [(10, true), (20, false)]);
}

#[test]
fn whoever_leaves_in_the_block_of_registration_was_never_active() {
    let leaving = bond().leave(OPERATOR, UNBONDING, 10).unwrap();
    assert_eq!(activity(&leaving), [(10, false)]);
}

#[test]
fn the_last_block_number_does_not_overflow() {
    let leaving = bond().leave(OPERATOR, UNBONDING, u32::MAX - 1).unwrap();
    assert_eq!(leaving.standing, Standing::Leaving { since: u32::MAX - 1, until: u32::MAX });
}
