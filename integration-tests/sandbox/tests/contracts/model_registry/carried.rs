//! The features that a version says it has.

use tributary_sandbox::{
    abi::IModelRegistry::{proposeVersionCall, FeatureListTooLong, FeaturesUnsorted},
    Actor,
};

use super::{carrying, proposal, unknown_feature, Registry};
use crate::refusal::refuses;

/// A registry whose model 1 has so many features, all of its developer.
fn with_features(count: u32) -> (Registry, Actor) {
    let (registry, alice) = Registry::with_model_of("alice");
    for feature in 1..=count {
        assert_eq!(registry.wish(&alice, "Something"), feature);
    }
    (registry, alice)
}

#[test]
fn a_version_names_features_of_its_model() {
    let (registry, alice) = with_features(20);
    let lists = [vec![], vec![20], vec![1, 7], (5..=20).collect()];
    for (version, list) in (1..).zip(lists) {
        assert_eq!(registry.propose(&alice, carrying(&list)), version);
        assert_eq!(registry.version(1, version).features, list);
    }
    // Naming them does nothing to them, and one that was given up may be named too.
    assert_eq!(registry.standing(7), (1, 0));
    registry.withdraw(&alice, 3);
    registry.propose(&alice, carrying(&[3]));
    assert_eq!(registry.standing(3), (3, 0));
}

#[test]
fn features_ascend_each_once() {
    let (registry, alice) = with_features(3);
    for (list, before, feature) in [([2, 2], 2, 2), ([3, 1], 3, 1), ([1, 0], 1, 0)] {
        let refused = FeaturesUnsorted { before, feature };
        refuses(&registry.contract, &alice, carrying(&list), refused);
    }
}

#[test]
fn what_was_never_proposed_is_no_feature() {
    let (registry, alice) = with_features(2);
    for feature in [0, 3, u32::MAX] {
        refuses(&registry.contract, &alice, carrying(&[feature]), unknown_feature(1, feature));
    }
    // Another model's are none of this one's.
    let other = registry.register(&alice, "Other");
    let foreign = proposeVersionCall { features: vec![1], ..proposal(other) };
    refuses(&registry.contract, &alice, foreign, unknown_feature(other, 1));
}

#[test]
fn a_version_has_sixteen_at_most() {
    let (registry, alice) = with_features(17);
    let all: Vec<u32> = (1..=17).collect();
    refuses(&registry.contract, &alice, carrying(&all), FeatureListTooLong { found: 17, most: 16 });
    registry.propose(&alice, carrying(&all[1..]));
}

#[test]
fn the_largest_version_fits_its_cell() {
    let (registry, alice) = with_features(16);
    let features: Vec<u32> = (1..=16).collect();
    registry.propose(&alice, proposal(1));
    let largest = proposeVersionCall {
        baseModel: 1,
        baseVersion: 1,
        baseCut: 500_000,
        priceFloor: u128::MAX,
        uri: "u".repeat(200),
        ..carrying(&features)
    };
    let version = registry.propose(&alice, largest);
    for status in 2..=6 {
        registry.sandbox.advance(1);
        let call = registry.step(1, version, status);
        registry.contract.call(&registry.owner, call, 0).ok();
    }
    assert_eq!(registry.statuses(1, version).len(), 6);
    assert_eq!(registry.version(1, version).features, features);
}
