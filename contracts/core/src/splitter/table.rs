//! Who shares an account's royalties.

use alloc::vec::Vec;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{ids::Address, money::Wei, ppm::Ppm};

/// The most recipients; their table fits one storage cell.
pub const MAX_RECIPIENTS: usize = 16;

/// One who shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Recipient {
    /// Who.
    pub address: Address,
    /// How much; never zero.
    pub share: Ppm,
}

/// Distinct recipients whose shares make the whole.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Table(Vec<Recipient>);

/// What makes lists of addresses and shares no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nobody.
    #[error("there is no recipient")]
    Empty,
    /// Too many.
    #[error("{found} recipients, at most {MAX_RECIPIENTS}")]
    TooMany {
        /// How many.
        found: u32,
    },
    /// Lists of different lengths.
    #[error("{addresses} addresses with {shares} shares")]
    Mismatch {
        /// How many addresses.
        addresses: u32,
        /// How many shares.
        shares: u32,
    },
    /// The zero address.
    #[error("recipient {index} is the zero address")]
    Zero {
        /// Its place.
        index: u32,
    },
    /// The same recipient twice.
    #[error("{address} is listed twice")]
    Duplicate {
        /// The recipient.
        address: Address,
    },
    /// A share of nothing.
    #[error("{address} has a share of zero")]
    ShareZero {
        /// The recipient.
        address: Address,
    },
    /// Shares that do not make the whole.
    #[error("the shares add up to {found} ppm, not 1000000")]
    Unbalanced {
        /// What they add up to.
        found: u64,
    },
}

impl Table {
    /// Checks a table.
    ///
    /// # Errors
    /// [`TableError`] naming the first rule broken.
    pub fn new(addresses: &[Address], shares: &[Ppm]) -> Result<Self, TableError> {
        let length = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        if addresses.len() != shares.len() {
            let (addresses, shares) = (length(addresses.len()), length(shares.len()));
            return Err(TableError::Mismatch { addresses, shares });
        }
        if addresses.is_empty() {
            return Err(TableError::Empty);
        }
        if addresses.len() > MAX_RECIPIENTS {
            return Err(TableError::TooMany { found: length(addresses.len()) });
        }
        for (index, (address, share)) in (0usize..).zip(addresses.iter().zip(shares)) {
            if *address == Address::default() {
                return Err(TableError::Zero { index: length(index) });
            }
            if addresses.iter().take(index).any(|before| before == address) {
                return Err(TableError::Duplicate { address: *address });
            }
            if *share == Ppm::ZERO {
                return Err(TableError::ShareZero { address: *address });
            }
        }
        let found = shares.iter().fold(0u64, |sum, share| sum.saturating_add(u64::from(share.0)));
        if found != u64::from(Ppm::WHOLE.0) {
            return Err(TableError::Unbalanced { found });
        }
        let recipients = addresses.iter().zip(shares);
        Ok(Self(recipients.map(|(address, share)| Recipient { address: *address, share: *share }).collect()))
    }

    /// The recipients; the first bears the rounding.
    pub fn recipients(&self) -> &[Recipient] {
        &self.0
    }

    /// What `recipient` may have drawn in all once the account earned `total` under this table; `None`
    /// for a stranger.
    ///
    /// Shares are rounded down, except the first's, which is rounded up. Each of these grows with
    /// `total`, and together they never exceed it, so nobody's draw can cut into another's, in whatever
    /// order they come. (The first cannot draw the whole remainder at once: the others' floors can step
    /// up together by more than `total` grew, and would find it gone.) What rounding leaves, at most one
    /// wei per recipient beyond the second, goes to the first in [`Table::divide`].
    pub fn entitlement(&self, recipient: &Address, total: Wei) -> Option<Wei> {
        let index = self.0.iter().position(|entry| entry.address == *recipient)?;
        let share = self.0.get(index)?.share;
        if index == 0 {
            let others = Ppm(Ppm::WHOLE.0.saturating_sub(share.0));
            Some(Wei(total.0.saturating_sub(others.of(total).0)))
        } else {
            Some(share.of(total))
        }
    }

    /// Divides `total` for good: shares rounded down, the remainder to the first. Same order as
    /// [`Table::recipients`], no part below the recipient's [`Table::entitlement`].
    pub fn divide(&self, total: Wei) -> Vec<Wei> {
        let mut parts: Vec<_> = self.0.iter().map(|entry| entry.share.of(total)).collect();
        let given = parts.iter().fold(0u128, |sum, part| sum.saturating_add(part.0));
        if let Some(first) = parts.first_mut() {
            first.0 = first.0.saturating_add(total.0.saturating_sub(given));
        }
        parts
    }
}
