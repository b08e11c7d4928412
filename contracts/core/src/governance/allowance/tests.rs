use proptest::prelude::*;

use super::*;

const A: Address = Address([1; 20]);
const B: Address = Address([2; 20]);

fn amount() -> impl Strategy<Value = Amount> {
    let word = any::<[u8; 32]>().prop_map(Amount::from_be_bytes);
    prop_oneof![(0u32..4).prop_map(Amount::from), any::<u128>().prop_map(Amount::from), word]
}

#[test]
fn both_sides_are_somebody() {
    assert_eq!(check_approve(&A, &B), Ok(()));
    assert_eq!(check_approve(&A, &A), Ok(()));
    assert_eq!(check_approve(&A, &NOBODY), Err(TokenError::InvalidSpender { spender: NOBODY }));
    assert_eq!(check_approve(&NOBODY, &B), Err(TokenError::InvalidApprover { approver: NOBODY }));
    assert_eq!(check_approve(&NOBODY, &NOBODY), Err(TokenError::InvalidApprover { approver: NOBODY }));
}

#[test]
fn only_the_largest_allowance_is_infinite() {
    let one = Amount::from(1u32);
    let finite = Amount::MAX.checked_sub(one).unwrap();
    assert_eq!(spend(&A, finite, one), Ok(finite.checked_sub(one)));
    assert_eq!(spend(&A, finite, finite), Ok(Some(Amount::default())));
    let needed = Amount::MAX;
    assert_eq!(
        spend(&A, finite, needed),
        Err(TokenError::InsufficientAllowance { spender: A, allowance: finite, needed })
    );
    assert_eq!(spend(&A, Amount::MAX, needed), Ok(None));
}

proptest! {
    #[test]
    fn what_is_spent_and_what_is_left_were_allowed(allowance in amount(), needed in amount()) {
        prop_assume!(allowance != Amount::MAX);
        match spend(&B, allowance, needed) {
            Ok(left) => {
                prop_assert!(needed <= allowance);
                prop_assert_eq!(left.map(|left| left.saturating_add(needed)), Some(allowance));
            }
            Err(error) => {
                prop_assert!(needed > allowance);
                prop_assert_eq!(error, TokenError::InsufficientAllowance { spender: B, allowance, needed });
            }
        }
    }

    #[test]
    fn an_infinite_allowance_stays(needed in amount()) {
        prop_assert_eq!(spend(&B, Amount::MAX, needed), Ok(None));
    }
}
