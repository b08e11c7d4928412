//! What stands in the contract's root cell, which every message reads anyway.

use scale::{Decode, Encode};
use tributary_core::Address;

/// Owner and counter.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// Adopts features, gives models their stewards, and moves versions along their lifecycle.
    pub owner: Address,
    /// How many models there are; their numbers count from 1.
    pub models: u64,
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for State {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
