//! The owner: the one address that holds a contract's privileged rights, which will be the DAO.

use crate::ids::Address;

#[cfg(test)]
mod tests;

/// What an owner is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnershipError {
    /// The caller may not do this.
    #[error("{caller} is not the owner {owner}")]
    NotOwner {
        /// Who called.
        caller: Address,
        /// Who may.
        owner: Address,
    },
    /// The address names nobody.
    #[error("the zero address names nobody")]
    ZeroAddress,
}

/// Passes if `caller` is the owner.
///
/// # Errors
/// [`OwnershipError::NotOwner`] for anyone else.
pub fn ensure_owner(caller: Address, owner: Address) -> Result<(), OwnershipError> {
    if caller == owner {
        return Ok(());
    }
    Err(OwnershipError::NotOwner { caller, owner })
}

/// An address that can hold a role or money.
///
/// # Errors
/// [`OwnershipError::ZeroAddress`] for the zero address.
pub fn named(address: Address) -> Result<Address, OwnershipError> {
    if address == Address::default() {
        return Err(OwnershipError::ZeroAddress);
    }
    Ok(address)
}

/// Hands the role over at once; returns who holds it now.
///
/// # Errors
/// [`OwnershipError`] if the caller is not the owner, or the next one is nobody.
pub fn transfer(caller: Address, owner: Address, next: Address) -> Result<Address, OwnershipError> {
    ensure_owner(caller, owner)?;
    named(next)
}
