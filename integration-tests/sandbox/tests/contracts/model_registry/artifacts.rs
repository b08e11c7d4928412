//! What is trained after it was approved.

use alloy_primitives::B256;
use tributary_sandbox::{
    abi::IModelRegistry::{
        setArtifactCall, ArtifactFixed, ArtifactMissing, ArtifactSet, NotInTraining, NotSteward, Version,
    },
    Actor,
};

use super::{
    proposal, unknown_model, unknown_version, untrained, Registry, APPROVED, ARTIFACT, EVALUATED, LIVE,
    PROPOSED, RETIRED, TRAINING,
};
use crate::{expectation::Emits, refusal::refuses};

fn name(artifact: B256) -> setArtifactCall {
    setArtifactCall { model: 1, version: 1, artifactHash: artifact }
}

/// A registry whose model 1 has a version 1 without an artifact; alice develops it, bob is the steward.
fn to_be_trained() -> (Registry, Actor, Actor) {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    assert_eq!(registry.propose(&alice, untrained()), 1);
    (registry, alice, bob)
}

#[test]
fn it_is_named_once_by_the_steward_or_the_owner() {
    for by_owner in [false, true] {
        for status in [APPROVED, TRAINING] {
            let (registry, _, bob) = to_be_trained();
            (APPROVED..=status).for_each(|status| registry.set_status(status));
            let caller = if by_owner { &registry.owner } else { &bob };
            let before = registry.version(1, 1);
            assert_eq!(before.artifactHash, B256::ZERO);
            let event: ArtifactSet = registry.contract.call(caller, name(ARTIFACT), 0).ok().only_event();
            assert_eq!((event.model, event.version, event.artifactHash), (1, 1, ARTIFACT));
            assert_eq!(registry.version(1, 1), Version { artifactHash: ARTIFACT, ..before });
            for again in [ARTIFACT, B256::repeat_byte(1)] {
                let fixed = ArtifactFixed { model: 1, version: 1, artifactHash: ARTIFACT };
                refuses(&registry.contract, caller, name(again), fixed);
            }
        }
    }
}

#[test]
fn nobody_else_names_it() {
    let (registry, alice, _) = to_be_trained();
    let carol = registry.actor("carol");
    registry.set_status(APPROVED);
    for caller in [&alice, &carol] {
        let refused = NotSteward { model: 1, caller: caller.address() };
        refuses(&registry.contract, caller, name(ARTIFACT), refused);
    }
}

#[test]
fn nothing_is_evaluated_without_one() {
    let (registry, _, bob) = to_be_trained();
    registry.set_status(APPROVED);
    registry.set_status(TRAINING);
    for caller in [&registry.owner, &bob] {
        let missing = ArtifactMissing { model: 1, version: 1 };
        refuses(&registry.contract, caller, registry.to(EVALUATED), missing.clone());
        refuses(&registry.contract, caller, name(B256::ZERO), missing);
    }
    registry.contract.call(&bob, name(ARTIFACT), 0).ok();
    registry.contract.call(&bob, registry.to(EVALUATED), 0).ok();
    assert_eq!(registry.version(1, 1).status, EVALUATED);
}

#[test]
fn it_may_be_given_up_without_one() {
    let (registry, _, _) = to_be_trained();
    registry.set_status(APPROVED);
    registry.set_status(RETIRED);
    let refused = NotInTraining { model: 1, version: 1, status: RETIRED };
    refuses(&registry.contract, &registry.owner, name(ARTIFACT), refused);
}

#[test]
fn neither_before_approval_nor_after_evaluation() {
    let (registry, alice, bob) = to_be_trained();
    registry.propose(&alice, proposal(1));
    for caller in [&registry.owner, &bob] {
        let refused = NotInTraining { model: 1, version: 1, status: PROPOSED };
        refuses(&registry.contract, caller, name(ARTIFACT), refused);
    }
    let second = setArtifactCall { version: 2, ..name(B256::repeat_byte(1)) };
    for status in APPROVED..=RETIRED {
        registry.contract.call(&registry.owner, registry.step(1, 2, status), 0).ok();
        if [EVALUATED, LIVE, RETIRED].contains(&status) {
            let refused = NotInTraining { model: 1, version: 2, status };
            refuses(&registry.contract, &registry.owner, second.clone(), refused);
        } else {
            // One that was proposed with an artifact keeps it.
            let fixed = ArtifactFixed { model: 1, version: 2, artifactHash: ARTIFACT };
            refuses(&registry.contract, &registry.owner, second.clone(), fixed);
        }
    }
    assert_eq!(registry.version(1, 2).artifactHash, ARTIFACT);
}

#[test]
fn nothing_that_is_not_proposed() {
    let (registry, _, _) = to_be_trained();
    for version in [0, 2, u32::MAX] {
        let call = setArtifactCall { version, ..name(ARTIFACT) };
        refuses(&registry.contract, &registry.owner, call, unknown_version(1, version));
    }
    for model in [0, 2, u64::MAX] {
        let call = setArtifactCall { model, ..name(ARTIFACT) };
        refuses(&registry.contract, &registry.owner, call, unknown_model(model));
    }
}
