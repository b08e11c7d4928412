use super::*;
use crate::Address;

const DEVELOPER: Address = Address([1; 20]);
const STRANGER: Address = Address([2; 20]);
const NOBODY: Address = Address([0; 20]);
const NOT_DEVELOPER: ModelError = ModelError::NotDeveloper { caller: STRANGER, developer: DEVELOPER };

fn model() -> Model {
    Model::register("Tributary 7B".into(), DEVELOPER, 10).unwrap()
}

#[test]
fn a_model_has_a_name_and_a_developer() {
    let name = "Tributary 7B".to_string();
    assert_eq!(model(), Model { name, developer: DEVELOPER, versions: 0, created_at: 10 });
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
fn the_largest_fits_a_cell() {
    use scale::Encode;
    let model = Model::register("x".repeat(MAX_NAME_BYTES), DEVELOPER, u32::MAX).unwrap();
    assert!(model.encode().len() <= 416);
}
