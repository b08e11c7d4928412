//! Proposing that a model's feature is adopted.

use clap::Args;
use serde_json::Value;
use tributary_cli::{dao::feature::Adoption, exit::Failure};
use tributary_client::{abi::IModelRegistry, B256};

use super::{
    chamber::Chamber,
    propose::{submit, Words},
    Connection,
};

#[derive(Args)]
pub(in crate::command) struct Feature {
    /// The model.
    #[arg(long)]
    model: u64,
    /// The feature, by its number in the model.
    #[arg(long)]
    feature: u32,
    /// The version that is to bring it.
    #[arg(long = "version", value_name = "VERSION", id = "model_version")]
    version: u32,
    /// SHA-256 of the artifact that is meant, in hex: refused if the registry has another for the version.
    #[arg(long, value_name = "HASH")]
    artifact: Option<B256>,
    // A description comes after what is said of every version.
    #[command(flatten)]
    words: Words,
}

impl Feature {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let more = self.words.text()?;
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let registry = chamber.deployment.model_registry;
        let (client, at) = (chamber.dao.client(), Some(chamber.clock.now.block.hash));
        let model = client.read(registry, IModelRegistry::modelCall { id: self.model }, at).await?;
        let call = IModelRegistry::versionCall { model: self.model, version: self.version };
        let version = client.read(registry, call, at).await?;
        let call = IModelRegistry::featureCall { model: self.model, feature: self.feature };
        let wish = client.read(registry, call, at).await?;
        let adoption = Adoption {
            model: self.model,
            name: &model.name,
            feature: self.feature,
            wish: &wish,
            number: self.version,
            version: &version,
        };
        let motion = adoption
            .motion(registry, self.artifact, more.as_deref())
            .map_err(|error| Failure::usage(error.to_string()))?;
        submit(chamber, &signer, motion, self.words.only_me).await
    }
}
