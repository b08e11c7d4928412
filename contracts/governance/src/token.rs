//! The token: ERC-20 with permits (EIP-2612), whose transfers move votes.

use tributary_core::{
    governance::{allowance, token, Amount, Desk},
    Address, BlockNumber,
};

use crate::{
    cells::{self, Storage},
    errors::Error,
    events,
    state::State,
};

/// Moves tokens of `from`.
pub fn transfer(from: &Address, to: &Address, value: Amount, now: BlockNumber) -> Result<(), Error> {
    let mut desk = Desk::new(Storage);
    let moved = token::transfer(&mut desk, from, to, value, now)?;
    desk.close();
    events::transfer(from, to, value, &moved);
    Ok(())
}

/// Makes tokens out of nothing.
pub fn mint(state: &mut State, to: &Address, value: Amount, now: BlockNumber) -> Result<(), Error> {
    let mut desk = Desk::new(Storage);
    let (moved, spill) = token::mint(&mut desk, &mut state.supply, to, value, now)?;
    desk.close();
    if let Some(spill) = spill {
        cells::store_supply_page(&spill);
    }
    events::transfer(&Address::default(), to, value, &moved);
    Ok(())
}

/// Lets `spender` spend tokens of `owner`.
pub fn approve(owner: &Address, spender: &Address, value: Amount) -> Result<(), Error> {
    allowance::check_approve(owner, spender)?;
    cells::store_allowance(owner, spender, value);
    events::approval(owner, spender, value);
    Ok(())
}

/// Moves tokens of `from` that it lets `spender` spend.
pub fn transfer_from(
    spender: &Address,
    from: &Address,
    to: &Address,
    value: Amount,
    now: BlockNumber,
) -> Result<(), Error> {
    if let Some(left) = allowance::spend(spender, cells::allowance(from, spender), value)? {
        allowance::check_approve(from, spender)?;
        cells::store_allowance(from, spender, left);
    }
    transfer(from, to, value, now)
}
