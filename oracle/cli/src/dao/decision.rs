//! Decisions on versions of models, which name them by their hashes: is what is named what there is, and is it
//! known what goes live?

use std::collections::BTreeMap;

use tributary_client::{
    abi::IModelRegistry::{adoptCall, setArtifactCall, setStatusCall, Version},
    governance::Action,
    version_hash, Address, Deployment, SolCall, B256, U256,
};
use tributary_core::{governance::SelfCall, registry::VersionStatus, Ppm};

use super::standing::plural;
use crate::share;

#[cfg(test)]
mod tests;

/// An action that adopts a version or moves its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The action, by its number in the motion, from 1.
    pub action: u32,
    /// The model.
    pub model: u64,
    /// The version's number.
    pub version: u32,
    /// The status that it gets, by the registry's number.
    pub status: u8,
    /// The hash by which the action names it.
    pub named: B256,
    /// The artifact that an action before it gives the version.
    pub given: Option<B256>,
    /// The bytes that its calldata is short of.
    pub missing: usize,
}

/// A motion's decisions on versions, in their order: those that the DAO makes itself, and those that it relays.
pub fn decisions(actions: &[Action], deployment: &Deployment) -> Vec<Decision> {
    let (mut given, mut found) = (BTreeMap::new(), Vec::new());
    for (number, action) in (1u32..).zip(actions) {
        let inside = relayed(action, deployment.governance);
        let action = inside.as_ref().unwrap_or(action);
        if action.target != deployment.model_registry {
            continue;
        }
        if let Ok(call) = setArtifactCall::abi_decode(&filled(&action.calldata)) {
            given.insert((call.model, call.version), call.artifactHash);
        }
        if let Some((model, version, status, named)) = decided(&action.calldata) {
            let (given, missing) = (given.get(&(model, version)).copied(), missing(&action.calldata));
            found.push(Decision { action: number, model, version, status, named, given, missing });
        }
    }
    found
}

/// The decisions that name no version yet, of actions after the first `said`, whose hashes count as they are said.
/// What is relayed is bytes that somebody said, too.
pub fn unnamed(actions: &[Action], said: usize, deployment: &Deployment) -> Vec<Decision> {
    let mut found = decisions(actions, deployment);
    found.retain(|decision| {
        let place = decision.place();
        let own = actions.get(place).is_some_and(|action| action.target == deployment.model_registry);
        decision.named.is_zero() && place >= said && own
    });
    found
}

/// What an action does as the DAO by a relay; `None` if it is none that the DAO takes.
pub fn relayed(action: &Action, dao: Address) -> Option<Action> {
    if action.target != dao {
        return None;
    }
    match SelfCall::decode(&action.calldata) {
        Ok(SelfCall::Relay { target, value, data }) => Some(Action {
            target: target.0.into(),
            value: U256::from_be_bytes(value),
            calldata: data.to_vec().into(),
        }),
        _ => None,
    }
}

/// The bytes that a call on a version is short of. The registry takes it all the same, and reads zeros for them.
pub(super) fn missing(calldata: &[u8]) -> usize {
    let words = match calldata.first_chunk::<4>() {
        Some(selector) if [adoptCall::SELECTOR, setStatusCall::SELECTOR].contains(selector) => 4usize,
        Some(selector) if *selector == setArtifactCall::SELECTOR => 3,
        _ => return 0,
    };
    words.saturating_mul(32).saturating_add(4).saturating_sub(calldata.len())
}

/// Calldata as the registry reads it.
pub(super) fn filled(calldata: &[u8]) -> Vec<u8> {
    let mut whole = calldata.to_vec();
    whole.resize(calldata.len().saturating_add(missing(calldata)), 0);
    whole
}

/// What is wrong with calldata that is short of some bytes; `None` if it is short of none.
pub(super) fn shortage(missing: usize) -> Option<String> {
    let bytes = plural(u64::try_from(missing).unwrap_or(u64::MAX), "byte");
    (missing > 0)
        .then(|| format!("the calldata is malformed: it is {bytes} short, which the registry reads as zeros"))
}

/// Model, version, status and hash of a decision.
fn decided(calldata: &[u8]) -> Option<(u64, u32, u8, B256)> {
    let calldata = filled(calldata);
    // Bits beyond a number's type are passed over, as ink! passes over them.
    if let Ok(call) = adoptCall::abi_decode(&calldata) {
        let approved = VersionStatus::Approved.number();
        return Some((call.model, call.version, approved, call.versionHash));
    }
    let call = setStatusCall::abi_decode(&calldata).ok()?;
    Some((call.model, call.version, call.status, call.versionHash))
}

/// An action with another hash, if it is a decision on a version.
pub fn with_hash(action: &Action, hash: B256) -> Option<Action> {
    let calldata = if let Ok(call) = adoptCall::abi_decode(&action.calldata) {
        adoptCall { versionHash: hash, ..call }.abi_encode()
    } else {
        let call = setStatusCall::abi_decode(&action.calldata).ok()?;
        setStatusCall { versionHash: hash, ..call }.abi_encode()
    };
    Some(Action { calldata: calldata.into(), ..action.clone() })
}

impl Decision {
    /// What the version is called.
    pub fn name(&self) -> String {
        format!("version {} of model {}", self.version, self.model)
    }

    /// Its action's place in the motion, from 0.
    pub fn place(&self) -> usize {
        usize::try_from(self.action.saturating_sub(1)).unwrap_or(usize::MAX)
    }

    /// The version that is now as `found`, when the action's turn comes.
    pub fn due(&self, found: &Version) -> Version {
        Version { artifactHash: self.artifact(found), ..found.clone() }
    }

    /// The hash of a version that is now as `found`, when the action's turn comes.
    pub fn hash(&self, found: &Version) -> B256 {
        version_hash(self.model, self.version, &self.due(found))
    }

    /// Whether it is decided on the version that there is. No artifact that was named meanwhile saves one from
    /// being retired.
    pub fn matches(&self, found: &Version) -> bool {
        let retired = self.status == VersionStatus::Retired.number();
        self.named == self.hash(found) || (retired && self.named_of(found).is_some())
    }

    /// The version that is named, of one that is now as `found`: with its artifact, or as it was before it had one;
    /// `None` if it is neither.
    pub fn named_of(&self, found: &Version) -> Option<Version> {
        let untrained = Version { artifactHash: B256::ZERO, ..found.clone() };
        let candidates = [self.due(found), untrained];
        candidates.into_iter().find(|version| self.named == version_hash(self.model, self.version, version))
    }

    /// Which version it is, and whether the one that there is; `None` if there is none of its number.
    pub fn words(&self, found: Option<&Version>) -> String {
        let words = match found {
            Some(found) => self.compared(found),
            None => format!("{}, which there is none of", self.name()),
        };
        match shortage(self.missing) {
            Some(shortage) => format!("{words}; {shortage}"),
            None => words,
        }
    }

    /// Which version it was, once the motion is over: what there is may have become another since.
    pub fn words_after(&self, found: Option<&Version>) -> String {
        let (name, named) = (self.name(), self.named);
        match found.map(|found| (found, self.named_of(found))) {
            None => format!("{name}, which there is none of"),
            Some((found, _)) if self.matches(found) => self.compared(found),
            Some((found, Some(_))) if found.artifactHash.is_zero() => {
                format!("{name}, as it stands, without the artifact that an action before gives it")
            }
            Some((found, Some(_))) => format!("{name}, as it was before it had {}", found.artifactHash),
            Some((_, None)) => format!("{name} by the hash {named}, which it does not have"),
        }
    }

    fn compared(&self, found: &Version) -> String {
        let name = self.name();
        if self.matches(found) {
            if self.named != self.hash(found) {
                return format!("{name}, named as it was before it had {}", self.artifact(found));
            }
            return match self.given.filter(|_| found.artifactHash.is_zero()) {
                None => format!("{name}, as it stands"),
                Some(given) => format!("{name}, as it stands with the artifact {given}"),
            };
        }
        let (named, there) = (self.named, self.hash(found));
        if self.named_of(found).is_some() {
            let artifact = self.artifact(found);
            return format!("{name} as it is NOT: it was named without an artifact, and has {artifact}");
        }
        format!("{name} as it is NOT: the hash {named} is named, the version's is {there}")
    }

    /// What is wrong with the motion, or what its voters would not know, of a version that is now as `found`;
    /// `None` if nothing is.
    pub fn warning(&self, found: &Version) -> Option<String> {
        let warnings: Vec<_> = [self.unfit(found), shortage(self.missing)].into_iter().flatten().collect();
        (!warnings.is_empty()).then(|| warnings.join("; "))
    }

    fn unfit(&self, found: &Version) -> Option<String> {
        if !self.matches(found) {
            return Some(format!("{}; the call would be refused", self.compared(found)));
        }
        let goes_live = self.status == VersionStatus::Live.number();
        if !goes_live || found.status >= VersionStatus::Evaluated.number() {
            return None;
        }
        let lack = match self.artifact(found) {
            B256::ZERO => {
                "has no artifact yet, and another hash once it has one: the vote would bring nothing live"
                    .to_owned()
            }
            artifact => format!(
                "is not evaluated yet: the vote would come before it is known what the file that goes live, \
                 {artifact}, is worth"
            ),
        };
        Some(format!("{} {lack}; propose it once the version is evaluated", self.name()))
    }

    /// The artifact that a version has when the action's turn comes: once named it never changes.
    fn artifact(&self, found: &Version) -> B256 {
        match found.artifactHash {
            B256::ZERO => self.given.unwrap_or_default(),
            named => named,
        }
    }
}

/// What is decided on with a version: all that its hash is of, as a name and a value each.
pub fn terms(version: &Version) -> Vec<(&'static str, String)> {
    let artifact = match version.artifactHash {
        B256::ZERO => "still to be trained".to_owned(),
        hash => hash.to_string(),
    };
    let policy = &version.policy;
    let [datasets, node, developer, oracles, treasury, base] =
        [policy.datasets, policy.node, policy.developer, policy.oracles, policy.treasury, version.baseCut]
            .map(|parts| share::percent(Ppm(parts)));
    let base = match version.baseModel {
        0 => "nothing".to_owned(),
        model => format!(
            "version {} of model {model}, whose developer gets {base} of the developer's part",
            version.baseVersion
        ),
    };
    let features: Vec<_> = version.features.iter().map(u32::to_string).collect();
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
    vec![
        ("Artifact (SHA-256)", artifact),
        ("Version's URI", or_none(&version.uri)),
        ("Derives from", base),
        ("Features that it carries", or_none(&features.join(", "))),
        ("Price floor", format!("{} wei per token", version.priceFloor)),
        ("Attribution method", version.method.to_string()),
        (
            "Of each fee",
            format!(
                "datasets {datasets}, node {node}, developer {developer}, oracles {oracles}, treasury {treasury}"
            ),
        ),
    ]
}
