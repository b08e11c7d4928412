//! Votes that put a version live before it is known what goes live.

use std::collections::BTreeMap;

use tributary_client::{abi::IModelRegistry, governance::Action, Address, SolCall, B256};
use tributary_core::registry::VersionStatus;

#[cfg(test)]
mod tests;

/// A version that an action puts live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoingLive {
    /// The action, by its number in the motion, from 1.
    pub action: u32,
    /// The model.
    pub model: u64,
    /// Its version.
    pub version: u32,
    /// The artifact that an action before it gives the version.
    pub given: Option<B256>,
}

/// What a motion's actions put live, in their order.
pub fn going_live(actions: &[Action], registry: Address) -> Vec<GoingLive> {
    let (mut given, mut found) = (BTreeMap::new(), Vec::new());
    for (action, Action { target, calldata, .. }) in (1u32..).zip(actions) {
        if *target != registry {
            continue;
        }
        if let Ok(call) = IModelRegistry::setArtifactCall::abi_decode(calldata) {
            given.insert((call.model, call.version), call.artifactHash);
        }
        if let Ok(call) = IModelRegistry::setStatusCall::abi_decode(calldata) {
            let (model, version) = (call.model, call.version);
            if call.status == VersionStatus::Live.number() {
                let given = given.get(&(model, version)).copied();
                found.push(GoingLive { action, model, version, given });
            }
        }
    }
    found
}

impl GoingLive {
    /// What voters would not know of a version that is now as `found`; `None` if it is evaluated.
    pub fn unknown(&self, found: &IModelRegistry::Version) -> Option<String> {
        let Self { model, version, given, .. } = self;
        if found.status >= VersionStatus::Evaluated.number() {
            return None;
        }
        let of_registry = Some(found.artifactHash).filter(|hash| !hash.is_zero());
        let (fact, lack) = match of_registry.or(*given) {
            None => ("has no artifact yet", "would not name the file that goes live".to_owned()),
            Some(hash) => (
                "is not evaluated yet",
                format!("would come before it is known what the file that goes live, {hash}, is worth"),
            ),
        };
        Some(format!(
            "version {version} of model {model} {fact}: the vote {lack}; propose it once the version is evaluated"
        ))
    }
}
