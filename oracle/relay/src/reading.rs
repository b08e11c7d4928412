//! Which final epochs the DAO has yet to read, and whose turn it is to have it read them.
//!
//! It is kept in memory only: after a start one look at the DAO's books says how they stand.

use tributary_core::{BlockNumber, EpochId};

use crate::{
    agreement::{leads, stage},
    ledger::LedgerView,
};

/// The DAO's books of votes earned, as far as they say whether it has to read an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaoBooks {
    /// The newest epoch that it has read; 0 before any.
    pub epoch: EpochId,
    /// The highest cap that any epoch can have had that is cut after that one, in units of 10^-18 votes.
    pub ceiling: u128,
}

impl DaoBooks {
    /// Whether the DAO has yet to read `last`. Where no epoch can have earned a vote nothing adds up, and reading
    /// is not worth its fee.
    pub fn lacks(&self, last: EpochId) -> bool {
        self.ceiling > 0 && self.epoch < last
    }
}

/// What an oracle does about the DAO at a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Look whether the DAO has read the newest final epoch.
    Look,
    /// Look, and have the DAO read it if it has not.
    Read,
}

/// What an oracle knows of the DAO's reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The newest final epoch.
    newest: EpochId,
    /// The block in which it became final.
    final_at: BlockNumber,
    /// Whether the DAO's books were looked at since the start.
    known: bool,
    /// What the DAO may have yet to read.
    open: Option<Open>,
}

/// The first epoch of those that the DAO may have yet to read. Turns are counted from it, so that epochs that follow
/// do not keep them from passing on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    epoch: EpochId,
    /// The block in which it became final.
    since: BlockNumber,
    /// The block at which to look next, if it is others' turn.
    look_at: BlockNumber,
    /// The block of the last look.
    looked: Option<BlockNumber>,
    /// The stage in which it is this oracle's turn, whoever leads.
    own: Option<u32>,
}

impl Reading {
    /// The newest final epoch that was seen.
    pub const fn newest(&self) -> EpochId {
        self.newest
    }

    /// The block in which it became final.
    pub const fn final_at(&self) -> BlockNumber {
        self.final_at
    }

    /// Takes note of the newest final epoch, as of `block`. The first one is looked at right away, later ones when
    /// those whose turn it is should be done.
    pub fn see(&mut self, ledger: &LedgerView, block: BlockNumber) {
        let routine = ledger.final_at.saturating_add(ledger.stage_blocks);
        self.note(ledger.final_epoch, ledger.final_at, if self.known { routine } else { block });
    }

    /// Takes note that this oracle made `epoch` final in block `at`: it has it read, too, as it is the first to know.
    pub fn made_final(&mut self, epoch: EpochId, at: BlockNumber, ledger: &LedgerView) {
        self.note(epoch, at, at);
        self.take_turn(ledger, at);
    }

    fn note(&mut self, epoch: EpochId, final_at: BlockNumber, look_at: BlockNumber) {
        if epoch <= self.newest {
            return;
        }
        (self.newest, self.final_at) = (epoch, final_at);
        if self.open.is_none() {
            self.open = Some(Open { epoch, since: final_at, look_at, looked: None, own: None });
        }
    }

    /// Makes it this oracle's turn at `block`, until the stage ends.
    pub fn take_turn(&mut self, ledger: &LedgerView, block: BlockNumber) {
        let Some(open) = &mut self.open else { return };
        let own = Some(turn(open, ledger, block));
        if open.own != own {
            (open.own, open.looked) = (own, None);
        }
    }

    /// What member `index` of the committee has to do at `block`, if anything; it is taken to be done, so that each
    /// block sees one attempt.
    pub fn duty(&mut self, ledger: &LedgerView, index: Option<usize>, block: BlockNumber) -> Option<Duty> {
        let open = self.open.as_mut()?;
        if open.looked.is_some_and(|looked| block <= looked) {
            return None;
        }
        let (stage_now, members) = (turn(open, ledger, block), ledger.committee.len());
        let leads = index.is_some_and(|index| leads(open.epoch, stage_now, index, members));
        let own = leads || open.own == Some(stage_now);
        if !own && block < open.look_at {
            return None;
        }
        open.looked = Some(block);
        Some(if own { Duty::Read } else { Duty::Look })
    }

    /// Takes note of the DAO's books as of `block`; returns whether it has yet to read the newest epoch.
    pub fn looked(&mut self, books: Option<DaoBooks>, ledger: &LedgerView, block: BlockNumber) -> bool {
        self.known = true;
        if !books.is_some_and(|books| books.lacks(self.newest)) {
            self.open = None;
            return false;
        }
        if let Some(open) = &mut self.open {
            let next = turn(open, ledger, block).saturating_add(1);
            open.look_at = open.since.saturating_add(next.saturating_mul(ledger.stage_blocks));
        }
        true
    }

    /// Takes note that the DAO has read the newest epoch.
    pub fn is_read(&mut self) {
        self.open = None;
    }
}

/// The stage that `block` lies in, from where the epoch became final.
fn turn(open: &Open, ledger: &LedgerView, block: BlockNumber) -> u32 {
    stage(block, open.since, ledger.stage_blocks).unwrap_or(0)
}

#[cfg(test)]
mod tests;
