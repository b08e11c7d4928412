//! How recipients of an account change: each rule is the core's.

use ink::sol::FixedBytes;
use tributary_core::{
    ids::Hash,
    splitter::{due_table, must_claim, Proposal, Table, Tenure},
    Account, Address, BlockNumber, Wei,
};

use crate::{
    abi::Recipients,
    accounts,
    errors::Error,
    events, royalties,
    state::{Config, State},
};

/// Proposes a table in place of any proposed before.
///
/// # Errors
/// What [`Proposal::new`] refuses, and for a payee nobody knows.
pub fn propose(account: &Account, table: Table, caller: Address, now: BlockNumber) -> Result<(), Error> {
    let (config, word) = (Config::load(), account.to_word());
    let payee = config.payee(account)?;
    let proposal = Proposal::new(caller, payee, table, now).map_err(|error| Error::proposal(word, error))?;
    accounts::store_proposal(word, &proposal);
    events::recipients_proposed(word, &proposal.table, proposal.due_at(&config.params));
    Ok(())
}

/// Puts the proposed table in place, after what was claimed until now was credited to those of before.
///
/// # Errors
/// What [`due_table`] refuses, as [`royalties::settle`] does, and for a payee nobody knows.
pub fn apply(
    state: &mut State,
    account: &Account,
    caller: Address,
    now: BlockNumber,
    cumulative: u128,
    proof: &[u8],
) -> Result<(), Error> {
    let (config, word) = (Config::load(), account.to_word());
    let payee = config.payee(account)?;
    let mut earnings = accounts::earnings(word);
    let tenure = accounts::tenure(word, &earnings);
    let (proposed, cut) = (accounts::proposal(word), state.books.root.cut_block);
    let replaces = tenure.is_some();
    let table = due_table(proposed, caller, payee, replaces, &config.params, cut, now)
        .map_err(|error| Error::proposal(word, error))?;
    if must_claim(replaces, Wei(cumulative), proof) {
        earnings = royalties::settle(state, account, &earnings, cumulative, proof)?;
    }
    royalties::end_division(word, &earnings, tenure.as_ref(), payee)?;
    let tenure = Tenure { since: now, table };
    accounts::store_tenure(word, &tenure);
    accounts::clear_proposal(word);
    events::recipients_changed(word, &tenure.table);
    Ok(())
}

/// Ends the table of an account that was reassigned since it took office.
///
/// # Errors
/// Without a table, what [`Tenure::check_ended`] refuses, and as [`royalties::settle`] does.
pub fn end(state: &mut State, account: &Account, cumulative: u128, proof: &[u8]) -> Result<(), Error> {
    let word = account.to_word();
    let earnings = accounts::earnings(word);
    let tenure = accounts::tenure(word, &earnings);
    let tenure = tenure.ok_or(Error::NoRecipients { account: FixedBytes(word) })?;
    let reassignment = Config::load().reassignment(account);
    let cut = state.books.root.cut_block;
    tenure.check_ended(reassignment, cut).map_err(|error| Error::tenure(word, error))?;
    let earnings = royalties::settle(state, account, &earnings, cumulative, proof)?;
    // With recipients, the payee has no part in it.
    royalties::end_division(word, &earnings, Some(&tenure), Address::default())?;
    accounts::clear_tenure(word);
    events::recipients_ended(word);
    Ok(())
}

/// The table in place and the one proposed.
pub fn shown(word: Hash) -> Recipients {
    let params = Config::load().params;
    let proposed = accounts::proposal(word);
    let proposed = proposed.as_ref().map(|proposal| (proposal, proposal.due_at(&params)));
    let tenure = accounts::tenure(word, &accounts::earnings(word));
    Recipients::new(tenure.as_ref().map(|tenure| &tenure.table), proposed)
}
