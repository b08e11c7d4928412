//! What stands in the contract's root cell, which every message reads.

use scale::{Decode, Encode};
use tributary_core::{Address, DatasetId};

/// The root cell.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// Quarantines and reassigns.
    pub owner: Address,
    /// The newest dataset; their numbers are gap-free from 1.
    pub newest: DatasetId,
}

impl State {
    /// The number of the next dataset.
    pub fn next(&self) -> DatasetId {
        // Nobody pays for 2^64 registrations.
        DatasetId(self.newest.0.saturating_add(1))
    }
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for State {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
