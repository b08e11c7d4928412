//! What the DAO's token would refuse, by the rules that the contract itself goes by.

use tributary_core::{
    governance::{
        allowance,
        token::{self, check_minted, Supply, TokenError},
        Amount, Cells, Checkpoint, Desk, Holder, ParamError, Spill,
    },
    Address, BlockNumber,
};

#[cfg(test)]
mod tests;

/// No rule here depends on the block.
const ANY_BLOCK: BlockNumber = 0;

/// An account that holds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purse {
    /// Whose it is.
    pub(super) owner: Address,
    /// In units of 10^-18.
    pub(super) balance: u128,
}

/// Why tokens are not minted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MintError {
    /// The token refuses.
    Token(TokenError),
    /// It is too much for one decision.
    Amount(ParamError),
}

/// Tokens of the purse's owner are sent.
pub(super) fn transfer(purse: Purse, to: &Address, amount: Amount) -> Result<(), TokenError> {
    token::transfer(&mut Desk::new(purse), &purse.owner, to, amount, ANY_BLOCK).map(|_| ())
}

/// `spender`, who may spend `allowed` of the purse, sends some.
pub(super) fn transfer_from(
    spender: &Address,
    allowed: Amount,
    purse: Purse,
    to: &Address,
    amount: Amount,
) -> Result<(), TokenError> {
    if allowance::spend(spender, allowed, amount)?.is_some() {
        allowance::check_approve(&purse.owner, spender)?;
    }
    transfer(purse, to, amount)
}

/// Tokens are made where there are `before`, all of them from earlier blocks.
pub(super) fn mint(before: u128, to: &Address, amount: Amount) -> Result<(), MintError> {
    let mut supply = Supply::default();
    supply.push(ANY_BLOCK, before);
    let nobody = Purse { owner: Address::default(), balance: 0 };
    token::mint(&mut Desk::new(nobody), &mut supply, to, amount, ANY_BLOCK).map_err(MintError::Token)?;
    check_minted(before, supply.latest()).map_err(MintError::Amount)
}

/// All but its owner hold nothing, nobody delegated, and nothing is kept: that changes events, and no refusal.
impl Cells for Purse {
    fn holder(&self, who: &Address) -> Holder {
        let mut holder = Holder::default();
        if *who == self.owner {
            holder.set_balance(self.balance);
        }
        holder
    }

    fn store_holder(&mut self, _: &Address, _: &Holder) {}

    fn votes_page(&self, _: &Address, _: u32) -> Vec<Checkpoint> {
        Vec::new()
    }

    fn store_votes_page(&mut self, _: &Address, _: &Spill) {}
}
