//! Versions of models as decisions name them.

use alloy_primitives::B256;
use tributary_core::{
    hashing::HostHashing,
    models::{Base, Substance},
    FeePolicy, ModelId, Ppm, Wei,
};

use crate::abi::IModelRegistry;

#[cfg(test)]
mod tests;

/// The hash of a version that is as `version` says, computed from that, so that it is of nothing else: what
/// `versionHash` of the registry answers.
pub fn version_hash(model: u64, number: u32, version: &IModelRegistry::Version) -> B256 {
    let policy = &version.policy;
    let base =
        Base { model: ModelId(version.baseModel), version: version.baseVersion, cut: Ppm(version.baseCut) };
    let substance = Substance {
        model: ModelId(model),
        version: number,
        base: (version.baseModel != 0).then_some(base),
        price_floor: Wei(version.priceFloor),
        method: version.method,
        policy: FeePolicy {
            datasets: Ppm(policy.datasets),
            node: Ppm(policy.node),
            developer: Ppm(policy.developer),
            oracles: Ppm(policy.oracles),
            treasury: Ppm(policy.treasury),
        },
        features: &version.features,
        artifact_hash: version.artifactHash.0,
        uri: &version.uri,
    };
    B256::from(substance.hash::<HostHashing>())
}
