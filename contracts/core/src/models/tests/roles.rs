//! Who takes which step.

use super::*;

/// Every pair of a status and a number that somebody may ask for.
fn asked() -> impl Iterator<Item = (VersionStatus, u8)> {
    ALL.into_iter().flat_map(|from| (0..=8).chain([255]).map(move |to| (from, to)))
}

#[test]
fn the_owner_asks_for_anything() {
    for (from, to) in asked() {
        assert_eq!(ROLES.ensure_step(OWNER, from, to), Ok(()));
    }
}

#[test]
fn a_steward_has_versions_trained_and_evaluated() {
    let steps = [(VersionStatus::Approved, 3), (VersionStatus::Training, 4)];
    for (from, to) in asked() {
        let refused = NotAllowed { caller: STEWARD, from, to };
        let expected = if steps.contains(&(from, to)) { Ok(()) } else { Err(refused) };
        assert_eq!(ROLES.ensure_step(STEWARD, from, to), expected, "{from:?} to {to}");
        // Without the role neither.
        let roles = Roles { steward: None, ..ROLES };
        assert_eq!(roles.ensure_step(STEWARD, from, to), Err(refused));
    }
}

#[test]
fn a_developer_takes_back_what_is_no_more_than_proposed() {
    for (from, to) in asked() {
        let refused = NotAllowed { caller: DEVELOPER, from, to };
        let expected = if (from, to) == (VersionStatus::Proposed, 6) { Ok(()) } else { Err(refused) };
        assert_eq!(ROLES.ensure_step(DEVELOPER, from, to), expected, "{from:?} to {to}");
    }
}

#[test]
fn nobody_else_takes_any() {
    for (from, to) in asked() {
        for caller in [STRANGER, NOBODY] {
            assert_eq!(ROLES.ensure_step(caller, from, to), Err(NotAllowed { caller, from, to }));
        }
    }
}

#[test]
fn who_has_two_roles_has_the_steps_of_both() {
    let roles = Roles { steward: Some(DEVELOPER), ..ROLES };
    for (from, to) in
        [(VersionStatus::Proposed, 6), (VersionStatus::Approved, 3), (VersionStatus::Training, 4)]
    {
        assert_eq!(roles.ensure_step(DEVELOPER, from, to), Ok(()));
    }
    assert!(roles.ensure_step(DEVELOPER, VersionStatus::Evaluated, 5).is_err());
}

#[test]
fn roles_are_the_models_and_the_registrys() {
    let model = Model::register("m".into(), DEVELOPER, 1).unwrap();
    assert_eq!(Roles::of(&model, OWNER), Roles { steward: None, ..ROLES });
    assert_eq!(Roles::of(&model.with_steward(STEWARD), OWNER), ROLES);
}
