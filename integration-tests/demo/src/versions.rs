//! Versions of the demo's model, from their proposal to their retirement.

use tributary_client::{abi::IModelRegistry, governance::Action, Signer, Suite, B256};
use tributary_core::{registry::VersionStatus, FeePolicy, Hash, ModelId};

/// The attribution method of every version.
const METHOD: u16 = 1;

/// The steps that a version takes to be live.
const LIFECYCLE: [VersionStatus; 4] =
    [VersionStatus::Approved, VersionStatus::Training, VersionStatus::Evaluated, VersionStatus::Live];

/// What a version promises.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What its answers come from.
    pub artifact: Hash,
    /// How its fees divide.
    pub policy: FeePolicy,
    /// The features that it carries, by number.
    pub features: Vec<u32>,
}

/// Proposes a version, as the model's developer; returns its number.
///
/// # Errors
/// If the chain refuses.
pub async fn propose(suite: &Suite, developer: &Signer, model: ModelId, terms: Terms) -> anyhow::Result<u32> {
    let policy = IModelRegistry::FeePolicy {
        datasets: terms.policy.datasets.0,
        node: terms.policy.node.0,
        developer: terms.policy.developer.0,
        oracles: terms.policy.oracles.0,
        treasury: terms.policy.treasury.0,
    };
    let call = IModelRegistry::proposeVersionCall {
        model: model.0,
        artifactHash: terms.artifact.into(),
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 0,
        method: METHOD,
        policy,
        uri: String::new(),
        features: terms.features,
    };
    let receipt = suite.model_registry.write(developer, call).await?;
    let proposed = receipt.event::<IModelRegistry::VersionProposed>(suite.model_registry.address())?;
    Ok(proposed.version)
}

/// Calls that bring a version, as it stands, from a status to live.
///
/// # Errors
/// If the chain does not answer.
pub async fn steps_to_live(
    suite: &Suite,
    model: ModelId,
    version: u32,
    from: VersionStatus,
) -> anyhow::Result<Vec<Action>> {
    let hash = hash_of(suite, model, version).await?;
    let left = LIFECYCLE.into_iter().filter(|status| *status > from);
    Ok(left.map(|status| step(suite, model, version, hash, status)).collect())
}

/// The call that retires a version.
///
/// # Errors
/// If the chain does not answer.
pub async fn retirement(suite: &Suite, model: ModelId, version: u32) -> anyhow::Result<Action> {
    let hash = hash_of(suite, model, version).await?;
    Ok(step(suite, model, version, hash, VersionStatus::Retired))
}

/// By what a vote names a version as it stands.
async fn hash_of(suite: &Suite, ModelId(model): ModelId, version: u32) -> anyhow::Result<B256> {
    Ok(suite.model_registry.read(IModelRegistry::versionHashCall { model, version }).await?)
}

fn step(
    suite: &Suite,
    ModelId(model): ModelId,
    version: u32,
    version_hash: B256,
    status: VersionStatus,
) -> Action {
    let status = status.number();
    let call = IModelRegistry::setStatusCall { model, version, status, versionHash: version_hash };
    Action::call(suite.model_registry.address(), &call)
}
