//! Values that change at blocks and are judged as of a block.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::ids::BlockNumber;

/// Changes in block order; a value holds from its block (inclusive) until the next change. Of two
/// changes in one block the later one holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct History<T>(Vec<(BlockNumber, T)>);

/// A change older than the newest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a change at block {found} cannot follow one at block {newest}")]
pub struct OutOfOrder {
    /// Block of the newest change known.
    pub newest: BlockNumber,
    /// Block of the change offered.
    pub found: BlockNumber,
}

impl<T> History<T> {
    /// A history without any value.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// One value, held from `block` on.
    pub fn since(block: BlockNumber, value: T) -> Self {
        Self(alloc::vec![(block, value)])
    }

    /// Reads changes in block order.
    ///
    /// # Errors
    /// [`OutOfOrder`] at the first that is older than its predecessor.
    pub fn from_changes(changes: impl IntoIterator<Item = (BlockNumber, T)>) -> Result<Self, OutOfOrder> {
        changes.into_iter().try_fold(Self::new(), |mut history, (block, value)| {
            history.change(block, value)?;
            Ok(history)
        })
    }

    /// Adds a change.
    ///
    /// # Errors
    /// [`OutOfOrder`] if it is older than the newest.
    pub fn change(&mut self, block: BlockNumber, value: T) -> Result<(), OutOfOrder> {
        if let Some((newest, _)) = self.0.last() {
            if *newest > block {
                return Err(OutOfOrder { newest: *newest, found: block });
            }
        }
        self.0.push((block, value));
        Ok(())
    }

    /// The value that held at `block`, with the block since which it did.
    pub fn entry_at(&self, block: BlockNumber) -> Option<(BlockNumber, &T)> {
        let after = self.0.partition_point(|(from, _)| *from <= block);
        let index = after.checked_sub(1)?;
        self.0.get(index).map(|(from, value)| (*from, value))
    }

    /// The value that held at `block`.
    pub fn at(&self, block: BlockNumber) -> Option<&T> {
        self.entry_at(block).map(|(_, value)| value)
    }

    /// All changes, oldest first.
    pub fn changes(&self) -> &[(BlockNumber, T)] {
        &self.0
    }
}
