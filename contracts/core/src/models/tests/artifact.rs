//! What was trained: named once, and approved as it was voted on.

use super::*;

/// A version with features 2 and 5, in block 1.
fn version(artifact_hash: Hash) -> Version {
    Version::propose(carrying(&[2, 5]), artifact_hash, String::new(), None, 1).unwrap()
}

fn brought(version: Version, to: u8) -> Version {
    (2..=to).fold(version, |version, to| step(version, OWNER, &ROLES, to, to.into()).unwrap())
}

#[test]
fn an_artifact_is_named_once_by_the_steward_or_the_owner() {
    for caller in [STEWARD, OWNER] {
        for to in [2, 3] {
            let before = brought(version(NO_ARTIFACT), to);
            let named = before.clone().set_artifact(caller, &ROLES, ARTIFACT).unwrap();
            assert_eq!(named.artifact_hash(), ARTIFACT);
            assert_eq!((named.terms(), named.statuses()), (before.terms(), before.statuses()));
            for other in [ARTIFACT, [8; 32]] {
                let fixed = Err(ArtifactError::Fixed { artifact_hash: ARTIFACT });
                assert_eq!(named.clone().set_artifact(caller, &ROLES, other), fixed);
            }
        }
    }
}

#[test]
fn nobody_else_names_it() {
    let trained = brought(version(NO_ARTIFACT), 3);
    for caller in [DEVELOPER, STRANGER, NOBODY] {
        let refused = Err(ArtifactError::NotSteward { caller });
        assert_eq!(trained.clone().set_artifact(caller, &ROLES, ARTIFACT), refused);
    }
    let roles = Roles { steward: None, ..ROLES };
    let refused = Err(ArtifactError::NotSteward { caller: STEWARD });
    assert_eq!(trained.set_artifact(STEWARD, &roles, ARTIFACT), refused);
}

#[test]
fn only_between_approval_and_evaluation() {
    let proposed = version(NO_ARTIFACT).set_artifact(OWNER, &ROLES, ARTIFACT);
    assert_eq!(proposed, Err(ArtifactError::NotInTraining { status: VersionStatus::Proposed }));
    for to in [4, 5, 6] {
        let later = brought(version(ARTIFACT), to);
        let status = later.status();
        let refused = Err(ArtifactError::NotInTraining { status });
        assert_eq!(later.set_artifact(OWNER, &ROLES, [8; 32]), refused);
    }
    let nothing = brought(version(NO_ARTIFACT), 2).set_artifact(STEWARD, &ROLES, NO_ARTIFACT);
    assert_eq!(nothing, Err(ArtifactError::Missing));
}

#[test]
fn one_proposed_with_an_artifact_keeps_it() {
    let refused = Err(ArtifactError::Fixed { artifact_hash: ARTIFACT });
    assert_eq!(brought(version(ARTIFACT), 3).set_artifact(OWNER, &ROLES, [8; 32]), refused);
}

#[test]
fn nothing_is_evaluated_before_it_is_trained() {
    let trained = brought(version(NO_ARTIFACT), 3);
    for caller in [OWNER, STEWARD] {
        let refused = step(trained.clone(), caller, &ROLES, 4, 9);
        assert_eq!(refused, Err(StepError::ArtifactMissing));
    }
    // It may be given up without.
    assert_eq!(step(trained.clone(), OWNER, &ROLES, 6, 9).unwrap().status(), VersionStatus::Retired);
    let named = trained.set_artifact(STEWARD, &ROLES, ARTIFACT).unwrap();
    assert_eq!(step(named, STEWARD, &ROLES, 4, 9).unwrap().status(), VersionStatus::Evaluated);
}

/// An adoption that names the version as it is.
fn adopt(version: Version, feature: u32, now: u32) -> Result<Version, AdoptionError> {
    let named = as_it_is(&version);
    version.adopt::<HostHashing>(feature, &named, now)
}

#[test]
fn a_vote_approves_what_it_was_for() {
    for artifact in [ARTIFACT, NO_ARTIFACT] {
        for feature in [2, 5] {
            let adopted = adopt(version(artifact), feature, 4).unwrap();
            assert_eq!(adopted, step(version(artifact), OWNER, &ROLES, 2, 4).unwrap());
        }
    }
}

#[test]
fn a_vote_approves_nothing_else() {
    for (has, meant) in [(ARTIFACT, NO_ARTIFACT), (NO_ARTIFACT, ARTIFACT), (ARTIFACT, [8; 32])] {
        let (named, found) = (as_it_is(&version(meant)), as_it_is(&version(has)).hash);
        let mismatch = HashMismatch { expected: named.hash, found };
        // Of all that is wrong the version is named first.
        for feature in [2, 3] {
            let refused = version(has).adopt::<HostHashing>(feature, &named, 4);
            assert_eq!(refused, Err(AdoptionError::Hash(mismatch)));
        }
    }
    for feature in [0, 1, 3, 6, u32::MAX] {
        assert_eq!(adopt(version(ARTIFACT), feature, 4), Err(AdoptionError::NotCarried { feature }));
    }
    for to in 2..=6 {
        let later = brought(version(ARTIFACT), to);
        let from = later.status();
        assert_eq!(adopt(later, 2, 9), Err(AdoptionError::Status(StatusError { from, to: 2 })));
    }
}
