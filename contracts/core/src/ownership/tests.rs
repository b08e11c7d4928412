use super::*;

const OWNER: Address = Address([1; 20]);
const NEXT: Address = Address([2; 20]);
const NOBODY: Address = Address([0; 20]);

#[test]
fn only_the_owner_hands_over() {
    assert_eq!(transfer(OWNER, OWNER, NEXT), Ok(NEXT));
    assert_eq!(transfer(NEXT, OWNER, NEXT), Err(OwnershipError::NotOwner { caller: NEXT, owner: OWNER }));
    // The caller is judged first: who may not do this learns nothing else.
    assert_eq!(transfer(NEXT, OWNER, NOBODY), Err(OwnershipError::NotOwner { caller: NEXT, owner: OWNER }));
}

#[test]
fn nobody_cannot_own() {
    assert_eq!(transfer(OWNER, OWNER, NOBODY), Err(OwnershipError::ZeroAddress));
    assert_eq!(named(NOBODY), Err(OwnershipError::ZeroAddress));
    assert_eq!(
        named(Address([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])).map(|_| ()),
        Ok(())
    );
}
