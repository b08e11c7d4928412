use proptest::prelude::*;

use super::*;

fn totals(deposited: u128, withdrawn: u128, released: u128, claimed: u128, sum: u128) -> Totals {
    Totals {
        deposited: Wei(deposited),
        withdrawn: Wei(withdrawn),
        released: Wei(released),
        claimed: Wei(claimed),
        payout_sum: Wei(sum),
        spend_sum: Wei(sum),
    }
}

#[test]
fn deposits_overflow_with_an_error() {
    let full = totals(u128::MAX, 0, 0, 0, 0);
    assert!(matches!(full.deposit(Wei(1)), Err(TotalsError::Money(_))));
    assert_eq!(full.deposit(Wei(0)), Ok(full));
}

#[test]
fn withdrawals_leave_what_is_committed() {
    let before = totals(100, 10, 0, 0, 60);
    for (wanted, amount) in [(0, 0), (29, 29), (30, 30), (31, 30), (u128::MAX, 30)] {
        let after = Totals { withdrawn: Wei(10 + amount), ..before };
        assert_eq!(before.withdraw(Wei(wanted)), Ok((after, Wei(amount))));
    }
    let (empty, _) = before.withdraw(Wei(30)).unwrap();
    let above = TotalsError::WithdrawalAboveCap { wanted: Wei(1), cap: Wei(0) };
    assert_eq!(empty.withdraw(Wei(1)), Err(above));
    assert_eq!(empty.withdraw(Wei(0)), Ok((empty, Wei(0))), "who wants nothing can go");
}

#[test]
fn claims_stay_within_payouts() {
    let before = totals(100, 0, 0, 50, 60);
    assert_eq!(before.claim(Wei(10)), Ok(Totals { claimed: Wei(60), ..before }));
    let above = TotalsError::ClaimAboveCap { claimed: Wei(50), wanted: Wei(11), cap: Wei(60) };
    assert_eq!(before.claim(Wei(11)), Err(above));
    assert!(matches!(before.claim(Wei(u128::MAX)), Err(TotalsError::Money(_))));
}

#[test]
fn releases_stay_within_claims() {
    let before = totals(100, 0, 20, 50, 60);
    assert_eq!(before.release(Wei(30)), Ok(Totals { released: Wei(50), ..before }));
    let above = TotalsError::ReleaseAboveCap { released: Wei(20), wanted: Wei(31), cap: Wei(50) };
    assert_eq!(before.release(Wei(31)), Err(above));
}

#[test]
fn sums_never_shrink() {
    let before = totals(100, 0, 0, 0, 60);
    let shrank = TotalsError::PayoutShrank { before: Wei(60), after: Wei(59) };
    assert_eq!(before.settle(Wei(59), Wei(60)), Err(shrank));
    let shrank = TotalsError::SpendShrank { before: Wei(60), after: Wei(59) };
    assert_eq!(before.settle(Wei(60), Wei(59)), Err(shrank));
    assert_eq!(before.settle(Wei(60), Wei(60)), Ok(before));
}

#[test]
fn neither_sum_may_exceed_what_is_backed() {
    let before = totals(100, 20, 0, 0, 60);
    assert_eq!(before.settle(Wei(80), Wei(80)).unwrap().withdrawable(), Wei(0));
    for (payout, spend) in [(81, 60), (60, 81), (81, 81)] {
        let insolvent = TotalsError::Insolvent { needed: Wei(81), backed: Wei(80) };
        assert_eq!(before.settle(Wei(payout), Wei(spend)), Err(insolvent));
    }
}

#[test]
fn the_larger_sum_limits_withdrawals() {
    let lopsided = totals(100, 0, 0, 0, 0).settle(Wei(70), Wei(40)).unwrap();
    assert_eq!(lopsided.withdrawable(), Wei(30));
    let lopsided = totals(100, 0, 0, 0, 0).settle(Wei(40), Wei(70)).unwrap();
    assert_eq!(lopsided.withdrawable(), Wei(30));
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Deposit(u128),
    Withdraw(u128),
    Claim(u128),
    Release(u128),
    Settle(u128, u128),
}

fn operation() -> impl Strategy<Value = Operation> {
    let amount = prop_oneof![8 => 0u128..1_000, 1 => any::<u128>()];
    prop_oneof![
        amount.clone().prop_map(Operation::Deposit),
        amount.clone().prop_map(Operation::Withdraw),
        amount.clone().prop_map(Operation::Claim),
        amount.clone().prop_map(Operation::Release),
        (amount.clone(), amount).prop_map(|(payout, spend)| Operation::Settle(payout, spend)),
    ]
}

proptest! {
    /// Whatever is tried in whatever order, roots of any sums included, the documented order of the
    /// counters holds and the money that moved in and out adds up.
    #[test]
    fn counters_never_promise_more_than_there_is(operations in prop::collection::vec(operation(), 0..80)) {
        let (mut totals, mut held) = (Totals::default(), 0u128);
        for operation in operations {
            let mut paid = Wei::ZERO;
            let next = match operation {
                Operation::Deposit(amount) => totals.deposit(Wei(amount)),
                Operation::Withdraw(amount) => totals.withdraw(Wei(amount)).map(|(next, part)| {
                    paid = part;
                    next
                }),
                Operation::Claim(amount) => totals.claim(Wei(amount)),
                Operation::Release(amount) => totals.release(Wei(amount)),
                Operation::Settle(payout, spend) => totals.settle(Wei(payout), Wei(spend)),
            };
            let Ok(next) = next else {
                if let Operation::Withdraw(wanted) = operation {
                    prop_assert!(wanted > 0 && totals.withdrawable().is_zero(), "{wanted} of {totals:?}");
                }
                continue;
            };
            match operation {
                Operation::Deposit(amount) => held = held.checked_add(amount).unwrap(),
                Operation::Withdraw(wanted) => {
                    prop_assert_eq!(paid.0, wanted.min(totals.backed().0 - totals.committed().0));
                    held = held.checked_sub(paid.0).unwrap();
                }
                Operation::Release(amount) => held = held.checked_sub(amount).unwrap(),
                Operation::Claim(_) | Operation::Settle(..) => {}
            }
            totals = next;
            prop_assert!(totals.released <= totals.claimed);
            prop_assert!(totals.claimed <= totals.payout_sum);
            prop_assert!(totals.payout_sum <= totals.committed() && totals.spend_sum <= totals.committed());
            prop_assert!(totals.committed() <= totals.backed());
            prop_assert_eq!(totals.owed(), Wei(held));
            prop_assert_eq!(totals.deposited.0, totals.withdrawn.0 + totals.released.0 + totals.owed().0);
        }
    }
}
