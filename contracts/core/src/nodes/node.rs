//! A GPU node.

use alloc::string::String;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber, Hash, ModelId, NodeId},
    money::Wei,
    nodes::{payable, Bond, BondError, Endpoint, EndpointError},
    splitter::{Change, Entry},
};

/// A node, but for its keys and prices, which have histories of their own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Node {
    /// Its operator and stake.
    pub bond: Bond,
    /// Where it wants what it earns.
    pub payout: Address,
    /// Where it answers.
    pub endpoint: Endpoint,
}

/// What registering a node takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Who registers and stakes.
    pub operator: Address,
    /// What is staked.
    pub stake: Wei,
    /// The ed25519 key that signs its reports.
    pub key: Hash,
    /// Where it answers.
    pub endpoint: String,
    /// Where it wants what it earns.
    pub payout: Address,
    /// The first model that it answers with.
    pub model: ModelId,
    /// What a token of that model costs.
    pub price_per_token: Wei,
}

/// A new node, with what its histories begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The node.
    pub node: Node,
    /// Its first key.
    pub key: KeyChange,
    /// Its price for the model it was registered with.
    pub price: PriceChange,
}

/// A key of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct KeyChange {
    /// The block from which it holds.
    pub from_block: BlockNumber,
    /// The ed25519 public key.
    pub key: Hash,
}

/// A node's price for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PriceChange {
    /// The block from which it holds.
    pub from_block: BlockNumber,
    /// What a token costs.
    pub price_per_token: Wei,
}

impl Entry for KeyChange {
    const PER_PAGE: usize = 11;
}

impl Change for KeyChange {
    fn block(&self) -> BlockNumber {
        self.from_block
    }
}

impl Entry for PriceChange {
    const PER_PAGE: usize = 20;
}

impl Change for PriceChange {
    fn block(&self) -> BlockNumber {
        self.from_block
    }
}

/// What a node is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    /// By its bond.
    #[error(transparent)]
    Bond(#[from] BondError),
    /// The key is zero.
    #[error("{key:02x?} is no key")]
    KeyInvalid {
        /// The key.
        key: Hash,
    },
    /// A node has or had this key.
    #[error("key {key:02x?} belongs to node {node}")]
    KeyTaken {
        /// The key.
        key: Hash,
        /// Whose it is, or once was.
        node: NodeId,
    },
    /// The endpoint is none.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The payout address is zero.
    #[error("the zero address cannot be paid")]
    PayoutZero,
    /// Answers for nothing cannot be accounted for.
    #[error("the price for model {model} is zero")]
    PriceZero {
        /// The model.
        model: ModelId,
    },
}

/// A price from block `now` on that can be accounted for.
fn positive_price(model: ModelId, price_per_token: Wei, now: BlockNumber) -> Result<PriceChange, NodeError> {
    if price_per_token.is_zero() {
        return Err(NodeError::PriceZero { model });
    }
    Ok(PriceChange { from_block: now, price_per_token })
}

/// A key that no node has or had; `holder` is who does.
fn fresh_key(key: Hash, holder: Option<NodeId>) -> Result<Hash, NodeError> {
    if key == Hash::default() {
        return Err(NodeError::KeyInvalid { key });
    }
    match holder {
        Some(node) => Err(NodeError::KeyTaken { key, node }),
        None => Ok(key),
    }
}

impl Node {
    /// Registers a node, active from block `now` on and never without a price; `holder` is whose the key
    /// is or was. Whether the model exists is for its users to know.
    ///
    /// # Errors
    /// [`NodeError`] for a stake below `least`, a key that is zero or taken, no endpoint, no payout, and a
    /// price of nothing.
    pub fn register(
        registration: Registration,
        holder: Option<NodeId>,
        least: Wei,
        now: BlockNumber,
    ) -> Result<Registered, NodeError> {
        let Registration { operator, stake, key, endpoint, payout, model, price_per_token } = registration;
        let bond = Bond::new(operator, stake, least, now)?;
        let key = fresh_key(key, holder)?;
        let node = Self {
            bond,
            endpoint: Endpoint::new(endpoint)?,
            payout: payable(payout).ok_or(NodeError::PayoutZero)?,
        };
        let price = positive_price(model, price_per_token, now)?;
        Ok(Registered { node, key: KeyChange { from_block: now, key }, price })
    }

    /// Signs by another key from block `now` on; `holder` is whose it is or was.
    ///
    /// # Errors
    /// [`NodeError`] for anyone but the operator, unless active, and for a key that is zero or taken.
    pub fn rotate_key(
        &self,
        caller: Address,
        key: Hash,
        holder: Option<NodeId>,
        now: BlockNumber,
    ) -> Result<KeyChange, NodeError> {
        self.bond.ensure_active(caller)?;
        Ok(KeyChange { from_block: now, key: fresh_key(key, holder)? })
    }

    /// Asks another price for a model from block `now` on. Whether the model exists is for its users
    /// to know.
    ///
    /// # Errors
    /// [`NodeError`] for anyone but the operator, unless active, and for nothing.
    pub fn set_price(
        &self,
        caller: Address,
        model: ModelId,
        price_per_token: Wei,
        now: BlockNumber,
    ) -> Result<PriceChange, NodeError> {
        self.bond.ensure_active(caller)?;
        positive_price(model, price_per_token, now)
    }

    /// Answers elsewhere. Possible until it has left: its reports are wanted until they are settled.
    ///
    /// # Errors
    /// [`NodeError`] for anyone but the operator, once left, and for no endpoint.
    pub fn set_endpoint(self, caller: Address, endpoint: String) -> Result<Self, NodeError> {
        self.bond.ensure_staying_or_leaving(caller)?;
        Ok(Self { endpoint: Endpoint::new(endpoint)?, ..self })
    }

    /// Wants its earnings elsewhere. Always possible: earnings outlast the node.
    ///
    /// # Errors
    /// [`NodeError`] for anyone but the operator, and for the zero address.
    pub fn set_payout(self, caller: Address, payout: Address) -> Result<Self, NodeError> {
        self.bond.ensure_operator(caller)?;
        Ok(Self { payout: payable(payout).ok_or(NodeError::PayoutZero)?, ..self })
    }

    /// As [`Bond::add`].
    ///
    /// # Errors
    /// As [`Bond::add`].
    pub fn add_stake(self, caller: Address, amount: Wei) -> Result<Self, BondError> {
        Ok(Self { bond: self.bond.add(caller, amount)?, ..self })
    }

    /// As [`Bond::leave`].
    ///
    /// # Errors
    /// As [`Bond::leave`].
    pub fn leave(self, caller: Address, unbonding: BlockNumber, now: BlockNumber) -> Result<Self, BondError> {
        Ok(Self { bond: self.bond.leave(caller, unbonding, now)?, ..self })
    }

    /// As [`Bond::withdraw`].
    ///
    /// # Errors
    /// As [`Bond::withdraw`].
    pub fn withdraw(self, caller: Address, now: BlockNumber) -> Result<(Self, Wei), BondError> {
        let (bond, stake) = self.bond.withdraw(caller, now)?;
        Ok((Self { bond, ..self }, stake))
    }
}
