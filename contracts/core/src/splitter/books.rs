//! The final root and the counters: what nearly every rule needs, in one cell.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    epoch::Head,
    governance::MAX_EPOCH_VOTES,
    ids::{BlockNumber, EpochId, Hash},
    merkle::Node,
    money::Wei,
    splitter::{Totals, TotalsError},
};

/// The root that claims and exits are proven against. Its sums stand in [`Totals`]. The default is:
/// nothing final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct FinalRoot {
    /// Its epoch; 0 while nothing is final.
    pub epoch: EpochId,
    /// Hash of its epoch's commitment, which the next one names.
    pub commitment: Hash,
    /// The block as of which its epoch read the chain.
    pub cut_block: BlockNumber,
    /// The block at which it became final.
    pub finalized_at: BlockNumber,
    /// Hash of the tree of cumulative payouts.
    pub payout_hash: Hash,
    /// Hash of the tree of cumulative spends.
    pub spend_hash: Hash,
    /// Root of cumulative votes earned; nothing here goes by it, the DAO reads it.
    pub votes: Node,
}

/// What an epoch's finality brings to the splitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The epoch.
    pub epoch: EpochId,
    /// Hash of its commitment.
    pub commitment: Hash,
    /// The block as of which it read the chain.
    pub cut_block: BlockNumber,
    /// Root of cumulative payouts.
    pub payout: Node,
    /// Root of cumulative spends.
    pub spend: Node,
    /// Root of cumulative votes earned.
    pub votes: Node,
}

/// What the final root says of votes, as the DAO reads it. The default is: nothing final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FinalVotes {
    /// Its epoch; 0 while nothing is final.
    pub epoch: EpochId,
    /// The block as of which its epoch read the chain.
    pub cut_block: BlockNumber,
    /// Root of cumulative votes earned.
    pub votes: Node,
}

/// Counters and final root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Books {
    /// The counters.
    pub totals: Totals,
    /// The final root.
    pub root: FinalRoot,
}

/// Why a root cannot become final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// Another epoch is due.
    #[error("epoch {found} given, {expected} is due")]
    EpochNotNext {
        /// The epoch due.
        expected: EpochId,
        /// The epoch given.
        found: EpochId,
    },
    /// The cut is not after the one before, or not before this block. One that lies ahead would be for
    /// good: no ledger could cut after it.
    #[error("cut at block {found}, not after {after} and at most {latest}")]
    Cut {
        /// The cut of the final root.
        after: BlockNumber,
        /// The block before this one.
        latest: BlockNumber,
        /// The cut given.
        found: BlockNumber,
    },
    /// A root has fewer votes earned than its predecessor.
    #[error("votes earned shrink from {before} to {after}")]
    VotesShrank {
        /// The final root's.
        before: Wei,
        /// The new root's.
        after: Wei,
    },
    /// A root has more votes than its predecessor than an epoch can earn.
    #[error("votes earned grow by {grown}, at most {most} in an epoch")]
    TooManyVotes {
        /// By how much.
        grown: Wei,
        /// [`MAX_EPOCH_VOTES`].
        most: Wei,
    },
    /// The counters forbid it.
    #[error(transparent)]
    Totals(#[from] TotalsError),
}

impl Books {
    /// Whether any root is final.
    pub fn has_root(&self) -> bool {
        self.root.epoch != EpochId(0)
    }

    /// The root of cumulative payouts.
    pub fn payout(&self) -> Node {
        Node { hash: self.root.payout_hash, sum: self.totals.payout_sum }
    }

    /// The root of cumulative spends.
    pub fn spend(&self) -> Node {
        Node { hash: self.root.spend_hash, sum: self.totals.spend_sum }
    }

    /// What the DAO reads of votes earned.
    pub const fn final_votes(&self) -> FinalVotes {
        FinalVotes { epoch: self.root.epoch, cut_block: self.root.cut_block, votes: self.root.votes }
    }

    /// What a ledger that starts here builds on.
    pub const fn head(&self) -> Head {
        Head {
            epoch: self.root.epoch,
            hash: self.root.commitment,
            cut_block: self.root.cut_block,
            payout_sum: self.totals.payout_sum,
            spend_sum: self.totals.spend_sum,
            votes_sum: self.root.votes.sum,
        }
    }

    /// An epoch becomes final at block `now`.
    ///
    /// # Errors
    /// [`SettleError::EpochNotNext`], [`SettleError::Cut`], what [`Totals::settle`] forbids, or
    /// [`SettleError::VotesShrank`] or [`SettleError::TooManyVotes`].
    pub fn settle(&self, settlement: &Settlement, now: BlockNumber) -> Result<Self, SettleError> {
        let Settlement { epoch, commitment, cut_block, payout, spend, votes } = *settlement;
        let expected = EpochId(self.root.epoch.0.saturating_add(1));
        if epoch != expected {
            return Err(SettleError::EpochNotNext { expected, found: epoch });
        }
        let (after, latest) = (self.root.cut_block, now.saturating_sub(1));
        if cut_block <= after || cut_block > latest {
            return Err(SettleError::Cut { after, latest, found: cut_block });
        }
        let totals = self.totals.settle(payout.sum, spend.sum)?;
        let (before, most) = (self.root.votes.sum, Wei(MAX_EPOCH_VOTES));
        let shrank = SettleError::VotesShrank { before, after: votes.sum };
        let grown = Wei(votes.sum.0.checked_sub(before.0).ok_or(shrank)?);
        // What another ledger's code lets pass would stay for all that follow.
        if grown > most {
            return Err(SettleError::TooManyVotes { grown, most });
        }
        let (payout_hash, spend_hash) = (payout.hash, spend.hash);
        let finalized_at = now;
        let root = FinalRoot { epoch, commitment, cut_block, finalized_at, payout_hash, spend_hash, votes };
        Ok(Self { totals, root })
    }
}
