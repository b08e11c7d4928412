//! Adopting a model's feature by vote: the proposal ends in a call of the model registry that names the version by
//! the hash of what was voted on.

use tributary_client::{
    abi::IModelRegistry,
    governance::{Action, Motion},
    version_hash, Address, B256,
};

use super::decision::terms;

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
    /// The motion, with `more` after what is said of every adoption. The version voted on is the one that the
    /// registry has, whose artifact has to be `artifact` where the user names one.
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
            versionHash: self.hash(),
        };
        Ok(Motion::new(vec![Action::call(registry, &call)], self.description(more)))
    }

    fn hash(&self) -> B256 {
        version_hash(self.model, self.number, self.version)
    }

    fn description(&self, more: Option<&str>) -> String {
        let Self { model, name, feature, wish, number, version } = self;
        let mut text = format!(
            "# Adopt {} for model {model} ({name}) with version {number}\n\n\
             - Feature: {feature}, proposed by {}, {}\n",
            wish.title,
            wish.proposer,
            match wish.uri.as_str() {
                "" => "discussed nowhere in particular".to_owned(),
                uri => format!("discussed at {uri}"),
            },
        );
        let hash = [("Version's hash", self.hash().to_string())];
        for (name, value) in terms(version).into_iter().chain(hash) {
            text.push_str(&format!("- {name}: {value}\n"));
        }
        if let Some(more) = more {
            text.push('\n');
            text.push_str(more.trim());
            text.push('\n');
        }
        text
    }
}
