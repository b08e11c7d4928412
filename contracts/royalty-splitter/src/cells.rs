//! Storage cells other than the contract's root.

use scale::Encode;
use tributary_core::{
    ids::{Hash, NodeId},
    Address,
};
pub use tributary_interfaces::cells::{append, clear, history, load, newest, record, store, PageKey};

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Key {
    /// Roles, neighbours and delays.
    #[codec(index = 1)]
    Config,
    /// A payer's account.
    #[codec(index = 2)]
    Payer(Address),
    /// A payer by the order of first deposits.
    #[codec(index = 3)]
    PayerAt(u64),
    /// A page of a payer's standing.
    #[codec(index = 4)]
    Standing(Address, PageKey),
    /// A page of a payer's session keys.
    #[codec(index = 5)]
    SessionKeys(Address, PageKey),
    /// A page of a payer's reserves for a node.
    #[codec(index = 6)]
    Reserves(Address, NodeId, PageKey),
    /// What an account earned.
    #[codec(index = 7)]
    Earnings(Hash),
    /// An account's recipients, and since when.
    #[codec(index = 8)]
    Table(Hash),
    /// What a recipient of an account is owed and drew.
    #[codec(index = 9)]
    Balance(Hash, Address),
    /// Recipients proposed for an account.
    #[codec(index = 10)]
    Proposal(Hash),
    /// The ledger that waits to take office, or lapsed.
    #[codec(index = 11)]
    ScheduledLedger,
    /// A page of the nodes that a payer ever set something aside for.
    #[codec(index = 12)]
    Nodes(Address, PageKey),
}
