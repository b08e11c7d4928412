#![allow(clippy::arithmetic_side_effects)]

use tributary_client::abi::{IGovernance::relayCall, IModelRegistry};

use super::*;
use crate::dao::{contracts::tests::deployment, feature};

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
    Decision { action: 1, model: 1, version: 2, status: 5, named, given: None, missing: 0 }
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
    let decision =
        Decision { action: 2, model: 1, version: 2, status: 5, named: one, given: None, missing: 0 };
    let expected = [
        decision,
        Decision { action: 3, version: 3, status: 3, named: two, ..decision },
        Decision { action: 5, version: 3, status: 2, named: three, given: Some(ARTIFACT), ..decision },
    ];
    assert_eq!(decisions(&actions, &deployment()), expected);
}

#[test]
fn a_decision_is_given_the_hash_that_it_leaves_out() {
    let [none, hash] = [B256::ZERO, ARTIFACT];
    let paid = Action { value: U256::from(3), ..set_status(2, VersionStatus::Live, none) };
    let expected = Action { value: U256::from(3), ..set_status(2, VersionStatus::Live, hash) };
    assert_eq!(with_hash(&paid, hash), Some(expected));
    let adopt =
        |hash| Action::call(REGISTRY, &adoptCall { model: 1, feature: 9, version: 3, versionHash: hash });
    assert_eq!(with_hash(&adopt(none), hash), Some(adopt(hash)));
    let artifact = setArtifactCall { model: 1, version: 3, artifactHash: none };
    assert_eq!(with_hash(&Action::call(REGISTRY, &artifact), hash), None);
}

/// The same as the DAO relays it.
fn relay(action: &Action) -> Action {
    let Action { target, value, calldata } = action.clone();
    Action::call(deployment().governance, &relayCall { target, value, data: calldata })
}

#[test]
fn what_the_dao_relays_is_decided_as_well() {
    let artifact = setArtifactCall { model: 1, version: 2, artifactHash: ARTIFACT };
    let direct = [Action::call(REGISTRY, &artifact), set_status(2, VersionStatus::Evaluated, ARTIFACT)];
    let by_relay = direct.each_ref().map(relay);
    let found = decisions(&by_relay, &deployment());
    assert_eq!(found, decisions(&direct, &deployment()));
    assert_eq!((found[0].action, found[0].given), (2, Some(ARTIFACT)));
    assert!(decisions(&[relay(&by_relay[1])], &deployment()).is_empty(), "the DAO does not relay to itself");
    // What is not encoded to the last byte the DAO refuses.
    let mut longer = by_relay[1].clone();
    longer.calldata = [&longer.calldata[..], &[0]].concat().into();
    assert!(decisions(&[longer], &deployment()).is_empty());
}

#[test]
fn calldata_that_is_cut_short_is_read_as_the_registry_reads_it() {
    let mut named = ARTIFACT;
    named.0[30..].fill(0);
    let adopt = adoptCall { model: 1, feature: 9, version: 2, versionHash: named };
    for whole in [set_status(2, VersionStatus::Live, named), Action::call(REGISTRY, &adopt)] {
        for missing in [1, 2] {
            let mut short = whole.clone();
            short.calldata = whole.calldata[..whole.calldata.len() - missing].to_vec().into();
            let found = decisions(&[short], &deployment());
            let expected = Decision { missing, ..decisions(std::slice::from_ref(&whole), &deployment())[0] };
            assert_eq!(found, [expected]);
        }
    }
    let found = version(VersionStatus::Evaluated, ARTIFACT);
    let decision = Decision { missing: 1, ..live(&found) };
    let words = "the calldata is malformed: it is 1 byte short, which the registry reads as zeros";
    assert_eq!(decision.warning(&found).unwrap(), words);
    assert_eq!(decision.words(Some(&found)), format!("version 2 of model 1, as it stands; {words}"));
    // An artifact that is named so counts, too.
    let artifact = setArtifactCall { model: 1, version: 2, artifactHash: named };
    let mut artifact = Action::call(REGISTRY, &artifact);
    artifact.calldata = artifact.calldata[..artifact.calldata.len() - 2].to_vec().into();
    let actions = [artifact, set_status(2, VersionStatus::Live, named)];
    assert_eq!(decisions(&actions, &deployment())[0].given, Some(named));
}

#[test]
fn only_hashes_that_were_left_out_are_filled_in() {
    let open = set_status(2, VersionStatus::Live, B256::ZERO);
    let said = set_status(3, VersionStatus::Live, ARTIFACT);
    let actions = [open.clone(), said, relay(&open), open];
    let places =
        |said| unnamed(&actions, said, &deployment()).iter().map(Decision::place).collect::<Vec<_>>();
    assert_eq!(places(1), [3], "the first is said so in a file");
    assert_eq!(places(0), [0, 3]);
    assert_eq!(places(4), [0usize; 0]);
}

#[test]
fn what_was_decided_on_is_said_after_the_version_has_got_its_artifact() {
    let meant = version(VersionStatus::Training, B256::ZERO);
    let found = version(VersionStatus::Evaluated, ARTIFACT);
    let decision = live(&meant);
    assert_eq!(
        decision.words_after(Some(&found)),
        format!("version 2 of model 1, as it was before it had {ARTIFACT}")
    );
    assert_eq!(decision.named_of(&found).unwrap().artifactHash, B256::ZERO);
    assert_eq!(live(&found).words_after(Some(&found)), "version 2 of model 1, as it stands");
    let other = Version { priceFloor: 13, ..found.clone() };
    assert_eq!(live(&other).named_of(&found), None);
    assert!(live(&other).words_after(Some(&found)).ends_with("which it does not have"));
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
    // What it is decided on is with the artifact of the motion, not still to be trained.
    assert_eq!(of_motion.due(&untrained), trained);
    let terms = terms(&of_motion.due(&untrained));
    assert_eq!(terms.first(), Some(&("Artifact (SHA-256)", ARTIFACT.to_string())));
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

#[test]
fn a_retirement_is_of_a_version_with_or_without_the_file_that_it_got_meanwhile() {
    let untrained = version(VersionStatus::Approved, B256::ZERO);
    let trained = version(VersionStatus::Approved, ARTIFACT);
    let voted = live(&untrained);
    assert!(!voted.matches(&trained));
    let retired = Decision { status: VersionStatus::Retired.number(), ..voted };
    assert!(retired.matches(&untrained) && retired.matches(&trained));
    let words = format!("version 2 of model 1, named as it was before it had {ARTIFACT}");
    assert_eq!((retired.words(Some(&trained)), retired.warning(&trained)), (words, None));
    let dearer = Version { priceFloor: trained.priceFloor + 1, ..trained };
    assert!(!retired.matches(&dearer));
}

/// As the registry reads them, which would carry it out.
#[test]
fn bits_beyond_a_number_hide_no_decision() {
    let action = set_status(2, VersionStatus::Live, ARTIFACT);
    let expected = decisions(std::slice::from_ref(&action), &deployment());
    assert_eq!(expected.len(), 1);
    // Bits beyond a model's 64.
    let mut dirty = action.calldata.to_vec();
    dirty[4 + 23] = 1;
    let dirty = Action { calldata: dirty.into(), ..action };
    assert_eq!(decisions(&[dirty], &deployment()), expected);
}

#[test]
fn a_version_that_got_no_artifact_had_none() {
    let untrained = version(VersionStatus::Approved, B256::ZERO);
    let motion_over = Decision { given: Some(ARTIFACT), ..live(&untrained) };
    let words = motion_over.words_after(Some(&untrained));
    assert_eq!(
        words,
        "version 2 of model 1, as it stands, without the artifact that an action before gives it"
    );
}
