use proptest::prelude::*;

use super::*;

const PAYER: Address = Address([9; 20]);

fn depositor(amount: u128, now: BlockNumber) -> Payer {
    Payer::default().deposit(Wei(amount), now).unwrap().0
}

#[test]
fn the_first_deposit_opens() {
    let (payer, change) = Payer::default().deposit(Wei(10), 5).unwrap();
    assert_eq!(change, Some(StandingChange { from_block: 5, generation: 0, open: true }));
    assert_eq!((payer.deposited, payer.first_deposit_at, payer.open), (Wei(10), Some(5), true));
    let (payer, change) = payer.deposit(Wei(1), 6).unwrap();
    assert_eq!(change, None);
    assert_eq!((payer.deposited, payer.first_deposit_at), (Wei(11), Some(5)));
}

#[test]
fn deposits_of_nothing_or_too_much_are_refused() {
    assert_eq!(Payer::default().deposit(Wei(0), 5), Err(PayerError::AmountZero));
    let rich = depositor(u128::MAX, 5);
    assert!(matches!(rich.deposit(Wei(1), 6), Err(PayerError::Money(_))));
}

#[test]
fn strangers_have_nothing_to_manage() {
    let stranger = Payer::default();
    let refused = PayerError::NotPayer { address: PAYER };
    assert_eq!(stranger.register_key(PAYER, [1; 32]), Err(refused));
    assert_eq!(stranger.reserve(PAYER, Wei(1), None, 5), Err(refused));
    assert_eq!(stranger.request_exit(PAYER, 5), Err(refused));
}

#[test]
fn any_key_but_zero_is_taken() {
    let payer = depositor(10, 5);
    let refused = PayerError::SessionKeyInvalid { key: [0; 32] };
    assert_eq!(payer.register_key(PAYER, [0; 32]), Err(refused));
    let keyed = payer.register_key(PAYER, [1; 32]).unwrap();
    assert_eq!(keyed, Payer { session_key: [1; 32], ..payer });
    let (leaving, _) = keyed.request_exit(PAYER, 6).unwrap();
    assert_eq!(leaving.register_key(PAYER, [2; 32]).unwrap().session_key, [2; 32]);
}

#[test]
fn reserves_add_up_within_what_is_free() {
    let payer = depositor(100, 5);
    let (payer, first) = payer.reserve(PAYER, Wei(30), None, 6).unwrap();
    assert_eq!(first, ReserveChange { from_block: 6, generation: 0, total: Wei(30) });
    let (payer, second) = payer.reserve(PAYER, Wei(20), Some(&first), 7).unwrap();
    assert_eq!(second, ReserveChange { from_block: 7, generation: 0, total: Wei(50) });
    assert_eq!((payer.reserved, payer.free()), (Wei(50), Wei(50)));
    let refused = PayerError::ReserveExceedsFree { wanted: Wei(51), free: Wei(50) };
    assert_eq!(payer.reserve(PAYER, Wei(51), None, 8), Err(refused));
    assert_eq!(payer.reserve(PAYER, Wei(0), None, 8), Err(PayerError::AmountZero));
    assert_eq!(payer.reserve(PAYER, Wei(50), None, 8).unwrap().0.free(), Wei(0));
}

#[test]
fn reserves_of_an_earlier_generation_are_dead() {
    let old = ReserveChange { from_block: 6, generation: 0, total: Wei(30) };
    let payer = Payer { generation: 1, ..depositor(100, 5) };
    let (_, change) = payer.reserve(PAYER, Wei(10), Some(&old), 20).unwrap();
    assert_eq!(change, ReserveChange { from_block: 20, generation: 1, total: Wei(10) });
}

#[test]
fn who_leaves_can_neither_deposit_nor_reserve() {
    let (leaving, change) = depositor(100, 5).request_exit(PAYER, 8).unwrap();
    assert_eq!(change, StandingChange { from_block: 8, generation: 0, open: false });
    let pending = PayerError::ExitPending { requested_at: 8 };
    assert_eq!(leaving.deposit(Wei(1), 9), Err(pending));
    assert_eq!(leaving.reserve(PAYER, Wei(1), None, 9), Err(pending));
    assert_eq!(leaving.request_exit(PAYER, 9), Err(pending));
}

#[test]
fn who_left_returns_by_a_deposit() {
    let left = Payer { withdrawn: Wei(100), generation: 1, open: false, ..depositor(100, 5) };
    assert_eq!(left.request_exit(PAYER, 20), Err(PayerError::NotPayer { address: PAYER }));
    let refused = PayerError::ReserveExceedsFree { wanted: Wei(1), free: Wei(0) };
    assert_eq!(left.reserve(PAYER, Wei(1), None, 20), Err(refused));
    let (back, change) = left.deposit(Wei(7), 21).unwrap();
    assert_eq!(change, Some(StandingChange { from_block: 21, generation: 1, open: true }));
    assert_eq!((back.free(), back.first_deposit_at), (Wei(7), Some(5)));
}

proptest! {
    #[test]
    fn free_is_what_is_left(
        deposits in prop::collection::vec(1u128..1_000, 1..10),
        reserves in prop::collection::vec(1u128..1_000, 0..20),
    ) {
        let mut payer = Payer::default();
        for amount in &deposits {
            payer = payer.deposit(Wei(*amount), 5).unwrap().0;
        }
        let mut reserved = 0;
        for amount in reserves {
            if let Ok((next, _)) = payer.reserve(PAYER, Wei(amount), None, 6) {
                payer = next;
                reserved += amount;
            } else {
                prop_assert!(amount > payer.free().0);
            }
        }
        prop_assert_eq!(payer.free().0 + reserved, deposits.iter().sum::<u128>());
    }
}
