//! A feature: what somebody wants a model to have, until a version has it.

use alloc::string::String;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::terms::{check_name, check_uri, TermsError};
use crate::ids::{Address, BlockNumber};

/// Where a feature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum FeatureStatus {
    /// Described by its proposer.
    #[codec(index = 1)]
    Proposed,
    /// Wanted by the owner, in this version and those after it that name it.
    #[codec(index = 2)]
    Adopted {
        /// The version that was approved with it first.
        version: u32,
    },
    /// Given up before a version had it.
    #[codec(index = 3)]
    Withdrawn,
}

impl FeatureStatus {
    /// The number that the registry's ABI and the encoding use.
    pub const fn number(self) -> u8 {
        match self {
            Self::Proposed => 1,
            Self::Adopted { .. } => 2,
            Self::Withdrawn => 3,
        }
    }

    /// The version that it is pinned to; 0 for none.
    pub const fn version(self) -> u32 {
        match self {
            Self::Adopted { version } => version,
            Self::Proposed | Self::Withdrawn => 0,
        }
    }
}

/// A feature of a model, in one cell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Feature {
    /// Who proposed it.
    pub proposer: Address,
    /// What it is called. Not unique.
    pub title: String,
    /// Where it is described and discussed; may be empty.
    pub uri: String,
    /// Where it stands.
    pub status: FeatureStatus,
    /// The block of the proposal.
    pub created_at: BlockNumber,
}

/// Why a feature cannot be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawalError {
    /// It is not the caller's.
    #[error("{caller} is neither the proposer {proposer} nor the owner")]
    NotProposer {
        /// Who called.
        caller: Address,
        /// Who proposed it.
        proposer: Address,
    },
    /// It was adopted or withdrawn before.
    #[error("the feature is {status:?}")]
    NotProposed {
        /// Where it stands.
        status: FeatureStatus,
    },
}

impl Feature {
    /// Proposes a feature. Anyone may.
    ///
    /// # Errors
    /// [`TermsError`] for a title or a URI out of bounds; a title has those of a model's name.
    pub fn propose(
        proposer: Address,
        title: String,
        uri: String,
        now: BlockNumber,
    ) -> Result<Self, TermsError> {
        check_name(&title)?;
        check_uri(&uri)?;
        Ok(Self { proposer, title, uri, status: FeatureStatus::Proposed, created_at: now })
    }

    /// Gives it up, while it is no more than proposed.
    ///
    /// # Errors
    /// [`WithdrawalError`] for anyone but its proposer and `owner`, and once it was adopted or withdrawn.
    pub fn withdraw(self, caller: Address, owner: Address) -> Result<Self, WithdrawalError> {
        if caller != self.proposer && caller != owner {
            return Err(WithdrawalError::NotProposer { caller, proposer: self.proposer });
        }
        if self.status != FeatureStatus::Proposed {
            return Err(WithdrawalError::NotProposed { status: self.status });
        }
        Ok(Self { status: FeatureStatus::Withdrawn, ..self })
    }

    /// Pins it to `version`, which was approved and carries it; `None` if nothing changes. What was
    /// adopted stays with the version that had it first. What was withdrawn stays so, unless it is what
    /// was `voted` on: else its proposer could undo the vote while it is counted.
    pub fn adopt(self, version: u32, voted: bool) -> Option<Self> {
        let adopts = match self.status {
            FeatureStatus::Proposed => true,
            FeatureStatus::Withdrawn => voted,
            FeatureStatus::Adopted { .. } => false,
        };
        adopts.then_some(Self { status: FeatureStatus::Adopted { version }, ..self })
    }
}
