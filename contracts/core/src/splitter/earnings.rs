//! What an account claimed, and who may draw it.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    account::Account,
    ids::Address,
    money::{MoneyError, Wei},
    splitter::Table,
};

/// An account's earnings. The default is: nothing claimed, no table.
///
/// Without a table they belong to the natural payee: a dataset's owner, a node's payout address, a
/// model's developer, an oracle's payout address, the treasury. What was not released goes with that role,
/// so a dataset's royalties follow its token. A table stays when the role changes hands, since it is a
/// promise to its recipients that a sale must not break; the new owner sees it before buying, and
/// changes it like the old one, with its delay. Only a reassignment ends it (see
/// [`Tenure`](crate::splitter::Tenure)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Earnings {
    /// Cumulative claims, in wei.
    pub claimed: Wei,
    /// The part of them that is no longer at the natural payee's or the table's disposal: released to
    /// the natural payee, or credited to recipients of earlier tables.
    pub base: Wei,
    /// Counts divisions that ended; 0 while there was no table.
    pub table: u32,
}

/// What one recipient of an account may draw beyond the current table, and has drawn under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Balance {
    /// Credited when an earlier table, or the time without one, ended; stays until drawn.
    pub owed: Wei,
    /// Drawn under the table numbered `table`.
    pub drawn: Wei,
    /// The table that `drawn` refers to.
    pub table: u32,
}

/// What a release changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// What is paid; never zero.
    pub amount: Wei,
    /// The account's earnings.
    pub earnings: Earnings,
    /// The recipient's balance.
    pub balance: Balance,
}

/// Why nothing is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// A stranger.
    #[error("{recipient} has no part in the account")]
    NotRecipient {
        /// Who it was to go to.
        recipient: Address,
    },
    /// Everything was released before.
    #[error("nothing is due to {recipient}")]
    NothingToRelease {
        /// Who it was to go to.
        recipient: Address,
    },
    /// The owner is a contract, and somebody else calls.
    #[error("{owner} is a contract, which {caller} cannot have paid: it has to call itself")]
    OwnerMustCall {
        /// The dataset's owner.
        owner: Address,
        /// Who called.
        caller: Address,
    },
    /// Amounts leave `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Earnings {
    /// What was claimed for the natural payee, or under the current table.
    pub fn current(&self) -> Wei {
        Wei(self.claimed.0.saturating_sub(self.base.0))
    }
}

impl Balance {
    /// What was drawn under `table`.
    pub fn drawn_under(&self, table: u32) -> Wei {
        if self.table == table {
            self.drawn
        } else {
            Wei::ZERO
        }
    }
}

impl Release {
    /// Passes if `caller` may have `recipient` paid this out of what `account` earned as of `before`.
    ///
    /// Anyone may have anyone paid, except for what is a dataset's owner's as such: a contract that owns one
    /// has to call itself. Its token may be in escrow, with a lender or under way to another chain, where
    /// nobody could take out what a stranger had paid in; what is not released follows the token.
    /// Recipients of a table, and who is owed from earlier, are paid by name.
    ///
    /// # Errors
    /// [`ReleaseError::OwnerMustCall`] otherwise.
    pub fn check_caller(
        &self,
        account: &Account,
        before: &Earnings,
        recipient: Address,
        caller: Address,
        is_contract: impl FnOnce(&Address) -> bool,
    ) -> Result<(), ReleaseError> {
        let is_owners = matches!(account, Account::Dataset(_)) && self.earnings.base != before.base;
        if is_owners && caller != recipient && is_contract(&recipient) {
            return Err(ReleaseError::OwnerMustCall { owner: recipient, caller });
        }
        Ok(())
    }
}

/// Releases the earnings of an account without a table to its natural payee, and to anybody with a
/// `balance` what it is owed from earlier.
///
/// # Errors
/// [`ReleaseError::NotRecipient`] for someone neither the payee nor owed anything,
/// [`ReleaseError::NothingToRelease`].
pub fn release_to_payee(
    earnings: &Earnings,
    payee: Address,
    balance: &Balance,
    recipient: Address,
) -> Result<Release, ReleaseError> {
    let (current, base) =
        if recipient == payee { (earnings.current(), earnings.claimed) } else { (Wei::ZERO, earnings.base) };
    if recipient != payee && balance.owed.is_zero() {
        return Err(ReleaseError::NotRecipient { recipient });
    }
    let amount = current.try_add(balance.owed)?;
    if amount.is_zero() {
        return Err(ReleaseError::NothingToRelease { recipient });
    }
    let balance = Balance { owed: Wei::ZERO, ..*balance };
    Ok(Release { amount, earnings: Earnings { base, ..*earnings }, balance })
}

/// Releases to `recipient` what it is owed from earlier, and its part under the current `table`. Someone
/// who is no longer in the table still gets what it is owed.
///
/// # Errors
/// [`ReleaseError::NotRecipient`] for someone neither in the table nor owed anything,
/// [`ReleaseError::NothingToRelease`].
pub fn release_from_table(
    earnings: &Earnings,
    table: &Table,
    balance: &Balance,
    recipient: Address,
) -> Result<Release, ReleaseError> {
    let entitled = table.entitlement(&recipient, earnings.current());
    if entitled.is_none() && balance.owed.is_zero() {
        return Err(ReleaseError::NotRecipient { recipient });
    }
    let drawn = balance.drawn_under(earnings.table);
    let entitled = entitled.unwrap_or(drawn);
    let amount = entitled.try_sub(drawn)?.try_add(balance.owed)?;
    if amount.is_zero() {
        return Err(ReleaseError::NothingToRelease { recipient });
    }
    let balance = Balance { owed: Wei::ZERO, drawn: entitled, table: earnings.table };
    Ok(Release { amount, earnings: *earnings, balance })
}
