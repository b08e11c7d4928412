use super::*;
use crate::exit::Exit;

fn found(addresses: Vec<Address>, pending_from: u32) -> IRoyaltySplitter::Recipients {
    let shares = addresses.iter().map(|_| 1_000_000).collect();
    let pending = if pending_from == 0 { vec![] } else { vec![Address::repeat_byte(9)] };
    IRoyaltySplitter::Recipients {
        addresses,
        shares,
        pendingFrom: pending_from,
        pendingShares: pending.iter().map(|_| 1_000_000).collect(),
        pendingAddresses: pending,
    }
}

#[test]
fn a_proposal_waits_for_its_delay_then_for_an_epoch_if_it_replaces_a_table() {
    let payee = Address::repeat_byte(1);
    let first = Recipients::of(payee, found(vec![], 150), 50);
    assert_eq!(first.pending.as_ref().map(|pending| pending.proposed_at), Some(100));
    assert_eq!(first.waiting(149, 0), Some(Waiting::Delay { blocks: 1 }));
    assert_eq!(first.waiting(150, 0), Some(Waiting::Nothing));
    let later = Recipients::of(payee, found(vec![payee], 150), 50);
    assert_eq!(later.waiting(120, 500), Some(Waiting::Delay { blocks: 30 }));
    assert_eq!(later.waiting(150, 99), Some(Waiting::Epoch { cut: 100 }));
    assert_eq!(later.waiting(150, 100), Some(Waiting::Nothing));
    assert_eq!(Recipients::of(payee, found(vec![payee], 0), 50).waiting(150, 100), None);
}

#[test]
fn what_is_no_table_is_a_usage_error() {
    let (one, other) = (Address::repeat_byte(1), Address::repeat_byte(2));
    assert!(check(&[(one, Ppm(600_000)), (other, Ppm(400_000))]).is_ok());
    for table in [
        vec![],
        vec![(one, Ppm(999_999))],
        vec![(one, Ppm(500_000)), (one, Ppm(500_000))],
        vec![(one, Ppm(1_000_000)), (other, Ppm(0))],
        vec![(Address::ZERO, Ppm(1_000_000))],
    ] {
        assert_eq!(check(&table).unwrap_err().exit(), Exit::Usage, "{table:?}");
    }
}
