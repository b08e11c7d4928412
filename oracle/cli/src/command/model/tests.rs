use super::*;

#[test]
fn a_version_takes_every_step_and_retires_at_once() {
    assert_eq!(steps(1, VersionStatus::Live).unwrap(), [2, 3, 4, 5]);
    assert_eq!(steps(3, VersionStatus::Evaluated).unwrap(), [4]);
    assert_eq!(steps(1, VersionStatus::Retired).unwrap(), [6]);
    assert_eq!(steps(5, VersionStatus::Retired).unwrap(), [6]);
    for (found, wanted) in [
        (5, VersionStatus::Live),
        (5, VersionStatus::Approved),
        (6, VersionStatus::Live),
        (6, VersionStatus::Retired),
    ] {
        assert_eq!(steps(found, wanted).unwrap_err().exit(), Exit::Refused, "{found} {wanted:?}");
    }
}

#[test]
fn the_words_are_the_registrys_numbers() {
    for status in Status::value_variants() {
        let number = VersionStatus::from(*status).number();
        let name = status.to_possible_value().unwrap();
        assert_eq!(word(&VERSION, number), name.get_name());
    }
}
