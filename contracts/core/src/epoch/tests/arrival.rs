//! The order in which reports arrive never matters, and bytes from outside never panic.

use proptest::prelude::*;
use scale::{Decode, Encode};

use super::scene::{registry, report, run, sign};
use crate::{
    epoch::{Commitment, Inputs, State},
    report::{Report, SignedReport},
    voucher::Voucher,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_arrival_never_changes_the_commitment(order in Just((0usize..12).collect::<Vec<_>>()).prop_shuffle()) {
        let registry = registry();
        let made: Vec<_> = (0..12u64)
            .map(|n| sign(report(&registry, 1 + n % 2, 1 + n / 2, 1 + u8::try_from(n % 2).unwrap(), 1 + n / 2)))
            .collect();
        let sorted = |mut reports: Vec<SignedReport>| {
            reports.sort_by_key(|signed| (signed.report.node, signed.report.sequence));
            reports
        };
        let arrived = order.iter().map(|index| made[*index].clone()).collect();
        let one = run(&State::genesis(), &registry, sorted(made)).unwrap().commitment;
        let other = run(&State::genesis(), &registry, sorted(arrived)).unwrap().commitment;
        prop_assert_eq!(one, other);
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
