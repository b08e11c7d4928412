//! Giving a squatted dataset to its true author, by the contract's owner.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::{
        IDatasetNft::{reassignCall, reassignmentCall, reassignmentReturn, DatasetReassigned},
        IERC721Errors::{ERC721InsufficientApproval, ERC721InvalidReceiver},
        IOwned::NotOwner,
        IERC2981, IERC721,
    },
    probe,
};

use super::{draft, transfer, unknown, Registry, ACTIVE, CREATED, DELISTED};
use crate::refusal::refuses;

fn reassign(to: impl Into<Address>) -> reassignCall {
    reassignCall { id: 1, to: to.into() }
}

#[test]
fn the_author_gets_the_dataset_and_its_royalty() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    registry.register(&squatter, draft(2));
    let [author, accomplice] = ["author", "accomplice"].map(|name| registry.actor(name));
    registry.approve(&squatter, &accomplice, 1);
    let before = registry.dataset(1);

    let receipt = registry.contract.call(&registry.owner, reassign(&author), 0).ok();
    assert_eq!(receipt.logs.len(), 2);
    let moved: IERC721::Transfer = receipt.event();
    assert_eq!((moved.from, moved.to, moved.tokenId), (squatter.address(), author.address(), U256::ONE));
    let event: DatasetReassigned = receipt.event();
    assert_eq!((event.dataset, event.from, event.to), (1, squatter.address(), author.address()));

    assert_eq!((registry.owner_of(1), registry.owner_of(2)), (author.address(), squatter.address()));
    assert_eq!((registry.balance_of(&squatter), registry.balance_of(&author)), (U256::ONE, U256::ONE));
    let resale = IERC2981::royaltyInfoCall { tokenId: U256::ONE, salePrice: U256::from(1_000) };
    assert_eq!(registry.contract.view(resale).receiver, author.address());
    // Nothing else changed, its age included: what it says is what it was registered with.
    assert_eq!(registry.dataset(1), before);

    // The squatter's approval is gone with the squatter.
    assert_eq!(registry.approved(1), Address::ZERO);
    for thief in [&accomplice, &squatter] {
        let refused = ERC721InsufficientApproval { operator: thief.address(), tokenId: U256::ONE };
        refuses(&registry.contract, thief, transfer(&author, thief, 1), refused);
    }
}

#[test]
fn its_status_stays() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    let author = registry.actor("author");
    registry.sandbox.advance_to(15);
    registry.delist(&squatter, 1);
    registry.sandbox.advance_to(16);
    registry.change_quarantine(1, true);
    registry.contract.call(&registry.owner, reassign(&author), 0).ok();
    registry.change_quarantine(1, false);
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE), (15, DELISTED), (16, DELISTED)]);
    registry.relist(&author, 1);
    assert_eq!(registry.dataset(1).status, ACTIVE);
}

#[test]
fn it_is_kept_with_the_block_until_which_it_earned_for_the_squatter() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    registry.register(&squatter, draft(2));
    let author = registry.actor("author");
    let newest = |id| {
        let reassignmentReturn { at, earnedUntil } = registry.contract.view(reassignmentCall { id });
        (at, earnedUntil)
    };
    registry.sandbox.advance_to(30);
    registry.contract.call(&squatter, transfer(&squatter, &author, 1), 0).ok();
    assert_eq!(newest(1), (0, 0), "a sale is none");
    registry.contract.call(&registry.owner, reassign(&author), 0).ok();
    assert_eq!((newest(1), newest(2)), ((30, 30), (0, 0)));
    registry.sandbox.advance_to(40);
    registry.delist(&author, 1);
    registry.sandbox.advance_to(45);
    registry.change_quarantine(1, true);
    registry.sandbox.advance_to(50);
    registry.contract.call(&registry.owner, reassign(&squatter), 0).ok();
    assert_eq!(newest(1), (50, 40), "it did not count since 40");
    registry.change_quarantine(1, false);
    registry.relist(&squatter, 1);
    assert_eq!(newest(1), (50, 40));
    registry.sandbox.advance_to(60);
    registry.contract.call(&registry.owner, reassign(&author), 0).ok();
    assert_eq!(newest(1), (60, 60));
    for id in [0, 3, u64::MAX] {
        refuses(&registry.contract, &author, reassignmentCall { id }, unknown(id));
    }
}

#[test]
fn after_a_sale_the_buyer_loses_it() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    let [buyer, author] = ["buyer", "author"].map(|name| registry.actor(name));
    registry.contract.call(&squatter, transfer(&squatter, &buyer, 1), 0).ok();
    let event: DatasetReassigned = registry.contract.call(&registry.owner, reassign(&author), 0).ok().event();
    assert_eq!((event.from, event.to), (buyer.address(), author.address()));
    assert_eq!((registry.balance_of(&buyer), registry.balance_of(&author)), (U256::ZERO, U256::ONE));
}

#[test]
fn to_its_owner_it_makes_the_creator() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    let author = registry.actor("author");
    registry.contract.call(&squatter, transfer(&squatter, &author, 1), 0).ok();
    registry.contract.call(&registry.owner, reassign(&author), 0).ok();
    assert_eq!(registry.balance_of(&author), U256::ONE);
    let resale = IERC2981::royaltyInfoCall { tokenId: U256::ONE, salePrice: U256::from(1_000) };
    assert_eq!(registry.contract.view(resale).receiver, author.address());
}

#[test]
fn a_contract_is_not_asked() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    // A vote must not fail because of what its receiver answers.
    let rejecting = probe::rejecting(&registry.sandbox, &squatter);
    registry.contract.call(&registry.owner, reassign(rejecting), 0).ok();
    assert_eq!(registry.owner_of(1), rejecting);
}

#[test]
fn nobody_but_the_contracts_owner() {
    let (registry, squatter) = Registry::with_dataset_of("squatter");
    let author = registry.actor("author");
    for caller in [&squatter, &author] {
        let refused = NotOwner { caller: caller.address(), owner: registry.owner.address() };
        refuses(&registry.contract, caller, reassign(&author), refused);
    }
}

#[test]
fn nothing_unknown_and_not_to_nobody() {
    let (registry, _) = Registry::with_dataset_of("squatter");
    let nobody = ERC721InvalidReceiver { receiver: Address::ZERO };
    refuses(&registry.contract, &registry.owner, reassign(Address::ZERO), nobody);
    for id in [0, 2, u64::MAX] {
        let call = reassignCall { id, to: registry.owner.address() };
        refuses(&registry.contract, &registry.owner, call, unknown(id));
    }
}
