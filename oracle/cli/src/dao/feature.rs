//! Adopting a model's feature by vote: the proposal ends in a call of the model registry that pins the version and
//! the artifact that were voted on.

use tributary_client::{
    abi::IModelRegistry,
    governance::{Action, Motion},
    Address, B256,
};
use tributary_core::Ppm;

use crate::share;

#[cfg(test)]
pub(super) mod tests;

/// A feature of a model, and the version that is to bring it.
#[derive(Clone, Copy, Debug)]
pub struct Adoption<'a> {
    /// The model.
    pub model: u64,
    /// The model's name.
    pub name: &'a str,
    /// The feature, by its number in the model.
    pub feature: u32,
    /// The feature, as the registry has it.
    pub wish: &'a IModelRegistry::Feature,
    /// The version, by its number.
    pub number: u32,
    /// The version, as the registry has it.
    pub version: &'a IModelRegistry::Version,
}

/// The artifact that the user names is not the version's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("version {version} of model {model} is of the artifact {found}, not of {expected}")]
pub struct OtherArtifact {
    /// The model.
    pub model: u64,
    /// Its version.
    pub version: u32,
    /// What the registry says.
    pub found: B256,
    /// What the user says.
    pub expected: B256,
}

impl Adoption<'_> {
    /// The motion, with `more` after what is said of every adoption. The artifact voted on is the one that the
    /// registry has, which has to be `artifact` where the user names one.
    ///
    /// # Errors
    /// [`OtherArtifact`].
    pub fn motion(
        &self,
        registry: Address,
        artifact: Option<B256>,
        more: Option<&str>,
    ) -> Result<Motion, OtherArtifact> {
        let (model, found) = (self.model, self.version.artifactHash);
        if let Some(expected) = artifact.filter(|expected| *expected != found) {
            return Err(OtherArtifact { model, version: self.number, found, expected });
        }
        let call = IModelRegistry::adoptCall {
            model,
            feature: self.feature,
            version: self.number,
            artifactHash: found,
        };
        Ok(Motion::new(vec![Action::call(registry, &call)], self.description(more)))
    }

    fn description(&self, more: Option<&str>) -> String {
        let Self { model, name, feature, wish, number, version } = self;
        let named = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
        let artifact = match version.artifactHash {
            B256::ZERO => "still to be trained".to_owned(),
            hash => hash.to_string(),
        };
        let policy = &version.policy;
        let [datasets, node, developer, oracles, treasury] =
            [policy.datasets, policy.node, policy.developer, policy.oracles, policy.treasury]
                .map(|parts| share::percent(Ppm(parts)));
        let mut text = format!(
            "# Adopt {} for model {model} ({name}) with version {number}\n\n\
             - Feature: {feature}, proposed by {}, {}\n\
             - Artifact (SHA-256): {artifact}\n\
             - Version's URI: {}\n\
             - Price floor: {} wei per token\n\
             - Attribution method: {}\n\
             - Of each fee: datasets {datasets}, node {node}, developer {developer}, oracles {oracles}, \
             treasury {treasury}\n",
            wish.title,
            wish.proposer,
            match wish.uri.as_str() {
                "" => "discussed nowhere in particular".to_owned(),
                uri => format!("discussed at {uri}"),
            },
            named(&version.uri),
            version.priceFloor,
            version.method
        );
        if let Some(more) = more {
            text.push('\n');
            text.push_str(more.trim());
            text.push('\n');
        }
        text
    }
}
