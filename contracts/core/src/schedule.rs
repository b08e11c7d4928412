//! When what an owner scheduled may take office: not before everybody can have left, and not for ever after.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// The blocks in which something scheduled may take office, both ends included.
///
/// It ends because its wait is run once: what could take office at any time after would leave those who come
/// later without any notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Term {
    /// The first block.
    pub from_block: BlockNumber,
    /// The last block.
    pub until_block: BlockNumber,
}

/// Something scheduled is outside its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// Its time has not come.
    #[error("what is scheduled may take office at block {from_block}")]
    NotDue {
        /// The first block at which it may.
        from_block: BlockNumber,
    },
    /// Nobody put it in office in time.
    #[error("what was scheduled lapsed after block {until_block}")]
    Lapsed {
        /// The last block at which it might have been.
        until_block: BlockNumber,
    },
}

impl Term {
    /// Of what is scheduled at block `now` and waits for `wait` blocks: as long again it may take office.
    /// Block numbers end at [`BlockNumber::MAX`], and terms with them.
    pub const fn after(wait: BlockNumber, now: BlockNumber) -> Self {
        let from_block = now.saturating_add(wait);
        Self { from_block, until_block: from_block.saturating_add(wait) }
    }

    /// Passes if it may take office at block `now`.
    ///
    /// # Errors
    /// [`TermError::NotDue`] before the term, [`TermError::Lapsed`] after it.
    pub const fn check(&self, now: BlockNumber) -> Result<(), TermError> {
        if now < self.from_block {
            Err(TermError::NotDue { from_block: self.from_block })
        } else if now > self.until_block {
            Err(TermError::Lapsed { until_block: self.until_block })
        } else {
            Ok(())
        }
    }
}
