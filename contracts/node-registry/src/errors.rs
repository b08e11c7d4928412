//! The custom errors of the ABI, made from the core's typed ones.

use ink::{sol::FixedBytes, Address, U256};
use tributary_core::{
    nodes::{BondError, ConsentError, EndpointError, NodeError, OracleError, ParamError},
    ownership::OwnershipError,
    splitter::{TooManyChanges, TooManyEntries},
    MoneyError, NodeId,
};

use crate::abi::{to_abi, Bytes32};

/// What a call was refused for; `INodeRegistry` and `IOwned` say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::error]
#[allow(non_snake_case, missing_docs)]
pub enum Error {
    NotOwner { caller: Address, owner: Address },
    ZeroAddress,
    StakeTooLow { found: u128, least: u128 },
    AmountTooLarge { found: U256, most: u128 },
    KeyInvalid { key: Bytes32 },
    KeyTaken { key: Bytes32, node: u64 },
    EndpointInvalid { length: u32 },
    UnknownNode { node: u64 },
    UnknownOracle { signer: Address },
    NotOperator { caller: Address, operator: Address },
    NotActive { node: u64, status: u8 },
    NotLeaving { node: u64, status: u8 },
    OracleNotActive { signer: Address, status: u8 },
    OracleNotLeaving { signer: Address, status: u8 },
    SignerTaken { signer: Address },
    SignatureMalformed { length: u32 },
    SignatureNotCanonical { v: u8, s: Bytes32 },
    WrongSigner { expected: Address, found: Address },
    StillBonded { untilBlock: u32 },
    NothingStaked { node: u64 },
    PriceZero { model: u64 },
    TooManyChanges { most: u32 },
    TooManyModels { most: u32 },
    TransferFailed { to: Address, amount: u128 },
    ParamOutOfBounds { param: u8, found: u128, least: u128, most: u128 },
}

impl Error {
    /// A stake of more wei than any chain has.
    pub const fn too_large(found: U256) -> Self {
        Self::AmountTooLarge { found, most: u128::MAX }
    }

    /// A price for one model more than a node has room for.
    pub const fn too_many_models(full: TooManyEntries) -> Self {
        Self::TooManyModels { most: full.most }
    }

    /// A change of `node` that is refused.
    pub fn node(node: NodeId, error: impl Into<NodeError>) -> Self {
        match error.into() {
            NodeError::Bond(error) => {
                let not_active = |status| Self::NotActive { node: node.0, status };
                let not_leaving = |status| Self::NotLeaving { node: node.0, status };
                Self::bond(error, not_active, not_leaving, || Self::NothingStaked { node: node.0 })
            }
            NodeError::KeyInvalid { key } => Self::KeyInvalid { key: FixedBytes(key) },
            NodeError::KeyTaken { key, node } => Self::KeyTaken { key: FixedBytes(key), node: node.0 },
            NodeError::Endpoint(error) => error.into(),
            NodeError::PayoutZero => Self::ZeroAddress,
            NodeError::PriceZero { model } => Self::PriceZero { model: model.0 },
        }
    }

    /// A change of the oracle of `signer` that is refused.
    pub fn oracle(signer: Address, error: impl Into<OracleError>) -> Self {
        match error.into() {
            OracleError::Bond(error) => {
                let not_active = |status| Self::OracleNotActive { signer, status };
                let not_leaving = |status| Self::OracleNotLeaving { signer, status };
                // No message adds to an oracle's stake.
                Self::bond(error, not_active, not_leaving, || Self::UnknownOracle { signer })
            }
            OracleError::SignerTaken { signer } => Self::SignerTaken { signer: to_abi(signer) },
            OracleError::Endpoint(error) => error.into(),
            OracleError::PayoutZero => Self::ZeroAddress,
        }
    }

    fn bond(
        error: BondError,
        not_active: impl FnOnce(u8) -> Self,
        not_leaving: impl FnOnce(u8) -> Self,
        nothing_staked: impl FnOnce() -> Self,
    ) -> Self {
        match error {
            BondError::StakeTooLow { found, least } => Self::StakeTooLow { found: found.0, least: least.0 },
            BondError::NothingStaked => nothing_staked(),
            BondError::NotOperator { caller, operator } => {
                Self::NotOperator { caller: to_abi(caller), operator: to_abi(operator) }
            }
            BondError::NotActive { status } => not_active(status),
            BondError::NotLeaving { status } => not_leaving(status),
            BondError::StillBonded { until } => Self::StillBonded { untilBlock: until },
            // Stakes are only ever added to, or paid out whole.
            BondError::Money(MoneyError::Overflow { left, right } | MoneyError::Negative { left, right }) => {
                Self::too_large(U256::from(left).saturating_add(U256::from(right)))
            }
        }
    }
}

impl From<OwnershipError> for Error {
    fn from(error: OwnershipError) -> Self {
        match error {
            OwnershipError::NotOwner { caller, owner } => {
                Self::NotOwner { caller: to_abi(caller), owner: to_abi(owner) }
            }
            OwnershipError::ZeroAddress => Self::ZeroAddress,
        }
    }
}

impl From<ConsentError> for Error {
    fn from(error: ConsentError) -> Self {
        match error {
            ConsentError::Malformed { length } => Self::SignatureMalformed { length },
            ConsentError::NotCanonical { v, s } => Self::SignatureNotCanonical { v, s: FixedBytes(s) },
            ConsentError::WrongSigner { expected, found } => {
                Self::WrongSigner { expected: to_abi(expected), found: to_abi(found) }
            }
        }
    }
}

impl From<EndpointError> for Error {
    fn from(error: EndpointError) -> Self {
        Self::EndpointInvalid { length: error.length }
    }
}

impl From<TooManyChanges> for Error {
    fn from(error: TooManyChanges) -> Self {
        Self::TooManyChanges { most: error.most }
    }
}

impl From<ParamError> for Error {
    fn from(error: ParamError) -> Self {
        let ParamError { param, found, least, most } = error;
        Self::ParamOutOfBounds { param, found, least, most }
    }
}
