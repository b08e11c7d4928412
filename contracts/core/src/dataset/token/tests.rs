#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use scale::{Encode, MaxEncodedLen};

use super::*;

const ID: DatasetId = DatasetId(3);
const NOBODY: Address = Address([0; 20]);
const OWNER: Address = Address([1; 20]);
const APPROVED: Address = Address([2; 20]);
const OPERATOR: Address = Address([3; 20]);
const STRANGER: Address = Address([4; 20]);

fn token() -> Token {
    let parent = Lineage { depth: 2, family: 3 };
    let lineage = Lineage::ORIGINAL.with_parent(DatasetId(1), parent).unwrap();
    let mut token = Token::mint(OWNER, Ppm(50_000), lineage, 9).unwrap();
    token.approve(OWNER, APPROVED, never_asked).unwrap();
    token
}

fn operators(caller: Address) -> impl FnOnce(&Address) -> bool {
    move |owner| *owner == OWNER && caller == OPERATOR
}

fn never_asked(_: &Address) -> bool {
    panic!("whether the caller is an operator decides nothing here")
}

#[test]
fn a_new_token_is_its_creators() {
    let token = Token::mint(OWNER, Ppm(100_000), Lineage::ORIGINAL, 9).unwrap();
    assert_eq!((token.owner, token.creator, token.approved), (OWNER, OWNER, NOBODY));
    assert_eq!((token.created_at, token.lineage()), (9, Lineage::ORIGINAL));
    assert_eq!(
        Token::mint(OWNER, Ppm(100_001), Lineage::ORIGINAL, 9),
        Err(RegistrationError::RoyaltyTooHigh { found: 100_001 })
    );
    assert_eq!(token.encoded_size(), Token::max_encoded_len());
    assert_eq!(token.encoded_size(), 73);
}

#[test]
fn owner_approved_and_operator_may_move_it_and_nobody_else() {
    for (caller, is_operator) in [(OWNER, None), (APPROVED, None), (OPERATOR, Some(()))] {
        let mut moved = token();
        let result = match is_operator {
            None => moved.transfer(ID, caller, OWNER, STRANGER, never_asked),
            Some(()) => moved.transfer(ID, caller, OWNER, STRANGER, operators(caller)),
        };
        assert_eq!(result, Ok(()));
        assert_eq!((moved.owner, moved.approved, moved.creator), (STRANGER, NOBODY, OWNER));
    }
    let mut kept = token();
    assert_eq!(
        kept.transfer(ID, STRANGER, OWNER, STRANGER, operators(STRANGER)),
        Err(TokenError::InsufficientApproval { operator: STRANGER, dataset: ID })
    );
    assert_eq!(kept, token());
}

#[test]
fn nobody_is_approved_where_none_is() {
    let mut token = token();
    token.approve(OWNER, NOBODY, never_asked).unwrap();
    assert_eq!(
        token.transfer(ID, NOBODY, OWNER, STRANGER, operators(NOBODY)),
        Err(TokenError::InsufficientApproval { operator: NOBODY, dataset: ID })
    );
}

#[test]
fn wrong_addresses_are_named() {
    let mut token = token();
    for (caller, from, to, error) in [
        (OWNER, NOBODY, STRANGER, TokenError::InvalidSender { sender: NOBODY }),
        (OWNER, OWNER, NOBODY, TokenError::InvalidReceiver { receiver: NOBODY }),
        (
            OWNER,
            STRANGER,
            STRANGER,
            TokenError::IncorrectOwner { sender: STRANGER, dataset: ID, owner: OWNER },
        ),
        // An unapproved caller learns that first, as in the reference implementation.
        (STRANGER, STRANGER, OWNER, TokenError::InsufficientApproval { operator: STRANGER, dataset: ID }),
    ] {
        let before = token;
        assert_eq!(token.transfer(ID, caller, from, to, operators(caller)), Err(error));
        assert_eq!(token, before);
    }
}

#[test]
fn owner_and_operators_approve_and_the_approved_does_not() {
    let mut token = token();
    assert_eq!(token.approve(OPERATOR, STRANGER, operators(OPERATOR)), Ok(()));
    assert_eq!(token.approved, STRANGER);
    assert_eq!(
        token.approve(STRANGER, STRANGER, operators(STRANGER)),
        Err(TokenError::InvalidApprover { approver: STRANGER })
    );
    assert_eq!(check_operator(OPERATOR), Ok(()));
    assert_eq!(check_operator(NOBODY), Err(TokenError::InvalidOperator { operator: NOBODY }));
}

#[test]
fn reassigning_makes_the_author_owner_and_creator() {
    let mut token = token();
    let before = token;
    assert_eq!(token.reassign(NOBODY), Err(TokenError::InvalidReceiver { receiver: NOBODY }));
    assert_eq!(token, before);
    assert_eq!(token.reassign(STRANGER), Ok(OWNER));
    assert_eq!(token, Token { owner: STRANGER, creator: STRANGER, approved: NOBODY, ..before });
}

#[test]
fn a_resale_pays_its_part() {
    assert_eq!(token().royalty_on(Wei(1_000_019)), Wei(50_000));
    assert_eq!(token().royalty_on(Wei(u128::MAX)), Wei(u128::MAX / 20));
}

#[derive(Clone, Debug)]
enum Step {
    Transfer { caller: u8, from: u8, to: u8 },
    Approve { caller: u8, to: u8 },
    Operate { caller: u8, operator: u8 },
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0u8..5, 0u8..5, 0u8..5).prop_map(|(caller, from, to)| Step::Transfer { caller, from, to }),
        (0u8..5, 0u8..5).prop_map(|(caller, to)| Step::Approve { caller, to }),
        (1u8..5, 1u8..5).prop_map(|(caller, operator)| Step::Operate { caller, operator }),
    ]
}

proptest! {
    #[test]
    fn nobody_loses_a_token_unasked(steps in proptest::collection::vec(steps(), 0..60)) {
        let mut token = token();
        let mut approvals = std::collections::BTreeSet::new();
        let who = |number: u8| Address([number; 20]);
        for step in steps {
            let before = token;
            match step {
                Step::Transfer { caller, from, to } => {
                    let caller = who(caller);
                    let asked = |owner: &Address| approvals.contains(&(*owner, caller));
                    let moved = token.transfer(ID, caller, who(from), who(to), asked).is_ok();
                    if moved {
                        let approved = before.approved == caller && caller != NOBODY;
                        prop_assert!(
                            caller == before.owner || approved || approvals.contains(&(before.owner, caller))
                        );
                        prop_assert_eq!((token.owner, token.approved), (who(to), NOBODY));
                        prop_assert_ne!(token.owner, NOBODY);
                        prop_assert_eq!(who(from), before.owner);
                    } else {
                        prop_assert_eq!(token, before);
                    }
                }
                Step::Approve { caller, to } => {
                    let caller = who(caller);
                    let asked = |owner: &Address| approvals.contains(&(*owner, caller));
                    if token.approve(caller, who(to), asked).is_ok() {
                        prop_assert!(caller == before.owner || approvals.contains(&(before.owner, caller)));
                    }
                    prop_assert_eq!(token.owner, before.owner);
                }
                Step::Operate { caller, operator } => {
                    approvals.insert((who(caller), who(operator)));
                }
            }
        }
    }
}
