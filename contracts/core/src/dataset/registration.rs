//! Registering a dataset: commit, then reveal, so that nobody who sees a content root can register it
//! before the one who found it; and the parents, whose royalties it shares.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    hashing::Hashing,
    ids::{Address, BlockNumber, DatasetId, Hash},
    ppm::Ppm,
    registry::MAX_DEPTH,
};

#[cfg(test)]
mod tests;

/// Blocks between a commitment and the first block at which it may be revealed: a minute of six-second blocks.
/// Who sees a reveal and commits to the same content can reveal no sooner, so a reveal that misses blocks is
/// still first if it is in one of the next ten.
pub const REVEAL_DELAY: BlockNumber = 10;
/// Blocks after which a commitment is worthless.
pub const COMMITMENT_LIFE: BlockNumber = 256;
/// The most parents of one dataset.
pub const MAX_PARENTS: usize = 8;
/// The most that a dataset's fee is divided into: itself and, for each parent, what that one's is. Whoever
/// derives an epoch divides the fee of each share of each report so.
pub const MAX_FAMILY: u16 = 64;
/// The highest royalty on a resale: a tenth of the price.
pub const MAX_RESALE_ROYALTY: Ppm = Ppm(100_000);

/// What keeps a dataset from being registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// The creator never committed to this content root and salt, or revealed it already.
    #[error("no outstanding commitment {commitment:02x?}")]
    CommitmentMissing {
        /// The commitment that was needed.
        commitment: Hash,
    },
    /// The commitment is not as old as it has to be.
    #[error("committed at block {committed_at}, to be revealed from block {reveal_from}")]
    CommitmentTooFresh {
        /// The commitment's block.
        committed_at: BlockNumber,
        /// The first block for the reveal.
        reveal_from: BlockNumber,
    },
    /// The commitment is too old.
    #[error("committed at block {committed_at}, expired at block {expired_at}")]
    CommitmentExpired {
        /// The commitment's block.
        committed_at: BlockNumber,
        /// The first block at which it was worthless.
        expired_at: BlockNumber,
    },
    /// The same commitment is outstanding.
    #[error("commitment {commitment:02x?} is outstanding since block {committed_at}")]
    CommitmentExists {
        /// The commitment.
        commitment: Hash,
        /// Its block.
        committed_at: BlockNumber,
    },
    /// A parent without a share, or a share without a parent.
    #[error("{parents} parents with {shares} shares")]
    ParentsMismatch {
        /// How many parents.
        parents: u32,
        /// How many shares.
        shares: u32,
    },
    /// More than [`MAX_PARENTS`].
    #[error("{found} parents; the most are {MAX_PARENTS}")]
    TooManyParents {
        /// How many there were.
        found: u32,
    },
    /// A parent that is not registered.
    #[error("parent {parent} is not registered")]
    ParentUnknown {
        /// The parent.
        parent: DatasetId,
    },
    /// Parents that are not strictly ascending.
    #[error("parent {after} cannot follow {before}")]
    ParentsUnsorted {
        /// A parent.
        before: DatasetId,
        /// The one after it.
        after: DatasetId,
    },
    /// A parent that gets nothing.
    #[error("parent {parent} has no share")]
    ParentShareZero {
        /// The parent.
        parent: DatasetId,
    },
    /// The parents get more than everything.
    #[error("the parents' shares are {found} ppm")]
    ParentSharesExceedWhole {
        /// Their sum in ppm.
        found: u64,
    },
    /// A chain of parents longer than [`MAX_DEPTH`].
    #[error("through parent {parent} the chain would be {depth} long; the most is {MAX_DEPTH}")]
    TooDeep {
        /// The parent that makes it so long.
        parent: DatasetId,
        /// How long.
        depth: u8,
    },
    /// More ways from a dataset to its ancestors than [`MAX_FAMILY`].
    #[error("with parent {parent} the family has {found} members; the most are {MAX_FAMILY}")]
    FamilyTooLarge {
        /// The parent that makes it so large.
        parent: DatasetId,
        /// How large, one for each way to an ancestor.
        found: u16,
    },
    /// More than [`MAX_RESALE_ROYALTY`].
    #[error("a resale royalty of {found} ppm; the most is {} ppm", MAX_RESALE_ROYALTY.0)]
    RoyaltyTooHigh {
        /// The royalty in ppm.
        found: u32,
    },
}

/// What a creator commits to:
/// `keccak256("tributary/registration/v1" ‖ creator ‖ content root ‖ salt)`.
pub fn commitment<H: Hashing>(creator: &Address, content_root: &Hash, salt: &Hash) -> Hash {
    const DOMAIN: &[u8] = b"tributary/registration/v1";
    let parts: [&[u8]; 4] = [DOMAIN, &creator.0, content_root, salt];
    H::keccak256(&parts.concat())
}

/// Judges a new commitment by the `outstanding` one of the same creator and hash: an expired one gives
/// way.
///
/// # Errors
/// [`RegistrationError::CommitmentExists`] while the same is outstanding.
pub fn commit(
    commitment: Hash,
    outstanding: Option<BlockNumber>,
    now: BlockNumber,
) -> Result<(), RegistrationError> {
    match outstanding {
        Some(committed_at) if now < expiry(committed_at) => {
            Err(RegistrationError::CommitmentExists { commitment, committed_at })
        }
        _ => Ok(()),
    }
}

/// Judges whether a commitment made at `committed_at` may be revealed now: after [`REVEAL_DELAY`], and
/// within [`COMMITMENT_LIFE`].
///
/// # Errors
/// `CommitmentMissing`, `CommitmentTooFresh` or `CommitmentExpired`.
pub fn reveal(
    commitment: Hash,
    committed_at: Option<BlockNumber>,
    now: BlockNumber,
) -> Result<(), RegistrationError> {
    let committed_at = committed_at.ok_or(RegistrationError::CommitmentMissing { commitment })?;
    let reveal_from = committed_at.saturating_add(REVEAL_DELAY);
    let expired_at = expiry(committed_at);
    if now < reveal_from {
        return Err(RegistrationError::CommitmentTooFresh { committed_at, reveal_from });
    }
    if now >= expired_at {
        return Err(RegistrationError::CommitmentExpired { committed_at, expired_at });
    }
    Ok(())
}

const fn expiry(committed_at: BlockNumber) -> BlockNumber {
    committed_at.saturating_add(COMMITMENT_LIFE)
}

/// Judges a royalty on resale.
///
/// # Errors
/// [`RegistrationError::RoyaltyTooHigh`] beyond [`MAX_RESALE_ROYALTY`].
pub fn check_royalty(royalty: Ppm) -> Result<(), RegistrationError> {
    if royalty > MAX_RESALE_ROYALTY {
        return Err(RegistrationError::RoyaltyTooHigh { found: royalty.0 });
    }
    Ok(())
}

/// The datasets that a dataset derives from, and what each gets of its royalties; the rest is its own.
/// Strictly ascending, at most [`MAX_PARENTS`]. One cell, at most 97 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Parents(Vec<(DatasetId, Ppm)>);

impl Parents {
    /// Checks the parents of a dataset that would be registered as `child`: they exist, so their ids
    /// are smaller and there is no circle.
    ///
    /// # Errors
    /// [`RegistrationError`] for the first rule broken.
    pub fn new(child: DatasetId, parents: &[u64], shares: &[u32]) -> Result<Self, RegistrationError> {
        if parents.len() != shares.len() {
            return Err(RegistrationError::ParentsMismatch {
                parents: length(parents.len()),
                shares: length(shares.len()),
            });
        }
        if parents.len() > MAX_PARENTS {
            return Err(RegistrationError::TooManyParents { found: length(parents.len()) });
        }
        let mut before = DatasetId(0);
        let mut total = 0u64;
        let mut checked = Vec::with_capacity(parents.len());
        for (parent, share) in parents.iter().zip(shares) {
            let (parent, share) = (DatasetId(*parent), Ppm(*share));
            if parent == DatasetId(0) || parent >= child {
                return Err(RegistrationError::ParentUnknown { parent });
            }
            if parent <= before {
                return Err(RegistrationError::ParentsUnsorted { before, after: parent });
            }
            if share == Ppm::ZERO {
                return Err(RegistrationError::ParentShareZero { parent });
            }
            // At most eight u32.
            total = total.saturating_add(u64::from(share.0));
            before = parent;
            checked.push((parent, share));
        }
        if total > u64::from(Ppm::WHOLE.0) {
            return Err(RegistrationError::ParentSharesExceedWhole { found: total });
        }
        Ok(Self(checked))
    }

    /// The parents with their shares, by id.
    pub fn shares(&self) -> &[(DatasetId, Ppm)] {
        &self.0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How long a dataset's longest chain of parents is, and in how many ways it leads to an ancestor; found parent
/// by parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The longest chain; 0 without parents.
    pub depth: u8,
    /// Itself, and the families of all parents; at most [`MAX_FAMILY`].
    pub family: u16,
}

impl Lineage {
    /// Of a dataset without parents.
    pub const ORIGINAL: Self = Self { depth: 0, family: 1 };

    /// Adds a parent of this lineage.
    ///
    /// # Errors
    /// [`RegistrationError::TooDeep`] beyond [`MAX_DEPTH`], [`RegistrationError::FamilyTooLarge`] beyond
    /// [`MAX_FAMILY`].
    pub fn with_parent(self, parent: DatasetId, its: Self) -> Result<Self, RegistrationError> {
        let depth = its.depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(RegistrationError::TooDeep { parent, depth });
        }
        let family = self.family.saturating_add(its.family);
        if family > MAX_FAMILY {
            return Err(RegistrationError::FamilyTooLarge { parent, found: family });
        }
        Ok(Self { depth: self.depth.max(depth), family })
    }
}

fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
