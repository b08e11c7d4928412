use super::*;
use crate::dataset::Reassignment;

const SINCE: BlockNumber = 100;

fn check(reassignment: Option<(BlockNumber, BlockNumber)>, cut: BlockNumber) -> Result<(), TenureError> {
    let tenure = Tenure { since: SINCE, table: table(&[(1, 1_000_000)]) };
    tenure.check_ended(reassignment.map(|(at, earned_until)| Reassignment { at, earned_until }), cut)
}

#[test]
fn recipients_stand_without_a_reassignment_since_they_took_office() {
    let stands = Err(TenureError::Stands { since: SINCE });
    assert_eq!(check(None, u32::MAX), stands);
    assert_eq!(check(Some((99, 99)), u32::MAX), stands, "the new owner appointed them");
    assert_eq!(check(Some((100, 100)), 100), Ok(()));
    assert_eq!(check(Some((101, 101)), 101), Ok(()));
}

#[test]
fn they_get_what_they_earned_first() {
    let refused = Err(TenureError::NotSettled { cut_block: 149, needed: 150 });
    assert_eq!(check(Some((150, 150)), 149), refused);
    assert_eq!(check(Some((150, 150)), 150), Ok(()));
    // Out of attribution before: nothing was earned since.
    assert_eq!(check(Some((500, 150)), 149), refused);
    assert_eq!(check(Some((500, 150)), 150), Ok(()));
    assert_eq!(check(Some((150, 150)), 0), Err(TenureError::NotSettled { cut_block: 0, needed: 150 }));
}
