use super::*;
use crate::dao::feature;

const REGISTRY: Address = Address::repeat_byte(6);

fn set_status(version: u32, status: VersionStatus) -> Action {
    let call = IModelRegistry::setStatusCall { model: 1, version, status: status.number() };
    Action::call(REGISTRY, &call)
}

fn version(status: VersionStatus, artifact: B256) -> IModelRegistry::Version {
    IModelRegistry::Version { artifactHash: artifact, status: status.number(), ..feature::tests::version() }
}

fn live(version: u32, given: Option<B256>) -> GoingLive {
    GoingLive { action: 1, model: 1, version, given }
}

#[test]
fn only_the_registrys_calls_that_put_a_version_live_are_found() {
    let elsewhere = Action { target: Address::repeat_byte(7), ..set_status(1, VersionStatus::Live) };
    let artifact = B256::repeat_byte(0xaa);
    let call = IModelRegistry::setArtifactCall { model: 1, version: 3, artifactHash: artifact };
    let actions = [
        elsewhere,
        set_status(1, VersionStatus::Evaluated),
        set_status(2, VersionStatus::Live),
        Action::call(REGISTRY, &call),
        set_status(3, VersionStatus::Live),
        set_status(4, VersionStatus::Retired),
    ];
    let expected =
        [GoingLive { action: 3, ..live(2, None) }, GoingLive { action: 5, ..live(3, Some(artifact)) }];
    assert_eq!(going_live(&actions, REGISTRY), expected);
}

#[test]
fn a_version_without_an_artifact_is_named() {
    for status in [VersionStatus::Proposed, VersionStatus::Approved, VersionStatus::Training] {
        let said = live(2, None).unknown(&version(status, B256::ZERO)).unwrap();
        assert_eq!(
            said,
            "version 2 of model 1 has no artifact yet: the vote would not name the file that goes live; propose \
             it once the version is evaluated"
        );
    }
}

#[test]
fn a_version_that_is_not_evaluated_is_named_with_its_artifact() {
    let artifact = B256::repeat_byte(0xaa);
    let of_registry = live(2, None).unknown(&version(VersionStatus::Training, artifact)).unwrap();
    let of_motion = live(2, Some(artifact)).unknown(&version(VersionStatus::Training, B256::ZERO)).unwrap();
    for said in [of_registry, of_motion] {
        for part in
            ["version 2 of model 1 is not evaluated yet", &artifact.to_string(), "once the version is"]
        {
            assert!(said.contains(part), "no {part:?} in {said}");
        }
    }
}

#[test]
fn an_evaluated_version_is_not_warned_of() {
    let found = version(VersionStatus::Evaluated, B256::repeat_byte(0xaa));
    assert_eq!(live(2, None).unknown(&found), None);
}
