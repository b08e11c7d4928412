//! What an oracle knows of the ledger and of its committee at one block.

use tributary_core::{epoch::Commitment, Address, BlockNumber, EpochId, Hash, Wei};

/// A committee member that the node registry knows an endpoint of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its signing address.
    pub signer: Address,
    /// Where it serves.
    pub endpoint: String,
}

/// What the ledger announced in a range of blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Epochs that it took, in order, with their hashes.
    pub epochs: Vec<(Hash, Commitment)>,
    /// The newest block in which it voided what was pending. It takes nothing any more that was cut before.
    pub voided_at: Option<BlockNumber>,
}

/// The ledger at one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerView {
    /// Its address.
    pub address: Address,
    /// Whether it took office and does not stand yet where the ledger before it ended: nothing is
    /// submitted to it, and its head means nothing.
    pub inherits: bool,
    /// The newest epoch, pending or final.
    pub head_epoch: EpochId,
    /// Its hash.
    pub head_hash: Hash,
    /// The newest final epoch.
    pub final_epoch: EpochId,
    /// The block in which it became final; 0 before any.
    pub final_at: BlockNumber,
    /// How many are pending.
    pub pending_count: usize,
    /// How many may be.
    pub max_pending: usize,
    /// The block at which the oldest pending epoch's window has passed.
    pub oldest_window_ends: Option<BlockNumber>,
    /// The committee's signing addresses.
    pub committee: Vec<Address>,
    /// What its signatures are bound to.
    pub config_digest: Hash,
    /// Blocks of each oracle's turn.
    pub stage_blocks: BlockNumber,
    /// The block from which submissions are taken again, if they are paused.
    pub paused_until: BlockNumber,
    /// How far beyond an exit's request a final cut has to be, in blocks.
    pub exit_delay: BlockNumber,
    /// Blocks between epochs at which the pending places last.
    pub spacing: BlockNumber,
    /// For how many blocks from its anchor a report counts.
    pub max_report_age: BlockNumber,
    /// What payers left at the splitter, deposits less withdrawals: no root's payouts or spends may exceed it.
    pub backed: Wei,
}

impl LedgerView {
    /// Whether an epoch would be taken at `block`.
    pub fn takes_epochs(&self, block: BlockNumber) -> bool {
        !self.inherits && self.pending_count < self.max_pending && block >= self.paused_until
    }

    /// Whether payers left as much at the splitter as an epoch commits to, else it cannot become final.
    pub fn can_pay(&self, epoch: &Commitment) -> bool {
        committed(epoch) <= self.backed
    }
}

/// What the splitter has to hold of payers for an epoch to be settled.
pub fn committed(epoch: &Commitment) -> Wei {
    epoch.spend.sum.max(epoch.payout.sum)
}
