//! Storage cells other than the contract's root.

use scale::Encode;
use tributary_core::{
    ids::{Hash, ModelId, NodeId},
    Address,
};
pub use tributary_interfaces::cells::{append, history, load, newest, record, store, PageKey};

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Key {
    /// A node.
    #[codec(index = 1)]
    Node(NodeId),
    /// Whose a key is, or once was.
    #[codec(index = 2)]
    Holder(Hash),
    /// A page of a node's keys.
    #[codec(index = 3)]
    Keys(NodeId, PageKey),
    /// A page of a node's prices for a model.
    #[codec(index = 4)]
    Prices(NodeId, ModelId, PageKey),
    /// An oracle, by its signer.
    #[codec(index = 5)]
    Oracle(Address),
    /// An oracle's signer, by the order of registration.
    #[codec(index = 6)]
    OracleAt(u64),
    /// A page of the models that a node ever set a price for.
    #[codec(index = 7)]
    Models(NodeId, PageKey),
}
