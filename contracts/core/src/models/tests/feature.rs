//! What is wanted of a model.

use scale::Encode;

use super::*;

fn feature() -> Feature {
    Feature::propose(STRANGER, "Footnotes".into(), "ipfs://talk".into(), 10).unwrap()
}

fn standing(status: FeatureStatus) -> Feature {
    Feature { status, ..feature() }
}

#[test]
fn anybody_proposes_one() {
    let (title, uri) = ("Footnotes".to_string(), "ipfs://talk".to_string());
    let expected =
        Feature { proposer: STRANGER, title, uri, status: FeatureStatus::Proposed, created_at: 10 };
    assert_eq!(feature(), expected);
    let silent = Feature::propose(STRANGER, "x".into(), String::new(), 10).unwrap();
    assert_eq!(silent.uri, "");
}

#[test]
fn titles_and_uris_have_the_bounds_of_names_and_uris() {
    let propose = |title: String, uri: String| Feature::propose(STRANGER, title, uri, 10).map(|_| ());
    assert_eq!(propose("x".repeat(MAX_NAME_BYTES), "u".repeat(MAX_URI_BYTES)), Ok(()));
    for (title, found) in [(String::new(), 0), ("x".repeat(65), 65), ("a\nb".into(), 3)] {
        assert_eq!(propose(title, String::new()), Err(TermsError::Name { found }));
    }
    for (uri, found) in [("u".repeat(201), 201), ("a b".into(), 3)] {
        assert_eq!(propose("x".into(), uri), Err(TermsError::Uri { found }));
    }
}

#[test]
fn its_proposer_or_the_owner_withdraws_it() {
    for caller in [STRANGER, OWNER] {
        assert_eq!(feature().withdraw(caller, OWNER), Ok(standing(FeatureStatus::Withdrawn)));
    }
    for caller in [DEVELOPER, STEWARD, NOBODY] {
        let refused = WithdrawalError::NotProposer { caller, proposer: STRANGER };
        assert_eq!(feature().withdraw(caller, OWNER), Err(refused));
    }
}

#[test]
fn only_while_it_is_proposed() {
    for status in [FeatureStatus::Adopted { version: 3 }, FeatureStatus::Withdrawn] {
        for caller in [STRANGER, OWNER] {
            let refused = Err(WithdrawalError::NotProposed { status });
            assert_eq!(standing(status).withdraw(caller, OWNER), refused);
        }
    }
}

#[test]
fn it_is_pinned_to_the_version_that_has_it_first() {
    let pinned = FeatureStatus::Adopted { version: 3 };
    for voted in [false, true] {
        assert_eq!(feature().adopt(3, voted), Some(standing(pinned)));
        assert_eq!(standing(pinned).adopt(4, voted), None);
    }
}

#[test]
fn a_withdrawal_does_not_undo_a_vote() {
    let adopted = standing(FeatureStatus::Withdrawn).adopt(3, true);
    assert_eq!(adopted, Some(standing(FeatureStatus::Adopted { version: 3 })));
    assert_eq!(standing(FeatureStatus::Withdrawn).adopt(3, false), None);
}

#[test]
fn the_codec_index_of_a_status_is_its_number() {
    let all = [FeatureStatus::Proposed, FeatureStatus::Adopted { version: 9 }, FeatureStatus::Withdrawn];
    for (status, (number, version)) in all.into_iter().zip([(1, 0), (2, 9), (3, 0)]) {
        assert_eq!((status.number(), status.version()), (number, version));
        assert_eq!(status.encode()[0], number);
    }
}

#[test]
fn the_largest_fits_a_cell() {
    let (title, uri) = ("x".repeat(MAX_NAME_BYTES), "u".repeat(MAX_URI_BYTES));
    let status = FeatureStatus::Adopted { version: u32::MAX };
    let largest = Feature { status, ..Feature::propose(STRANGER, title, uri, u32::MAX).unwrap() };
    assert!(largest.encode().len() <= 416, "{}", largest.encode().len());
}

#[test]
fn a_list_of_features_ascends_and_names_what_there_is() {
    for list in [vec![], vec![1], vec![20], vec![1, 2, 20], (1..=16).collect()] {
        assert_eq!(Features::read(list.clone(), 20).unwrap().numbers(), list);
    }
    let read = |list: &[u32]| Features::read(list.to_vec(), 20);
    for (list, before, feature) in [([3, 3], 3, 3), ([3, 2], 3, 2), ([3, 0], 3, 0)] {
        assert_eq!(read(&list), Err(FeaturesError::Unsorted { before, feature }));
    }
    for feature in [0, 21, u32::MAX] {
        assert_eq!(read(&[feature]), Err(FeaturesError::Unknown { feature }));
    }
    assert_eq!(Features::read(vec![1], 0), Err(FeaturesError::Unknown { feature: 1 }));
    let many: Vec<u32> = (1..=17).collect();
    assert_eq!(read(&many), Err(FeaturesError::TooMany { found: 17 }));
}

#[test]
fn a_list_knows_what_is_in_it() {
    let list = Features::read(vec![2, 5, 9], 20).unwrap();
    for feature in 0..=21 {
        assert_eq!(list.contains(feature), [2, 5, 9].contains(&feature));
    }
    assert!(!Features::default().contains(0));
}
