use super::*;

const NOT_DEVELOPER: ModelError = ModelError::NotDeveloper { caller: STRANGER, developer: DEVELOPER };

fn model() -> Model {
    Model::register("Tributary 7B".into(), DEVELOPER, 10).unwrap()
}

#[test]
fn a_model_has_a_name_and_a_developer() {
    let name = "Tributary 7B".to_string();
    let expected =
        Model { name, developer: DEVELOPER, versions: 0, created_at: 10, features: 0, steward: None };
    assert_eq!(model(), expected);
    let nameless = ModelError::Name(TermsError::Name { found: 0 });
    assert_eq!(Model::register(String::new(), DEVELOPER, 10), Err(nameless));
    assert_eq!(Model::register("x".into(), NOBODY, 10), Err(ModelError::DeveloperZero));
}

#[test]
fn the_developer_hands_it_over() {
    let moved = model().set_developer(DEVELOPER, STRANGER).unwrap();
    assert_eq!(moved, Model { developer: STRANGER, ..model() });
    assert_eq!(model().set_developer(STRANGER, STRANGER), Err(NOT_DEVELOPER));
    assert_eq!(model().set_developer(DEVELOPER, NOBODY), Err(ModelError::DeveloperZero));
}

#[test]
fn versions_count_from_one_up_to_a_bound() {
    assert_eq!(model().add_version(DEVELOPER).unwrap(), Model { versions: 1, ..model() });
    assert_eq!(model().add_version(STRANGER), Err(NOT_DEVELOPER));
    let full = Model { versions: MAX_VERSIONS - 1, ..model() }.add_version(DEVELOPER).unwrap();
    assert_eq!(full.versions, MAX_VERSIONS);
    assert_eq!(full.add_version(DEVELOPER), Err(ModelError::TooManyVersions));
}

#[test]
fn features_count_from_one_up_to_a_bound() {
    assert_eq!(model().add_feature(), Ok(Model { features: 1, ..model() }));
    let full = Model { features: MAX_PROPOSED_FEATURES - 1, ..model() }.add_feature().unwrap();
    assert_eq!(full.features, MAX_PROPOSED_FEATURES);
    assert_eq!(full.add_feature(), Err(ModelError::TooManyFeatures));
}

#[test]
fn a_steward_comes_and_goes() {
    let stewarded = model().with_steward(STEWARD);
    assert_eq!(stewarded, Model { steward: Some(STEWARD), ..model() });
    assert_eq!(stewarded.clone().with_steward(STRANGER).steward, Some(STRANGER));
    assert_eq!(stewarded.with_steward(NOBODY), model());
}

#[test]
fn the_largest_fits_a_cell() {
    use scale::Encode;
    let model = Model::register("x".repeat(MAX_NAME_BYTES), DEVELOPER, u32::MAX).unwrap();
    let model = Model { versions: u32::MAX, features: u32::MAX, ..model }.with_steward(STEWARD);
    assert!(model.encode().len() <= 416);
}
