//! The order of an epoch's reports.

use proptest::prelude::*;

use super::scene::{registry, report, run, sign};
use crate::{
    epoch::{State, TransitionError},
    report::SignedReport,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A swap of a report with itself is none, so that the right order comes up as well.
    #[test]
    fn the_same_reports_make_an_epoch_in_one_order_only(
        swaps in prop::collection::vec((0usize..12, 0usize..12), 0..3),
    ) {
        let registry = registry();
        let made: Vec<_> = (0..12u64)
            .map(|n| sign(report(&registry, 1 + n / 6, 1 + n % 6, 1 + u8::try_from(n / 6).unwrap(), 1 + n % 6)))
            .collect();
        let mut arrived: Vec<SignedReport> = made.clone();
        for (one, other) in swaps {
            arrived.swap(one, other);
        }
        let found = run(&State::genesis(), &registry, arrived.clone());
        if arrived == made {
            prop_assert!(found.is_ok());
        } else {
            let refused = matches!(
                found,
                Err(TransitionError::Order { .. } | TransitionError::SequenceGap { .. }),
            );
            prop_assert!(refused);
        }
    }
}
