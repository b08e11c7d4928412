//! Whether the committee runs with one epoch length.

use tributary_core::{committee::quorum, BlockNumber};

use super::Member;
use crate::ledger::Peer;

/// So many members run with another epoch length that one of them at least means it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("epoch_blocks is {own} here; other members run with {others:?}")]
pub struct Disagreement {
    /// The length here.
    pub own: BlockNumber,
    /// What others run with.
    pub others: Vec<BlockNumber>,
}

impl Disagreement {
    /// Compares the own length with what others of `members` say. Up to a third may lie, and do not count.
    pub fn find(own: BlockNumber, answers: &[BlockNumber], members: usize) -> Option<Self> {
        let may_lie = members.saturating_sub(quorum(members));
        let others: Vec<_> = answers.iter().copied().filter(|found| *found != own).collect();
        (others.len() > may_lie).then_some(Self { own, others })
    }
}

impl Member {
    /// Asks the other members for their epoch length and notes whether it differs. Stages are counted from
    /// it, so members that differ would never agree; until an operator mends it this one stays out.
    ///
    /// # Errors
    /// [`Disagreement`].
    pub async fn compare_settings(&self, peers: &[Peer], members: usize) -> Result<(), Disagreement> {
        let answers = self.settings_of(peers).await;
        let found = Disagreement::find(self.config.epoch_blocks, &answers, members);
        self.standing.write().await.disagreement.clone_from(&found);
        found.map_or(Ok(()), Err)
    }
}
