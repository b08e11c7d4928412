//! The splitter's own counters.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::money::{MoneyError, Wei};

/// What ever came in, went out and is promised; all cumulative, all in wei.
///
/// Always `released <= claimed <= payout_sum <= committed <= deposited - withdrawn`, where `committed`
/// is the larger of the two sums of the final root. So `deposited = withdrawn + released + owed` with
/// an `owed` that is never negative, and each payer who withdraws leaves behind what every claim can
/// ask for. That payouts and spends are equal is for the ledger to enforce; nothing here relies on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Totals {
    /// Paid in by payers.
    pub deposited: Wei,
    /// Paid back to payers who left.
    pub withdrawn: Wei,
    /// Paid out to those who earned it.
    pub released: Wei,
    /// Claimed into accounts, whether released or not.
    pub claimed: Wei,
    /// Sum of the final root's payouts.
    pub payout_sum: Wei,
    /// Sum of the final root's spends.
    pub spend_sum: Wei,
}

/// What the counters forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotalsError {
    /// A counter leaves `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// All that is there is promised to others by the final root.
    #[error("{wanted} wei exceed the {cap} that the final root leaves to payers")]
    WithdrawalAboveCap {
        /// The withdrawal.
        wanted: Wei,
        /// What may be withdrawn: nothing.
        cap: Wei,
    },
    /// Claims would exceed the payouts of the final root.
    #[error("{wanted} wei on top of {claimed} claimed exceed payouts of {cap}")]
    ClaimAboveCap {
        /// Claimed before.
        claimed: Wei,
        /// The claim.
        wanted: Wei,
        /// Sum of all payouts.
        cap: Wei,
    },
    /// Releases would exceed claims.
    #[error("{wanted} wei on top of {released} released exceed claims of {cap}")]
    ReleaseAboveCap {
        /// Released before.
        released: Wei,
        /// The release.
        wanted: Wei,
        /// Sum of all claims.
        cap: Wei,
    },
    /// A root pays less than its predecessor.
    #[error("payouts shrink from {before} to {after} wei")]
    PayoutShrank {
        /// The final root's payouts.
        before: Wei,
        /// The new root's.
        after: Wei,
    },
    /// A root spends less than its predecessor.
    #[error("spends shrink from {before} to {after} wei")]
    SpendShrank {
        /// The final root's spends.
        before: Wei,
        /// The new root's.
        after: Wei,
    },
    /// A root promises more than what payers left here.
    #[error("the root commits {needed} wei where {backed} are backed")]
    Insolvent {
        /// The larger of its two sums.
        needed: Wei,
        /// Deposits less withdrawals.
        backed: Wei,
    },
}

impl Totals {
    /// What the final root puts beyond the payers' reach: the larger of its payouts and its spends.
    pub fn committed(&self) -> Wei {
        self.payout_sum.max(self.spend_sum)
    }

    /// What payers left here: deposits less withdrawals.
    pub fn backed(&self) -> Wei {
        Wei(self.deposited.0.saturating_sub(self.withdrawn.0))
    }

    /// What the splitter owes to payers and earners together: at most its balance.
    pub fn owed(&self) -> Wei {
        Wei(self.backed().0.saturating_sub(self.released.0))
    }

    /// What payers may withdraw in all.
    pub fn withdrawable(&self) -> Wei {
        Wei(self.backed().0.saturating_sub(self.committed().0))
    }

    /// A payer pays in `amount`.
    ///
    /// # Errors
    /// [`TotalsError::Money`] beyond `u128`.
    pub fn deposit(&self, amount: Wei) -> Result<Self, TotalsError> {
        Ok(Self { deposited: self.deposited.try_add(amount)?, ..*self })
    }

    /// A payer who leaves gets as much of `wanted` back as the final root leaves to payers
    /// ([`Totals::withdrawable`]); returns that, too.
    ///
    /// # Errors
    /// [`TotalsError::WithdrawalAboveCap`] where that is nothing, though something is wanted.
    pub fn withdraw(&self, wanted: Wei) -> Result<(Self, Wei), TotalsError> {
        let cap = self.withdrawable();
        let amount = wanted.min(cap);
        if amount.is_zero() && !wanted.is_zero() {
            return Err(TotalsError::WithdrawalAboveCap { wanted, cap });
        }
        Ok((Self { withdrawn: self.withdrawn.try_add(amount)?, ..*self }, amount))
    }

    /// An account claims `amount` more.
    ///
    /// # Errors
    /// [`TotalsError::ClaimAboveCap`] beyond the final root's payouts.
    pub fn claim(&self, amount: Wei) -> Result<Self, TotalsError> {
        let claimed = self.claimed.try_add(amount)?;
        if claimed > self.payout_sum {
            let cap = self.payout_sum;
            return Err(TotalsError::ClaimAboveCap { claimed: self.claimed, wanted: amount, cap });
        }
        Ok(Self { claimed, ..*self })
    }

    /// A recipient is paid `amount`.
    ///
    /// # Errors
    /// [`TotalsError::ReleaseAboveCap`] beyond what was claimed.
    pub fn release(&self, amount: Wei) -> Result<Self, TotalsError> {
        let released = self.released.try_add(amount)?;
        if released > self.claimed {
            let cap = self.claimed;
            return Err(TotalsError::ReleaseAboveCap { released: self.released, wanted: amount, cap });
        }
        Ok(Self { released, ..*self })
    }

    /// A root with these sums becomes final.
    ///
    /// # Errors
    /// [`TotalsError::PayoutShrank`], [`TotalsError::SpendShrank`], or [`TotalsError::Insolvent`] if one
    /// of the sums exceeds [`Totals::backed`].
    pub fn settle(&self, payout_sum: Wei, spend_sum: Wei) -> Result<Self, TotalsError> {
        if payout_sum < self.payout_sum {
            return Err(TotalsError::PayoutShrank { before: self.payout_sum, after: payout_sum });
        }
        if spend_sum < self.spend_sum {
            return Err(TotalsError::SpendShrank { before: self.spend_sum, after: spend_sum });
        }
        let settled = Self { payout_sum, spend_sum, ..*self };
        let (needed, backed) = (settled.committed(), self.backed());
        if needed > backed {
            return Err(TotalsError::Insolvent { needed, backed });
        }
        Ok(settled)
    }
}
