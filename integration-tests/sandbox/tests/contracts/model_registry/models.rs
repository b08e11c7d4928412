//! Registering models and handing them over.

use alloy_primitives::Address;
use tributary_sandbox::abi::{
    IModelRegistry::{
        developerOfCall, modelCall, modelCountCall, registerModelCall, setDeveloperCall, Model,
        ModelDeveloperChanged, ModelRegistered, NameInvalid, NotDeveloper,
    },
    IOwned::ZeroAddress,
};

use super::{proposal, unknown_model, Registry};
use crate::{expectation::Emits, refusal::refuses};

fn named(name: impl Into<String>, developer: Address) -> registerModelCall {
    registerModelCall { name: name.into(), developer }
}

fn hand_over(model: u64, developer: Address) -> setDeveloperCall {
    setDeveloperCall { model, developer }
}

#[test]
fn anyone_registers_a_model() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(7);
    assert_eq!(registry.contract.view(modelCountCall {}), 0);
    let receipt = registry.contract.call(&alice, named("Gramma 7B", alice.address()), 0).ok();
    assert_eq!(receipt.value, 1);
    let event: ModelRegistered = receipt.only_event();
    assert_eq!((event.model, event.developer, &*event.name), (1, alice.address(), "Gramma 7B"));
    let expected = Model { name: "Gramma 7B".into(), developer: alice.address(), versions: 0, createdAt: 7 };
    assert_eq!(registry.model(1), expected);
    assert_eq!(registry.contract.view(developerOfCall { id: 1 }), alice.address());
    assert_eq!(registry.contract.view(modelCountCall {}), 1);
}

#[test]
fn names_need_not_differ_and_numbers_count_from_one() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    for (expected, developer) in (1..).zip([&alice, &bob, &alice]) {
        assert_eq!(registry.register(developer, "Same"), expected);
        assert_eq!(registry.contract.view(developerOfCall { id: expected }), developer.address());
    }
}

#[test]
fn for_somebody_else_too() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    registry.contract.call(&alice, named("Gift", bob.address()), 0).ok();
    // Then it is not the giver's any more.
    let refused = NotDeveloper { model: 1, caller: alice.address() };
    refuses(&registry.contract, &alice, proposal(1), refused.clone());
    refuses(&registry.contract, &alice, hand_over(1, alice.address()), refused);
    registry.propose(&bob, proposal(1));
}

#[test]
fn a_name_is_one() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let cases = [
        (String::new(), 0),
        ("x".repeat(65), 65),
        ("\u{6a21}".repeat(22), 66),
        ("x".repeat(8_000), 8_000),
        ("two\nlines".into(), 9),
        ("a\u{1b}[31m".into(), 6),
        ("\u{0}".into(), 1),
        ("a\u{85}".into(), 3),
    ];
    for (name, length) in cases {
        refuses(&registry.contract, &alice, named(name, alice.address()), NameInvalid { length });
    }
    let fine = ["x".to_owned(), "x".repeat(64), "\u{6a21}\u{578b}".into(), "\u{6a21}".repeat(21)];
    for (id, name) in (1..).zip(fine) {
        assert_eq!(registry.register(&alice, &name), id);
        assert_eq!(registry.model(id).name, name);
    }
}

#[test]
fn not_for_nobody() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    refuses(&registry.contract, &alice, named("Orphan", Address::ZERO), ZeroAddress {});
    assert_eq!(registry.contract.view(modelCountCall {}), 0);
}

#[test]
fn its_developer_hands_it_over() {
    let (registry, alice) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    let before = registry.model(1);
    let event: ModelDeveloperChanged =
        registry.contract.call(&alice, hand_over(1, bob.address()), 0).ok().only_event();
    assert_eq!((event.model, event.developer), (1, bob.address()));
    assert_eq!(registry.contract.view(developerOfCall { id: 1 }), bob.address());
    assert_eq!(registry.model(1), Model { developer: bob.address(), ..before });

    let lost = NotDeveloper { model: 1, caller: alice.address() };
    refuses(&registry.contract, &alice, hand_over(1, alice.address()), lost.clone());
    refuses(&registry.contract, &alice, proposal(1), lost);
    assert_eq!(registry.propose(&bob, proposal(1)), 2);
}

#[test]
fn nobody_else_does_and_not_to_nobody() {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, "Other");
    for caller in [&bob, &registry.owner] {
        let refused = NotDeveloper { model: 1, caller: caller.address() };
        refuses(&registry.contract, caller, hand_over(1, caller.address()), refused.clone());
        refuses(&registry.contract, caller, hand_over(1, Address::ZERO), refused);
    }
    refuses(&registry.contract, &alice, hand_over(1, Address::ZERO), ZeroAddress {});
}

#[test]
fn what_is_not_registered_is_unknown() {
    let (registry, alice) = Registry::with_model_of("alice");
    for id in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, modelCall { id }, unknown_model(id));
        refuses(&registry.contract, &alice, developerOfCall { id }, unknown_model(id));
        refuses(&registry.contract, &alice, hand_over(id, alice.address()), unknown_model(id));
        refuses(&registry.contract, &alice, proposal(id), unknown_model(id));
    }
}
