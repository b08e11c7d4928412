//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, prelude::string::String, sol::FixedBytes};
use tributary_core::{
    ids::{BlockNumber, Hash},
    nodes::{Node, Oracle},
    Address, ModelId, NodeId, Wei,
};
use tributary_interfaces::{event, ToWord, Word};

use crate::abi::{to_abi, Bytes32};

/// A node registered.
#[ink::event]
#[allow(missing_docs)]
pub struct NodeRegistered {
    #[ink(topic)]
    pub node: u64,
    #[ink(topic)]
    pub operator: ink::Address,
    pub key: Bytes32,
    pub endpoint: String,
}

/// A node signs by another key.
#[ink::event]
#[allow(missing_docs)]
pub struct NodeKeyRotated {
    #[ink(topic)]
    pub node: u64,
    pub key: Bytes32,
}

/// A node asks another price.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct NodePriceSet {
    #[ink(topic)]
    pub node: u64,
    #[ink(topic)]
    pub model: u64,
    pub pricePerToken: u128,
}

/// A node answers elsewhere.
#[ink::event]
#[allow(missing_docs)]
pub struct NodeEndpointChanged {
    #[ink(topic)]
    pub node: u64,
    pub endpoint: String,
}

/// A node wants its earnings elsewhere.
#[ink::event]
#[allow(missing_docs)]
pub struct NodePayoutChanged {
    #[ink(topic)]
    pub node: u64,
    #[ink(topic)]
    pub payout: ink::Address,
}

/// A node's stake grew.
#[ink::event]
#[allow(missing_docs)]
pub struct NodeStakeAdded {
    #[ink(topic)]
    pub node: u64,
    pub amount: u128,
}

/// A node is not active any more; its stake is bound until a block.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct NodeLeaving {
    #[ink(topic)]
    pub node: u64,
    pub bondedUntil: u32,
}

/// A node's stake was paid out.
#[ink::event]
#[allow(missing_docs)]
pub struct NodeLeft {
    #[ink(topic)]
    pub node: u64,
    pub stake: u128,
}

/// An oracle registered.
#[ink::event]
#[allow(missing_docs)]
pub struct OracleRegistered {
    #[ink(topic)]
    pub signer: ink::Address,
    #[ink(topic)]
    pub operator: ink::Address,
    pub endpoint: String,
}

/// An oracle answers elsewhere.
#[ink::event]
#[allow(missing_docs)]
pub struct OracleEndpointChanged {
    #[ink(topic)]
    pub signer: ink::Address,
    pub endpoint: String,
}

/// An oracle wants its earnings elsewhere.
#[ink::event]
#[allow(missing_docs)]
pub struct OraclePayoutChanged {
    #[ink(topic)]
    pub signer: ink::Address,
    #[ink(topic)]
    pub payout: ink::Address,
}

/// An oracle is not active any more; its stake is bound until a block.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OracleLeaving {
    #[ink(topic)]
    pub signer: ink::Address,
    pub bondedUntil: u32,
}

/// An oracle's stake was paid out.
#[ink::event]
#[allow(missing_docs)]
pub struct OracleLeft {
    #[ink(topic)]
    pub signer: ink::Address,
    pub stake: u128,
}

/// The owner role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OwnershipTransferred {
    #[ink(topic)]
    pub previousOwner: ink::Address,
    #[ink(topic)]
    pub newOwner: ink::Address,
}

fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits an event whose data is more than words; `topics` are its indexed parameters.
fn emit<E: Event<Sol>>(event: &E, topics: &[Word]) {
    let topics = [&[signature::<E>()], topics].concat();
    event::emit(&topics, &Event::<Sol>::encode_data(event));
}

/// Emits [`NodeRegistered`].
pub fn node_registered(id: NodeId, node: &Node, key: Hash) {
    let operator = node.bond.operator;
    let event = NodeRegistered {
        node: id.0,
        operator: to_abi(operator),
        key: FixedBytes(key),
        endpoint: node.endpoint.clone().into(),
    };
    emit(&event, &[id.to_word(), operator.to_word()]);
}

/// Emits [`NodeKeyRotated`].
pub fn node_key_rotated(node: NodeId, key: Hash) {
    event::emit_words(&[signature::<NodeKeyRotated>(), node.to_word()], &[key]);
}

/// Emits [`NodePriceSet`].
pub fn node_price_set(node: NodeId, model: ModelId, price: Wei) {
    let topics = [signature::<NodePriceSet>(), node.to_word(), model.to_word()];
    event::emit_words(&topics, &[price.to_word()]);
}

/// Emits [`NodeEndpointChanged`].
pub fn node_endpoint_changed(id: NodeId, node: &Node) {
    let event = NodeEndpointChanged { node: id.0, endpoint: node.endpoint.clone().into() };
    emit(&event, &[id.to_word()]);
}

/// Emits [`NodePayoutChanged`].
pub fn node_payout_changed(node: NodeId, payout: Address) {
    event::emit_words(&[signature::<NodePayoutChanged>(), node.to_word(), payout.to_word()], &[]);
}

/// Emits [`NodeStakeAdded`].
pub fn node_stake_added(node: NodeId, amount: Wei) {
    event::emit_words(&[signature::<NodeStakeAdded>(), node.to_word()], &[amount.to_word()]);
}

/// Emits [`NodeLeaving`].
pub fn node_leaving(node: NodeId, bonded_until: BlockNumber) {
    event::emit_words(&[signature::<NodeLeaving>(), node.to_word()], &[bonded_until.to_word()]);
}

/// Emits [`NodeLeft`].
pub fn node_left(node: NodeId, stake: Wei) {
    event::emit_words(&[signature::<NodeLeft>(), node.to_word()], &[stake.to_word()]);
}

/// Emits [`OracleRegistered`].
pub fn oracle_registered(signer: Address, oracle: &Oracle) {
    let operator = oracle.bond.operator;
    let event = OracleRegistered {
        signer: to_abi(signer),
        operator: to_abi(operator),
        endpoint: oracle.endpoint.clone().into(),
    };
    emit(&event, &[signer.to_word(), operator.to_word()]);
}

/// Emits [`OracleEndpointChanged`].
pub fn oracle_endpoint_changed(signer: Address, oracle: &Oracle) {
    let event = OracleEndpointChanged { signer: to_abi(signer), endpoint: oracle.endpoint.clone().into() };
    emit(&event, &[signer.to_word()]);
}

/// Emits [`OraclePayoutChanged`].
pub fn oracle_payout_changed(signer: Address, payout: Address) {
    event::emit_words(&[signature::<OraclePayoutChanged>(), signer.to_word(), payout.to_word()], &[]);
}

/// Emits [`OracleLeaving`].
pub fn oracle_leaving(signer: Address, bonded_until: BlockNumber) {
    event::emit_words(&[signature::<OracleLeaving>(), signer.to_word()], &[bonded_until.to_word()]);
}

/// Emits [`OracleLeft`].
pub fn oracle_left(signer: Address, stake: Wei) {
    event::emit_words(&[signature::<OracleLeft>(), signer.to_word()], &[stake.to_word()]);
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: Address, new: Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}
