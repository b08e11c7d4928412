//! What the committee signs and the ledger keeps.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    domain::{Domain, Kind},
    governance::MAX_EPOCH_VOTES,
    hashing::Hashing,
    ids::{BlockNumber, EpochId, Hash},
    merkle::Node,
    money::{MoneyError, Wei},
};

/// An epoch in constant size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Commitment {
    /// Counts up from 1 without gaps.
    pub epoch: EpochId,
    /// [`Commitment::hash`] of the epoch before; zero for the first.
    pub prev: Hash,
    /// The block as of which the chain was read.
    pub cut_block: BlockNumber,
    /// The ordered set of datasets that counted at the cut.
    pub corpus_root: Hash,
    /// Reports consumed, worthless ones at zero, by (node, sequence).
    pub reports: Node,
    /// How many.
    pub report_count: u64,
    /// What each report adds to each account, by account.
    pub credits: Node,
    /// What each report takes from its payer, by payer.
    pub debits: Node,
    /// Cumulative payouts, by account.
    pub payout: Node,
    /// Cumulative spends, by payer.
    pub spend: Node,
    /// Next sequence per node; nonce and spend per payer and node.
    pub cursors: Node,
    /// SHA-256 of the epoch's data in the object store.
    pub data_hash: Hash,
    /// Cumulative votes earned, by account: datasets and nodes. Units of 10^-18 of a vote.
    pub votes: Node,
}

/// What makes a commitment no successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
    /// Another epoch is due.
    #[error("epoch {found} given, {expected} is due")]
    Epoch {
        /// The epoch due.
        expected: EpochId,
        /// The epoch given.
        found: EpochId,
    },
    /// It builds on something else.
    #[error("the commitment builds on another predecessor")]
    Prev {
        /// The head's hash.
        expected: Hash,
        /// What it names.
        found: Hash,
    },
    /// The cut does not move forward, or lies in the future.
    #[error("cut block {found} is not after {after} and at most {latest}")]
    Cut {
        /// The predecessor's cut.
        after: BlockNumber,
        /// The latest possible.
        latest: BlockNumber,
        /// The cut given.
        found: BlockNumber,
    },
    /// More votes are earned than any epoch's cap allows.
    #[error("the epoch adds {grown} to the votes earned, an epoch adds at most {most}")]
    Votes {
        /// Growth of the votes' sum.
        grown: Wei,
        /// [`MAX_EPOCH_VOTES`].
        most: Wei,
    },
    /// Credits, debits and the growth of both totals differ.
    #[error("unbalanced: credits {credits}, debits {debits}, payouts +{payouts}, spends +{spends}")]
    Unbalanced {
        /// Sum of credits.
        credits: Wei,
        /// Sum of debits.
        debits: Wei,
        /// Growth of the payout sum.
        payouts: Wei,
        /// Growth of the spend sum.
        spends: Wei,
    },
    /// A cumulative total shrank.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Commitment {
    /// The state before any epoch: everything empty.
    pub const GENESIS: Self = Self {
        epoch: EpochId(0),
        prev: [0; 32],
        cut_block: 0,
        corpus_root: [0; 32],
        reports: Node::EMPTY,
        report_count: 0,
        credits: Node::EMPTY,
        debits: Node::EMPTY,
        payout: Node::EMPTY,
        spend: Node::EMPTY,
        cursors: Node::EMPTY,
        data_hash: [0; 32],
        votes: Node::EMPTY,
    };

    /// `keccak256(SCALE(self))`, by which the next epoch names this one; zero for
    /// [`Commitment::GENESIS`].
    pub fn hash<H: Hashing>(&self) -> Hash {
        if *self == Self::GENESIS {
            [0; 32]
        } else {
            H::keccak256(&self.encode())
        }
    }

    /// The message that each oracle signs: the committee's config digest, then the commitment.
    pub fn digest<H: Hashing>(&self, domain: &Domain, config_digest: &Hash) -> Hash {
        domain.digest::<H>(Kind::Commitment, &(config_digest, self))
    }

    /// Checks that this follows an epoch, given what is kept of that one.
    ///
    /// `latest` is the last block whose state could have been read.
    ///
    /// # Errors
    /// [`CommitmentError`] naming the first rule broken.
    pub fn check_follows(&self, head: &Head, latest: BlockNumber) -> Result<(), CommitmentError> {
        let due = EpochId(head.epoch.0.saturating_add(1));
        if self.epoch != due {
            return Err(CommitmentError::Epoch { expected: due, found: self.epoch });
        }
        if self.prev != head.hash {
            return Err(CommitmentError::Prev { expected: head.hash, found: self.prev });
        }
        if self.cut_block <= head.cut_block || self.cut_block > latest {
            return Err(CommitmentError::Cut { after: head.cut_block, latest, found: self.cut_block });
        }
        let payouts = self.payout.sum.try_sub(head.payout_sum)?;
        let spends = self.spend.sum.try_sub(head.spend_sum)?;
        let (grown, most) = (self.votes.sum.try_sub(head.votes_sum)?, Wei(MAX_EPOCH_VOTES));
        if grown > most {
            return Err(CommitmentError::Votes { grown, most });
        }
        let (credits, debits) = (self.credits.sum, self.debits.sum);
        if credits != debits || credits != payouts || credits != spends {
            return Err(CommitmentError::Unbalanced { credits, debits, payouts, spends });
        }
        Ok(())
    }

    /// What a successor is checked against.
    pub fn head<H: Hashing>(&self) -> Head {
        Head {
            epoch: self.epoch,
            hash: self.hash::<H>(),
            cut_block: self.cut_block,
            payout_sum: self.payout.sum,
            spend_sum: self.spend.sum,
            votes_sum: self.votes.sum,
        }
    }
}

/// What is kept of an epoch to check its successor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Head {
    /// Its number.
    pub epoch: EpochId,
    /// Its [`Commitment::hash`].
    pub hash: Hash,
    /// Its cut.
    pub cut_block: BlockNumber,
    /// Its cumulative payouts.
    pub payout_sum: Wei,
    /// Its cumulative spends.
    pub spend_sum: Wei,
    /// Its cumulative votes earned.
    pub votes_sum: Wei,
}
