//! How claims, divisions and releases change the cells: each rule is the core's.

use ink::prelude::vec::Vec;
use tributary_core::{
    ids::Hash,
    splitter::{
        self, release_from_table, release_to_payee, settle_claim, Balance, Claim, Division, Earnings,
        Release, Tenure,
    },
    Account, Address, Wei,
};
use tributary_interfaces::{is_contract, pay, HostHash};

use crate::{
    abi::to_abi,
    accounts,
    errors::Error,
    events,
    state::{Config, State},
};

/// Claims the cumulative total of an account. Returns its earnings, and what is new of them.
///
/// # Errors
/// What [`splitter::claim`] refuses.
pub fn claim(
    state: &mut State,
    account: &Account,
    cumulative: u128,
    proof: &[u8],
) -> Result<(Earnings, Wei), Error> {
    let before = accounts::earnings(account.to_word());
    let claim = splitter::claim::<HostHash>(account, &before, &state.books, Wei(cumulative), proof)?;
    Ok(store_claim(state, account, claim, cumulative))
}

/// Claims what an account earned until now, or sees that it earned nothing. Returns its earnings.
///
/// # Errors
/// What [`settle_claim`] refuses.
pub fn settle(
    state: &mut State,
    account: &Account,
    before: &Earnings,
    cumulative: u128,
    proof: &[u8],
) -> Result<Earnings, Error> {
    let claim = settle_claim::<HostHash>(account, before, &state.books, Wei(cumulative), proof)?;
    Ok(store_claim(state, account, claim, cumulative).0)
}

fn store_claim(state: &mut State, account: &Account, claim: Claim, cumulative: u128) -> (Earnings, Wei) {
    let Claim { earnings, totals, amount } = claim;
    if !amount.is_zero() {
        let word = account.to_word();
        state.books.totals = totals;
        accounts::store_earnings(word, &earnings);
        events::claimed(word, amount, Wei(cumulative));
    }
    (earnings, amount)
}

/// Credits what an account claimed until now to whom it belongs: the recipients in office, or without
/// any the `payee`.
///
/// # Errors
/// [`Error::Overflow`] if amounts leave `u128`.
pub fn end_division(
    account: Hash,
    earnings: &Earnings,
    tenure: Option<&Tenure>,
    payee: Address,
) -> Result<(), Error> {
    let balance = |address| accounts::balance(account, address);
    let ended = match tenure {
        None => splitter::end_division(earnings, Division::Payee(payee, balance(payee))),
        Some(Tenure { table, .. }) => {
            let recipients = table.recipients().iter();
            let balances: Vec<_> = recipients.map(|recipient| balance(recipient.address)).collect();
            splitter::end_division(earnings, Division::Table(table, &balances))
        }
    }?;
    for (recipient, balance) in &ended.credits {
        accounts::store_balance(account, *recipient, balance);
    }
    accounts::store_earnings(account, &ended.earnings);
    Ok(())
}

/// What is due to a recipient, from `earnings` as they stand and its `balance`. Only reads.
///
/// # Errors
/// For someone who has no part in the account, nothing due, and a payee nobody knows.
fn due(
    account: &Account,
    earnings: &Earnings,
    balance: &Balance,
    recipient: Address,
) -> Result<Release, Error> {
    let word = account.to_word();
    let due = match accounts::tenure(word, earnings) {
        None => release_to_payee(earnings, Config::load().payee(account)?, balance, recipient),
        Some(Tenure { table, .. }) => release_from_table(earnings, &table, balance, recipient),
    };
    due.map_err(|error| Error::release(word, error))
}

/// What a release would pay to `recipient` if it called itself; zero for someone who has no part in the
/// account.
///
/// # Errors
/// For a payee nobody knows.
pub fn releasable(account: &Account, recipient: Address) -> Result<Wei, Error> {
    let word = account.to_word();
    let earnings = accounts::earnings(word);
    let balance = accounts::drawn(word, &earnings, recipient);
    match due(account, &earnings, &balance, recipient) {
        Ok(release) => Ok(release.amount),
        Err(Error::NotRecipient { .. } | Error::NothingToRelease { .. }) => Ok(Wei::ZERO),
        Err(error) => Err(error),
    }
}

/// Pays a recipient what is due to it, which is returned.
///
/// Everything is stored before the money moves, except the root cell, which ink! writes when the message
/// returns; the call that moves the money cannot come back in between.
///
/// # Errors
/// As [`due`], if the `caller` may not have it paid, beyond what was claimed, and if the recipient rejects
/// the money.
pub fn release(
    state: &mut State,
    account: &Account,
    earnings: Earnings,
    recipient: Address,
    caller: Address,
) -> Result<u128, Error> {
    let word = account.to_word();
    let balance = accounts::drawn(word, &earnings, recipient);
    let release = due(account, &earnings, &balance, recipient)?;
    release
        .check_caller(account, &earnings, recipient, caller, is_contract)
        .map_err(|error| Error::release(word, error))?;
    state.books.totals = state.books.totals.release(release.amount)?;
    if release.earnings != earnings {
        accounts::store_earnings(word, &release.earnings);
    }
    if release.balance != balance {
        accounts::store_balance(word, recipient, &release.balance);
    }
    events::royalty_released(word, recipient, release.amount);
    send(recipient, release.amount)?;
    Ok(release.amount.0)
}

/// Pays an amount out; nothing happens for zero.
///
/// # Errors
/// [`Error::TransferFailed`] if the receiver rejects it.
pub fn send(to: Address, amount: Wei) -> Result<(), Error> {
    if amount.is_zero() {
        return Ok(());
    }
    pay(&to, amount.0).map_err(|_| Error::TransferFailed { to: to_abi(to), amount: amount.0 })
}
