//! The structs of the ABI, beside the core's own.

use ink::{prelude::string::String, sol::FixedBytes};
use tributary_core::{ids::Hash, nodes, Address};

/// A word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// `INodeRegistry.Node`; see [`nodes::Node`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Node {
    pub operator: ink::Address,
    pub payout: ink::Address,
    pub stake: u128,
    pub registeredAt: u32,
    pub leavingAt: u32,
    pub status: u8,
    pub key: Bytes32,
    pub endpoint: String,
}

/// `INodeRegistry.KeyChange`; see [`nodes::KeyChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct KeyChange {
    pub fromBlock: u32,
    pub key: Bytes32,
}

/// `INodeRegistry.ActivityChange`; see [`nodes::ActivityChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct ActivityChange {
    pub fromBlock: u32,
    pub active: bool,
}

/// `INodeRegistry.PriceChange`; see [`nodes::PriceChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct PriceChange {
    pub fromBlock: u32,
    pub pricePerToken: u128,
}

/// `INodeRegistry.Oracle`; see [`nodes::Oracle`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Oracle {
    pub operator: ink::Address,
    pub payout: ink::Address,
    pub signer: ink::Address,
    pub stake: u128,
    pub registeredAt: u32,
    pub leavingAt: u32,
    pub status: u8,
    pub endpoint: String,
}

impl Node {
    /// A node with its newest key.
    pub fn new(node: nodes::Node, key: Hash) -> Self {
        let bond = &node.bond;
        Self {
            operator: to_abi(bond.operator),
            payout: to_abi(node.payout),
            stake: bond.stake.0,
            registeredAt: bond.registered_at,
            // No transaction runs in block 0.
            leavingAt: bond.leaving_at().unwrap_or_default(),
            status: bond.standing.number(),
            key: FixedBytes(key),
            endpoint: node.endpoint.into(),
        }
    }
}

impl Oracle {
    /// The oracle of this signer.
    pub fn new(signer: ink::Address, oracle: nodes::Oracle) -> Self {
        let bond = &oracle.bond;
        Self {
            operator: to_abi(bond.operator),
            payout: to_abi(oracle.payout),
            signer,
            stake: bond.stake.0,
            registeredAt: bond.registered_at,
            leavingAt: bond.leaving_at().unwrap_or_default(),
            status: bond.standing.number(),
            endpoint: oracle.endpoint.into(),
        }
    }
}

impl From<nodes::KeyChange> for KeyChange {
    fn from(change: nodes::KeyChange) -> Self {
        Self { fromBlock: change.from_block, key: FixedBytes(change.key) }
    }
}

impl From<nodes::ActivityChange> for ActivityChange {
    fn from(change: nodes::ActivityChange) -> Self {
        Self { fromBlock: change.from_block, active: change.active }
    }
}

impl From<nodes::PriceChange> for PriceChange {
    fn from(change: nodes::PriceChange) -> Self {
        Self { fromBlock: change.from_block, pricePerToken: change.price_per_token.0 }
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
