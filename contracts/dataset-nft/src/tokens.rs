//! Tokens as they are stored: found by their numbers, and moved.

use ink::{Address, U256};
use tributary_core::{
    dataset::{registration::RegistrationError, Lineage, Parents, Token},
    DatasetId, Ppm,
};
use tributary_interfaces::{erc721::on_erc721_received, is_contract, ToWord};

use crate::{abi::from_abi, cells, errors::Error, events};

type Account = tributary_core::Address;

/// The token of a dataset known by its number.
///
/// # Errors
/// For an unknown one.
pub fn known(id: DatasetId) -> Result<Token, Error> {
    cells::token(id).ok_or(Error::UnknownDataset { dataset: id.0 })
}

/// The dataset that a token id may mean.
pub fn dataset_of(token_id: U256) -> Option<DatasetId> {
    u64::try_from(token_id).ok().map(DatasetId)
}

/// The token of a dataset known by its token id.
///
/// # Errors
/// For one that does not exist.
pub fn existing(token_id: U256) -> Result<(DatasetId, Token), Error> {
    dataset_of(token_id)
        .and_then(|id| Some((id, cells::token(id)?)))
        .ok_or(Error::ERC721NonexistentToken { tokenId: token_id })
}

/// Where a dataset would stand that has these parents.
///
/// # Errors
/// For a parent that is not registered, and for too long a chain or too large a family.
pub fn lineage(parents: &Parents) -> Result<Lineage, Error> {
    parents.shares().iter().try_fold(Lineage::ORIGINAL, |lineage, (parent, _)| {
        let unknown = RegistrationError::ParentUnknown { parent: *parent };
        let its = cells::token(*parent).ok_or(unknown)?.lineage();
        Ok(lineage.with_parent(*parent, its)?)
    })
}

/// Moves a token on behalf of `caller`.
///
/// # Errors
/// For a token that does not exist, a caller who may not, the wrong owner, and the zero address.
pub fn transfer(caller: Account, from: Address, to: Address, token_id: U256) -> Result<DatasetId, Error> {
    let (from, to) = (from_abi(from), from_abi(to));
    let (id, mut token) = existing(token_id)?;
    token.transfer(id, caller, from, to, |owner| cells::is_operator(*owner, caller))?;
    store_moved(id, &token, from);
    Ok(id)
}

/// Moves a token on behalf of `caller`, then asks a contract that received it whether it takes it. All is
/// stored before: the receiver may come back.
///
/// # Errors
/// As [`transfer`], and for a contract that does not accept it.
pub fn transfer_safely(
    caller: Account,
    from: Address,
    to: Address,
    token_id: U256,
    data: &[u8],
) -> Result<(), Error> {
    let id = transfer(caller, from, to, token_id)?;
    let receiver = from_abi(to);
    if is_contract(&receiver) {
        let answer = on_erc721_received(receiver, &caller, &from_abi(from), &id.to_word(), data);
        if answer != Ok(true) {
            return Err(Error::ERC721InvalidReceiver { receiver: to });
        }
    }
    Ok(())
}

/// Stores a token that came from `from`, and says so.
pub fn store_moved(id: DatasetId, token: &Token, from: Account) {
    cells::store_token(id, token);
    if token.owner != from {
        cells::take_from_balance(from);
        cells::add_to_balance(token.owner);
    }
    events::transfer(from, token.owner, id);
}

/// `floor(amount * share / 1_000_000)`, exact for every amount.
pub fn part_of(amount: U256, share: Ppm) -> U256 {
    let whole = U256::from(Ppm::WHOLE.0);
    let share = U256::from(share.0.min(Ppm::WHOLE.0));
    // Neither product can overflow: quotient * share <= amount, rest * share < 10^12.
    let (quotient, rest) = amount.div_mod(whole);
    quotient.saturating_mul(share).saturating_add(rest.saturating_mul(share).div_mod(whole).0)
}
