//! How far a version has come: proposed, approved, training, evaluated, live, retired.

use tributary_sandbox::{
    abi::{
        IModelRegistry::{setStatusCall, NotAllowed, Version, VersionStatusChanged, WrongStatus},
        IOwned::transferOwnershipCall,
    },
    Actor,
};

use super::{
    proposal, unknown_model, unknown_version, Registry, APPROVED, EVALUATED, LIVE, PROPOSED, RETIRED,
    TRAINING,
};
use crate::{expectation::Emits, refusal::refuses};

#[test]
fn step_by_step_over_blocks() {
    let (registry, _) = Registry::with_version_of("alice");
    let proposed = registry.version(1, 1);
    let mut history = vec![(1, PROPOSED)];
    for (block, status) in [(10, APPROVED), (20, TRAINING), (30, EVALUATED), (40, LIVE), (50, RETIRED)] {
        registry.sandbox.advance_to(block);
        let event: VersionStatusChanged =
            registry.contract.call(&registry.owner, registry.to(status), 0).ok().only_event();
        assert_eq!((event.model, event.version, event.status), (1, 1, status));
        history.push((block, status));
        assert_eq!(registry.statuses(1, 1), history);
        // The terms never change.
        assert_eq!(registry.version(1, 1), Version { status, ..proposed.clone() });
    }
}

#[test]
fn no_step_is_left_out_or_taken_back() {
    let (registry, _) = Registry::with_version_of("alice");
    for from in PROPOSED..=RETIRED {
        for asked in (0..=8).chain([u8::MAX]) {
            let allowed = from != RETIRED && (asked == from + 1 || asked == RETIRED);
            if !allowed {
                let wrong = WrongStatus { model: 1, version: 1, from, to: asked };
                refuses(&registry.contract, &registry.owner, registry.to(asked), wrong);
            }
        }
        if from != RETIRED {
            registry.set_status(from + 1);
        }
    }
}

#[test]
fn from_everywhere_into_retirement() {
    for steps in [0, 1, 2, 3, 4] {
        let (registry, _) = Registry::with_version_of("alice");
        for status in APPROVED..APPROVED + steps {
            registry.sandbox.advance(1);
            registry.set_status(status);
        }
        registry.sandbox.advance(1);
        registry.set_status(RETIRED);
        let statuses = registry.statuses(1, 1);
        assert_eq!(statuses.len(), usize::from(steps) + 2);
        assert_eq!(statuses.last(), Some(&(u32::from(steps) + 2, RETIRED)));
    }
}

#[test]
fn of_several_steps_in_a_block_the_last_one_is_kept() {
    let (registry, _) = Registry::with_version_of("alice");
    // In the block of the proposal.
    registry.set_status(APPROVED);
    assert_eq!(registry.statuses(1, 1), [(1, APPROVED)]);
    registry.sandbox.advance_to(8);
    for status in [TRAINING, EVALUATED, LIVE] {
        registry.set_status(status);
    }
    assert_eq!(registry.statuses(1, 1), [(1, APPROVED), (8, LIVE)]);
    assert_eq!(registry.version(1, 1).createdAt, 1);
}

#[test]
fn each_version_by_itself() {
    let (registry, alice) = Registry::with_version_of("alice");
    registry.propose(&alice, proposal(1));
    registry.sandbox.advance(1);
    registry.contract.call(&registry.owner, registry.step(1, 2, APPROVED), 0).ok();
    assert_eq!((registry.version(1, 1).status, registry.version(1, 2).status), (PROPOSED, APPROVED));
}

/// The step of version 1 that is refused to `caller`.
fn not_allowed(caller: &Actor, from: u8, to: u8) -> NotAllowed {
    NotAllowed { model: 1, version: 1, caller: caller.address(), from, to }
}

#[test]
fn nobody_but_the_owner() {
    let (registry, _) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    for from in PROPOSED..=RETIRED {
        for asked in [APPROVED, TRAINING, EVALUATED, LIVE, RETIRED, 0, u8::MAX] {
            refuses(&registry.contract, &bob, registry.to(asked), not_allowed(&bob, from, asked));
        }
        if from != RETIRED {
            registry.set_status(from + 1);
        }
    }
}

#[test]
fn the_role_goes_with_the_contract() {
    let (registry, _) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    let handover = transferOwnershipCall { newOwner: bob.address() };
    registry.contract.call(&registry.owner, handover, 0).ok();
    let lost = not_allowed(&registry.owner, PROPOSED, APPROVED);
    refuses(&registry.contract, &registry.owner, registry.to(APPROVED), lost);
    registry.contract.call(&bob, registry.to(APPROVED), 0).ok();
}

#[test]
fn a_developer_takes_back_what_is_no_more_than_proposed() {
    let (registry, alice) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, "Other");
    refuses(&registry.contract, &bob, registry.to(RETIRED), not_allowed(&bob, PROPOSED, RETIRED));
    for asked in [APPROVED, TRAINING, LIVE, 0] {
        refuses(&registry.contract, &alice, registry.to(asked), not_allowed(&alice, PROPOSED, asked));
    }
    let event: VersionStatusChanged =
        registry.contract.call(&alice, registry.to(RETIRED), 0).ok().only_event();
    assert_eq!((event.model, event.version, event.status), (1, 1, RETIRED));
    refuses(&registry.contract, &alice, registry.to(RETIRED), not_allowed(&alice, RETIRED, RETIRED));
}

#[test]
fn what_others_decided_on_is_not_the_developers_any_more() {
    let (registry, alice) = Registry::with_version_of("alice");
    for from in APPROVED..=LIVE {
        registry.set_status(from);
        for asked in [from + 1, RETIRED] {
            refuses(&registry.contract, &alice, registry.to(asked), not_allowed(&alice, from, asked));
        }
    }
}

#[test]
fn nothing_that_is_not_proposed() {
    let (registry, _) = Registry::with_version_of("alice");
    for version in [0, 2, u32::MAX] {
        let call = setStatusCall { version, ..registry.to(APPROVED) };
        refuses(&registry.contract, &registry.owner, call, unknown_version(1, version));
    }
    for model in [0, 2, u64::MAX] {
        let call = setStatusCall { model, ..registry.to(APPROVED) };
        refuses(&registry.contract, &registry.owner, call, unknown_model(model));
    }
}
