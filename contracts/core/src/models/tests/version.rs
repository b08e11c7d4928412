use std::collections::BTreeMap;

use scale::Encode;

use super::*;
use crate::History;

fn version(now: u32) -> Version {
    Version::propose(terms(), ARTIFACT, "ipfs://model".into(), None, now).unwrap()
}

fn changes(version: &Version) -> Vec<(u32, u8)> {
    version.statuses().iter().map(|change| (change.from_block, change.status.number())).collect()
}

fn owners(version: Version, to: u8, now: u32) -> Result<Version, StepError> {
    step(version, OWNER, &ROLES, to, now)
}

/// A version that went all the way, a step per block.
fn retired(version: Version) -> Version {
    (2..=6).fold(version, |version, to| owners(version, to, to.into()).unwrap())
}

#[test]
fn a_proposal_begins_a_lifecycle() {
    let version = version(7);
    assert_eq!((version.terms(), version.uri(), version.created_at()), (&terms(), "ipfs://model", 7));
    assert_eq!((version.status(), changes(&version)), (VersionStatus::Proposed, vec![(7, 1)]));
    assert_eq!(version.artifact_hash(), ARTIFACT);
}

#[test]
fn a_proposal_with_terms_that_are_none_is_refused() {
    let refused = Version::propose(Terms { method: 7, ..terms() }, ARTIFACT, String::new(), None, 7);
    assert_eq!(refused, Err(TermsError::MethodUnknown { found: 7 }));
    let refused = Version::propose(terms(), ARTIFACT, " ".into(), None, 7);
    assert_eq!(refused, Err(TermsError::Uri { found: 1 }));
}

#[test]
fn chains_of_bases_have_a_bound() {
    let mut base = version(7);
    for depth in 1..=MAX_DEPTH {
        base = Version::propose(on_base(Ppm(1)), ARTIFACT, String::new(), Some(&base), 7).unwrap();
        assert_eq!(base.terms().depth, depth);
    }
    let deeper = Version::propose(on_base(Ppm(1)), ARTIFACT, String::new(), Some(&base), 7);
    assert_eq!(deeper, Err(TermsError::TooDeep { model: ModelId(4) }));
}

#[test]
fn statuses_keep_their_blocks_and_terms_stay() {
    let version = retired(version(1));
    assert_eq!(changes(&version), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)]);
    assert_eq!((version.terms(), version.uri(), version.created_at()), (&terms(), "ipfs://model", 1));
    let refused = StatusError { from: VersionStatus::Retired, to: 6 };
    assert_eq!(owners(version, 6, 9), Err(StepError::Status(refused)));
}

#[test]
fn of_two_changes_in_a_block_the_last_one_holds() {
    let version = owners(owners(version(5), 2, 5).unwrap(), 3, 5).unwrap();
    assert_eq!(changes(&version), [(5, 3)]);
    assert_eq!(changes(&owners(version, 6, 6).unwrap()), [(5, 3), (6, 6)]);
}

#[test]
fn the_largest_fits_a_cell() {
    let base = Base::read(ModelId(u64::MAX), u32::MAX, MAX_BASE_CUT).unwrap();
    // Numbers in a list take four bytes each, whatever they are.
    let features: Vec<u32> = (1..=16).collect();
    let terms = Terms { base, price_floor: Wei(u128::MAX), ..carrying(&features) };
    let below = version(1);
    let largest = Version::propose(terms, ARTIFACT, "x".repeat(MAX_URI_BYTES), Some(&below), 1).unwrap();
    let largest = retired(largest);
    assert_eq!(largest.statuses().len(), 6);
    assert!(largest.encode().len() <= 416, "{}", largest.encode().len());
}

proptest! {
    /// The history says for every block what held at its end.
    #[test]
    fn histories_agree_with_a_plain_account(
        start in 1u32..100,
        steps in prop::collection::vec((0u32..4, 0u8..8), 0..30),
    ) {
        let (mut version, mut now) = (version(start), start);
        let mut at_end = BTreeMap::from([(start, VersionStatus::Proposed)]);
        for (wait, to) in steps {
            now += wait;
            let before = version.status();
            match owners(version.clone(), to, now) {
                Ok(moved) => {
                    prop_assert_eq!(moved.status().number(), to);
                    at_end.insert(now, moved.status());
                    version = moved;
                }
                Err(error) => prop_assert_eq!(error, StepError::Status(StatusError { from: before, to })),
            }
        }
        let changes = version.statuses().iter().map(|change| (change.from_block, change.status));
        let history = History::from_changes(changes).unwrap();
        for block in start.saturating_sub(1)..=now + 1 {
            let expected = at_end.range(..=block).next_back().map(|(_, status)| *status);
            prop_assert_eq!(history.at(block).copied(), expected, "block {}", block);
        }
    }
}
