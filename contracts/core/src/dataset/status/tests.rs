#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use scale::Encode;

use super::*;
use crate::{dataset::Lineage, Address, Ppm};

const ID: DatasetId = DatasetId(7);

fn token() -> Token {
    Token::mint(Address([1; 20]), Ppm(0), Lineage::ORIGINAL, 5).unwrap()
}

#[test]
fn every_pair_of_status_and_change() {
    use Status::{Active, Delisted, Quarantined};
    use StatusChange::{Delist, Lift, Quarantine, Relist};
    let reach = |path: &[StatusChange]| {
        let mut token = token();
        path.iter().for_each(|change| token.change_status(ID, *change).unwrap());
        token
    };
    let wrong = |expected, found| Err(StatusError::WrongStatus { dataset: ID, expected, found });
    for (path, change, result) in [
        (&[][..], Delist, Ok(Delisted)),
        (&[], Relist, wrong(Delisted, Active)),
        (&[], Quarantine, Ok(Quarantined)),
        (&[], Lift, wrong(Quarantined, Active)),
        (&[Delist], Delist, wrong(Active, Delisted)),
        (&[Delist], Relist, Ok(Active)),
        (&[Delist], Quarantine, Ok(Quarantined)),
        (&[Delist], Lift, wrong(Quarantined, Delisted)),
        (&[Quarantine], Delist, wrong(Active, Quarantined)),
        (&[Quarantine], Relist, wrong(Delisted, Quarantined)),
        (&[Quarantine], Quarantine, wrong(Active, Quarantined)),
        (&[Quarantine], Lift, Ok(Active)),
        (&[Delist, Quarantine], Relist, wrong(Delisted, Quarantined)),
        (&[Delist, Quarantine], Lift, Ok(Delisted)),
    ] {
        let before = reach(path);
        let mut after = before;
        let found = after.change_status(ID, change).map(|()| after.status());
        assert_eq!(found, result, "{change:?} after {path:?}");
        if result.is_err() {
            assert_eq!(after, before, "a refused {change:?} changes nothing");
        }
    }
}

#[test]
fn statuses_have_the_numbers_of_the_contract() {
    for (status, number) in [(Status::Active, 1), (Status::Delisted, 2), (Status::Quarantined, 3)] {
        assert_eq!(u8::from(status), number);
        assert_eq!(status.encode(), [number]);
    }
}

#[test]
fn one_block_keeps_its_last_status_only() {
    let mut changes = StatusChanges::since(5);
    changes.record(ID, StatusChange::Delist, Status::Delisted, 5).unwrap();
    assert_eq!(changes.changes(), [(5, Status::Delisted)]);
    changes.record(ID, StatusChange::Relist, Status::Active, 6).unwrap();
    changes.record(ID, StatusChange::Quarantine, Status::Quarantined, 6).unwrap();
    assert_eq!(changes.changes(), [(5, Status::Delisted), (6, Status::Quarantined)]);
}

#[test]
fn an_owner_cannot_fill_the_history_against_a_quarantine() {
    let mut changes = StatusChanges::since(0);
    for block in 1..MAX_CHANGES_BY_OWNER as u32 {
        changes.record(ID, StatusChange::Delist, Status::Delisted, block).unwrap();
    }
    let full = |most| Err(StatusError::TooManyChanges { dataset: ID, most });
    assert_eq!(changes.record(ID, StatusChange::Relist, Status::Active, 100), full(64));
    for block in 100..115 {
        changes.record(ID, StatusChange::Quarantine, Status::Quarantined, block).unwrap();
    }
    assert_eq!(changes.record(ID, StatusChange::Lift, Status::Active, 115), full(79));
    changes.record(ID, StatusChange::Quarantine, Status::Quarantined, 115).unwrap();
    assert_eq!(changes.record(ID, StatusChange::Lift, Status::Active, 116), full(79));
    assert_eq!(changes.record(ID, StatusChange::Quarantine, Status::Quarantined, 116), full(80));
    assert_eq!(changes.changes().len(), MAX_CHANGES);
    assert_eq!(changes.encoded_size(), 402);
}

proptest! {
    #[test]
    fn the_history_tells_the_status_at_every_block(steps in proptest::collection::vec((0u32..3, 0u8..4), 0..60)) {
        let mut token = token();
        let mut changes = StatusChanges::since(token.created_at);
        let mut now = token.created_at;
        let mut seen = vec![(now, token.status())];
        for (blocks, kind) in steps {
            now += blocks;
            let change = [
                StatusChange::Delist, StatusChange::Relist, StatusChange::Quarantine, StatusChange::Lift,
            ][kind as usize];
            if token.change_status(ID, change).is_ok() {
                changes.record(ID, change, token.status(), now).unwrap();
            }
            seen.push((now, token.status()));
        }
        let history = crate::History::from_changes(changes.changes().iter().copied()).unwrap();
        for (index, (block, status)) in seen.iter().enumerate() {
            // What a block ended with is what it is judged by.
            if seen.get(index + 1).is_none_or(|(next, _)| next > block) {
                prop_assert_eq!(history.at(*block), Some(status));
            }
        }
        prop_assert_eq!(history.at(token.created_at - 1), None);
    }
}
