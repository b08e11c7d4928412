#![allow(clippy::arithmetic_side_effects)]

use super::*;

fn members(from: u8) -> Vec<Address> {
    (from..from + 4).map(|n| Address([n; 20])).collect()
}

#[test]
fn a_committee_waits_for_its_block_and_lapses_after_as_long_again() {
    let scheduled = Scheduled::new(1, members(1), 100, 50).unwrap();
    assert_eq!(scheduled.term, Term { from_block: 150, until_block: 200 });
    assert_eq!(scheduled.clone().activate(149), Err(TermError::NotDue { from_block: 150 }));
    for within in [150, 200] {
        let committee = scheduled.clone().activate(within).unwrap();
        assert_eq!((committee.version, committee.members), (2, members(1)));
    }
    assert_eq!(scheduled.activate(201), Err(TermError::Lapsed { until_block: 200 }));
}

#[test]
fn only_committees_are_scheduled() {
    let refused = |members| Scheduled::new(1, members, 100, 50).unwrap_err();
    assert_eq!(refused(members(1)[..3].to_vec()), CommitteeError::Size { found: 3 });
    assert_eq!(refused(vec![]), CommitteeError::Size { found: 0 });
    assert_eq!(refused(vec![Address::default()]), CommitteeError::Zero { index: 0 });
    let twice = vec![Address([1; 20]); 4];
    assert_eq!(refused(twice), CommitteeError::Duplicate { member: Address([1; 20]) });
}

#[test]
fn at_the_end_of_block_numbers_nothing_wraps() {
    let scheduled = Scheduled::new(u32::MAX, members(1), u32::MAX - 1, 50).unwrap();
    let last = Term { from_block: u32::MAX, until_block: u32::MAX };
    assert_eq!((scheduled.term, scheduled.committee.version), (last, u32::MAX));
    let early = scheduled.clone().activate(u32::MAX - 1);
    assert_eq!(early, Err(TermError::NotDue { from_block: u32::MAX }));
    assert_eq!(scheduled.activate(u32::MAX).unwrap().version, u32::MAX);
}

#[test]
fn the_largest_fits_a_storage_cell() {
    let sixteen = (1..=16).map(|n| Address([n; 20])).collect();
    let scheduled = Scheduled::new(1, sixteen, 100, 50).unwrap();
    let bytes = scheduled.encode();
    assert!(bytes.len() <= 416);
    assert_eq!(Scheduled::decode(&mut &bytes[..]).unwrap(), scheduled);
}
