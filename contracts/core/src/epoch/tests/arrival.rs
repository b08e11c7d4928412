//! Reports have one order, encodings round-trip, and bytes from outside never panic.

use proptest::prelude::*;
use scale::{Decode, Encode};

use super::scene::{registry, report, run, sign};
use crate::{
    epoch::{Commitment, Inputs, State, TransitionError},
    report::{Report, SignedReport},
    voucher::Voucher,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_same_reports_make_an_epoch_in_one_order_only(order in Just((0usize..12).collect::<Vec<_>>()).prop_shuffle()) {
        let registry = registry();
        let made: Vec<_> = (0..12u64)
            .map(|n| sign(report(&registry, 1 + n / 6, 1 + n % 6, 1 + u8::try_from(n / 6).unwrap(), 1 + n % 6)))
            .collect();
        let arrived: Vec<SignedReport> = order.iter().map(|index| made[*index].clone()).collect();
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

    #[test]
    fn encodings_round_trip(sequence in any::<u64>(), nonce in any::<u64>(), fee in any::<u128>()) {
        let registry = registry();
        let mut made = report(&registry, 1, sequence, 1, nonce);
        made.fee = crate::Wei(fee);
        let signed = sign(made);
        let bytes = signed.encode();
        prop_assert_eq!(SignedReport::decode(&mut bytes.as_slice()).unwrap(), signed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn decoding_arbitrary_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        fn decode<T: Decode>(mut bytes: &[u8]) {
            drop(T::decode(&mut bytes));
        }
        decode::<Voucher>(&bytes);
        decode::<Report>(&bytes);
        decode::<SignedReport>(&bytes);
        decode::<Commitment>(&bytes);
        decode::<Inputs>(&bytes);
        decode::<State>(&bytes);
    }
}
