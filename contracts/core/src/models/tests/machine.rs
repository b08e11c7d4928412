//! Anybody asks anything of a version and its features, in any order: what was live stays what it was.

use super::*;

const CALLERS: [Address; 5] = [OWNER, DEVELOPER, STEWARD, STRANGER, NOBODY];

#[derive(Clone, Debug)]
enum Act {
    Step {
        to: u8,
        /// With what artifact the version is named; as it is if absent.
        meant: Option<Hash>,
    },
    Artifact {
        hash: Hash,
    },
    Adopt {
        feature: u32,
        meant: Option<Hash>,
    },
    Withdraw {
        feature: usize,
    },
    /// Another steward, or none.
    Steward {
        steward: usize,
    },
    Wait {
        blocks: u32,
    },
}

fn hash() -> impl Strategy<Value = Hash> {
    prop::sample::select(vec![NO_ARTIFACT, ARTIFACT, [8; 32]])
}

fn meant() -> impl Strategy<Value = Option<Hash>> {
    prop_oneof![4 => Just(None), 1 => hash().prop_map(Some)]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0u8..8, meant()).prop_map(|(to, meant)| Act::Step { to, meant }),
        2 => hash().prop_map(|hash| Act::Artifact { hash }),
        2 => (0u32..5, meant()).prop_map(|(feature, meant)| Act::Adopt { feature, meant }),
        1 => (0usize..3).prop_map(|feature| Act::Withdraw { feature }),
        1 => (0..CALLERS.len()).prop_map(|steward| Act::Steward { steward }),
        2 => (0u32..3).prop_map(|blocks| Act::Wait { blocks }),
    ]
}

/// What a registry holds of one version, with its features 1 to 3, of which it carries 1 and 3.
struct Held {
    model: Model,
    version: Version,
    features: Vec<Feature>,
    now: u32,
}

impl Held {
    fn new(artifact_hash: Hash) -> Self {
        let feature = |title: &str| Feature::propose(STRANGER, title.into(), String::new(), 1).unwrap();
        Self {
            model: Model::register("m".into(), DEVELOPER, 1).unwrap().with_steward(STEWARD),
            version: Version::propose(carrying(&[1, 3]), artifact_hash, String::new(), None, 1).unwrap(),
            features: ["a", "b", "c"].map(feature).to_vec(),
            now: 1,
        }
    }

    /// The version as it is named by who takes it to have this artifact.
    fn named(&self, meant: Option<Hash>) -> Named {
        let substance = self.version.substance(ModelId(1), 1);
        let meant = Substance { artifact_hash: meant.unwrap_or(substance.artifact_hash), ..substance };
        Named { hash: meant.hash::<HostHashing>(), ..as_it_is(&self.version) }
    }

    /// Does it as the contract does; says whether it was done.
    fn act(&mut self, caller: Address, act: &Act) -> bool {
        let roles = Roles::of(&self.model, OWNER);
        let version = self.version.clone();
        let moved = match act {
            Act::Step { to, meant } => {
                let named = self.named(*meant);
                version.set_status::<HostHashing>(caller, &roles, &named, *to, self.now).ok()
            }
            Act::Artifact { hash } => version.set_artifact(caller, &roles, *hash).ok(),
            Act::Adopt { .. } if caller != OWNER => None,
            Act::Adopt { feature, meant } => {
                version.adopt::<HostHashing>(*feature, &self.named(*meant), self.now).ok()
            }
            Act::Withdraw { feature } => {
                let withdrawn = self.features[*feature].clone().withdraw(caller, OWNER);
                let done = withdrawn.is_ok();
                withdrawn.into_iter().for_each(|feature_now| self.features[*feature] = feature_now);
                return done;
            }
            Act::Steward { .. } if caller != OWNER => return false,
            Act::Steward { steward } => {
                self.model = self.model.clone().with_steward(CALLERS[*steward]);
                return true;
            }
            Act::Wait { blocks } => {
                self.now += blocks;
                return true;
            }
        };
        let Some(moved) = moved else { return false };
        self.version = moved;
        if let Act::Adopt { feature: voted, .. } = act {
            for number in [1, 3] {
                let feature = &mut self.features[number as usize - 1];
                let adopted = feature.clone().adopt(1, number == *voted);
                adopted.into_iter().for_each(|adopted| *feature = adopted);
            }
        }
        true
    }
}

/// Whether this caller may do this at this status at all.
fn expected(act: &Act, caller: Address, before: &Version, steward: Option<Address>) -> bool {
    let (owner, steward) = (caller == OWNER, steward == Some(caller));
    let artifact = before.artifact_hash();
    if let Act::Step { meant: Some(meant), .. } | Act::Adopt { meant: Some(meant), .. } = act {
        // No file saves a version from those who retire it.
        let before_it_was_named = *meant == NO_ARTIFACT && matches!(act, Act::Step { to: 6, .. });
        if *meant != artifact && !before_it_was_named {
            return false;
        }
    }
    match (act, before.status().number()) {
        (Act::Step { to: 6, .. }, 1) => owner || caller == DEVELOPER,
        (Act::Step { to: 6, .. }, 2..=5) => owner,
        (Act::Step { to: 3, .. }, 2) => owner || steward,
        (Act::Step { to: 4, .. }, 3) => (owner || steward) && artifact != NO_ARTIFACT,
        (Act::Step { to, .. }, from @ (1 | 4)) => owner && *to == from + 1,
        (Act::Artifact { hash }, 2 | 3) => {
            (owner || steward) && *hash != NO_ARTIFACT && artifact == NO_ARTIFACT
        }
        (Act::Adopt { feature, .. }, 1) => owner && [1, 3].contains(feature),
        _ => false,
    }
}

proptest! {
    #[test]
    fn no_call_skips_a_step_or_changes_what_is_live(
        artifact_hash in prop::sample::select(vec![NO_ARTIFACT, ARTIFACT]),
        acts in prop::collection::vec((prop::sample::select(CALLERS.to_vec()), act()), 0..60),
    ) {
        let mut held = Held::new(artifact_hash);
        let (terms, uri) = (held.version.terms().clone(), held.version.uri().to_owned());
        let mut named: Option<Hash> = (artifact_hash != NO_ARTIFACT).then_some(artifact_hash);
        let mut live: Option<Version> = None;
        for (caller, act) in acts {
            let (before, steward) = (held.version.clone(), held.model.steward);
            let features = held.features.clone();
            let done = held.act(caller, &act);
            if matches!(act, Act::Step { .. } | Act::Artifact { .. } | Act::Adopt { .. }) {
                prop_assert_eq!(done, expected(&act, caller, &before, steward), "{:?} by {}", act, caller);
            }
            let (from, to) = (before.status(), held.version.status());
            let steps = to.number() - from.number();
            prop_assert!(steps <= 1 || to == VersionStatus::Retired, "{:?} to {:?}", from, to);
            prop_assert!(done || (held.version == before && held.features == features));

            // Terms never change, an artifact is named once, and before anything is evaluated.
            prop_assert_eq!((held.version.terms(), held.version.uri()), (&terms, &*uri));
            if let Some(named) = named {
                prop_assert_eq!(held.version.artifact_hash(), named);
            } else if held.version.artifact_hash() != NO_ARTIFACT {
                prop_assert!(from == VersionStatus::Approved || from == VersionStatus::Training);
                named = Some(held.version.artifact_hash());
            }
            let begun = [VersionStatus::Evaluated, VersionStatus::Live];
            prop_assert!(!begun.contains(&to) || named.is_some());

            // What was live is what it was, but for its retirement.
            if to == VersionStatus::Live {
                prop_assert_eq!(live.get_or_insert_with(|| held.version.clone()), &held.version);
            }
            if let Some(live) = &live {
                let now = (held.version.terms(), held.version.artifact_hash(), held.version.uri());
                prop_assert_eq!(now, (live.terms(), live.artifact_hash(), live.uri()));
                prop_assert!(to >= VersionStatus::Live);
            }

            // Nobody votes a feature into a version that does not carry it, or out of one that has it.
            prop_assert_eq!(held.features[1].status.version(), 0);
            for (was, is) in features.iter().zip(&held.features) {
                let adopted = matches!(was.status, FeatureStatus::Adopted { .. });
                prop_assert!(!adopted || is == was);
                prop_assert!(was == is || is.status != FeatureStatus::Proposed);
            }
        }
    }
}
