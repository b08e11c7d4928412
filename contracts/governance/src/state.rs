//! What stands in the contract's root cell, which every message reads.

use ink::env;
use scale::{Decode, Encode};
use tributary_core::{
    governance::{token::Supply, Params, ProposalId, Trace},
    Address,
};

/// The quorum's numerators, in ppm, by the block from which each holds.
pub type Quorums = Trace<3, 2>;

/// The cell's key, as ink! reads it.
const ROOT: u32 = 0;

/// The root cell.
#[derive(Clone, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// What the DAO set.
    pub params: Params,
    /// Who may veto; zero: nobody.
    pub guardian: Address,
    /// The token's supply and what it was.
    pub supply: Supply,
    /// The quorum's numerator and what it was.
    pub quorums: Quorums,
    /// How many proposals there are; each one's number is how many there were before.
    pub proposals: u32,
    /// The newest proposal; zero if there is none.
    pub latest: ProposalId,
}

impl State {
    /// Before anybody holds anything.
    pub fn new(params: Params, guardian: Address) -> Self {
        Self {
            params,
            guardian,
            supply: Supply::default(),
            quorums: Quorums::default(),
            proposals: 0,
            latest: ProposalId::default(),
        }
    }

    /// Stores the root cell. Messages end before ink! would, and most leave it as it was.
    pub fn store(&self) {
        env::set_contract_storage(&ROOT, self);
    }
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for State {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
