//! ERC-721: who owns what, and transfers.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::{
        IDatasetNft::{delistCall, quarantineCall},
        IERC721Errors::{
            ERC721IncorrectOwner, ERC721InsufficientApproval, ERC721InvalidOwner, ERC721InvalidReceiver,
            ERC721InvalidSender, ERC721NonexistentToken,
        },
        IERC721,
    },
    Actor,
};

use super::{draft, transfer, Registry};
use crate::{expectation::Emits, refusal::refuses};

#[test]
fn the_owner_transfers() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.register(&alice, draft(2));
    let bob = Actor::ethereum("bob");
    let event: IERC721::Transfer =
        registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok().only_event();
    assert_eq!((event.from, event.to, event.tokenId), (alice.address(), bob.address(), U256::ONE));
    assert_eq!((registry.owner_of(1), registry.owner_of(2)), (bob.address(), alice.address()));
    assert_eq!((registry.balance_of(&alice), registry.balance_of(&bob)), (U256::ONE, U256::ONE));
}

#[test]
fn to_oneself_changes_nothing_but_the_approval() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.approve(&alice, Address::repeat_byte(7), 1);
    let event: IERC721::Transfer =
        registry.contract.call(&alice, transfer(&alice, &alice, 1), 0).ok().only_event();
    assert_eq!((event.from, event.to), (alice.address(), alice.address()));
    assert_eq!(registry.owner_of(1), alice.address());
    assert_eq!(registry.balance_of(&alice), U256::ONE);
    assert_eq!(registry.approved(1), Address::ZERO);
}

#[test]
fn a_transfer_ends_the_approval() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    registry.approve(&alice, &carol, 1);
    registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok();
    assert_eq!(registry.approved(1), Address::ZERO);
    let refused = ERC721InsufficientApproval { operator: carol.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &carol, transfer(&bob, &carol, 1), refused);
}

#[test]
fn who_may_not_does_not() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    registry.register(&bob, draft(2));
    // Neither a stranger, nor the owner of another dataset, nor the contract's owner.
    for caller in [&bob, &carol, &registry.owner] {
        let refused = ERC721InsufficientApproval { operator: caller.address(), tokenId: U256::ONE };
        refuses(&registry.contract, caller, transfer(&alice, caller, 1), refused.clone());
        refuses(&registry.contract, caller, transfer(caller, caller, 1), refused);
    }
    // Nor who gave it away.
    registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok();
    let refused = ERC721InsufficientApproval { operator: alice.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &alice, transfer(&bob, &alice, 1), refused.clone());
    refuses(&registry.contract, &alice, transfer(&alice, &alice, 1), refused);
}

#[test]
fn from_its_owner_only() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    let wrong = ERC721IncorrectOwner { sender: bob.address(), tokenId: U256::ONE, owner: alice.address() };
    refuses(&registry.contract, &alice, transfer(&bob, &alice, 1), wrong);
    let nobody = ERC721InvalidSender { sender: Address::ZERO };
    refuses(&registry.contract, &alice, transfer(Address::ZERO, &bob, 1), nobody);
}

#[test]
fn not_to_the_zero_address() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let nobody = ERC721InvalidReceiver { receiver: Address::ZERO };
    refuses(&registry.contract, &alice, transfer(&alice, Address::ZERO, 1), nobody);
}

#[test]
fn a_token_that_does_not_exist_has_nothing() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let beyond_ids = U256::from(1_u128 << 64);
    // The last one would be dataset 1 if its upper half were cut off.
    for token in [U256::ZERO, U256::from(2), U256::from(u64::MAX), U256::MAX, beyond_ids + U256::ONE] {
        let missing = ERC721NonexistentToken { tokenId: token };
        let (from, to) = (alice.address(), registry.owner.address());
        refuses(&registry.contract, &alice, IERC721::ownerOfCall { tokenId: token }, missing.clone());
        refuses(&registry.contract, &alice, IERC721::getApprovedCall { tokenId: token }, missing.clone());
        refuses(&registry.contract, &alice, IERC721::approveCall { to, tokenId: token }, missing.clone());
        let call = IERC721::transferFromCall { from, to, tokenId: token };
        refuses(&registry.contract, &alice, call, missing.clone());
        let call = IERC721::safeTransferFrom_1Call { from, to, tokenId: token };
        refuses(&registry.contract, &alice, call, missing.clone());
        let call = IERC721::safeTransferFrom_0Call { from, to, tokenId: token, data: vec![1].into() };
        refuses(&registry.contract, &alice, call, missing);
    }
}

#[test]
fn nobody_has_a_balance_at_the_zero_address() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let call = IERC721::balanceOfCall { owner: Address::ZERO };
    refuses(&registry.contract, &alice, call, ERC721InvalidOwner { owner: Address::ZERO });
    assert_eq!(registry.balance_of(Address::repeat_byte(7)), U256::ZERO);
}

#[test]
fn whatever_its_status_a_dataset_can_be_sold() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    registry.contract.call(&alice, delistCall { id: 1 }, 0).ok();
    registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok();
    registry.contract.call(&registry.owner, quarantineCall { id: 1 }, 0).ok();
    registry.contract.call(&bob, transfer(&bob, &carol, 1), 0).ok();
    assert_eq!(registry.owner_of(1), carol.address());
    assert_eq!(registry.dataset(1).status, super::QUARANTINED);
}

#[test]
fn balances_follow_many_transfers() {
    let registry = Registry::deploy();
    let actors = ["alice", "bob", "carol"].map(|name| registry.actor(name));
    for seed in 1..=6 {
        registry.register(&actors[usize::from(seed) % 3], draft(seed));
    }
    // A fixed walk in which every dataset changes hands, some of them back.
    for step in 0..24_u64 {
        let id = 1 + step % 6;
        let to = &actors[usize::try_from((step * 7 + step / 6) % 3).unwrap()];
        let owner = registry.owner_of(id);
        let from = actors.iter().find(|actor| actor.address() == owner).unwrap();
        registry.contract.call(from, transfer(from, to, id), 0).ok();
        let owners: Vec<Address> = (1..=6).map(|id| registry.owner_of(id)).collect();
        for actor in &actors {
            let owned = owners.iter().filter(|owner| **owner == actor.address()).count();
            assert_eq!(registry.balance_of(actor), U256::from(owned), "after step {step}");
        }
    }
}
