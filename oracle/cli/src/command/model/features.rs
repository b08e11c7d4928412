//! Features of a model: what somebody wants it to have.

use clap::Args;
use serde_json::{json, Value};
use tributary_client::{abi::IModelRegistry, Suite};

use super::{show, word, Connection};
use crate::command::words::FEATURE;

#[derive(Args)]
pub(in crate::command) struct Feature {
    /// The model.
    model: u64,
    /// What it is called.
    title: String,
    /// Where it is described and discussed.
    #[arg(long, default_value = "", hide_default_value = true)]
    uri: String,
}

impl Feature {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let Self { model, title, uri } = self;
        let call = IModelRegistry::proposeFeatureCall { model, title, uri };
        let sent = connection.send(|suite| &suite.model_registry, call).await?;
        let registry = sent.connected.suite.model_registry.address();
        let feature = sent.receipt.event::<IModelRegistry::FeatureProposed>(registry)?.feature;
        let mut shown = show(&sent.connected.suite, model).await?;
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("proposed_feature".to_owned(), feature.into());
        }
        Ok(shown)
    }
}

/// How many features a model has, and the newest `most` of them, oldest first.
pub(super) async fn newest(suite: &Suite, model: u64, most: u32) -> anyhow::Result<(u32, Value)> {
    let registry = &suite.model_registry;
    let count = registry.read(IModelRegistry::featureCountCall { model }).await?;
    let numbers = last(count, most);
    let calls = numbers.clone().map(|feature| IModelRegistry::featureCall { model, feature });
    let features = registry.read_many(calls, None).await?;
    Ok((count, numbers.zip(&features).map(|(number, feature)| row(number, feature)).collect()))
}

/// The numbers of the last `most` of `count`, which count from 1.
fn last(count: u32, most: u32) -> impl Iterator<Item = u32> + Clone {
    (count.saturating_sub(most)..count).map(|before| before.saturating_add(1))
}

fn row(number: u32, feature: &IModelRegistry::Feature) -> Value {
    json!({
        "feature": number,
        "title": feature.title,
        "status": word(&FEATURE, feature.status),
        "version": (feature.version != 0).then_some(feature.version),
        "proposer": feature.proposer,
        "created_at_block": feature.createdAt,
        "uri": feature.uri,
    })
}

#[cfg(test)]
mod tests;
