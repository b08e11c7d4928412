//! What owners let others spend (ERC-20).

use super::{amount::Amount, holder::NOBODY, token::TokenError};
use crate::ids::Address;

#[cfg(test)]
mod tests;

/// Whether `owner` can let `spender` spend.
///
/// # Errors
/// [`TokenError::InvalidApprover`] or [`TokenError::InvalidSpender`] if that is nobody, in this order.
pub fn check_approve(owner: &Address, spender: &Address) -> Result<(), TokenError> {
    if *owner == NOBODY {
        return Err(TokenError::InvalidApprover { approver: *owner });
    }
    if *spender == NOBODY {
        return Err(TokenError::InvalidSpender { spender: *spender });
    }
    Ok(())
}

/// What is left of `allowance` after `spender` spent `amount`; `None` where it is infinite, which is
/// [`Amount::MAX`], and stays as it is.
///
/// # Errors
/// [`TokenError::InsufficientAllowance`] if `amount` is more.
pub fn spend(spender: &Address, allowance: Amount, amount: Amount) -> Result<Option<Amount>, TokenError> {
    if allowance == Amount::MAX {
        return Ok(None);
    }
    match allowance.checked_sub(amount) {
        Some(left) => Ok(Some(left)),
        None => Err(TokenError::InsufficientAllowance { spender: *spender, allowance, needed: amount }),
    }
}
