//! Choosing who votes with a balance (ERC-5805, OpenZeppelin's `Votes`).

use super::{
    desk::{Cells, Desk},
    token::{move_votes, Moved},
};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
mod tests;

/// A choice, for the event `DelegateChanged` and those of the votes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegated {
    /// Whom the delegator had chosen before; zero: nobody.
    pub from: Address,
    /// Whose votes changed.
    pub moved: Moved,
}

/// Makes the whole balance of `delegator`, and what it receives later, votes of `to` from block `now` on. The
/// zero address takes them from everybody; choosing the same delegate again is no error and changes nothing.
pub fn delegate<C: Cells>(
    desk: &mut Desk<C>,
    delegator: &Address,
    to: &Address,
    now: BlockNumber,
) -> Delegated {
    let holder = desk.change(delegator);
    let (from, balance) = (holder.delegate(), holder.balance());
    holder.set_delegate(*to);
    Delegated { from, moved: move_votes(desk, &from, to, balance, now) }
}
