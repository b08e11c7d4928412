//! Why a proposal is not endorsed.

use tributary_core::{BlockNumber, EpochId, Hash, NodeId, Wei};

use crate::agreement::{SelectionError, ShapeError};

/// A report that this oracle holds and a proposal skips for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("report {sequence} of node {node} is here, and would be skipped for good")]
pub struct Withheld {
    /// The node.
    pub node: NodeId,
    /// The sequence.
    pub sequence: u64,
}

/// Why a proposal is not endorsed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The bytes are no proposal.
    #[error("the proposal cannot be decoded")]
    Undecodable,
    /// No honest leader makes it.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// This oracle, or the leader, is not in the committee, or it is another's turn.
    #[error("{0}")]
    NotYourTurn(String),
    /// The cut is before the epoch is due.
    #[error("epoch {epoch} is due at block {due}, its cut is at {cut}")]
    NotDue {
        /// The epoch.
        epoch: EpochId,
        /// When it is due.
        due: BlockNumber,
        /// The cut proposed.
        cut: BlockNumber,
    },
    /// It does not follow what this oracle follows.
    #[error("{0}")]
    DoesNotFollow(String),
    /// The leader took a report that has to wait.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The leader skips a report that is here.
    #[error(transparent)]
    Withheld(#[from] Withheld),
    /// There is nothing to settle, and nobody waits for it.
    #[error("epoch {0} has no reports, and none is due without")]
    Empty(EpochId),
    /// Another commitment was signed in this stage.
    #[error("epoch {epoch} was signed as 0x{} in stage {stage}", hex::encode(hash))]
    Signed {
        /// The epoch.
        epoch: EpochId,
        /// The stage.
        stage: u32,
        /// What was signed.
        hash: Hash,
    },
    /// A later stage was signed in.
    #[error("stage {stage} is over: stage {later} was signed in")]
    Over {
        /// The stage proposed in.
        stage: u32,
        /// The stage signed in.
        later: u32,
    },
    /// This oracle derives something else.
    #[error("the reports lead to another commitment here")]
    OtherCommitment,
    /// The ledger voided it, or what it was cut with.
    #[error("cut block {cut} is before block {voided_at}, where the ledger voided what was pending")]
    Voided {
        /// The cut proposed.
        cut: BlockNumber,
        /// The newest block of a void.
        voided_at: BlockNumber,
    },
    /// It could not become final: payers did not leave as much.
    #[error("the epoch needs {needed} wei where the splitter holds {backed} of payers")]
    Unbacked {
        /// The larger of its two sums.
        needed: Wei,
        /// Deposits less withdrawals.
        backed: Wei,
    },
    /// The leader proposed something else in this stage.
    #[error("epoch {epoch} was proposed as 0x{} in stage {stage}", hex::encode(hash))]
    Proposed {
        /// The epoch.
        epoch: EpochId,
        /// The stage.
        stage: u32,
        /// What was proposed first.
        hash: Hash,
    },
    /// The leader's proposal was refused often enough.
    #[error("refused {0} times before")]
    TooOften(u32),
    /// Most of the others run with other settings, or this one does.
    #[error("this oracle does not agree with its committee on epoch_blocks")]
    Settings,
    /// Something failed here; the leader may ask again.
    #[error("not ready")]
    NotReady(anyhow::Error),
}

impl Refusal {
    /// Whether the same proposal may pass later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotReady(_) | Self::DoesNotFollow(_))
    }

    /// The report that the leader lacks, if that is why.
    pub const fn withheld(&self) -> Option<Withheld> {
        match self {
            Self::Withheld(withheld) => Some(*withheld),
            _ => None,
        }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::NotReady(error)
    }
}

impl From<crate::store::StoreError> for Refusal {
    fn from(error: crate::store::StoreError) -> Self {
        Self::NotReady(error.into())
    }
}

impl From<crate::objects::ObjectError> for Refusal {
    fn from(error: crate::objects::ObjectError) -> Self {
        Self::NotReady(error.into())
    }
}
