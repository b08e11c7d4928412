//! Models as consumers see them.

use alloy_primitives::B256;
use tributary_client::{abi::IModelRegistry, Suite};
use tributary_core::registry::VersionStatus;

use crate::exit::Failure;

/// The newest version of a model that is live at `block`, which is the one that is asked unless another is
/// named.
///
/// # Errors
/// If the model is unknown, none of its versions is live, or the chain does not answer.
pub async fn newest_live(suite: &Suite, model: u64, block: B256) -> anyhow::Result<u32> {
    let registry = &suite.model_registry;
    let versions = registry.read_at(IModelRegistry::modelCall { id: model }, block).await?.versions;
    for version in (1..=versions).rev() {
        let found = registry.read_at(IModelRegistry::versionCall { model, version }, block).await?;
        if found.status == VersionStatus::Live.number() {
            return Ok(version);
        }
    }
    Err(Failure::not_found(format!("no version of model {model} is live")).into())
}
