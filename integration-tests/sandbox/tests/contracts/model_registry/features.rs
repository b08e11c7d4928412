//! What somebody wants a model to have: proposing it and giving it up.

use tributary_sandbox::abi::{
    IModelRegistry::{
        featureCall, featureCountCall, proposeFeatureCall, withdrawFeatureCall, Feature, FeatureNotProposed,
        FeatureProposed, FeatureWithdrawn, NameInvalid, NotProposer, UriInvalid,
    },
    IOwned::transferOwnershipCall,
};

use super::{unknown_feature, unknown_model, Registry};
use crate::{expectation::Emits, refusal::refuses};

const ADOPTED: u8 = 2;
const WITHDRAWN: u8 = 3;

fn wish(title: impl Into<String>, uri: impl Into<String>) -> proposeFeatureCall {
    proposeFeatureCall { model: 1, title: title.into(), uri: uri.into() }
}

fn give_up(feature: u32) -> withdrawFeatureCall {
    withdrawFeatureCall { model: 1, feature }
}

#[test]
fn anyone_proposes_a_feature() {
    let (registry, _) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.sandbox.advance_to(7);
    assert_eq!(registry.contract.view(featureCountCall { model: 1 }), 0);
    let receipt = registry.contract.call(&bob, wish("Footnotes", "https://talk.example/1"), 0).ok();
    assert_eq!(receipt.value, 1);
    let event: FeatureProposed = receipt.only_event();
    assert_eq!((event.model, event.feature, event.proposer), (1, 1, bob.address()));
    assert_eq!((&*event.title, &*event.uri), ("Footnotes", "https://talk.example/1"));
    let expected = Feature {
        proposer: bob.address(),
        title: "Footnotes".into(),
        uri: "https://talk.example/1".into(),
        status: 1,
        version: 0,
        createdAt: 7,
    };
    assert_eq!(registry.feature(1), expected);
    assert_eq!(registry.contract.view(featureCountCall { model: 1 }), 1);
}

#[test]
fn features_of_each_model_count_from_one() {
    let (registry, alice) = Registry::with_model_of("alice");
    assert_eq!(registry.register(&alice, "Other"), 2);
    for (model, expected) in [(1, 1), (1, 2), (2, 1), (1, 3), (2, 2)] {
        let call = proposeFeatureCall { model, title: "Same".into(), uri: String::new() };
        assert_eq!(registry.contract.call(&alice, call, 0).ok().value, expected);
        assert_eq!(registry.contract.view(featureCountCall { model }), expected);
    }
}

#[test]
fn a_title_and_a_uri_have_bounds() {
    let (registry, alice) = Registry::with_model_of("alice");
    for (title, length) in [(String::new(), 0), ("x".repeat(65), 65), ("a\nb".into(), 3)] {
        refuses(&registry.contract, &alice, wish(title, ""), NameInvalid { length });
    }
    for (uri, length) in [("u".repeat(201), 201), ("a b".into(), 3), ("\u{e9}".into(), 2)] {
        refuses(&registry.contract, &alice, wish("x", uri), UriInvalid { length });
    }
    // Nothing of that took a number.
    for (number, (title, uri)) in
        (1..).zip([("x".repeat(64), "u".repeat(200)), ("\u{6a21}".into(), String::new())])
    {
        let receipt = registry.contract.call(&alice, wish(title.clone(), uri.clone()), 0).ok();
        assert_eq!(receipt.value, number);
        let kept = registry.feature(number);
        assert_eq!((kept.title, kept.uri), (title, uri));
    }
}

#[test]
fn its_proposer_gives_it_up() {
    let (registry, _) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.wish(&bob, "Footnotes");
    let before = registry.feature(1);
    let event: FeatureWithdrawn = registry.contract.call(&bob, give_up(1), 0).ok().only_event();
    assert_eq!((event.model, event.feature), (1, 1));
    assert_eq!(registry.feature(1), Feature { status: WITHDRAWN, ..before });
    // The number stays its own.
    assert_eq!(registry.wish(&bob, "Footnotes"), 2);
}

#[test]
fn or_the_owner_and_nobody_else() {
    let (registry, alice) = Registry::with_model_of("alice");
    let [bob, carol] = ["bob", "carol"].map(|name| registry.actor(name));
    registry.appoint(carol.address());
    for _ in 1..=2 {
        registry.wish(&bob, "Footnotes");
    }
    // Neither the model's developer nor its steward.
    for caller in [&alice, &carol] {
        let refused = NotProposer { model: 1, feature: 1, caller: caller.address() };
        refuses(&registry.contract, caller, give_up(1), refused);
    }
    registry.withdraw(&registry.owner, 1);
    let handover = transferOwnershipCall { newOwner: carol.address() };
    registry.contract.call(&registry.owner, handover, 0).ok();
    let lost = NotProposer { model: 1, feature: 2, caller: registry.owner.address() };
    refuses(&registry.contract, &registry.owner, give_up(2), lost);
    registry.withdraw(&carol, 2);
}

#[test]
fn only_while_it_is_proposed() {
    let (registry, alice) = Registry::with_model_of("alice");
    for _ in 1..=2 {
        registry.wish(&alice, "Footnotes");
    }
    registry.withdraw(&alice, 1);
    registry.propose(&alice, super::carrying(&[2]));
    registry.contract.call(&registry.owner, registry.adopt(2, 1), 0).ok();
    for (feature, status) in [(1, WITHDRAWN), (2, ADOPTED)] {
        for caller in [&alice, &registry.owner] {
            let refused = FeatureNotProposed { model: 1, feature, status };
            refuses(&registry.contract, caller, give_up(feature), refused);
        }
    }
}

#[test]
fn what_was_never_proposed_is_unknown() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.wish(&alice, "Footnotes");
    for feature in [0, 2, u32::MAX] {
        refuses(&registry.contract, &alice, featureCall { model: 1, feature }, unknown_feature(1, feature));
        refuses(&registry.contract, &alice, give_up(feature), unknown_feature(1, feature));
    }
    for model in [0, 2, u64::MAX] {
        let wish = proposeFeatureCall { model, ..wish("x", "") };
        refuses(&registry.contract, &alice, wish, unknown_model(model));
        let give_up = withdrawFeatureCall { model, feature: 1 };
        refuses(&registry.contract, &alice, give_up, unknown_model(model));
        refuses(&registry.contract, &alice, featureCall { model, feature: 1 }, unknown_model(model));
        refuses(&registry.contract, &alice, featureCountCall { model }, unknown_model(model));
    }
}
