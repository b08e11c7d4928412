//! Proposing a version of a model.

use clap::Args;
use serde_json::Value;
use tributary_cli::{amount, exit::Failure, share};
use tributary_client::{abi::IModelRegistry, B256};
use tributary_core::{models::KNOWN_METHOD, FeePolicy, Ppm, Wei};

use super::{show, Connection};

#[derive(Args)]
pub(in crate::command) struct Propose {
    /// The model.
    model: u64,
    /// SHA-256 of the artifact, in hex; absent where it is still to be trained.
    #[arg(long, value_name = "HASH")]
    artifact: Option<B256>,
    /// Features of the model that it carries, by their numbers.
    #[arg(long = "feature", value_name = "NUMBER", value_delimiter = ',')]
    features: Vec<u32>,
    /// Where the artifact or its description is.
    #[arg(long, default_value = "", hide_default_value = true)]
    uri: String,
    /// The least price per token.
    #[arg(long, value_name = "AMOUNT", default_value = "0", value_parser = amount::parse)]
    price_floor: Wei,
    /// What it derives from, with what the base's developer gets of this one's developer's cut, as
    /// MODEL.VERSION=SHARE, such as 3.1=20%.
    #[arg(long, value_name = "MODEL.VERSION=SHARE", value_parser = base)]
    base: Option<((u64, u32), Ppm)>,
    /// The attribution method of its reports.
    #[arg(long, value_name = "NUMBER", default_value_t = KNOWN_METHOD)]
    method: u16,
    #[command(flatten, next_help_heading = "How each fee divides; together all of it")]
    policy: Policy,
}

#[derive(Args)]
struct Policy {
    /// To the datasets that shaped an answer.
    #[arg(long, value_name = "SHARE", default_value = "60%", value_parser = share::parse)]
    datasets: Ppm,
    /// To the node that answered.
    #[arg(long, value_name = "SHARE", default_value = "25%", value_parser = share::parse)]
    node: Ppm,
    /// To the developer, with what the datasets' shares leave.
    #[arg(long, value_name = "SHARE", default_value = "8%", value_parser = share::parse)]
    developer: Ppm,
    /// To the committee, in equal parts.
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = share::parse)]
    oracles: Ppm,
    /// To the treasury, with every rounding remainder.
    #[arg(long, value_name = "SHARE", default_value = "2%", value_parser = share::parse)]
    treasury: Ppm,
}

fn base(text: &str) -> Result<((u64, u32), Ppm), String> {
    share::parse_of(text, |base| {
        let parts = base
            .split_once('.')
            .and_then(|(model, version)| Some((model.parse().ok()?, version.parse().ok()?)));
        parts.ok_or_else(|| format!("{base:?} is no model and version, such as 3.1"))
    })
}

/// Each number once, in the order that the registry wants.
fn ascending(mut features: Vec<u32>) -> Vec<u32> {
    features.sort_unstable();
    features.dedup();
    features
}

impl Policy {
    fn checked(&self) -> Result<IModelRegistry::FeePolicy, Failure> {
        let Self { datasets, node, developer, oracles, treasury } = *self;
        let policy = FeePolicy { datasets, node, developer, oracles, treasury };
        policy.validate().map_err(|error| Failure::usage(error.to_string()))?;
        Ok(IModelRegistry::FeePolicy {
            datasets: datasets.0,
            node: node.0,
            developer: developer.0,
            oracles: oracles.0,
            treasury: treasury.0,
        })
    }
}

impl Propose {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let ((base_model, base_version), base_cut) = self.base.unwrap_or_default();
        let call = IModelRegistry::proposeVersionCall {
            model: self.model,
            artifactHash: self.artifact.unwrap_or_default(),
            baseModel: base_model,
            baseVersion: base_version,
            baseCut: base_cut.0,
            priceFloor: self.price_floor.0,
            method: self.method,
            policy: self.policy.checked()?,
            uri: self.uri,
            features: ascending(self.features),
        };
        let sent = connection.send(|suite| &suite.model_registry, call).await?;
        let registry = sent.connected.suite.model_registry.address();
        let version = sent.receipt.event::<IModelRegistry::VersionProposed>(registry)?.version;
        let mut shown = show(&sent.connected.suite, self.model).await?;
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("proposed_version".to_owned(), version.into());
        }
        Ok(shown)
    }
}

#[cfg(test)]
mod tests;
