//! What stands in the contract's root cell, which every message reads anyway.

use scale::{Decode, Encode};
use tributary_core::{nodes::Params, Address};

/// Owner, parameters and counters.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// Holds the rights that the registry keeps for its owner.
    pub owner: Address,
    /// What registering takes.
    pub params: Params,
    /// How many nodes ever registered; their numbers count from 1.
    pub nodes: u64,
    /// How many oracles ever registered.
    pub oracles: u64,
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for State {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
