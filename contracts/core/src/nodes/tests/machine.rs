//! A bond under random operations, beside a plain account of what happened block by block.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::History;

#[derive(Clone, Copy, Debug)]
enum Step {
    Add(u128),
    Leave,
    Withdraw,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u128..5).prop_map(Step::Add),
        1 => Just(Step::Leave),
        2 => Just(Step::Withdraw),
    ]
}

proptest! {
    #[test]
    fn what_goes_in_comes_out_once_and_late_enough(
        start in 1u32..1_000,
        unbonding in 1u32..50,
        steps in prop::collection::vec((0u32..15, any::<bool>(), step()), 0..40),
    ) {
        let mut bond = Bond::new(OPERATOR, LEAST, LEAST, start).unwrap();
        let (mut now, mut paid_in, mut paid_out) = (start, LEAST.0, 0u128);
        let mut left_at = None;
        let mut active_at_end = BTreeMap::from([(start, true)]);
        for (wait, by_operator, step) in steps {
            now += wait;
            let caller = if by_operator { OPERATOR } else { STRANGER };
            let before = bond;
            match step {
                Step::Add(amount) => {
                    let done = bond.add(caller, Wei(amount));
                    prop_assert_eq!(done.is_ok(), by_operator && left_at.is_none() && amount > 0);
                    if let Ok(done) = done {
                        bond = done;
                        paid_in += amount;
                    }
                }
                Step::Leave => {
                    let done = bond.leave(caller, unbonding, now);
                    prop_assert_eq!(done.is_ok(), by_operator && left_at.is_none());
                    if let Ok(done) = done {
                        bond = done;
                        left_at = Some(now);
                        active_at_end.insert(now, false);
                    }
                }
                Step::Withdraw => {
                    let done = bond.withdraw(caller, now);
                    let due = left_at.is_some_and(|at| now >= at + unbonding);
                    prop_assert_eq!(done.is_ok(), by_operator && due && paid_out == 0);
                    if let Ok((done, amount)) = done {
                        bond = done;
                        paid_out += amount.0;
                    }
                }
            }
            prop_assert_eq!(bond.stake.0, paid_in - paid_out);
            prop_assert!(paid_out == 0 || paid_out == paid_in);
            prop_assert!(bond.standing.number() >= before.standing.number());
            prop_assert_eq!((bond.operator, bond.registered_at), (before.operator, before.registered_at));
        }
        let history =
            History::from_changes(bond.activity().map(|change| (change.from_block, change.active))).unwrap();
        for block in start.saturating_sub(2)..=now + 2 {
            let expected = active_at_end.range(..=block).next_back().is_some_and(|(_, active)| *active);
            prop_assert_eq!(history.at(block).copied().unwrap_or(false), expected, "block {}", block);
        }
    }
}
