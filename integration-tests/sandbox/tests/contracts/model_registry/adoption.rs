//! What a vote for a feature ends in.

use alloy_primitives::B256;
use tributary_sandbox::{
    abi::{
        IModelRegistry::{
            adoptCall, proposeVersionCall, FeatureAdopted, FeatureNotCarried, Version, VersionHashMismatch,
            VersionStatusChanged, WrongStatus,
        },
        IOwned::{transferOwnershipCall, NotOwner},
    },
    Action, Actor, Dao,
};

use super::{
    carrying, proposal, unknown_model, unknown_version, untrained, Registry, APPROVED, ARTIFACT, PROPOSED,
    RETIRED,
};
use crate::{expectation::Emits, refusal::refuses};

/// A registry whose model 1 has four features of bob's, and a version 1 that carries 1, 2 and 4.
fn wanted() -> (Registry, Actor, Actor) {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    for title in ["Footnotes", "Rhymes", "Tables", "Maps"] {
        registry.wish(&bob, title);
    }
    registry.propose(&alice, carrying(&[1, 2, 4]));
    (registry, alice, bob)
}

#[test]
fn a_version_is_approved_and_its_features_are_pinned_to_it() {
    let (registry, _, _) = wanted();
    let proposed = registry.version(1, 1);
    registry.sandbox.advance_to(9);
    let receipt = registry.contract.call(&registry.owner, registry.adopt(2, 1), 0).ok();
    assert_eq!(receipt.logs.len(), 4);
    let moved: VersionStatusChanged = receipt.event();
    assert_eq!((moved.model, moved.version, moved.status), (1, 1, APPROVED));
    let pinned: Vec<_> = receipt
        .events::<FeatureAdopted>()
        .into_iter()
        .map(|event| (event.model, event.feature, event.version))
        .collect();
    assert_eq!(pinned, [(1, 1, 1), (1, 2, 1), (1, 4, 1)]);
    assert_eq!([1, 2, 3, 4].map(|feature| registry.standing(feature)), [(2, 1), (2, 1), (1, 0), (2, 1)]);
    assert_eq!(registry.statuses(1, 1), [(1, PROPOSED), (9, APPROVED)]);
    assert_eq!(registry.version(1, 1), Version { status: APPROVED, ..proposed });
}

#[test]
fn by_a_vote_of_the_dao() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.wish(&alice, "Footnotes");
    registry.propose(&alice, carrying(&[1]));
    let dao = Dao::builder().build_on(registry.sandbox.clone());
    let handover = transferOwnershipCall { newOwner: dao.contract().address() };
    registry.contract.call(&registry.owner, handover, 0).ok();
    let action = Action::call(registry.contract.address(), &registry.adopt(1, 1));
    let receipt = dao.pass(vec![action], "Footnotes, by version 1");
    assert_eq!(receipt.events_of::<FeatureAdopted>(registry.contract.address()).len(), 1);
    assert_eq!((registry.version(1, 1).status, registry.standing(1)), (APPROVED, (2, 1)));
}

#[test]
fn a_withdrawal_does_not_undo_a_vote() {
    let (registry, _, bob) = wanted();
    for feature in [1, 2] {
        registry.withdraw(&bob, feature);
    }
    let receipt = registry.contract.call(&registry.owner, registry.adopt(2, 1), 0).ok();
    let pinned: Vec<_> = receipt.events::<FeatureAdopted>().into_iter().map(|event| event.feature).collect();
    // What was voted on is adopted all the same; what merely goes along stays withdrawn.
    assert_eq!(pinned, [2, 4]);
    assert_eq!([1, 2, 4].map(|feature| registry.standing(feature)), [(3, 0), (2, 1), (2, 1)]);
}

#[test]
fn a_feature_stays_with_the_version_that_had_it_first() {
    let (registry, alice, _) = wanted();
    registry.propose(&alice, carrying(&[2, 3]));
    registry.contract.call(&registry.owner, registry.adopt(1, 1), 0).ok();
    let receipt = registry.contract.call(&registry.owner, registry.adopt(2, 2), 0).ok();
    let event: FeatureAdopted = receipt.event();
    assert_eq!((event.feature, event.version), (3, 2));
    assert_eq!([2, 3].map(|feature| registry.standing(feature)), [(2, 1), (2, 2)]);
    assert_eq!(registry.version(1, 2).status, APPROVED);
}

#[test]
fn one_that_is_to_be_trained_is_adopted_without_an_artifact() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.wish(&alice, "Footnotes");
    let call = proposeVersionCall { features: vec![1], ..untrained() };
    registry.propose(&alice, call);
    registry.contract.call(&registry.owner, registry.adopt(1, 1), 0).ok();
    assert_eq!(registry.standing(1), (2, 1));
}

#[test]
fn what_was_not_voted_on_is_not_approved() {
    let (registry, alice, _) = wanted();
    registry.propose(&alice, carrying(&[1, 2, 4]));
    let found = registry.hash(1, 1);
    // The other version differs in its number alone.
    for expected in [B256::ZERO, ARTIFACT, registry.hash(1, 2)] {
        let mismatch = VersionHashMismatch { model: 1, version: 1, expected, found };
        let call = adoptCall { versionHash: expected, ..registry.adopt(1, 1) };
        refuses(&registry.contract, &registry.owner, call.clone(), mismatch.clone());
        // That is said before anything else that is wrong.
        refuses(&registry.contract, &registry.owner, adoptCall { feature: 3, ..call }, mismatch);
    }
    for feature in [0, 3, 5, u32::MAX] {
        let refused = FeatureNotCarried { model: 1, version: 1, feature };
        refuses(&registry.contract, &registry.owner, registry.adopt(feature, 1), refused);
    }
}

#[test]
fn only_what_is_proposed() {
    let (registry, _, _) = wanted();
    for from in APPROVED..=RETIRED {
        registry.set_status(from);
        let refused = WrongStatus { model: 1, version: 1, from, to: APPROVED };
        refuses(&registry.contract, &registry.owner, registry.adopt(1, 1), refused);
    }
    assert_eq!(registry.standing(1), (1, 0));
}

#[test]
fn an_approval_without_a_vote_for_a_feature_pins_none() {
    let (registry, alice, _) = wanted();
    let approve = registry.to(APPROVED);
    let moved: VersionStatusChanged = registry.contract.call(&registry.owner, approve, 0).ok().only_event();
    assert_eq!((moved.model, moved.version, moved.status), (1, 1, APPROVED));
    assert_eq!([1, 2, 3, 4].map(|feature| registry.standing(feature)), [(1, 0); 4]);
    for feature in 1..=4 {
        let refused = WrongStatus { model: 1, version: 1, from: APPROVED, to: APPROVED };
        refuses(&registry.contract, &registry.owner, registry.adopt(feature, 1), refused);
    }
    assert_eq!([1, 2, 3, 4].map(|feature| registry.standing(feature)), [(1, 0); 4]);
    // They are still open to a version that is voted on.
    registry.propose(&alice, carrying(&[1]));
    registry.contract.call(&registry.owner, registry.adopt(1, 2), 0).ok();
    assert_eq!([1, 2].map(|feature| registry.standing(feature)), [(2, 2), (1, 0)]);
}

#[test]
fn nobody_but_the_owner() {
    let (registry, alice, bob) = wanted();
    let carol = registry.actor("carol");
    registry.appoint(carol.address());
    for caller in [&alice, &bob, &carol] {
        let refused = NotOwner { caller: caller.address(), owner: registry.owner.address() };
        refuses(&registry.contract, caller, registry.adopt(1, 1), refused);
    }
}

#[test]
fn nothing_that_does_not_exist() {
    let (registry, alice, _) = wanted();
    registry.propose(&alice, proposal(1));
    for version in [0, 3, u32::MAX] {
        let call = adoptCall { version, ..registry.adopt(1, 1) };
        refuses(&registry.contract, &registry.owner, call, unknown_version(1, version));
    }
    for model in [0, 2, u64::MAX] {
        let call = adoptCall { model, ..registry.adopt(1, 1) };
        refuses(&registry.contract, &registry.owner, call, unknown_model(model));
    }
}
