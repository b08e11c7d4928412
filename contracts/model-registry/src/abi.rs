//! The structs of the ABI, beside the core's own.

use ink::{
    prelude::{string::String, vec::Vec},
    sol::FixedBytes,
};
use tributary_core::{models, policy, Address, ModelId, Ppm};

/// A word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// `IModelRegistry.FeePolicy`; see [`policy::FeePolicy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(missing_docs)]
pub struct FeePolicy {
    pub datasets: u32,
    pub node: u32,
    pub developer: u32,
    pub oracles: u32,
    pub treasury: u32,
}

/// `IModelRegistry.Model`; see [`models::Model`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Model {
    pub name: String,
    pub developer: ink::Address,
    pub versions: u32,
    pub createdAt: u32,
}

/// `IModelRegistry.Version`; see [`models::Version`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Version {
    pub artifactHash: Bytes32,
    pub baseModel: u64,
    pub baseVersion: u32,
    pub baseCut: u32,
    pub priceFloor: u128,
    pub method: u16,
    pub policy: FeePolicy,
    pub uri: String,
    pub features: Vec<u32>,
    pub createdAt: u32,
    pub status: u8,
}

/// `IModelRegistry.Feature`; see [`models::Feature`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Feature {
    pub proposer: ink::Address,
    pub title: String,
    pub uri: String,
    pub status: u8,
    pub version: u32,
    pub createdAt: u32,
}

/// `IModelRegistry.StatusChange`; see [`models::StatusChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct StatusChange {
    pub fromBlock: u32,
    pub status: u8,
}

impl From<FeePolicy> for policy::FeePolicy {
    fn from(policy: FeePolicy) -> Self {
        Self {
            datasets: Ppm(policy.datasets),
            node: Ppm(policy.node),
            developer: Ppm(policy.developer),
            oracles: Ppm(policy.oracles),
            treasury: Ppm(policy.treasury),
        }
    }
}

impl From<policy::FeePolicy> for FeePolicy {
    fn from(policy: policy::FeePolicy) -> Self {
        Self {
            datasets: policy.datasets.0,
            node: policy.node.0,
            developer: policy.developer.0,
            oracles: policy.oracles.0,
            treasury: policy.treasury.0,
        }
    }
}

impl From<models::Model> for Model {
    fn from(model: models::Model) -> Self {
        Self {
            name: model.name,
            developer: to_abi(model.developer),
            versions: model.versions,
            createdAt: model.created_at,
        }
    }
}

impl From<&models::Version> for Version {
    fn from(version: &models::Version) -> Self {
        let terms = version.terms();
        let (base_model, base_version, base_cut) =
            terms.base.map_or((ModelId(0), 0, Ppm(0)), |base| (base.model, base.version, base.cut));
        Self {
            artifactHash: FixedBytes(version.artifact_hash()),
            baseModel: base_model.0,
            baseVersion: base_version,
            baseCut: base_cut.0,
            priceFloor: terms.price_floor.0,
            method: terms.method,
            policy: terms.policy.into(),
            uri: version.uri().into(),
            features: terms.features.numbers().into(),
            createdAt: version.created_at(),
            status: version.status().number(),
        }
    }
}

impl From<models::Feature> for Feature {
    fn from(feature: models::Feature) -> Self {
        Self {
            proposer: to_abi(feature.proposer),
            title: feature.title,
            uri: feature.uri,
            status: feature.status.number(),
            version: feature.status.version(),
            createdAt: feature.created_at,
        }
    }
}

impl From<&models::StatusChange> for StatusChange {
    fn from(change: &models::StatusChange) -> Self {
        Self { fromBlock: change.from_block, status: change.status.number() }
    }
}

/// The core's form of an address.
pub fn from_abi(address: ink::Address) -> Address {
    Address(address.0)
}

/// The ABI's form of an address.
pub fn to_abi(address: Address) -> ink::Address {
    ink::Address::from(address.0)
}
