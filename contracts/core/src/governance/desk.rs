//! The holders that one message works on.

use alloc::{boxed::Box, vec::Vec};

use super::{
    checkpoints::{Checkpoint, Spill},
    holder::Holder,
    token::VotesChanged,
};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
pub(crate) mod memory;
#[cfg(test)]
mod tests;

/// The cells of holders, as the contract stores them.
pub trait Cells {
    /// What an account holds; the default if it was never stored.
    fn holder(&self, who: &Address) -> Holder;

    /// Stores what an account holds.
    fn store_holder(&mut self, who: &Address, holder: &Holder);

    /// A page of older checkpoints of an account's votes; empty if it was never stored.
    fn votes_page(&self, who: &Address, page: u32) -> Vec<Checkpoint>;

    /// Stores such a page, once.
    fn store_votes_page(&mut self, who: &Address, spill: &Spill);
}

/// The holders of one message, each loaded once and stored once, so that an account that is sender and
/// receiver, or holder and delegate, is one.
#[derive(Debug)]
pub struct Desk<C: Cells> {
    cells: C,
    first: Option<Box<Slot>>,
}

/// A holder, and the one that was loaded after it. A list and not a vector: finding or adding the last always
/// gives a slot, with nothing left to go wrong. A message has up to four.
#[derive(Debug)]
struct Slot {
    who: Address,
    holder: Holder,
    changed: bool,
    next: Option<Box<Slot>>,
}

impl<C: Cells> Desk<C> {
    /// A desk without holders.
    pub fn new(cells: C) -> Self {
        Self { cells, first: None }
    }

    /// What `who` holds.
    pub fn holder(&mut self, who: &Address) -> &Holder {
        &self.slot(who).holder
    }

    /// What `who` holds, to be changed and stored by [`Desk::close`].
    pub fn change(&mut self, who: &Address) -> &mut Holder {
        let slot = self.slot(who);
        slot.changed = true;
        &mut slot.holder
    }

    /// Sets the votes of `delegate` from block `now` on to what `by` makes of them and `amount`. A page that
    /// spills is stored at once.
    pub fn change_votes(
        &mut self,
        delegate: &Address,
        by: fn(u128, u128) -> u128,
        amount: u128,
        now: BlockNumber,
    ) -> VotesChanged {
        let holder = self.change(delegate);
        let previous = holder.votes_latest();
        let new = by(previous, amount);
        if let Some(spill) = holder.votes_push(now, new) {
            self.cells.store_votes_page(delegate, &spill);
        }
        VotesChanged { delegate: *delegate, previous, new }
    }

    /// Stores the holders that changed.
    pub fn close(self) -> C {
        let Self { mut cells, first } = self;
        let mut next = &first;
        while let Some(slot) = next {
            if slot.changed {
                cells.store_holder(&slot.who, &slot.holder);
            }
            next = &slot.next;
        }
        cells
    }

    #[inline(never)]
    fn slot(&mut self, who: &Address) -> &mut Slot {
        let Self { cells, first } = self;
        let mut place = first;
        loop {
            let slot = place.get_or_insert_with(|| {
                Box::new(Slot { who: *who, holder: cells.holder(who), changed: false, next: None })
            });
            if slot.who == *who {
                return slot;
            }
            place = &mut slot.next;
        }
    }
}
