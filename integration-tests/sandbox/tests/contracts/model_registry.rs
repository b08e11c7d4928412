//! The model registry.

mod adoption;
mod artifacts;
mod bases;
mod carried;
mod features;
mod lifecycle;
mod models;
mod naming;
mod stewards;
mod terms;
mod versions;

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::IModelRegistry::{
        self, adoptCall, featureCall, modelCall, proposeFeatureCall, proposeVersionCall, registerModelCall,
        setStatusCall, setStewardCall, statusChangesCall, versionCall, versionHashCall, withdrawFeatureCall,
        Feature, FeePolicy, Model, Version,
    },
    constructors, Actor, Contract, ModelRegistry, Sandbox,
};

/// A version's statuses, by the contract's numbers.
const PROPOSED: u8 = 1;
const APPROVED: u8 = 2;
const TRAINING: u8 = 3;
const EVALUATED: u8 = 4;
const LIVE: u8 = 5;
const RETIRED: u8 = 6;

/// What a version of these tests has for an artifact.
const ARTIFACT: B256 = B256::repeat_byte(0xa1);

struct Registry {
    sandbox: Sandbox,
    /// Moves statuses.
    owner: Actor,
    contract: Contract<ModelRegistry>,
}

impl Registry {
    fn deploy() -> Self {
        let sandbox = Sandbox::new();
        let owner = sandbox.actor("owner");
        let contract =
            Contract::deploy(&sandbox, &owner, &constructors::model_registry(owner.address())).ok().value;
        Self { sandbox, owner, contract }
    }

    /// A registry with model 1 of this developer.
    fn with_model_of(name: &str) -> (Self, Actor) {
        let registry = Self::deploy();
        let developer = registry.actor(name);
        assert_eq!(registry.register(&developer, "Base"), 1);
        (registry, developer)
    }

    /// A registry with version 1 of model 1 of this developer, proposed in block 1.
    fn with_version_of(name: &str) -> (Self, Actor) {
        let (registry, developer) = Self::with_model_of(name);
        assert_eq!(registry.propose(&developer, proposal(1)), 1);
        (registry, developer)
    }

    fn actor(&self, name: &str) -> Actor {
        self.sandbox.actor(name)
    }

    /// Registers a model of the developer's own.
    #[track_caller]
    fn register(&self, developer: &Actor, name: &str) -> u64 {
        let call = registerModelCall { name: name.into(), developer: developer.address() };
        self.contract.call(developer, call, 0).ok().value
    }

    #[track_caller]
    fn propose(&self, developer: &Actor, proposal: proposeVersionCall) -> u32 {
        self.contract.call(developer, proposal, 0).ok().value
    }

    /// Proposes a feature of model 1.
    #[track_caller]
    fn wish(&self, proposer: &Actor, title: &str) -> u32 {
        let call = proposeFeatureCall { model: 1, title: title.into(), uri: "ipfs://talk".into() };
        self.contract.call(proposer, call, 0).ok().value
    }

    /// Gives up a feature of model 1.
    #[track_caller]
    fn withdraw(&self, caller: &Actor, feature: u32) {
        self.contract.call(caller, withdrawFeatureCall { model: 1, feature }, 0).ok();
    }

    /// Makes somebody the steward of model 1, as the owner.
    #[track_caller]
    fn appoint(&self, steward: Address) {
        self.contract.call(&self.owner, setStewardCall { model: 1, steward }, 0).ok();
    }

    /// What names a version as it stands.
    #[track_caller]
    fn hash(&self, model: u64, version: u32) -> B256 {
        self.contract.view(versionHashCall { model, version })
    }

    /// A step of a version as it stands.
    #[track_caller]
    fn step(&self, model: u64, version: u32, status: u8) -> setStatusCall {
        setStatusCall { model, version, status, versionHash: self.hash(model, version) }
    }

    /// A step of version 1 of model 1, as it stands.
    #[track_caller]
    fn to(&self, status: u8) -> setStatusCall {
        self.step(1, 1, status)
    }

    /// The adoption of a feature of model 1 with a version as it stands.
    #[track_caller]
    fn adopt(&self, feature: u32, version: u32) -> adoptCall {
        adoptCall { model: 1, feature, version, versionHash: self.hash(1, version) }
    }

    /// Moves version 1 of model 1, as the owner.
    #[track_caller]
    fn set_status(&self, status: u8) {
        self.contract.call(&self.owner, self.to(status), 0).ok();
    }

    #[track_caller]
    fn model(&self, id: u64) -> Model {
        self.contract.view(modelCall { id })
    }

    /// A feature of model 1.
    #[track_caller]
    fn feature(&self, feature: u32) -> Feature {
        self.contract.view(featureCall { model: 1, feature })
    }

    /// Where a feature of model 1 stands, and the version that it is pinned to.
    #[track_caller]
    fn standing(&self, feature: u32) -> (u8, u32) {
        let feature = self.feature(feature);
        (feature.status, feature.version)
    }

    #[track_caller]
    fn version(&self, model: u64, version: u32) -> Version {
        self.contract.view(versionCall { model, version })
    }

    #[track_caller]
    fn statuses(&self, model: u64, version: u32) -> Vec<(u32, u8)> {
        let changes = self.contract.view(statusChangesCall { model, version });
        changes.into_iter().map(|change| (change.fromBlock, change.status)).collect()
    }
}

fn policy() -> FeePolicy {
    FeePolicy { datasets: 500_000, node: 300_000, developer: 100_000, oracles: 60_000, treasury: 40_000 }
}

/// A version without a base.
fn proposal(model: u64) -> proposeVersionCall {
    proposeVersionCall {
        model,
        artifactHash: ARTIFACT,
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 2_000_000_000,
        method: 1,
        policy: policy(),
        uri: "ipfs://model-card".into(),
        features: Vec::new(),
    }
}

/// A version of model 1 with these features.
fn carrying(features: &[u32]) -> proposeVersionCall {
    proposeVersionCall { features: features.to_vec(), ..proposal(1) }
}

/// A version of model 1 that is still to be trained.
fn untrained() -> proposeVersionCall {
    proposeVersionCall { artifactHash: B256::ZERO, ..proposal(1) }
}

/// A version that derives from this one, whose developer gets this cut.
fn derived(model: u64, base: (u64, u32), cut: u32) -> proposeVersionCall {
    proposeVersionCall { baseModel: base.0, baseVersion: base.1, baseCut: cut, ..proposal(model) }
}

fn unknown_model(model: u64) -> IModelRegistry::UnknownModel {
    IModelRegistry::UnknownModel { model }
}

fn unknown_version(model: u64, version: u32) -> IModelRegistry::UnknownVersion {
    IModelRegistry::UnknownVersion { model, version }
}

fn unknown_feature(model: u64, feature: u32) -> IModelRegistry::UnknownFeature {
    IModelRegistry::UnknownFeature { model, feature }
}
