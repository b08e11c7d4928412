//! The token: balances, supply, and the votes that follow them (ERC-20, OpenZeppelin's `ERC20Votes`).
//!
//! A balance counts as votes of its holder's delegate, and of nobody until the holder chose one. The amount
//! of an operation is taken as the ABI has it, up to 256 bits, for errors to name it as it was given.

use super::{
    amount::Amount,
    checkpoints::{Spill, Trace},
    desk::{Cells, Desk},
    holder::NOBODY,
    params::{Param, ParamError},
};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
mod tests;

/// The most tokens there can be, in units of 10^-18. No sum of balances or votes exceeds it.
pub const MAX_SUPPLY: u128 = u128::MAX;

/// The supply and what it was.
pub type Supply = Trace<6, 4>;

/// A delegate's votes changed: the event `DelegateVotesChanged`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VotesChanged {
    /// Whose votes.
    pub delegate: Address,
    /// What they were.
    pub previous: u128,
    /// What they are.
    pub new: u128,
}

/// Whose votes an operation changed. Events follow in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Who lost votes.
    pub lost: Option<VotesChanged>,
    /// Who gained them.
    pub gained: Option<VotesChanged>,
}

/// Why the token refuses; names and meanings of ERC-6093, and `ERC20Votes`' own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody is to receive.
    #[error("{receiver} cannot receive tokens")]
    InvalidReceiver {
        /// The address given.
        receiver: Address,
    },
    /// Nobody is to send.
    #[error("{sender} cannot send tokens")]
    InvalidSender {
        /// The address given.
        sender: Address,
    },
    /// Nobody is to be allowed to spend.
    #[error("{spender} cannot spend tokens")]
    InvalidSpender {
        /// The address given.
        spender: Address,
    },
    /// Nobody is to allow it.
    #[error("{approver} cannot allow others to spend")]
    InvalidApprover {
        /// The address given.
        approver: Address,
    },
    /// The sender has less.
    #[error("{sender} has {balance} units, {needed} are needed")]
    InsufficientBalance {
        /// Who sends.
        sender: Address,
        /// What it has.
        balance: u128,
        /// What was to be sent.
        needed: Amount,
    },
    /// The spender may spend less.
    #[error("{spender} may spend {allowance} units, {needed} are needed")]
    InsufficientAllowance {
        /// Who spends.
        spender: Address,
        /// What it may spend.
        allowance: Amount,
        /// What was to be spent.
        needed: Amount,
    },
    /// There would be too many tokens.
    #[error("a supply of {increased} units is above {cap}")]
    ExceededSafeSupply {
        /// The supply that there would be, [`Amount::MAX`] also for more.
        increased: Amount,
        /// [`MAX_SUPPLY`].
        cap: u128,
    },
}

/// Moves `amount` from `from` to `to` in block `now`, and with it votes from the one's delegate to the
/// other's. Nothing is moved by an amount of zero or to oneself.
///
/// # Errors
/// [`TokenError::InvalidSender`], [`TokenError::InvalidReceiver`] or [`TokenError::InsufficientBalance`], in
/// this order; nothing is changed then.
pub fn transfer<C: Cells>(
    desk: &mut Desk<C>,
    from: &Address,
    to: &Address,
    amount: Amount,
    now: BlockNumber,
) -> Result<Moved, TokenError> {
    if *from == NOBODY {
        return Err(TokenError::InvalidSender { sender: *from });
    }
    if *to == NOBODY {
        return Err(TokenError::InvalidReceiver { receiver: *to });
    }
    let balance = desk.holder(from).balance();
    let sent = match amount.fits() {
        Some(sent) if sent <= balance => sent,
        _ => return Err(TokenError::InsufficientBalance { sender: *from, balance, needed: amount }),
    };
    if sent == 0 || from == to {
        return Ok(Moved::default());
    }
    let sender = desk.change(from);
    sender.set_balance(balance.saturating_sub(sent));
    let loser = sender.delegate();
    let winner = receive(desk, to, sent);
    Ok(move_votes(desk, &loser, &winner, sent, now))
}

/// Makes `amount` new tokens for `to` in block `now`. Returns a page of the supply's checkpoints where one is
/// to be stored.
///
/// # Errors
/// [`TokenError::InvalidReceiver`] or [`TokenError::ExceededSafeSupply`], in this order; nothing is changed
/// then.
pub fn mint<C: Cells>(
    desk: &mut Desk<C>,
    supply: &mut Supply,
    to: &Address,
    amount: Amount,
    now: BlockNumber,
) -> Result<(Moved, Option<Spill>), TokenError> {
    if *to == NOBODY {
        return Err(TokenError::InvalidReceiver { receiver: *to });
    }
    let before = supply.latest();
    let sum = amount.fits().and_then(|made| Some((made, before.checked_add(made)?)));
    let Some((made, after)) = sum else {
        let increased = amount.saturating_add(Amount::from(before));
        return Err(TokenError::ExceededSafeSupply { increased, cap: MAX_SUPPLY });
    };
    let spill = supply.push(now, after);
    let winner = receive(desk, to, made);
    Ok((move_votes(desk, &NOBODY, &winner, made, now), spill))
}

/// Checks what a vote makes of new tokens: together with all else that is made in the same block at most as much as
/// there was at the end of the block before. So no single decision can leave everybody else without a quorum, by a
/// slip of decimals or on purpose.
///
/// # Errors
/// [`ParamError`] for [`Param::Minted`].
pub const fn check_minted(before: u128, after: u128) -> Result<(), ParamError> {
    let found = after.saturating_sub(before);
    if found > before {
        return Err(ParamError { param: Param::Minted, found, least: 0, most: before });
    }
    Ok(())
}

/// Moves `amount` of votes in block `now`. [`NOBODY`] has none to lose and gains none; from a delegate to
/// itself, or with no amount, no checkpoint is made.
pub fn move_votes<C: Cells>(
    desk: &mut Desk<C>,
    from: &Address,
    to: &Address,
    amount: u128,
    now: BlockNumber,
) -> Moved {
    let mut moved = Moved::default();
    if amount == 0 || from == to {
        return moved;
    }
    // A delegate's votes are the sum of balances delegated to it: neither below what one of them loses, nor,
    // with what another gains, above the supply. So neither of these saturates.
    if *from != NOBODY {
        moved.lost = Some(desk.change_votes(from, u128::saturating_sub, amount, now));
    }
    if *to != NOBODY {
        moved.gained = Some(desk.change_votes(to, u128::saturating_add, amount, now));
    }
    moved
}

/// Adds to the balance of `to`; returns its delegate.
fn receive<C: Cells>(desk: &mut Desk<C>, to: &Address, amount: u128) -> Address {
    let holder = desk.change(to);
    // At most the supply, which fits.
    holder.set_balance(holder.balance().saturating_add(amount));
    holder.delegate()
}
