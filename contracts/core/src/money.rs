//! Money: `u128` wei of 18 decimals, always checked.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// An amount in wei (10^-18 of the chain's native unit).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct Wei(pub u128);

/// An amount left the range of `u128` wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// `left + right` does not fit.
    #[error("{left} + {right} wei overflows")]
    Overflow {
        /// Left operand.
        left: u128,
        /// Right operand.
        right: u128,
    },
    /// `left - right` is negative.
    #[error("{left} - {right} wei is negative")]
    Negative {
        /// Left operand.
        left: u128,
        /// Right operand.
        right: u128,
    },
}

impl Wei {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// `self + other`.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond `u128::MAX` wei.
    pub fn try_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::Overflow { left: self.0, right: other.0 })
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`MoneyError::Negative`] if `other` is the larger.
    pub fn try_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::Negative { left: self.0, right: other.0 })
    }

    /// Whether this is no money at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum of `amounts`.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond `u128::MAX` wei.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::try_add)
    }
}

impl core::fmt::Display for Wei {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

/// JSON carries money as a decimal string: numbers there lose digits beyond 2^53.
#[cfg(feature = "std")]
impl serde::Serialize for Wei {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[cfg(feature = "std")]
impl<'de> serde::Deserialize<'de> for Wei {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}
