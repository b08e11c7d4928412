//! Versions of the demo's model, from their proposal to their retirement.

use tributary_client::{abi::IModelRegistry, governance::Action, Signer, Suite};
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
    let left: Vec<_> = LIFECYCLE.into_iter().filter(|status| *status > from).collect();
    steps(suite, model, version, &left).await
}

/// The call that retires a version, in a list.
///
/// # Errors
/// If the chain does not answer.
pub async fn retirement(suite: &Suite, model: ModelId, version: u32) -> anyhow::Result<Vec<Action>> {
    steps(suite, model, version, &[VersionStatus::Retired]).await
}

async fn steps(
    suite: &Suite,
    ModelId(model): ModelId,
    version: u32,
    statuses: &[VersionStatus],
) -> anyhow::Result<Vec<Action>> {
    let registry = &suite.model_registry;
    let hash = registry.read(IModelRegistry::versionHashCall { model, version }).await?;
    let step = |status: &VersionStatus| {
        let status = status.number();
        let call = IModelRegistry::setStatusCall { model, version, status, versionHash: hash };
        Action::call(registry.address(), &call)
    };
    Ok(statuses.iter().map(step).collect())
}
