//! Shares in parts per million.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::money::Wei;

const MILLION: u128 = 1_000_000;

/// A share in parts per million; [`Ppm::WHOLE`] is all of it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Ppm(pub u32);

impl Ppm {
    /// One million parts: everything.
    pub const WHOLE: Self = Self(1_000_000);
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum, if it is at most [`Ppm::WHOLE`].
    pub fn total(shares: impl IntoIterator<Item = Self>) -> Option<Self> {
        shares.into_iter().try_fold(Self::ZERO, |sum, share| {
            sum.0.checked_add(share.0).filter(|sum| *sum <= Self::WHOLE.0).map(Self)
        })
    }

    /// `floor(amount * self / 1_000_000)`, exact for every `u128` amount; a share above the whole
    /// counts as the whole, so the result never exceeds `amount`.
    pub fn of(self, amount: Wei) -> Wei {
        let share = u128::from(self.0.min(Self::WHOLE.0));
        // amount = quotient * whole + rest with rest < whole, so neither product can saturate:
        // quotient * share <= amount, and rest * share < 10^12.
        let quotient = amount.0.saturating_div(MILLION);
        let rest = amount.0.saturating_sub(quotient.saturating_mul(MILLION));
        let of_rest = rest.saturating_mul(share).saturating_div(MILLION);
        Wei(quotient.saturating_mul(share).saturating_add(of_rest))
    }
}
