//! Cells in memory, kept encoded as in storage, with a note of what was read and written.
#![allow(clippy::arithmetic_side_effects)]

use std::{cell::RefCell, collections::BTreeMap, mem};

use scale::{Decode, Encode};

use super::{Cells, Desk};
use crate::{
    governance::{Checkpoint, Holder, Spill},
    Address, BlockNumber,
};

/// The most bytes that a cell costs no more for.
const CELL: usize = 416;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    holders: BTreeMap<Address, Vec<u8>>,
    pages: BTreeMap<(Address, u32), Vec<u8>>,
    loaded: RefCell<Vec<Address>>,
    stored: Vec<Address>,
}

impl Cells for Memory {
    fn holder(&self, who: &Address) -> Holder {
        self.loaded.borrow_mut().push(*who);
        self.look(who)
    }

    fn store_holder(&mut self, who: &Address, holder: &Holder) {
        let cell = holder.as_cell().to_vec();
        assert!(cell.len() <= CELL, "{} bytes", cell.len());
        self.stored.push(*who);
        self.holders.insert(*who, cell);
    }

    fn votes_page(&self, who: &Address, page: u32) -> Vec<Checkpoint> {
        let cell = self.pages.get(&(*who, page)).unwrap_or_else(|| panic!("{who} has no page {page}"));
        Vec::decode(&mut &cell[..]).unwrap()
    }

    fn store_votes_page(&mut self, who: &Address, spill: &Spill) {
        assert_eq!(spill.page, self.pages_of(who), "pages follow each other");
        assert_eq!(spill.checkpoints.len(), 12);
        self.pages.insert((*who, spill.page), spill.checkpoints.encode());
    }
}

impl Memory {
    /// What is stored of an account, without a note.
    pub(crate) fn look(&self, who: &Address) -> Holder {
        Holder::from_cell(self.holders.get(who).cloned().unwrap_or_default())
    }

    /// How many pages of an account are stored.
    pub(crate) fn pages_of(&self, who: &Address) -> u32 {
        self.pages.range((*who, 0)..=(*who, u32::MAX)).count() as u32
    }

    /// An account's votes at the end of a block.
    pub(crate) fn votes_at(&self, who: &Address, block: BlockNumber) -> u128 {
        self.look(who).votes_at(block, |page| self.votes_page(who, page))
    }

    /// An account's checkpoints, oldest first, read one by one.
    pub(crate) fn checkpoints(&self, who: &Address) -> Vec<Checkpoint> {
        let holder = self.look(who);
        let position = |index| holder.votes_position(index, |page| self.votes_page(who, page)).unwrap();
        (0..holder.votes_count()).map(position).collect()
    }

    /// Which holders were loaded and stored since the last time that this was asked, in order.
    pub(crate) fn notes(&mut self) -> (Vec<Address>, Vec<Address>) {
        (self.loaded.take(), mem::take(&mut self.stored))
    }

    /// One message.
    pub(crate) fn message<T>(&mut self, act: impl FnOnce(&mut Desk<Self>) -> T) -> T {
        let mut desk = Desk::new(mem::take(self));
        let done = act(&mut desk);
        *self = desk.close();
        done
    }

    /// Gives an account a balance and a delegate without any rule.
    pub(crate) fn put(&mut self, who: Address, balance: u128, delegate: Address) {
        let mut holder = self.look(&who);
        holder.set_balance(balance);
        holder.set_delegate(delegate);
        self.holders.insert(who, holder.as_cell().to_vec());
    }
}
