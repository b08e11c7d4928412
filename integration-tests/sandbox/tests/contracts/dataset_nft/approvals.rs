//! ERC-721: whom an owner lets move its datasets.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::{
        IERC721Errors::{
            ERC721IncorrectOwner, ERC721InsufficientApproval, ERC721InvalidApprover, ERC721InvalidOperator,
        },
        IERC721::{self, approveCall, isApprovedForAllCall, setApprovalForAllCall},
    },
    Actor,
};

use super::{draft, transfer, Registry};
use crate::{expectation::Emits, refusal::refuses};

fn approve(to: impl Into<Address>) -> approveCall {
    approveCall { to: to.into(), tokenId: U256::ONE }
}

fn operators(registry: &Registry, owner: &Actor, operator: &Actor) -> bool {
    let call = isApprovedForAllCall { owner: owner.address(), operator: operator.address() };
    registry.contract.view(call)
}

#[test]
fn who_is_approved_may_move_that_dataset_once() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.register(&alice, draft(2));
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));

    let event: IERC721::Approval = registry.contract.call(&alice, approve(&bob), 0).ok().only_event();
    assert_eq!((event.owner, event.approved, event.tokenId), (alice.address(), bob.address(), U256::ONE));
    assert_eq!((registry.approved(1), registry.approved(2)), (bob.address(), Address::ZERO));

    let other = ERC721InsufficientApproval { operator: bob.address(), tokenId: U256::from(2) };
    refuses(&registry.contract, &bob, transfer(&alice, &bob, 2), other);
    registry.contract.call(&bob, transfer(&alice, &carol, 1), 0).ok();
    assert_eq!(registry.owner_of(1), carol.address());
    let spent = ERC721InsufficientApproval { operator: bob.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &bob, transfer(&carol, &bob, 1), spent);
}

#[test]
fn who_is_approved_still_says_whose_it_is() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    registry.approve(&alice, &bob, 1);
    let wrong = ERC721IncorrectOwner { sender: bob.address(), tokenId: U256::ONE, owner: alice.address() };
    refuses(&registry.contract, &bob, transfer(&bob, &bob, 1), wrong);
}

#[test]
fn an_approval_is_replaced_and_taken_back() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    registry.approve(&alice, &bob, 1);
    registry.approve(&alice, &carol, 1);
    assert_eq!(registry.approved(1), carol.address());
    let replaced = ERC721InsufficientApproval { operator: bob.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &bob, transfer(&alice, &bob, 1), replaced);

    let event: IERC721::Approval =
        registry.contract.call(&alice, approve(Address::ZERO), 0).ok().only_event();
    assert_eq!(event.approved, Address::ZERO);
    assert_eq!(registry.approved(1), Address::ZERO);
    let withdrawn = ERC721InsufficientApproval { operator: carol.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &carol, transfer(&alice, &carol, 1), withdrawn);
}

#[test]
fn only_the_owner_and_its_operators_approve() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, carol, operator] = ["bob", "carol", "operator"].map(|name| registry.actor(name));
    registry.approve(&alice, &bob, 1);
    registry.make_operator(&alice, &operator);
    // Being approved is not enough to approve another.
    for caller in [&bob, &carol, &registry.owner] {
        let refused = ERC721InvalidApprover { approver: caller.address() };
        refuses(&registry.contract, caller, approve(&carol), refused);
    }
    let event: IERC721::Approval = registry.contract.call(&operator, approve(&carol), 0).ok().only_event();
    assert_eq!((event.owner, event.approved), (alice.address(), carol.address()));
    registry.contract.call(&carol, transfer(&alice, &carol, 1), 0).ok();
    // The operator was alice's.
    let refused = ERC721InvalidApprover { approver: operator.address() };
    refuses(&registry.contract, &operator, approve(&operator), refused);
}

#[test]
fn an_operator_moves_everything_until_it_may_no_longer() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, operator] = ["bob", "operator"].map(|name| registry.actor(name));
    assert!(!operators(&registry, &alice, &operator));

    let set = |approved| setApprovalForAllCall { operator: operator.address(), approved };
    let event: IERC721::ApprovalForAll = registry.contract.call(&alice, set(true), 0).ok().only_event();
    assert_eq!((event.owner, event.operator, event.approved), (alice.address(), operator.address(), true));
    assert!(operators(&registry, &alice, &operator));
    assert!(!operators(&registry, &operator, &alice) && !operators(&registry, &bob, &operator));

    // What alice registers later too, but nothing of bob's.
    registry.register(&alice, draft(2));
    registry.register(&bob, draft(3));
    for id in [1, 2] {
        registry.contract.call(&operator, transfer(&alice, &bob, id), 0).ok();
    }
    let refused = ERC721InsufficientApproval { operator: operator.address(), tokenId: U256::from(3) };
    refuses(&registry.contract, &operator, transfer(&bob, &alice, 3), refused);

    registry.register(&alice, draft(4));
    let event: IERC721::ApprovalForAll = registry.contract.call(&alice, set(false), 0).ok().only_event();
    assert!(!event.approved);
    assert!(!operators(&registry, &alice, &operator));
    let refused = ERC721InsufficientApproval { operator: operator.address(), tokenId: U256::from(4) };
    refuses(&registry.contract, &operator, transfer(&alice, &bob, 4), refused);
}

#[test]
fn the_zero_address_is_nobodys_operator() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    for approved in [true, false] {
        let call = setApprovalForAllCall { operator: Address::ZERO, approved };
        refuses(&registry.contract, &alice, call, ERC721InvalidOperator { operator: Address::ZERO });
    }
    let call = isApprovedForAllCall { owner: alice.address(), operator: Address::ZERO };
    assert!(!registry.contract.view(call));
}

#[test]
fn who_owns_nothing_may_still_choose_an_operator() {
    let registry = Registry::deploy();
    let [alice, operator] = ["alice", "operator"].map(|name| registry.actor(name));
    registry.make_operator(&alice, &operator);
    registry.register(&alice, draft(1));
    registry.contract.call(&operator, transfer(&alice, &operator, 1), 0).ok();
    assert_eq!(registry.owner_of(1), operator.address());
}
