//! Votes that datasets and nodes earn by what their work paid into the treasury's cut, and how many of them
//! the DAO mints.
//!
//! Oracles compute them ([`crate::epoch::votes`]), and each epoch's commitment has the root of their totals. The
//! DAO does not believe it further than it has to: with every epoch that becomes final it allows at most as many
//! more votes as its cap was, so that not even a false root can conjure more.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{Param, ParamError};
use crate::{
    account::Account,
    hashing::Hashing,
    ids::{BlockNumber, DatasetId, EpochId, NodeId},
    merkle::{verify_membership, Leaf, LeafFields, Node, ProofError},
    money::Wei,
    splitter::FinalVotes,
};

#[cfg(test)]
mod tests;

/// The rate at which a wei of the treasury's cut earns 10^-18 of a vote.
pub const RATE_UNIT: u128 = 1_000_000;

/// The highest rate: a million votes for each of the chain's native unit.
pub const MAX_EARN_RATE: u64 = 1_000_000_000_000;

/// The largest cap is the supply divided by this: 1 %. Above, a few epochs could outvote everybody before
/// anyone could take it back.
pub const CAP_PART: u128 = 100;

/// The most votes of one epoch, in units of 10^-18: 2^96, which are 7.9 * 10^10 votes. The ledger takes no epoch
/// that has more. Totals of votes never shrink, so that one false root near 2^128 would leave no room for what is
/// earned after it, for good; filling 128 bits takes 2^32 epochs with this.
pub const MAX_EPOCH_VOTES: u128 = 1 << 96;

/// How work earns votes; what an epoch goes by is read at its cut. The default is: it earns none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Earning {
    /// Votes per wei of the treasury's cut, in parts per million; 0 if none are earned.
    pub rate: u64,
    /// The most votes that all earn together in an epoch, in units of 10^-18.
    #[cfg_attr(feature = "std", serde(with = "super::params::decimal"))]
    pub cap: u128,
}

impl Earning {
    /// Work earns no votes.
    pub const NONE: Self = Self { rate: 0, cap: 0 };

    /// Checks the rate, and the cap against [`MAX_EPOCH_VOTES`] and a `supply` of votes; against the supply only
    /// when it is set.
    ///
    /// # Errors
    /// [`ParamError`] for the first outside its bounds.
    pub fn check(&self, supply: u128) -> Result<(), ParamError> {
        within(Param::EarnRate, self.rate.into(), MAX_EARN_RATE.into())?;
        within(Param::EarnCap, self.cap, supply.saturating_div(CAP_PART).min(MAX_EPOCH_VOTES))
    }
}

/// The DAO's books of votes earned. Always `minted <= allowed <= votes.sum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Earned {
    /// How votes are earned from now on.
    pub earning: Earning,
    /// The block in which that was set last.
    pub changed_at: BlockNumber,
    /// The highest cap that any epoch cut after `cut_block` can have had.
    pub ceiling: u128,
    /// The newest epoch that was read from the splitter; 0 before any.
    pub epoch: EpochId,
    /// Its cut; before any, the block in which the books were opened.
    pub cut_block: BlockNumber,
    /// Its root of cumulative votes.
    pub votes: Node,
    /// The most votes that can be minted in all.
    pub allowed: u128,
    /// Votes minted in all.
    pub minted: u128,
}

/// What a claim of votes changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VotesClaim {
    /// The books.
    pub earned: Earned,
    /// What the account has claimed in all.
    pub claimed: u128,
    /// What has to be minted; zero if everything was claimed before, and then nothing changes.
    pub amount: u128,
}

/// Why votes are not read or not minted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarningError {
    /// The splitter's final epoch is before one that it had.
    #[error("epoch {found} is final at the splitter, epoch {synced} was before")]
    EpochBehind {
        /// The newest epoch read.
        synced: EpochId,
        /// The epoch given.
        found: EpochId,
    },
    /// A later epoch's cut is not after the one before, or not before this block.
    #[error("cut at block {found}, not after {after} and at most {latest}")]
    Cut {
        /// The cut of the newest epoch read.
        after: BlockNumber,
        /// The block before this one.
        latest: BlockNumber,
        /// The cut given.
        found: BlockNumber,
    },
    /// A root has fewer votes than its predecessor.
    #[error("votes earned shrink from {before} to {after}")]
    VotesShrank {
        /// The newest root read.
        before: u128,
        /// The root given.
        after: u128,
    },
    /// Neither a dataset nor a node.
    #[error("{kind} is no kind of account that earns votes")]
    NotEarner {
        /// The kind given, as [`Account::kind`] numbers them.
        kind: u8,
    },
    /// No epoch was read from the splitter.
    #[error("no epoch's votes are known")]
    NothingSynced,
    /// The votes are not in the newest root read.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// All that the epochs so far can have earned is minted: the root is false.
    #[error("{wanted} votes are claimed when {minted} of the {allowed} that are allowed are minted")]
    AboveAllowed {
        /// Minted before.
        minted: u128,
        /// The claim.
        wanted: u128,
        /// What may be minted in all.
        allowed: u128,
    },
}

impl Earned {
    /// Opens the books at block `now`, for the epochs that are cut after it.
    pub const fn new(earning: Earning, now: BlockNumber) -> Self {
        Self {
            earning,
            changed_at: now,
            ceiling: earning.cap,
            epoch: EpochId(0),
            cut_block: now,
            votes: Node::EMPTY,
            allowed: 0,
            minted: 0,
        }
    }

    /// Sets at block `now` how votes are earned, for the epochs that are cut from this block on.
    ///
    /// # Errors
    /// [`ParamError`], as [`Earning::check`].
    pub fn set(&self, earning: Earning, supply: u128, now: BlockNumber) -> Result<Self, ParamError> {
        earning.check(supply)?;
        // Epochs with a cut before this block may not be final yet.
        let ceiling = self.ceiling.max(earning.cap);
        Ok(Self { earning, changed_at: now, ceiling, ..*self })
    }

    /// Goes on at block `now` to what the splitter says is final. With each epoch since the last one that was
    /// read, at most as many votes more are allowed as the cap was; what the sum grew by beyond that never is.
    /// As cuts are at least a block apart, there are no more epochs than blocks between the two cuts. The same
    /// epoch again changes nothing.
    ///
    /// # Errors
    /// [`EarningError::EpochBehind`], [`EarningError::Cut`], [`EarningError::VotesShrank`]: no splitter of the
    /// suite says such a thing.
    pub fn synced(&self, read: &FinalVotes, now: BlockNumber) -> Result<Self, EarningError> {
        let FinalVotes { epoch, cut_block, votes } = *read;
        if epoch == self.epoch {
            return Ok(*self);
        }
        let behind = EarningError::EpochBehind { synced: self.epoch, found: epoch };
        let epochs = epoch.0.checked_sub(self.epoch.0).ok_or(behind)?;
        let (after, latest) = (self.cut_block, now.saturating_sub(1));
        if cut_block <= after || cut_block > latest {
            return Err(EarningError::Cut { after, latest, found: cut_block });
        }
        let (before, sum) = (self.votes.sum.0, votes.sum.0);
        let grown = sum.checked_sub(before).ok_or(EarningError::VotesShrank { before, after: sum })?;
        let blocks = u64::from(cut_block.saturating_sub(after));
        let most = self.ceiling.saturating_mul(u128::from(epochs.min(blocks)));
        // Never beyond the sum, which fits.
        let allowed = self.allowed.saturating_add(grown.min(most));
        // What was set in the block after the cut, or before it, holds at every later cut.
        let settled = self.changed_at <= cut_block.saturating_add(1);
        let ceiling = if settled { self.earning.cap } else { self.ceiling };
        Ok(Self { ceiling, epoch, cut_block, votes, allowed, ..*self })
    }

    /// Claims the `cumulative` votes of `account`, which has `claimed` before, proven under the newest root
    /// read. Only what exceeds earlier claims is new, and of that as much is minted as is allowed: the rest can be
    /// claimed when more is. A repeated claim is no error, but still needs its proof.
    ///
    /// # Errors
    /// [`EarningError`] naming the first rule broken; [`EarningError::AboveAllowed`] where something is new and
    /// nothing is allowed.
    pub fn claim<H: Hashing>(
        &self,
        account: &Account,
        claimed: u128,
        cumulative: u128,
        proof: &[u8],
    ) -> Result<VotesClaim, EarningError> {
        if self.epoch == EpochId(0) {
            return Err(EarningError::NothingSynced);
        }
        let leaf = Leaf { fields: LeafFields::Total(*account), amount: Wei(cumulative) };
        verify_membership::<H>(&self.votes, &leaf, proof)?;
        let (minted, allowed) = (self.minted, self.allowed);
        let wanted = cumulative.saturating_sub(claimed);
        let amount = wanted.min(allowed.saturating_sub(minted));
        if amount == 0 && wanted > 0 {
            return Err(EarningError::AboveAllowed { minted, wanted, allowed });
        }
        // At most `allowed`, and at most `cumulative`.
        let minted = minted.saturating_add(amount);
        Ok(VotesClaim { earned: Self { minted, ..*self }, claimed: claimed.saturating_add(amount), amount })
    }
}

/// The account that earns votes, of a kind as [`Account::kind`] numbers them.
///
/// # Errors
/// [`EarningError::NotEarner`] for any but datasets and nodes.
pub fn earner(kind: u8, id: u64) -> Result<Account, EarningError> {
    [Account::Dataset(DatasetId(id)), Account::Node(NodeId(id))]
        .into_iter()
        .find(|account| account.kind() == kind)
        .ok_or(EarningError::NotEarner { kind })
}

fn within(param: Param, found: u128, most: u128) -> Result<(), ParamError> {
    if found > most {
        return Err(ParamError { param, found, least: 0, most });
    }
    Ok(())
}
