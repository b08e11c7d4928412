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

/// What a version derives from; where the ABI says model 0, nothing.
pub fn base(version: &IModelRegistry::Version) -> Option<Base> {
    let base =
        Base { model: ModelId(version.baseModel), version: version.baseVersion, cut: Ppm(version.baseCut) };
    (version.baseModel != 0).then_some(base)
}

/// How a version's fees divide.
pub const fn policy(version: &IModelRegistry::Version) -> FeePolicy {
    let policy = &version.policy;
    FeePolicy {
        datasets: Ppm(policy.datasets),
        node: Ppm(policy.node),
        developer: Ppm(policy.developer),
        oracles: Ppm(policy.oracles),
        treasury: Ppm(policy.treasury),
    }
}

/// The hash of a version that is as `version` says, computed from that, so that it is of nothing else: what
/// `versionHash` of the registry answers.
pub fn version_hash(model: u64, number: u32, version: &IModelRegistry::Version) -> B256 {
    let substance = Substance {
        model: ModelId(model),
        version: number,
        base: base(version),
        price_floor: Wei(version.priceFloor),
        method: version.method,
        policy: policy(version),
        features: &version.features,
        artifact_hash: version.artifactHash.0,
        uri: &version.uri,
    };
    B256::from(substance.hash::<HostHashing>())
}
