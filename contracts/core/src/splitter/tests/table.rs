use proptest::prelude::*;
use scale::Encode;

use super::*;

fn checked(addresses: &[u8], shares: &[u32]) -> Result<Table, TableError> {
    let addresses: Vec<_> = addresses.iter().map(|number| address(*number)).collect();
    let shares: Vec<_> = shares.iter().map(|share| Ppm(*share)).collect();
    Table::new(&addresses, &shares)
}

#[test]
fn malformed_tables_are_refused() {
    assert_eq!(checked(&[], &[]), Err(TableError::Empty));
    assert_eq!(checked(&[1], &[]), Err(TableError::Mismatch { addresses: 1, shares: 0 }));
    assert_eq!(checked(&[1], &[5, 5]), Err(TableError::Mismatch { addresses: 1, shares: 2 }));
    let many: Vec<_> = (1..=17).collect();
    assert_eq!(checked(&many, &[1; 17]), Err(TableError::TooMany { found: 17 }));
    assert_eq!(checked(&[1, 0], &[500_000; 2]), Err(TableError::Zero { index: 1 }));
    assert_eq!(checked(&[1, 1], &[500_000; 2]), Err(TableError::Duplicate { address: address(1) }));
    assert_eq!(checked(&[1, 2], &[1_000_000, 0]), Err(TableError::ShareZero { address: address(2) }));
    assert_eq!(checked(&[1, 2], &[500_000, 499_999]), Err(TableError::Unbalanced { found: 999_999 }));
    assert_eq!(checked(&[1, 2], &[500_000, 500_001]), Err(TableError::Unbalanced { found: 1_000_001 }));
    assert_eq!(checked(&[1, 2], &[u32::MAX; 2]), Err(TableError::Unbalanced { found: 2 * 4_294_967_295 }));
}

#[test]
fn sixteen_recipients_and_a_proposal_fit_a_cell() {
    let numbers: Vec<_> = (1..=16).collect();
    let shares: Vec<_> = (0..16).map(|index| if index == 0 { 999_985 } else { 1 }).collect();
    let table = checked(&numbers, &shares).unwrap();
    assert!(table.encode().len() <= 416);
    let proposal = Proposal { proposed_at: u32::MAX, proposer: address(1), table };
    assert!(proposal.encode().len() <= 416);
    let tenure = Tenure { since: u32::MAX, table: proposal.table };
    assert!(tenure.encode().len() <= 416);
}

#[test]
fn the_first_takes_the_remainder() {
    let table = table(&[(1, 333_334), (2, 333_333), (3, 333_333)]);
    assert_eq!(table.divide(Wei(100)), [Wei(34), Wei(33), Wei(33)]);
    assert_eq!(table.divide(Wei(0)), [Wei(0); 3]);
    let share = |number, total| table.entitlement(&address(number), Wei(total));
    assert_eq!((share(1, 100), share(2, 100), share(3, 100)), (Some(Wei(34)), Some(Wei(33)), Some(Wei(33))));
    assert_eq!(share(4, 100), None);
}

#[test]
fn two_recipients_leave_no_rounding() {
    let table = table(&[(1, 1), (2, 999_999)]);
    for total in [0, 1, 2, 999_999, 1_000_000, 1_000_001, u128::MAX] {
        let parts = table.divide(Wei(total));
        assert_eq!(table.entitlement(&address(1), Wei(total)), Some(parts[0]));
        assert_eq!(table.entitlement(&address(2), Wei(total)), Some(parts[1]));
    }
}

#[test]
fn an_early_draw_of_the_first_takes_nothing_from_the_others() {
    // Fifteen equal shares step up together: at 14 wei they are 0 each, at 16 they are 1 each.
    let mut shares = vec![(1, 10)];
    shares.extend((2..=16).map(|number| (number, 66_666)));
    let table = table(&shares);
    assert_eq!(table.divide(Wei(14))[0], Wei(14));
    assert_eq!(table.divide(Wei(16))[0], Wei(1));
    assert_eq!(table.entitlement(&address(1), Wei(14)), Some(Wei(1)));
    assert_eq!(table.entitlement(&address(1), Wei(16)), Some(Wei(1)));
}

pub(super) fn any_table() -> impl Strategy<Value = Table> {
    prop::collection::vec(1u32..1_000_000, 1..=MAX_RECIPIENTS).prop_map(|weights| {
        let sum: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        let scaled = weights.iter().map(|weight| (u64::from(*weight) * 999_000 / sum) as u32 + 1);
        let mut shares: Vec<_> = scaled.collect();
        shares[0] += 1_000_000 - shares.iter().sum::<u32>();
        let entries: Vec<_> = (1u8..).zip(shares).collect();
        table(&entries)
    })
}

proptest! {
    #[test]
    fn divisions_are_exact(table in any_table(), total in any::<u128>()) {
        let parts = table.divide(Wei(total));
        prop_assert_eq!(parts.iter().map(|part| part.0).sum::<u128>(), total);
        for (recipient, part) in table.recipients().iter().zip(&parts) {
            prop_assert!(table.entitlement(&recipient.address, Wei(total)).unwrap() <= *part);
        }
    }

    /// What makes draws independent of their order: entitlements never fall, and never exceed the total
    /// even if everyone drew at another time.
    #[test]
    fn entitlements_grow_and_fit(table in any_table(), total in 0..u128::MAX / 2, more in 0u128..10_000) {
        let mut latest = 0u128;
        for recipient in table.recipients() {
            let before = table.entitlement(&recipient.address, Wei(total)).unwrap();
            let after = table.entitlement(&recipient.address, Wei(total + more)).unwrap();
            prop_assert!(before <= after);
            latest += after.0;
        }
        let left = (total + more).checked_sub(latest).unwrap();
        prop_assert!(left <= table.recipients().len().saturating_sub(2) as u128);
    }
}
