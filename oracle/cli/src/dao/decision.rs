//! Decisions on versions of models, which name them by their hashes: is what is named what there is, and is it
//! known what goes live?

use std::collections::BTreeMap;

use tributary_client::{
    abi::IModelRegistry::{adoptCall, setArtifactCall, setStatusCall, Version},
    governance::Action,
    version_hash, Address, SolCall, B256,
};
use tributary_core::{registry::VersionStatus, Ppm};

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
}

/// A motion's decisions on versions, in their order.
pub fn decisions(actions: &[Action], registry: Address) -> Vec<Decision> {
    let (mut given, mut found) = (BTreeMap::new(), Vec::new());
    for (number, action) in (1u32..).zip(actions).filter(|(_, action)| action.target == registry) {
        if let Ok(call) = setArtifactCall::abi_decode(&action.calldata) {
            given.insert((call.model, call.version), call.artifactHash);
        }
        if let Some((model, version, status, named)) = decided(action) {
            let given = given.get(&(model, version)).copied();
            found.push(Decision { action: number, model, version, status, named, given });
        }
    }
    found
}

/// Model, version, status and hash of a decision.
fn decided(action: &Action) -> Option<(u64, u32, u8, B256)> {
    if let Ok(call) = adoptCall::abi_decode(&action.calldata) {
        let approved = VersionStatus::Approved.number();
        return Some((call.model, call.version, approved, call.versionHash));
    }
    let call = setStatusCall::abi_decode(&action.calldata).ok()?;
    Some((call.model, call.version, call.status, call.versionHash))
}

/// An action with another hash, if it is a decision on a version.
pub fn naming(action: &Action, hash: B256) -> Option<Action> {
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

    /// The hash of a version that is now as `found`, when the action's turn comes.
    pub fn hash(&self, found: &Version) -> B256 {
        self.with_artifact(found, self.artifact(found))
    }

    /// Whether it is decided on the version that there is.
    pub fn matches(&self, found: &Version) -> bool {
        self.named == self.hash(found)
    }

    /// Which version it is, and whether the one that there is; `None` if there is none of its number.
    pub fn words(&self, found: Option<&Version>) -> String {
        let name = self.name();
        let Some(found) = found else { return format!("{name}, which there is none of") };
        if self.matches(found) {
            return match self.given.filter(|_| found.artifactHash.is_zero()) {
                None => format!("{name}, as it stands"),
                Some(given) => format!("{name}, as it stands with the artifact {given}"),
            };
        }
        let (named, there) = (self.named, self.hash(found));
        if named == self.with_artifact(found, B256::ZERO) {
            let artifact = self.artifact(found);
            return format!("{name} as it is NOT: it was named without an artifact, and has {artifact}");
        }
        format!("{name} as it is NOT: the hash {named} is named, the version's is {there}")
    }

    /// What is wrong with the motion, or what its voters would not know, of a version that is now as `found`;
    /// `None` if nothing is.
    pub fn warning(&self, found: &Version) -> Option<String> {
        if !self.matches(found) {
            return Some(format!("{}; the call would be refused", self.words(Some(found))));
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

    fn with_artifact(&self, found: &Version, artifact: B256) -> B256 {
        let version = Version { artifactHash: artifact, ..found.clone() };
        version_hash(self.model, self.version, &version)
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
