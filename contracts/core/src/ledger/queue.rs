//! Epochs in order: submitted, pending for a window, then final; or voided with all that build on them.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    epoch::{Commitment, CommitmentError, Head},
    ids::{BlockNumber, EpochId, Hash},
    merkle::Node,
    splitter::Settlement,
};

#[cfg(test)]
mod tests;

/// Where a ledger's epochs stand. The pending ones are those after `last_final` up to `head`; epochs are
/// numbered without gaps, so nothing else has to be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Queue {
    /// The newest final epoch; the default before any.
    pub last_final: Head,
    /// The newest epoch, pending or final. Its cut is the one to go beyond: later than the epoch's own
    /// after [`Queue::void`].
    pub head: Head,
}

/// What is kept of a pending epoch, in one storage cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Pending {
    /// Its number.
    pub epoch: EpochId,
    /// Its [`Commitment::hash`].
    pub hash: Hash,
    /// Its cut.
    pub cut_block: BlockNumber,
    /// The block of its submission.
    pub submitted_at: BlockNumber,
    /// Cumulative payouts.
    pub payout: Node,
    /// Cumulative spends.
    pub spend: Node,
    /// Cumulative votes earned.
    pub votes: Node,
}

/// What keeps an epoch from entering or leaving the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// As many as allowed are pending.
    #[error("{pending} epochs are pending, at most {most} may be")]
    TooManyPending {
        /// How many are.
        pending: u64,
        /// How many may be.
        most: u8,
    },
    /// The commitment does not follow the head.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
    /// No epoch is pending.
    #[error("no epoch is pending")]
    NothingPending,
    /// The splitter's root is not beyond what is final here.
    #[error("epoch {settled} is settled and {last_final} final here: nothing to inherit")]
    NothingToInherit {
        /// The newest final epoch here.
        last_final: EpochId,
        /// The newest epoch settled on the splitter.
        settled: EpochId,
    },
    /// The oldest pending epoch may still be challenged.
    #[error("epoch {epoch} may be challenged until block {until}")]
    WindowOpen {
        /// The epoch.
        epoch: EpochId,
        /// The first block at which it may become final.
        until: BlockNumber,
    },
}

impl Queue {
    /// How many epochs are pending.
    pub const fn pending(&self) -> u64 {
        self.head.epoch.0.saturating_sub(self.last_final.epoch.0)
    }

    /// The pending epochs, oldest first.
    pub fn pending_epochs(&self) -> impl Iterator<Item = EpochId> {
        let first = self.last_final.epoch.0.saturating_add(1);
        (first..=self.head.epoch.0).map(EpochId)
    }

    /// The oldest pending epoch.
    ///
    /// # Errors
    /// [`QueueError::NothingPending`].
    pub fn oldest(&self) -> Result<EpochId, QueueError> {
        self.pending_epochs().next().ok_or(QueueError::NothingPending)
    }

    /// Adds `commitment` with its `hash` at block `now`, keeping at most `most` pending.
    ///
    /// The latest state that oracles can have read is that of the block before.
    ///
    /// # Errors
    /// [`QueueError::TooManyPending`], or [`QueueError::Commitment`] if it does not follow the head.
    pub fn submit(
        &self,
        commitment: &Commitment,
        hash: Hash,
        now: BlockNumber,
        most: u8,
    ) -> Result<(Self, Pending), QueueError> {
        let pending = self.pending();
        if pending >= u64::from(most) {
            return Err(QueueError::TooManyPending { pending, most });
        }
        commitment.check_follows(&self.head, now.saturating_sub(1))?;
        let entry = Pending {
            epoch: commitment.epoch,
            hash,
            cut_block: commitment.cut_block,
            submitted_at: now,
            payout: commitment.payout,
            spend: commitment.spend,
            votes: commitment.votes,
        };
        Ok((Self { head: entry.head(), ..*self }, entry))
    }

    /// Makes `oldest`, the pending epoch that [`Queue::oldest`] names, final at block `now` if it was
    /// submitted at least `window` blocks ago.
    ///
    /// # Errors
    /// [`QueueError::NothingPending`] if `oldest` is not the oldest pending epoch,
    /// [`QueueError::WindowOpen`] if it may still be challenged.
    pub fn finalize(
        &self,
        oldest: &Pending,
        now: BlockNumber,
        window: BlockNumber,
    ) -> Result<Self, QueueError> {
        if self.oldest()? != oldest.epoch {
            return Err(QueueError::NothingPending);
        }
        let until = oldest.submitted_at.saturating_add(window);
        if now < until {
            return Err(QueueError::WindowOpen { epoch: oldest.epoch, until });
        }
        Ok(Self { last_final: oldest.head(), ..*self })
    }

    /// Starts behind `settled`, an epoch that another ledger made final. What is pending is given up: it
    /// follows another epoch.
    ///
    /// # Errors
    /// [`QueueError::NothingToInherit`] unless `settled` is beyond the last final epoch.
    pub fn inherit(&self, settled: Head) -> Result<Self, QueueError> {
        let last_final = self.last_final.epoch;
        if settled.epoch <= last_final {
            return Err(QueueError::NothingToInherit { last_final, settled: settled.epoch });
        }
        Ok(Self { last_final: settled, head: settled })
    }

    /// Voids every pending epoch at block `now`: the last final one is followed next, by an epoch cut at
    /// `now` or later. So nothing that was voided comes back, although it stays signed, and oracles have
    /// to read the chain as it was when it was voided.
    ///
    /// # Errors
    /// [`QueueError::NothingPending`].
    pub fn void(&self, now: BlockNumber) -> Result<Self, QueueError> {
        self.oldest()?;
        let cut_block = self.last_final.cut_block.max(now.saturating_sub(1));
        Ok(Self { head: Head { cut_block, ..self.last_final }, ..*self })
    }
}

impl Pending {
    /// The cell of the ring of `most` cells that keeps `epoch` while it is pending.
    pub fn slot(epoch: EpochId, most: u8) -> u8 {
        let slot = epoch.0.checked_rem(u64::from(most)).unwrap_or(0);
        u8::try_from(slot).unwrap_or(0)
    }

    /// What it brings to the splitter.
    pub const fn settlement(&self) -> Settlement {
        Settlement {
            epoch: self.epoch,
            commitment: self.hash,
            cut_block: self.cut_block,
            payout: self.payout,
            spend: self.spend,
            votes: self.votes,
        }
    }

    /// What its successor is checked against.
    pub const fn head(&self) -> Head {
        Head {
            epoch: self.epoch,
            hash: self.hash,
            cut_block: self.cut_block,
            payout_sum: self.payout.sum,
            spend_sum: self.spend.sum,
            votes_sum: self.votes.sum,
        }
    }
}
