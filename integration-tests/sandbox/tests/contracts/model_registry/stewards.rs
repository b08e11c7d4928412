//! Who has approved versions trained and evaluated.

use alloy_primitives::Address;
use tributary_sandbox::{
    abi::{
        IModelRegistry::{setStewardCall, stewardOfCall, NotAllowed, StewardSet, VersionStatusChanged},
        IOwned::NotOwner,
    },
    Actor,
};

use super::{proposal, unknown_model, Registry, APPROVED, EVALUATED, LIVE, PROPOSED, RETIRED, TRAINING};
use crate::{expectation::Emits, refusal::refuses};

fn not_allowed(caller: &Actor, from: u8, to: u8) -> NotAllowed {
    NotAllowed { model: 1, version: 1, caller: caller.address(), from, to }
}

#[test]
fn the_owner_gives_the_role_and_takes_it_back() {
    let (registry, _) = Registry::with_model_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    let steward = || registry.contract.view(stewardOfCall { model: 1 });
    let before = registry.model(1);
    assert_eq!(steward(), Address::ZERO);
    for address in [bob.address(), carol.address(), Address::ZERO, Address::ZERO] {
        let call = setStewardCall { model: 1, steward: address };
        let event: StewardSet = registry.contract.call(&registry.owner, call, 0).ok().only_event();
        assert_eq!((event.model, event.steward), (1, address));
        assert_eq!(steward(), address);
    }
    assert_eq!(registry.model(1), before);
}

#[test]
fn nobody_else_does() {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    for caller in [&alice, &bob] {
        let refused = NotOwner { caller: caller.address(), owner: registry.owner.address() };
        for steward in [caller.address(), Address::ZERO] {
            refuses(&registry.contract, caller, setStewardCall { model: 1, steward }, refused.clone());
        }
    }
    for model in [0, 2, u64::MAX] {
        let call = setStewardCall { model, steward: bob.address() };
        refuses(&registry.contract, &registry.owner, call, unknown_model(model));
        refuses(&registry.contract, &bob, stewardOfCall { model }, unknown_model(model));
    }
}

#[test]
fn a_steward_has_versions_trained_and_evaluated_and_no_more() {
    let (registry, _) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    for from in PROPOSED..=RETIRED {
        for asked in [0, PROPOSED, APPROVED, TRAINING, EVALUATED, LIVE, RETIRED, u8::MAX] {
            if ![(APPROVED, TRAINING), (TRAINING, EVALUATED)].contains(&(from, asked)) {
                refuses(&registry.contract, &bob, registry.to(asked), not_allowed(&bob, from, asked));
            }
        }
        match from {
            APPROVED | TRAINING => {
                let event: VersionStatusChanged =
                    registry.contract.call(&bob, registry.to(from + 1), 0).ok().only_event();
                assert_eq!((event.model, event.version, event.status), (1, 1, from + 1));
            }
            RETIRED => {}
            _ => registry.set_status(from + 1),
        }
    }
}

#[test]
fn a_role_is_for_one_model_and_ends() {
    let (registry, alice) = Registry::with_version_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    let other = registry.register(&alice, "Other");
    registry.propose(&alice, proposal(other));
    for model in [1, other] {
        let approve = registry.step(model, 1, APPROVED);
        registry.contract.call(&registry.owner, approve, 0).ok();
    }
    registry.appoint(bob.address());
    let elsewhere = registry.step(other, 1, TRAINING);
    let refused = NotAllowed { model: other, ..not_allowed(&bob, APPROVED, TRAINING) };
    refuses(&registry.contract, &bob, elsewhere, refused);
    // Another one takes the place, then nobody.
    registry.appoint(carol.address());
    refuses(&registry.contract, &bob, registry.to(TRAINING), not_allowed(&bob, APPROVED, TRAINING));
    registry.contract.call(&carol, registry.to(TRAINING), 0).ok();
    registry.appoint(Address::ZERO);
    refuses(&registry.contract, &carol, registry.to(EVALUATED), not_allowed(&carol, TRAINING, EVALUATED));
}
