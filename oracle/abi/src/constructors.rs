//! Constructor arguments, ABI-encoded as an instantiation takes them.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolValue;

use crate::{IAttributionLedger, IGovernance, IRoyaltySplitter};

/// Of the dataset registry.
pub fn dataset_nft(owner: Address) -> Vec<u8> {
    (owner,).abi_encode_params()
}

/// What the royalty splitter is made of.
#[derive(Clone, Debug)]
pub struct RoyaltySplitterArguments {
    /// The role that sets the treasury.
    pub owner: Address,
    /// Who may pause it.
    pub guardian: Address,
    /// Where the treasury's cut goes.
    pub treasury: Address,
    /// The dataset registry.
    pub dataset_nft: Address,
    /// The node registry.
    pub node_registry: Address,
    /// The model registry.
    pub model_registry: Address,
    /// Its delays.
    pub params: IRoyaltySplitter::Params,
}

impl RoyaltySplitterArguments {
    /// As the constructor takes them. The deployer has to call `wire` once.
    pub fn encode(self) -> Vec<u8> {
        let Self { owner, guardian, treasury, dataset_nft, node_registry, model_registry, params } = self;
        (owner, guardian, treasury, dataset_nft, node_registry, model_registry, params).abi_encode_params()
    }
}

/// What the attribution ledger is made of.
#[derive(Clone, Debug)]
pub struct AttributionLedgerArguments {
    /// The role that changes the committee.
    pub owner: Address,
    /// Who may pause it.
    pub guardian: Address,
    /// The splitter it settles on.
    pub splitter: Address,
    /// Hash of the chain's block 0, which signatures are bound to.
    pub genesis_hash: B256,
    /// The first committee, 3f + 1 signing addresses.
    pub committee: Vec<Address>,
    /// Its windows and limits.
    pub params: IAttributionLedger::Params,
}

impl AttributionLedgerArguments {
    /// As the constructor takes them.
    pub fn encode(self) -> Vec<u8> {
        let Self { owner, guardian, splitter, genesis_hash, committee, params } = self;
        (owner, guardian, splitter, genesis_hash, committee, params).abi_encode_params()
    }
}

/// Of the node registry. Stakes in wei.
pub fn node_registry(
    owner: Address,
    min_node_stake: u128,
    min_oracle_stake: u128,
    unbonding_blocks: u32,
) -> Vec<u8> {
    (owner, min_node_stake, min_oracle_stake, unbonding_blocks).abi_encode_params()
}

/// Of the model registry.
pub fn model_registry(owner: Address) -> Vec<u8> {
    (owner,).abi_encode_params()
}

/// What the DAO is made of.
#[derive(Clone, Debug)]
pub struct GovernanceArguments {
    /// Who may veto what is queued; zero: nobody.
    pub guardian: Address,
    /// Its parameters, which votes can change.
    pub params: IGovernance::Params,
    /// The least that a vote can set.
    pub floors: IGovernance::Floors,
    /// How work earns votes at first.
    pub earning: IGovernance::Earning,
    /// Who holds its first votes.
    pub holders: Vec<Address>,
    /// How many each, in the same order.
    pub amounts: Vec<u128>,
}

impl GovernanceArguments {
    /// As the constructor takes them. The deployer has to call `wire` once.
    pub fn encode(self) -> Vec<u8> {
        let Self { guardian, params, floors, earning, holders, amounts } = self;
        (guardian, params, floors, earning, holders, amounts).abi_encode_params()
    }
}
