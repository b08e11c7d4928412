//! Where everything of a deployment will be.

use tributary_client::{
    abi::constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
    Address, Deployment, B256,
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
            // As pallet-revive derives it: the code and the constructor's input are hashed together.
            let address = deployer.create2_from_code(salt, [code.as_slice(), &arguments].concat());
            Ok(Part { contract, code, arguments, salt, address })
        };
        let governance = part("governance", plan.dao.arguments().encode())?;
        let owner = governance.address;
        let dataset_nft = part("dataset-nft", constructors::dataset_nft(owner))?;
        let node_registry = part(
            "node-registry",
            constructors::node_registry(
                owner,
                plan.min_node_stake,
                plan.min_oracle_stake,
                plan.unbonding_blocks,
            ),
        )?;
        let model_registry = part("model-registry", constructors::model_registry(owner))?;
        let splitter = RoyaltySplitterArguments {
            owner,
            guardian: plan.guardian,
            treasury: plan.treasury.unwrap_or(owner),
            dataset_nft: dataset_nft.address,
            node_registry: node_registry.address,
            model_registry: model_registry.address,
            params: plan.splitter.clone(),
        };
        let royalty_splitter = part("royalty-splitter", splitter.encode())?;
        let ledger = AttributionLedgerArguments {
            owner,
            guardian: plan.guardian,
            splitter: royalty_splitter.address,
            genesis_hash,
            committee: plan.committee.clone(),
            params: plan.ledger.clone(),
        };
        let attribution_ledger = part("attribution-ledger", ledger.encode())?;
        Ok(Self {
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

    /// The addresses as a deployment file has them.
    pub(super) const fn deployment(&self, genesis_hash: B256, deployed_at: u32) -> Deployment {
        Deployment {
            genesis_hash,
            deployed_at,
            governance: self.governance.address,
            dataset_nft: self.dataset_nft.address,
            royalty_splitter: self.royalty_splitter.address,
            attribution_ledger: self.attribution_ledger.address,
            node_registry: self.node_registry.address,
            model_registry: self.model_registry.address,
        }
    }
}
