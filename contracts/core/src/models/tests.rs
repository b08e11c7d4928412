//! The rules of models and versions.
#![allow(clippy::arithmetic_side_effects)]

mod artifact;
mod feature;
mod machine;
mod model;
mod roles;
mod substance;
mod version;

use proptest::prelude::*;

use super::*;
use crate::{
    hashing::HostHashing,
    policy::UnbalancedPolicy,
    registry::{VersionStatus, MAX_DEPTH},
    Address, FeePolicy, Hash, ModelId, Ppm, Wei,
};

const OWNER: Address = Address([7; 20]);
const DEVELOPER: Address = Address([1; 20]);
const STRANGER: Address = Address([2; 20]);
const STEWARD: Address = Address([3; 20]);
const NOBODY: Address = Address([0; 20]);
const ROLES: Roles = Roles { owner: OWNER, developer: DEVELOPER, steward: Some(STEWARD) };
const ARTIFACT: Hash = [9; 32];

const ALL: [VersionStatus; 6] = [
    VersionStatus::Proposed,
    VersionStatus::Approved,
    VersionStatus::Training,
    VersionStatus::Evaluated,
    VersionStatus::Live,
    VersionStatus::Retired,
];

fn policy() -> FeePolicy {
    FeePolicy {
        datasets: Ppm(500_000),
        node: Ppm(300_000),
        developer: Ppm(100_000),
        oracles: Ppm(50_000),
        treasury: Ppm(50_000),
    }
}

fn terms() -> Terms {
    Terms {
        base: None,
        depth: 0,
        price_floor: Wei(3),
        method: KNOWN_METHOD,
        policy: policy(),
        features: Features::default(),
    }
}

/// Terms with these features of a model that has as many as it takes.
fn carrying(features: &[u32]) -> Terms {
    Terms { features: Features::read(features.to_vec(), u32::MAX).unwrap(), ..terms() }
}

/// Version 1 of model 1, named as it is.
fn as_it_is(version: &Version) -> Named {
    let (model, number) = (ModelId(1), 1);
    Named { model, version: number, hash: version.substance(model, number).hash::<HostHashing>() }
}

/// A step of version 1 of model 1, named as it is.
fn step(version: Version, caller: Address, roles: &Roles, to: u8, now: u32) -> Result<Version, StepError> {
    let named = as_it_is(&version);
    version.set_status::<HostHashing>(caller, roles, &named, to, now)
}

fn on_base(cut: Ppm) -> Terms {
    Terms { base: Base::read(ModelId(4), 2, cut).unwrap(), ..terms() }
}

#[test]
fn every_step_and_no_other() {
    for from in ALL {
        for to in (0..=8).chain([255]) {
            let step = from.number() + 1;
            let allowed = from != VersionStatus::Retired && (to == step || to == 6);
            if allowed {
                assert_eq!(advance(from, to).map(VersionStatus::number), Ok(to), "{from:?} to {to}");
            } else {
                assert_eq!(advance(from, to), Err(StatusError { from, to }), "{from:?} to {to}");
            }
        }
    }
}

#[test]
fn the_codec_index_of_a_status_is_its_number() {
    use scale::Encode;
    for (status, number) in ALL.into_iter().zip(1u8..) {
        assert_eq!((status.number(), status.encode()), (number, vec![number]));
    }
}

#[test]
fn names_have_bounds() {
    for name in ["x", &"x".repeat(MAX_NAME_BYTES), "Mod\u{e8}le"] {
        assert_eq!(check_name(name), Ok(()));
    }
    for (name, found) in [(String::new(), 0), ("x".repeat(65), 65), ("\u{6a21}".repeat(22), 66)] {
        assert_eq!(check_name(&name), Err(TermsError::Name { found }));
    }
    for (name, found) in [("a\u{1b}[0m", 5), ("a\u{85}", 3), ("\0", 1)] {
        assert_eq!(check_name(name), Err(TermsError::Name { found }));
    }
}

#[test]
fn the_bounds_of_terms_pass() {
    assert_eq!(terms().check(None, ""), Ok(terms()));
    assert_eq!(terms().check(None, &"x".repeat(MAX_URI_BYTES)), Ok(terms()));
    let cut = on_base(MAX_BASE_CUT);
    assert_eq!(cut.clone().check(Some(0), ""), Ok(Terms { depth: 1, ..cut.clone() }));
    assert_eq!(cut.clone().check(Some(MAX_DEPTH - 1), ""), Ok(Terms { depth: MAX_DEPTH, ..cut }));
}

#[test]
fn each_thing_wrong_is_named() {
    let check = |terms: Terms, uri: &str| terms.check(Some(0), uri);
    for found in [0, 2, u16::MAX] {
        assert_eq!(check(Terms { method: found, ..terms() }, ""), Err(TermsError::MethodUnknown { found }));
    }
    for (uri, found) in [("x".repeat(201), 201), ("a b".into(), 3), ("\n".into(), 1), ("\u{e9}".into(), 2)] {
        assert_eq!(check(terms(), &uri), Err(TermsError::Uri { found }));
    }
    for (treasury, found) in [(0, 950_000), (49_999, 999_999), (50_001, 1_000_001)] {
        let policy = FeePolicy { treasury: Ppm(treasury), ..policy() };
        let unbalanced = TermsError::Policy(UnbalancedPolicy { found });
        assert_eq!(check(Terms { policy, ..terms() }, ""), Err(unbalanced));
    }
    for found in [500_001, 1_000_000, u32::MAX] {
        assert_eq!(check(on_base(Ppm(found)), ""), Err(TermsError::CutTooHigh { found }));
    }
    let deep = on_base(Ppm(1)).check(Some(MAX_DEPTH), "");
    assert_eq!(deep, Err(TermsError::TooDeep { model: ModelId(4) }));
}

#[test]
fn model_zero_is_no_base() {
    assert_eq!(Base::read(ModelId(0), 0, Ppm(0)), Ok(None));
    for found in [1, u32::MAX] {
        assert_eq!(Base::read(ModelId(0), 0, Ppm(found)), Err(TermsError::CutWithoutBase { found }));
        let refused = Err(TermsError::VersionWithoutBase { found });
        assert_eq!(Base::read(ModelId(0), found, Ppm(0)), refused);
        assert_eq!(Base::read(ModelId(0), found, Ppm(1)), refused);
    }
    let base = Base { model: ModelId(4), version: 2, cut: Ppm(0) };
    assert_eq!(Base::read(ModelId(4), 2, Ppm(0)), Ok(Some(base)));
}

proptest! {
    /// Whatever is asked for, a status only rises, and nothing leads out of retirement.
    #[test]
    fn statuses_only_rise(asked in prop::collection::vec(0u8..9, 0..40)) {
        let mut status = VersionStatus::Proposed;
        let mut steps = 0;
        for to in asked {
            if let Ok(next) = advance(status, to) {
                prop_assert!(next > status);
                prop_assert!(next == VersionStatus::Retired || next.number() == status.number() + 1);
                status = next;
                steps += 1;
            }
        }
        prop_assert!(steps < ALL.len());
    }
}
