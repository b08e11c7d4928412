//! By what a decision names a version.

use std::collections::BTreeSet;

use super::*;

fn full() -> Version {
    let terms = Terms { base: Base::read(ModelId(4), 2, Ppm(250_000)).unwrap(), ..carrying(&[2, 5]) };
    let below = Version::propose(super::terms(), ARTIFACT, String::new(), None, 1).unwrap();
    Version::propose(terms, ARTIFACT, "ipfs://model".into(), Some(&below), 1).unwrap()
}

fn hash(substance: Substance<'_>) -> Hash {
    substance.hash::<HostHashing>()
}

/// Computed by the second implementation beside the golden vectors.
#[test]
fn a_hash_is_that_of_the_documented_bytes() {
    let bare = Version::propose(terms(), NO_ARTIFACT, String::new(), None, 9).unwrap();
    for (version, expected) in [
        (&bare, "d20666704233937ac191e7fffa2b2b3b7f546ee83b2c891839f3ccd15674e630"),
        (&full(), "839e75066059829d08f983d2cf58b0fe277b9797ef0f1dc80135604682520092"),
    ] {
        assert_eq!(hex::encode(hash(version.substance(ModelId(1), 3))), expected);
    }
}

#[test]
fn everything_that_is_decided_on_changes_the_hash() {
    let version = full();
    let found = version.substance(ModelId(1), 3);
    let base = found.base.unwrap();
    let policy = found.policy;
    let one_more = |ppm: Ppm| Ppm(ppm.0 + 1);
    let others = [
        Substance { model: ModelId(2), ..found },
        Substance { version: 4, ..found },
        Substance { base: None, ..found },
        Substance { base: Some(Base { model: ModelId(5), ..base }), ..found },
        Substance { base: Some(Base { version: 3, ..base }), ..found },
        Substance { base: Some(Base { cut: one_more(base.cut), ..base }), ..found },
        Substance { price_floor: Wei(found.price_floor.0 + 1), ..found },
        Substance { method: found.method + 1, ..found },
        Substance { policy: FeePolicy { datasets: one_more(policy.datasets), ..policy }, ..found },
        Substance { policy: FeePolicy { node: one_more(policy.node), ..policy }, ..found },
        Substance { policy: FeePolicy { developer: one_more(policy.developer), ..policy }, ..found },
        Substance { policy: FeePolicy { oracles: one_more(policy.oracles), ..policy }, ..found },
        Substance { policy: FeePolicy { treasury: one_more(policy.treasury), ..policy }, ..found },
        Substance { features: &[2], ..found },
        Substance { features: &[2, 6], ..found },
        Substance { artifact_hash: NO_ARTIFACT, ..found },
        Substance { artifact_hash: [8; 32], ..found },
        Substance { uri: "", ..found },
        Substance { uri: "ipfs://other", ..found },
    ];
    let hashes: BTreeSet<Hash> = others.into_iter().chain([found]).map(hash).collect();
    assert_eq!(hashes.len(), others.len() + 1);
}

#[test]
fn a_substance_is_the_versions_own() {
    let version = full();
    let terms = version.terms();
    let expected = Substance {
        model: ModelId(7),
        version: 3,
        base: terms.base,
        price_floor: terms.price_floor,
        method: terms.method,
        policy: terms.policy,
        features: terms.features.numbers(),
        artifact_hash: ARTIFACT,
        uri: "ipfs://model",
    };
    assert_eq!(version.substance(ModelId(7), 3), expected);
}

#[test]
fn how_far_it_has_come_does_not_change_it() {
    let proposed = full();
    let mut version = proposed.clone();
    for to in 2..=6 {
        version = step(version, OWNER, &ROLES, to, to.into()).unwrap();
        assert_eq!(as_it_is(&version), as_it_is(&proposed));
    }
}

#[test]
fn a_step_is_the_named_versions_or_nobodys() {
    let version = full();
    let (named, found) = (as_it_is(&version), as_it_is(&version).hash);
    let cheaper = Substance { price_floor: Wei(0), ..version.substance(named.model, named.version) };
    let mismatch = |named: &Named| StepError::Hash(HashMismatch { expected: named.hash, found });
    for hash in [hash(cheaper), [0; 32]] {
        let other = Named { hash, ..named };
        // One that the lifecycle does not have either.
        for to in [2, 4, 6] {
            let refused = version.clone().set_status::<HostHashing>(OWNER, &ROLES, &other, to, 9);
            assert_eq!(refused, Err(mismatch(&other)));
        }
    }
    // Whose step it is not learns nothing else.
    let other = Named { hash: [0; 32], ..named };
    let refused = version.clone().set_status::<HostHashing>(STRANGER, &ROLES, &other, 2, 9);
    assert!(matches!(refused, Err(StepError::NotAllowed(_))), "{refused:?}");
    // The hash of another number or model is none of this one's.
    for named in [Named { version: 2, ..named }, Named { model: ModelId(2), ..named }] {
        let refused = version.clone().set_status::<HostHashing>(OWNER, &ROLES, &named, 2, 9);
        assert!(matches!(refused, Err(StepError::Hash(_))), "{refused:?}");
    }
    assert_eq!(step(version, OWNER, &ROLES, 2, 9).unwrap().status(), VersionStatus::Approved);
}

/// A vote to bring a version live is about the file that it had when the vote was made. One to retire it is not.
#[test]
fn an_artifact_that_is_named_meanwhile_makes_it_another() {
    let untrained = Version::propose(terms(), NO_ARTIFACT, String::new(), None, 1).unwrap();
    let voted = as_it_is(&untrained);
    let approved = step(untrained, OWNER, &ROLES, 2, 2).unwrap();
    let trained = approved.set_artifact(STEWARD, &ROLES, ARTIFACT).unwrap();
    let evaluated =
        [3, 4].into_iter().fold(trained, |version, to| step(version, STEWARD, &ROLES, to, 3).unwrap());
    let mismatch = HashMismatch { expected: voted.hash, found: as_it_is(&evaluated).hash };
    let decide = |named: &Named, to| evaluated.clone().set_status::<HostHashing>(OWNER, &ROLES, named, to, 9);
    assert_eq!(decide(&voted, 5), Err(StepError::Hash(mismatch)));
    assert_eq!(decide(&as_it_is(&evaluated), 5).unwrap().status(), VersionStatus::Live);
    for named in [&voted, &as_it_is(&evaluated)] {
        assert_eq!(decide(named, 6).unwrap().status(), VersionStatus::Retired);
    }
    // Another file than it has, or none of other terms.
    let other = Substance { artifact_hash: [1; 32], ..evaluated.substance(voted.model, voted.version) };
    let dearer = Substance { artifact_hash: NO_ARTIFACT, price_floor: Wei(77), ..other };
    for hash in [hash(other), hash(dearer)] {
        assert!(matches!(decide(&Named { hash, ..voted }, 6), Err(StepError::Hash(_))));
    }
}
