#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;
use crate::hashing::HostHashing;

const LEDGER: Address = Address([9; 20]);

fn members(count: u8) -> Vec<Address> {
    (1..=count).map(|n| Address([n; 20])).collect()
}

#[test]
fn sizes_are_3f_plus_1_up_to_16() {
    for size in 0..=20u8 {
        let fits = size <= 16 && size % 3 == 1;
        let found = Committee::new(1, members(size)).map(|committee| committee.members.len());
        let expected =
            if fits { Ok(usize::from(size)) } else { Err(CommitteeError::Size { found: u32::from(size) }) };
        assert_eq!(found, expected, "{size} members");
    }
}

#[test]
fn no_member_twice_and_none_of_zero() {
    let mut twice = members(4);
    twice[3] = twice[1];
    assert_eq!(Committee::new(1, twice.clone()), Err(CommitteeError::Duplicate { member: twice[1] }));
    let mut zero = members(4);
    zero[2] = Address::default();
    assert_eq!(Committee::new(1, zero), Err(CommitteeError::Zero { index: 2 }));
}

#[test]
fn quorums_outvote_the_faulty_twice_over() {
    assert_eq!([1, 4, 7, 10, 13, 16].map(quorum), [1, 3, 5, 7, 9, 11]);
}

#[test]
fn the_config_digest_binds_ledger_version_members_and_order() {
    let digest = |ledger, version, members| {
        Committee::new(version, members).unwrap().config_digest::<HostHashing>(&ledger)
    };
    let base = digest(LEDGER, 1, members(4));
    assert_eq!(base, digest(LEDGER, 1, members(4)));
    let mut reversed = members(4);
    reversed.reverse();
    for other in [
        digest(Address([8; 20]), 1, members(4)),
        digest(LEDGER, 2, members(4)),
        digest(LEDGER, 1, members(7)),
        digest(LEDGER, 1, reversed),
    ] {
        assert_ne!(base, other);
    }
}

proptest! {
    #[test]
    fn encodings_round_trip(version: u32, size in 0usize..6) {
        let committee = Committee::new(version, members(u8::try_from(size).unwrap() * 3 + 1)).unwrap();
        let bytes = committee.encode();
        prop_assert!(bytes.len() <= 4 + 1 + 16 * 20);
        prop_assert_eq!(Committee::decode(&mut &bytes[..]).unwrap(), committee);
    }
}
