//! Where everything of a deployment will be.

use tributary_client::{
    abi::constructors, Address, Bytes, ConstructorArguments, Deployment, Making, Origin, B256,
};

use super::{Artifacts, Plan};

/// One contract to be.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its name in artifacts and messages.
    pub(super) contract: &'static str,
    /// Its PolkaVM blob.
    pub(super) code: Vec<u8>,
    /// ABI-encoded constructor arguments.
    pub(super) arguments: Vec<u8>,
    /// What its address is derived with.
    pub(super) salt: B256,
    /// Where it will be.
    pub(super) address: Address,
}

/// The contracts, in the order in which they have to be made.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    deployer: Address,
    salt: B256,
    governance: Part,
    dataset_nft: Part,
    node_registry: Part,
    model_registry: Part,
    royalty_splitter: Part,
    attribution_ledger: Part,
}

impl Layout {
    /// Derives every address.
    pub(super) fn of(
        genesis_hash: B256,
        deployer: Address,
        salt: B256,
        artifacts: &Artifacts,
        plan: &Plan,
    ) -> anyhow::Result<Self> {
        let part = |contract: &'static str, arguments: Vec<u8>| -> anyhow::Result<Part> {
            let code = artifacts.code(contract)?;
            let made = Making { deployer, salt, arguments: Bytes::copy_from_slice(&arguments) };
            let address = made.address(&code);
            Ok(Part { contract, code, arguments, salt, address })
        };
        let governance = part("governance", plan.dao.arguments().encode())?;
        let owner = governance.address;
        let dataset_nft = part("dataset-nft", constructors::dataset_nft(owner))?;
        let node_registry = part("node-registry", plan.node_registry(owner))?;
        let model_registry = part("model-registry", constructors::model_registry(owner))?;
        let registries = [dataset_nft.address, node_registry.address, model_registry.address];
        let royalty_splitter = part("royalty-splitter", plan.royalty_splitter(owner, registries).encode())?;
        let ledger = plan.attribution_ledger(owner, royalty_splitter.address, genesis_hash);
        let attribution_ledger = part("attribution-ledger", ledger.encode())?;
        Ok(Self {
            deployer,
            salt,
            governance,
            dataset_nft,
            node_registry,
            model_registry,
            royalty_splitter,
            attribution_ledger,
        })
    }

    /// In the order in which they have to be made.
    pub(super) const fn parts(&self) -> [&Part; 6] {
        [
            &self.governance,
            &self.dataset_nft,
            &self.node_registry,
            &self.model_registry,
            &self.royalty_splitter,
            &self.attribution_ledger,
        ]
    }

    pub(super) const fn governance(&self) -> Address {
        self.governance.address
    }

    pub(super) const fn royalty_splitter(&self) -> Address {
        self.royalty_splitter.address
    }

    pub(super) const fn attribution_ledger(&self) -> Address {
        self.attribution_ledger.address
    }

    /// The addresses as a deployment file has them, and how they came about.
    pub(super) fn deployment(&self, genesis_hash: B256, deployed_at: u32) -> Deployment {
        Deployment {
            genesis_hash,
            deployed_at,
            governance: self.governance.address,
            dataset_nft: self.dataset_nft.address,
            royalty_splitter: self.royalty_splitter.address,
            attribution_ledger: self.attribution_ledger.address,
            node_registry: self.node_registry.address,
            model_registry: self.model_registry.address,
            origin: Origin {
                deployer: self.deployer,
                salt: self.salt,
                arguments: self.arguments(),
                later_ledgers: Vec::new(),
            },
        }
    }

    fn arguments(&self) -> ConstructorArguments {
        let of = |part: &Part| Bytes::copy_from_slice(&part.arguments);
        ConstructorArguments {
            governance: of(&self.governance),
            dataset_nft: of(&self.dataset_nft),
            royalty_splitter: of(&self.royalty_splitter),
            attribution_ledger: of(&self.attribution_ledger),
            node_registry: of(&self.node_registry),
            model_registry: of(&self.model_registry),
        }
    }
}
