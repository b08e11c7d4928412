use tributary_client::{abi::IModelRegistry, U256};

use super::*;
use crate::dao::feature;

const REGISTRY: Address = Address::repeat_byte(6);
const ARTIFACT: B256 = B256::repeat_byte(0xaa);

fn set_status(version: u32, status: VersionStatus, hash: B256) -> Action {
    let call = setStatusCall { model: 1, version, status: status.number(), versionHash: hash };
    Action::call(REGISTRY, &call)
}

fn version(status: VersionStatus, artifact: B256) -> Version {
    Version { artifactHash: artifact, status: status.number(), ..feature::tests::version() }
}

/// Version 2 of model 1 goes live, named by the hash of this one.
fn live(meant: &Version) -> Decision {
    let named = version_hash(1, 2, meant);
    Decision { action: 1, model: 1, version: 2, status: 5, named, given: None }
}

#[test]
fn only_the_registrys_calls_that_decide_on_versions_are_found() {
    let [one, two, three] = [1, 2, 3].map(B256::repeat_byte);
    let elsewhere = Action { target: Address::repeat_byte(7), ..set_status(1, VersionStatus::Live, one) };
    let artifact = setArtifactCall { model: 1, version: 3, artifactHash: ARTIFACT };
    let adopt = adoptCall { model: 1, feature: 9, version: 3, versionHash: three };
    let actions = [
        elsewhere,
        set_status(2, VersionStatus::Live, one),
        set_status(3, VersionStatus::Training, two),
        Action::call(REGISTRY, &artifact),
        Action::call(REGISTRY, &adopt),
        Action::call(REGISTRY, &IModelRegistry::setStewardCall { model: 1, steward: REGISTRY }),
    ];
    let decision = Decision { action: 2, model: 1, version: 2, status: 5, named: one, given: None };
    let expected = [
        decision,
        Decision { action: 3, version: 3, status: 3, named: two, ..decision },
        Decision { action: 5, version: 3, status: 2, named: three, given: Some(ARTIFACT), ..decision },
    ];
    assert_eq!(decisions(&actions, REGISTRY), expected);
}

#[test]
fn a_decision_is_given_the_hash_that_it_leaves_out() {
    let [none, hash] = [B256::ZERO, ARTIFACT];
    let paid = Action { value: U256::from(3), ..set_status(2, VersionStatus::Live, none) };
    let expected = Action { value: U256::from(3), ..set_status(2, VersionStatus::Live, hash) };
    assert_eq!(naming(&paid, hash), Some(expected));
    let adopt =
        |hash| Action::call(REGISTRY, &adoptCall { model: 1, feature: 9, version: 3, versionHash: hash });
    assert_eq!(naming(&adopt(none), hash), Some(adopt(hash)));
    let artifact = setArtifactCall { model: 1, version: 3, artifactHash: none };
    assert_eq!(naming(&Action::call(REGISTRY, &artifact), hash), None);
}

#[test]
fn a_version_as_it_stands_is_said_to_be_so() {
    let found = version(VersionStatus::Evaluated, ARTIFACT);
    let decision = live(&found);
    assert!(decision.matches(&found));
    assert_eq!(decision.words(Some(&found)), "version 2 of model 1, as it stands");
    assert_eq!(decision.warning(&found), None);
    // Its status is not what is named.
    let later = version(VersionStatus::Live, ARTIFACT);
    assert!(decision.matches(&later));
}

#[test]
fn another_version_than_there_is_is_named_with_both_hashes() {
    let found = version(VersionStatus::Evaluated, ARTIFACT);
    let decision = live(&Version { priceFloor: 13, ..found.clone() });
    assert!(!decision.matches(&found));
    let said = decision.words(Some(&found));
    let there = decision.hash(&found);
    for part in ["as it is NOT", &decision.named.to_string(), &there.to_string()] {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
    assert_eq!(decision.warning(&found), Some(format!("{said}; the call would be refused")));
    assert_eq!(decision.words(None), "version 2 of model 1, which there is none of");
}

#[test]
fn an_artifact_that_was_named_since_is_said() {
    let meant = version(VersionStatus::Training, B256::ZERO);
    let found = version(VersionStatus::Evaluated, ARTIFACT);
    let said = live(&meant).words(Some(&found));
    assert!(said.contains("as it is NOT: it was named without an artifact"), "{said}");
    assert!(said.ends_with(&ARTIFACT.to_string()), "{said}");
}

#[test]
fn a_version_without_an_artifact_does_not_go_live() {
    for status in [VersionStatus::Proposed, VersionStatus::Approved, VersionStatus::Training] {
        let found = version(status, B256::ZERO);
        assert_eq!(
            live(&found).warning(&found).unwrap(),
            "version 2 of model 1 has no artifact yet, and another hash once it has one: the vote would bring \
             nothing live; propose it once the version is evaluated"
        );
    }
}

#[test]
fn a_version_that_is_not_evaluated_is_named_with_its_artifact() {
    let trained = version(VersionStatus::Training, ARTIFACT);
    let untrained = version(VersionStatus::Training, B256::ZERO);
    let of_motion = Decision { given: Some(ARTIFACT), ..live(&trained) };
    assert_eq!(
        of_motion.words(Some(&untrained)),
        format!("{}, as it stands with the artifact {ARTIFACT}", of_motion.name())
    );
    for said in [live(&trained).warning(&trained), of_motion.warning(&untrained)] {
        let said = said.unwrap();
        for part in
            ["version 2 of model 1 is not evaluated yet", &ARTIFACT.to_string(), "once the version is"]
        {
            assert!(said.contains(part), "no {part:?} in {said}");
        }
    }
    // What the registry has counts, whatever the motion would give.
    let other = Decision { given: Some(B256::repeat_byte(0xbb)), ..live(&trained) };
    assert!(other.matches(&trained));
}

#[test]
fn a_decision_that_puts_nothing_live_waits_for_no_evaluation() {
    let found = version(VersionStatus::Proposed, B256::ZERO);
    for status in [2, 3, 6] {
        assert_eq!(Decision { status, ..live(&found) }.warning(&found), None, "{status}");
    }
}

#[test]
fn terms_say_all_that_a_hash_is_of() {
    let found =
        Version { baseModel: 4, baseVersion: 3, baseCut: 125_000, ..version(VersionStatus::Live, ARTIFACT) };
    let said =
        terms(&found).into_iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
    for part in [
        "version 3 of model 4, whose developer gets 12.5 %",
        &ARTIFACT.to_string(),
        &found.uri,
        "carries: 2\n",
        "floor: 12 wei",
        "method: 1\n",
        "datasets 60.5 %, node 25 %, developer 7.5 %, oracles 5 %, treasury 2 %",
    ] {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
    let bare =
        Version { uri: String::new(), features: Vec::new(), ..version(VersionStatus::Live, B256::ZERO) };
    let said: Vec<_> = terms(&bare).into_iter().map(|(_, value)| value).collect();
    assert_eq!(said[..4], ["still to be trained", "none", "nothing", "none"]);
}
