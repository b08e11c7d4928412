//! What payers' histories hold.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{BlockNumber, Hash},
    money::Wei,
    splitter::{Change, Entry},
};

/// A session key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct KeyChange {
    /// The block from which it holds.
    pub from_block: BlockNumber,
    /// The ed25519 public key.
    pub key: Hash,
}

/// A payer's reserve for one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ReserveChange {
    /// The block from which it holds.
    pub from_block: BlockNumber,
    /// The generation it belongs to; it dies with it.
    pub generation: u32,
    /// Everything set aside for the node in this generation, in wei.
    pub total: Wei,
}

/// Whether a payer's vouchers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StandingChange {
    /// The block from which it holds. With `open` false it is that of the exit request: an anchor
    /// there or later no longer counts, an earlier one does.
    pub from_block: BlockNumber,
    /// Counts the payer's exits.
    pub generation: u32,
    /// False once an exit was requested.
    pub open: bool,
}

impl Entry for KeyChange {
    const PER_PAGE: usize = 11;
}

impl Change for KeyChange {
    fn block(&self) -> BlockNumber {
        self.from_block
    }
}

impl Entry for ReserveChange {
    const PER_PAGE: usize = 16;
}

impl Change for ReserveChange {
    fn block(&self) -> BlockNumber {
        self.from_block
    }
}

impl Entry for StandingChange {
    const PER_PAGE: usize = 45;
}

impl Change for StandingChange {
    fn block(&self) -> BlockNumber {
        self.from_block
    }
}
