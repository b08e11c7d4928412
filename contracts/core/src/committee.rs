//! Who signs epochs: n = 3f + 1 oracles, of whom 2f + 1 must sign.

use alloc::{collections::BTreeSet, vec::Vec};

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    hashing::Hashing,
    ids::{Address, Hash},
};

#[cfg(test)]
mod tests;

/// The largest committee.
pub const MAX_COMMITTEE: usize = 16;

/// An ordered committee; a signer's index is its place here.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Committee {
    /// Counts committees of one ledger, starting at 1.
    pub version: u32,
    /// The signing addresses.
    pub members: Vec<Address>,
}

/// What makes a list of addresses no committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitteeError {
    /// Not 3f + 1 members, or more than [`MAX_COMMITTEE`].
    #[error("a committee has 3f+1 members, at most {MAX_COMMITTEE}; found {found}")]
    Size {
        /// How many were given.
        found: u32,
    },
    /// The same member twice.
    #[error("{member} is listed twice")]
    Duplicate {
        /// The member.
        member: Address,
    },
    /// The zero address cannot sign.
    #[error("member {index} is the zero address")]
    Zero {
        /// Its index.
        index: u32,
    },
}

impl Committee {
    /// Checks the members.
    ///
    /// # Errors
    /// [`CommitteeError`] for a wrong size, a duplicate or a zero address.
    pub fn new(version: u32, members: Vec<Address>) -> Result<Self, CommitteeError> {
        let found = u32::try_from(members.len()).unwrap_or(u32::MAX);
        if members.is_empty() || members.len() > MAX_COMMITTEE || members.len() % 3 != 1 {
            return Err(CommitteeError::Size { found });
        }
        let mut seen = BTreeSet::new();
        for (index, member) in (0u32..).zip(&members) {
            if *member == Address::default() {
                return Err(CommitteeError::Zero { index });
            }
            if !seen.insert(*member) {
                return Err(CommitteeError::Duplicate { member: *member });
            }
        }
        Ok(Self { version, members })
    }

    /// Signatures needed: 2f + 1.
    pub fn quorum(&self) -> usize {
        quorum(self.members.len())
    }

    /// `keccak256(SCALE(ledger ‖ version ‖ members))`: binds signatures to this ledger and committee.
    pub fn config_digest<H: Hashing>(&self, ledger: &Address) -> Hash {
        H::keccak256(&(ledger, self).encode())
    }
}

/// 2f + 1 for a committee of `members` = 3f + 1.
pub const fn quorum(members: usize) -> usize {
    members.saturating_sub(1).saturating_div(3).saturating_mul(2).saturating_add(1)
}
