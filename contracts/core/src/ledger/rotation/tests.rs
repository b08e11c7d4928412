#![allow(clippy::arithmetic_side_effects)]

use super::*;

fn members(from: u8) -> Vec<Address> {
    (from..from + 4).map(|n| Address([n; 20])).collect()
}

#[test]
fn a_committee_waits_for_its_block() {
    let scheduled = Scheduled::new(1, members(1), 100, 50).unwrap();
    assert_eq!(scheduled.at_block, 150);
    assert_eq!(scheduled.clone().activate(149), Err(NotDue { at_block: 150 }));
    let committee = scheduled.activate(150).unwrap();
    assert_eq!((committee.version, committee.members), (2, members(1)));
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
    assert_eq!((scheduled.at_block, scheduled.committee.version), (u32::MAX, u32::MAX));
    assert_eq!(scheduled.activate(u32::MAX - 1), Err(NotDue { at_block: u32::MAX }));
}

#[test]
fn the_largest_fits_a_storage_cell() {
    let sixteen = (1..=16).map(|n| Address([n; 20])).collect();
    let scheduled = Scheduled::new(1, sixteen, 100, 50).unwrap();
    let bytes = scheduled.encode();
    assert!(bytes.len() <= 416);
    assert_eq!(Scheduled::decode(&mut &bytes[..]).unwrap(), scheduled);
}
