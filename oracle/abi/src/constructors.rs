//! Constructor arguments, ABI-encoded as an instantiation takes them, and read again.
//!
//! Only what `encode` gives is read, so that no two programs can take the same bytes for different arguments.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolValue;

use crate::{IAttributionLedger, IGovernance, IRoyaltySplitter};

/// Of the dataset registry.
pub fn dataset_nft(owner: Address) -> Vec<u8> {
    (owner,).abi_encode_params()
}

/// The owner in the arguments of the dataset registry or the model registry; `None` if they are none.
pub fn decode_owner(encoded: &[u8]) -> Option<Address> {
    let (owner,) = <(Address,)>::abi_decode_params(encoded).ok()?;
    ((owner,).abi_encode_params() == encoded).then_some(owner)
}

/// What the royalty splitter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// What these arguments say; `None` if [`Self::encode`] gives no such bytes.
    pub fn decode(encoded: &[u8]) -> Option<Self> {
        type Encoded = (Address, Address, Address, Address, Address, Address, IRoyaltySplitter::Params);
        let (owner, guardian, treasury, dataset_nft, node_registry, model_registry, params) =
            Encoded::abi_decode_params(encoded).ok()?;
        let read = Self { owner, guardian, treasury, dataset_nft, node_registry, model_registry, params };
        (read.clone().encode() == encoded).then_some(read)
    }
}

/// What the attribution ledger is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// What these arguments say; `None` if [`Self::encode`] gives no such bytes.
    pub fn decode(encoded: &[u8]) -> Option<Self> {
        type Encoded = (Address, Address, Address, B256, Vec<Address>, IAttributionLedger::Params);
        let (owner, guardian, splitter, genesis_hash, committee, params) =
            Encoded::abi_decode_params(encoded).ok()?;
        let read = Self { owner, guardian, splitter, genesis_hash, committee, params };
        (read.clone().encode() == encoded).then_some(read)
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

/// Owner, least stakes of a node and of an oracle, and unbonding in the arguments of the node registry; `None` if they
/// are none.
pub fn decode_node_registry(encoded: &[u8]) -> Option<(Address, u128, u128, u32)> {
    let (owner, node, oracle, unbonding) = <(Address, u128, u128, u32)>::abi_decode_params(encoded).ok()?;
    (node_registry(owner, node, oracle, unbonding) == encoded).then_some((owner, node, oracle, unbonding))
}

/// Of the model registry.
pub fn model_registry(owner: Address) -> Vec<u8> {
    (owner,).abi_encode_params()
}

/// What the DAO is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// What these arguments say; `None` if [`Self::encode`] gives no such bytes.
    pub fn decode(encoded: &[u8]) -> Option<Self> {
        type Encoded = (
            Address,
            IGovernance::Params,
            IGovernance::Floors,
            IGovernance::Earning,
            Vec<Address>,
            Vec<u128>,
        );
        let (guardian, params, floors, earning, holders, amounts) =
            Encoded::abi_decode_params(encoded).ok()?;
        let read = Self { guardian, params, floors, earning, holders, amounts };
        (read.clone().encode() == encoded).then_some(read)
    }
}

#[cfg(test)]
mod tests;
