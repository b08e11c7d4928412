//! By what a decision names a version, and what became another meanwhile.

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use tributary_core::{
    hashing::HostHashing,
    models::{Base, Substance},
    FeePolicy, ModelId, Ppm, Wei,
};
use tributary_sandbox::{
    abi::{
        IModelRegistry::{
            adoptCall, proposeVersionCall, setArtifactCall, setStatusCall, versionHashCall,
            VersionHashMismatch,
        },
        IOwned::transferOwnershipCall,
    },
    Action, Dao, Motion,
};

use super::{
    carrying, derived, proposal, unknown_model, unknown_version, untrained, Registry, APPROVED, ARTIFACT,
    EVALUATED, LIVE, PROPOSED, RETIRED, TRAINING,
};
use crate::refusal::refuses;

const OTHER: B256 = B256::repeat_byte(0xa2);

/// The hash of a version of this number that is proposed so.
fn hash_of(number: u32, call: &proposeVersionCall) -> B256 {
    let base = Base { model: ModelId(call.baseModel), version: call.baseVersion, cut: Ppm(call.baseCut) };
    let substance = Substance {
        model: ModelId(call.model),
        version: number,
        base: (call.baseModel != 0).then_some(base),
        price_floor: Wei(call.priceFloor),
        method: call.method,
        policy: FeePolicy {
            datasets: Ppm(call.policy.datasets),
            node: Ppm(call.policy.node),
            developer: Ppm(call.policy.developer),
            oracles: Ppm(call.policy.oracles),
            treasury: Ppm(call.policy.treasury),
        },
        features: &call.features,
        artifact_hash: call.artifactHash.0,
        uri: &call.uri,
    };
    B256::from(substance.hash::<HostHashing>())
}

#[test]
fn the_registry_computes_the_documented_hash() {
    let (registry, alice) = Registry::with_model_of("alice");
    for title in ["Footnotes", "Rhymes"] {
        registry.wish(&alice, title);
    }
    let full = proposeVersionCall { features: vec![1, 2], ..derived(1, (1, 1), 250_000) };
    let bare = proposeVersionCall { uri: String::new(), ..untrained() };
    for (number, call) in (1..).zip([proposal(1), full, bare]) {
        assert_eq!(registry.propose(&alice, call.clone()), number);
        assert_eq!(registry.hash(1, number), hash_of(number, &call));
        registry.sandbox.advance(1);
    }
}

#[test]
fn it_changes_with_the_artifact_and_with_no_status() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.propose(&alice, untrained());
    let mut expected = hash_of(1, &untrained());
    for status in PROPOSED..=RETIRED {
        if status > PROPOSED {
            registry.set_status(status);
        }
        if status == TRAINING {
            let named = setArtifactCall { model: 1, version: 1, artifactHash: ARTIFACT };
            registry.contract.call(&registry.owner, named, 0).ok();
            expected = hash_of(1, &proposal(1));
        }
        assert_eq!(registry.hash(1, 1), expected, "{status}");
    }
}

#[test]
fn what_is_not_proposed_has_none() {
    let (registry, alice) = Registry::with_version_of("alice");
    for version in [0, 2, u32::MAX] {
        refuses(
            &registry.contract,
            &alice,
            versionHashCall { model: 1, version },
            unknown_version(1, version),
        );
    }
    for model in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, versionHashCall { model, version: 1 }, unknown_model(model));
    }
}

/// A vote is about terms that are to get number 2; its developer proposes others under that number.
#[test]
fn other_terms_under_the_number_that_was_voted_on_are_not_approved() {
    let (registry, alice) = Registry::with_version_of("alice");
    registry.wish(&alice, "Footnotes");
    let promised = carrying(&[1]);
    let voted = adoptCall { model: 1, feature: 1, version: 2, versionHash: hash_of(2, &promised) };
    let mut dearer = proposeVersionCall { priceFloor: promised.priceFloor + 1, ..promised.clone() };
    let mut greedier = promised.clone();
    greedier.policy.developer += 100_000;
    greedier.policy.datasets -= 100_000;
    dearer.uri.push('2');
    let approve = setStatusCall { model: 1, version: 2, status: APPROVED, versionHash: voted.versionHash };

    let dao = Dao::builder().build_on(registry.sandbox.clone());
    let handover = transferOwnershipCall { newOwner: dao.contract().address() };
    for (number, call) in (2..).zip([dearer, greedier]) {
        assert_eq!(registry.propose(&alice, call.clone()), number);
        let expected = hash_of(number, &promised);
        let voted = adoptCall { version: number, versionHash: expected, ..voted.clone() };
        let approve = setStatusCall { version: number, versionHash: expected, ..approve.clone() };
        let found = hash_of(number, &call);
        let mismatch = VersionHashMismatch { model: 1, version: number, expected, found };
        refuses(&registry.contract, &registry.owner, voted, mismatch.clone());
        refuses(&registry.contract, &registry.owner, approve, mismatch);
    }
    // The same through a vote of the DAO, which executes nothing.
    registry.contract.call(&registry.owner, handover, 0).ok();
    let motion =
        Motion::new(vec![Action::call(registry.contract.address(), &voted)], "Footnotes, by version 2");
    let refused: VersionHashMismatch = dao.attempt(&motion).refusal();
    assert_eq!((refused.version, refused.expected), (2, voted.versionHash));
    assert_eq!((registry.version(1, 2).status, registry.standing(1)), (PROPOSED, (1, 0)));
    // What was promised is approved once it is proposed, under its own number.
    let number = registry.propose(&alice, promised.clone());
    let call = adoptCall { version: number, versionHash: hash_of(number, &promised), ..voted };
    dao.pass(vec![Action::call(registry.contract.address(), &call)], "Footnotes, as promised");
    assert_eq!((registry.version(1, number).status, registry.standing(1)), (APPROVED, (2, number)));
}

/// While it is voted to bring a version live with one file, the steward names another.
#[test]
fn another_file_than_was_voted_on_does_not_go_live() {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    registry.propose(&alice, untrained());
    let without = registry.hash(1, 1);
    for status in [APPROVED, TRAINING] {
        registry.set_status(status);
    }
    let promised = hash_of(1, &proposal(1));
    let named = setArtifactCall { model: 1, version: 1, artifactHash: OTHER };
    registry.contract.call(&bob, named, 0).ok();
    registry.contract.call(&bob, registry.to(EVALUATED), 0).ok();

    let found = hash_of(1, &proposeVersionCall { artifactHash: OTHER, ..untrained() });
    for expected in [without, promised] {
        let live = setStatusCall { versionHash: expected, ..registry.to(LIVE) };
        let mismatch = VersionHashMismatch { model: 1, version: 1, expected, found };
        refuses(&registry.contract, &registry.owner, live, mismatch);
    }
    assert_eq!(registry.version(1, 1).status, EVALUATED);
    registry.set_status(LIVE);
    assert_eq!((registry.version(1, 1).status, registry.version(1, 1).artifactHash), (LIVE, OTHER));
}

/// While it is voted to retire a version, the steward names a file: that does not save it.
#[test]
fn a_file_that_is_named_meanwhile_stops_no_retirement() {
    let (registry, alice) = Registry::with_model_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    registry.propose(&alice, untrained());
    registry.set_status(APPROVED);
    let voted = registry.to(RETIRED);
    let named = setArtifactCall { model: 1, version: 1, artifactHash: OTHER };
    registry.contract.call(&bob, named, 0).ok();
    let found = registry.hash(1, 1);
    assert_ne!(voted.versionHash, found);
    let expected = hash_of(1, &proposal(1));
    let call = setStatusCall { versionHash: expected, ..voted.clone() };
    let mismatch = VersionHashMismatch { model: 1, version: 1, expected, found };
    refuses(&registry.contract, &registry.owner, call, mismatch);
    registry.contract.call(&registry.owner, voted, 0).ok();
    assert_eq!(registry.version(1, 1).status, RETIRED);
}

/// By this whoever puts calls into words has to read them.
#[test]
fn words_that_are_dirty_or_cut_short_are_read_all_the_same() {
    let (registry, alice) = Registry::with_model_of("alice");
    registry.propose(&alice, untrained());
    let call = |calldata| {
        let target = registry.contract.address();
        registry.sandbox.call(&registry.owner, target, calldata, U256::ZERO).ok();
    };
    // Bits beyond a model's 64.
    let mut dirty = registry.to(APPROVED).abi_encode();
    dirty[4 + 23] = 1;
    call(dirty);
    assert_eq!(registry.version(1, 1).status, APPROVED);
    let mut artifact = OTHER;
    artifact[31] = 0;
    let mut short = setArtifactCall { model: 1, version: 1, artifactHash: artifact }.abi_encode();
    assert_eq!(short.pop(), Some(0));
    call(short);
    assert_eq!(registry.version(1, 1).artifactHash, artifact);
}

#[test]
fn everybody_names_what_they_decide_on() {
    let (registry, alice) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    registry.appoint(bob.address());
    let found = registry.hash(1, 1);
    let steps = [
        (&alice, PROPOSED, RETIRED),
        (&registry.owner, PROPOSED, APPROVED),
        (&bob, APPROVED, TRAINING),
        (&bob, TRAINING, EVALUATED),
        (&registry.owner, EVALUATED, LIVE),
        (&registry.owner, LIVE, RETIRED),
    ];
    for (caller, from, to) in steps {
        assert_eq!(registry.version(1, 1).status, from);
        for expected in [B256::ZERO, ARTIFACT] {
            let mismatch = VersionHashMismatch { model: 1, version: 1, expected, found };
            let call = setStatusCall { versionHash: expected, ..registry.to(to) };
            refuses(&registry.contract, caller, call.clone(), mismatch.clone());
            // That is said before that there is no such step.
            let nowhere = setStatusCall { status: 0, ..call };
            refuses(&registry.contract, &registry.owner, nowhere, mismatch);
        }
        if (from, to) != (PROPOSED, RETIRED) {
            registry.contract.call(caller, registry.to(to), 0).ok();
        }
    }
    assert_eq!(registry.version(1, 1).status, RETIRED);
}
