//! The owner role, which every registry has: who gets it, and how it is handed over.

use alloy_primitives::Address;
use tributary_sandbox::{
    abi::IOwned::{ownerCall, transferOwnershipCall, NotOwner, OwnershipTransferred, ZeroAddress},
    constructors, Contract, DatasetNft, Kind, ModelRegistry, NodeRegistry, Sandbox,
};

use crate::{expectation::Emits, refusal::refuses};

/// The role of a contract of kind `K`, which is made with what `arguments` says for an owner.
fn the_owner_hands_over_and_nobody_else<K: Kind>(arguments: impl Fn(Address) -> Vec<u8>) {
    let sandbox = Sandbox::new();
    let [deployer, alice, bob] = ["deployer", "alice", "bob"].map(|name| sandbox.actor(name));

    let before = sandbox.state_root();
    let refused = Contract::<K>::deploy(&sandbox, &deployer, &arguments(Address::ZERO));
    assert_eq!(refused.refusal::<ZeroAddress>(), ZeroAddress {});
    assert_eq!(sandbox.state_root(), before);

    let deployed = Contract::<K>::deploy(&sandbox, &deployer, &arguments(alice.address())).ok();
    let created: OwnershipTransferred = deployed.only_event();
    assert_eq!((created.previousOwner, created.newOwner), (Address::ZERO, alice.address()));
    let contract = deployed.value;
    assert_eq!(contract.view(ownerCall {}), alice.address());

    let to = |next| transferOwnershipCall { newOwner: next };
    for stranger in [&deployer, &bob] {
        let not_owner = NotOwner { caller: stranger.address(), owner: alice.address() };
        refuses(&contract, stranger, to(stranger.address()), not_owner.clone());
        refuses(&contract, stranger, to(Address::ZERO), not_owner);
    }
    refuses(&contract, &alice, to(Address::ZERO), ZeroAddress {});

    let event: OwnershipTransferred = contract.call(&alice, to(bob.address()), 0).ok().only_event();
    assert_eq!((event.previousOwner, event.newOwner), (alice.address(), bob.address()));
    assert_eq!(contract.view(ownerCall {}), bob.address());
    let lost = NotOwner { caller: alice.address(), owner: bob.address() };
    refuses(&contract, &alice, to(alice.address()), lost);

    // To itself, which changes nothing but is no mistake; then back.
    contract.call(&bob, to(bob.address()), 0).ok();
    assert_eq!(contract.view(ownerCall {}), bob.address());
    contract.call(&bob, to(alice.address()), 0).ok();
    assert_eq!(contract.view(ownerCall {}), alice.address());
}

#[test]
fn of_the_dataset_registry() {
    the_owner_hands_over_and_nobody_else::<DatasetNft>(constructors::dataset_nft);
}

#[test]
fn of_the_node_registry() {
    the_owner_hands_over_and_nobody_else::<NodeRegistry>(|owner| constructors::node_registry(owner, 1, 1, 1));
}

#[test]
fn of_the_model_registry() {
    the_owner_hands_over_and_nobody_else::<ModelRegistry>(constructors::model_registry);
}
