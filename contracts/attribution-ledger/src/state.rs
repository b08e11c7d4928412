//! What every message needs, in the contract's root cell: read and written anyway, so it costs nothing
//! more.

use scale::{Decode, Encode};
use tributary_core::{
    ids::Hash,
    ledger::{Params, Queue},
    pause::Pause,
    Address, BlockNumber, Domain,
};

use crate::errors::Error;

/// The ledger's state, but for the cells of pending epochs and of committees.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// Schedules committees, appoints the guardian.
    pub owner: Address,
    /// May pause submissions.
    pub guardian: Address,
    /// Where its pause stands.
    pub pause: Pause,
    /// How long a pause lasts, in blocks.
    pub pause_blocks: BlockNumber,
    /// The chain and the splitter.
    pub domain: Domain,
    /// The limits.
    pub params: Params,
    /// What signatures are bound to.
    pub config_digest: Hash,
    /// The epochs.
    pub queue: Queue,
}

impl State {
    /// Passes if `caller` is the owner.
    ///
    /// # Errors
    /// [`Error::NotOwner`] otherwise.
    pub fn ensure_owner(&self, caller: Address) -> Result<(), Error> {
        if caller == self.owner {
            return Ok(());
        }
        Err(Error::NotOwner { caller: crate::abi::to_abi(caller), owner: crate::abi::to_abi(self.owner) })
    }
}

/// One storage cell with a value of the core, which knows nothing of ink!'s storage traits.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Cell<T>(pub T);

#[cfg(feature = "std")]
mod layout {
    use ink::{
        metadata::layout::{Layout, LayoutKey, LeafLayout},
        primitives::Key,
        storage::traits::StorageLayout,
    };
    use scale_info::TypeInfo;

    use super::{Cell, State};

    impl StorageLayout for State {
        fn layout(key: &Key) -> Layout {
            Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
        }
    }

    impl<T: TypeInfo + 'static> StorageLayout for Cell<T> {
        fn layout(key: &Key) -> Layout {
            Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
        }
    }
}
