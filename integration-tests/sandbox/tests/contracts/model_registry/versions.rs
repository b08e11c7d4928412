//! Proposing versions.

use alloy_primitives::B256;
use tributary_sandbox::abi::IModelRegistry::{
    proposeVersionCall, statusChangesCall, versionCall, FeePolicy, NotDeveloper, TooManyVersions, Version,
    VersionProposed,
};

use super::{policy, proposal, unknown_model, unknown_version, Registry, PROPOSED};
use crate::{expectation::Emits, refusal::refuses};

#[test]
fn a_developer_proposes_a_version() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.sandbox.advance_to(9);
    let receipt = registry.contract.call(&alice, proposal(1), 0).ok();
    assert_eq!(receipt.value, 1);
    let event: VersionProposed = receipt.only_event();
    assert_eq!((event.model, event.version, event.artifactHash), (1, 1, B256::repeat_byte(0xa1)));
    let expected = Version {
        artifactHash: B256::repeat_byte(0xa1),
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 2_000_000_000,
        method: 1,
        policy: policy(),
        uri: "ipfs://model-card".into(),
        features: Vec::new(),
        createdAt: 9,
        status: PROPOSED,
    };
    assert_eq!(registry.version(1, 1), expected);
    assert_eq!(registry.statuses(1, 1), [(9, PROPOSED)]);
    assert_eq!(registry.model(1).versions, 1);
}

#[test]
fn versions_of_each_model_count_from_one() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    registry.register(&alice, "A");
    registry.register(&bob, "B");
    for (developer, model, version) in
        [(&alice, 1, 1), (&alice, 1, 2), (&bob, 2, 1), (&alice, 1, 3), (&bob, 2, 2)]
    {
        // The artifact may be the same: what differs is the terms.
        assert_eq!(registry.propose(developer, proposal(model)), version);
        assert_eq!(registry.model(model).versions, version);
    }
}

#[test]
fn the_extremes_of_terms_are_kept() {
    let (registry, alice) = Registry::with_model_of("alice");
    let all_to_one = |index: usize| {
        let mut cuts = [0; 5];
        cuts[index] = 1_000_000;
        let [datasets, node, developer, oracles, treasury] = cuts;
        FeePolicy { datasets, node, developer, oracles, treasury }
    };
    for index in 0..5 {
        let extreme = proposeVersionCall {
            artifactHash: B256::with_last_byte(1),
            priceFloor: if index == 0 { u128::MAX } else { 0 },
            policy: all_to_one(index),
            uri: if index == 0 { "u".repeat(200) } else { String::new() },
            ..proposal(1)
        };
        let version = registry.propose(&alice, extreme.clone());
        let stored = registry.version(1, version);
        assert_eq!(stored.priceFloor, extreme.priceFloor);
        assert_eq!(stored.policy, extreme.policy);
        assert_eq!(stored.uri, extreme.uri);
    }
}

#[test]
fn nobody_but_the_developer() {
    let (registry, _) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, "Other");
    for caller in [&bob, &registry.owner] {
        let refused = NotDeveloper { model: 1, caller: caller.address() };
        refuses(&registry.contract, caller, proposal(1), refused);
    }
    assert_eq!(registry.model(1).versions, 0);
}

#[test]
fn what_is_not_proposed_is_unknown() {
    let (registry, alice) = Registry::with_version_of("alice");
    for version in [0, 2, u32::MAX] {
        refuses(&registry.contract, &alice, versionCall { model: 1, version }, unknown_version(1, version));
        let call = statusChangesCall { model: 1, version };
        refuses(&registry.contract, &alice, call, unknown_version(1, version));
    }
    for model in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, versionCall { model, version: 1 }, unknown_model(model));
        refuses(&registry.contract, &alice, statusChangesCall { model, version: 1 }, unknown_model(model));
    }
}

#[test]
fn a_model_has_a_most_of_versions() {
    let (registry, alice) = Registry::with_model_of("alice");
    for version in 1..=4_096 {
        assert_eq!(registry.propose(&alice, proposal(1)), version);
    }
    refuses(&registry.contract, &alice, proposal(1), TooManyVersions { model: 1, most: 4_096 });
    assert_eq!(registry.model(1).versions, 4_096);
    // The developer may go on with another model.
    let next = registry.register(&alice, "Next");
    assert_eq!(registry.propose(&alice, proposal(next)), 1);
}
