//! Amounts of 256 bits, as the ABI has them.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

#[cfg(test)]
mod tests;

/// An ABI `uint256`. Balances fit 128 bits; a larger amount is more than anybody has.
// The fields' order is that of numbers, which the derived comparison follows.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct Amount {
    high: u128,
    low: u128,
}

impl Amount {
    /// 2^256 - 1, the allowance that is never used up.
    pub const MAX: Self = Self { high: u128::MAX, low: u128::MAX };

    /// Reads an ABI word.
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
            (Some(high), Some(low)) => {
                Self { high: u128::from_be_bytes(*high), low: u128::from_be_bytes(*low) }
            }
            // 32 bytes have both.
            _ => Self::MAX,
        }
    }

    /// The ABI word.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let (high, low) = bytes.split_at_mut(16);
        high.copy_from_slice(&self.high.to_be_bytes());
        low.copy_from_slice(&self.low.to_be_bytes());
        bytes
    }

    /// The amount, if it is below 2^128.
    pub const fn fits(self) -> Option<u128> {
        if self.high == 0 {
            Some(self.low)
        } else {
            None
        }
    }

    /// `self - other`; `None` if `other` is the larger.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let Some(high) = self.high.checked_sub(other.high) else { return None };
        let Some(high) = high.checked_sub(borrow as u128) else { return None };
        Some(Self { high, low })
    }

    /// `self + other`, or [`Amount::MAX`] where that is beyond 256 bits.
    pub const fn saturating_add(self, other: Self) -> Self {
        let (low, carry) = self.low.overflowing_add(other.low);
        let Some(high) = self.high.checked_add(other.high) else { return Self::MAX };
        let Some(high) = high.checked_add(carry as u128) else { return Self::MAX };
        Self { high, low }
    }
}

impl From<u128> for Amount {
    fn from(low: u128) -> Self {
        Self { high: 0, low }
    }
}

impl From<u64> for Amount {
    fn from(low: u64) -> Self {
        Self::from(u128::from(low))
    }
}

impl From<u32> for Amount {
    fn from(low: u32) -> Self {
        Self::from(u128::from(low))
    }
}

/// Hexadecimal, as decimal digits of 256 bits take a division each.
impl core::fmt::Display for Amount {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.high == 0 {
            write!(f, "{:#x}", self.low)
        } else {
            write!(f, "{:#x}{:032x}", self.high, self.low)
        }
    }
}
