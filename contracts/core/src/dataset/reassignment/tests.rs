use super::*;
use crate::{dataset::StatusChange, ids::DatasetId};

fn after(changes: &[(BlockNumber, StatusChange, Status)]) -> Reassignment {
    let mut statuses = StatusChanges::since(10);
    for (at, change, status) in changes {
        statuses.record(DatasetId(1), *change, *status, *at).unwrap();
    }
    Reassignment::new(&statuses, 100)
}

const DELISTED: (BlockNumber, StatusChange, Status) = (20, StatusChange::Delist, Status::Delisted);
const QUARANTINED: (BlockNumber, StatusChange, Status) = (30, StatusChange::Quarantine, Status::Quarantined);

#[test]
fn a_dataset_that_counts_earned_until_it_was_reassigned() {
    assert_eq!(after(&[]), Reassignment { at: 100, earned_until: 100 });
    let lifted = (40, StatusChange::Lift, Status::Active);
    assert_eq!(after(&[QUARANTINED, lifted]).earned_until, 100);
}

#[test]
fn one_that_does_not_earned_until_it_ceased_to() {
    assert_eq!(after(&[QUARANTINED]), Reassignment { at: 100, earned_until: 30 });
    assert_eq!(after(&[DELISTED, QUARANTINED]).earned_until, 20);
    let relisted = (25, StatusChange::Relist, Status::Active);
    assert_eq!(after(&[DELISTED, relisted, QUARANTINED]).earned_until, 30);
}
