//! Whose turn it is to bring a quorum's epoch to the ledger, and what never will get there.

use tracing::{info, warn};
use tributary_core::{hashing::HostHashing, ledger::SignatureError, BlockNumber, EpochId};

use super::Member;
use crate::{
    agreement::{check_quorum, distance, stage, Quorum},
    ledger::LedgerView,
    store::{Outgoing, StoreError},
};

/// What to do with an epoch in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Send it.
    Now,
    /// It is another member's turn until this block, or the ledger takes none now.
    Wait,
    /// It is on chain, or can never be.
    Never(&'static str),
}

impl Member {
    /// Takes a quorum that a peer brought, as the ledger was seen last; returns whether it is new.
    ///
    /// # Errors
    /// [`QuorumRefusal`].
    pub async fn take_quorum(&self, quorum: &Quorum) -> Result<bool, QuorumRefusal> {
        let standing = self.standing.read().await;
        let seen = standing.seen.clone().ok_or(QuorumRefusal::NotReady)?;
        drop(standing);
        let (ledger, commitment) = (&seen.ledger, &quorum.commitment);
        if quorum.config_digest != ledger.config_digest {
            return Err(QuorumRefusal::OtherCommittee);
        }
        if commitment.prev != ledger.head_hash || commitment.epoch != next(ledger) {
            let (epoch, head) = (commitment.epoch, ledger.head_epoch);
            return Err(QuorumRefusal::DoesNotFollow { epoch, head });
        }
        let (cut, voided_at) = (commitment.cut_block, self.store.voided_at().await?);
        if cut < voided_at {
            return Err(QuorumRefusal::Voided { cut, voided_at });
        }
        check_quorum(quorum, &self.domain, &ledger.committee)?;
        let new = self.enqueue(quorum, seen.block).await?;
        if new {
            info!(epoch = commitment.epoch.0, "a peer's quorum was taken");
        }
        Ok(new)
    }

    /// Puts a quorum into the outbox; returns whether it is new.
    pub(crate) async fn enqueue(&self, quorum: &Quorum, block: BlockNumber) -> Result<bool, StoreError> {
        let outgoing = Outgoing {
            commitment: quorum.commitment,
            config_digest: quorum.config_digest,
            signatures: quorum.signatures(),
            received_at: block,
            attempts: 0,
        };
        self.store.enqueue(&outgoing).await
    }

    /// Whether it is this oracle's turn to send `outgoing`. The leader sends it at once; each other member
    /// waits a stage for each one before it, counted from the leader. What nobody got on chain when all
    /// had two turns is given up, so that another epoch can take its place.
    ///
    /// # Errors
    /// The store's.
    pub async fn turn(
        &self,
        outgoing: &Outgoing,
        ledger: &LedgerView,
        block: BlockNumber,
    ) -> Result<Turn, StoreError> {
        let commitment = &outgoing.commitment;
        if commitment.epoch <= ledger.head_epoch {
            return Ok(Turn::Never("the ledger has moved past it"));
        }
        if commitment.prev != ledger.head_hash {
            return Ok(Turn::Never("it builds on another head than the ledger's"));
        }
        if outgoing.config_digest != ledger.config_digest {
            return Ok(Turn::Never("another committee signed it"));
        }
        if commitment.cut_block < self.store.voided_at().await? {
            return Ok(Turn::Never("the ledger voided what was pending since its cut"));
        }
        if !ledger.can_pay(commitment) {
            return Ok(Turn::Never("the splitter cannot pay it"));
        }
        if !ledger.takes_epochs(block) {
            return Ok(Turn::Wait);
        }
        let (members, index) = (ledger.committee.len(), self.index_in(ledger));
        let rounds = u32::try_from(members).unwrap_or(u32::MAX).saturating_mul(2);
        let all_had_theirs = outgoing.received_at.saturating_add(rounds.saturating_mul(ledger.stage_blocks));
        if block > all_had_theirs && (outgoing.attempts > 0 || index.is_none()) {
            return Ok(Turn::Never("nobody got it on chain"));
        }
        let Some(index) = index else { return Ok(Turn::Wait) };
        let head = self.books.read().await.head();
        if commitment.prev != head.hash::<HostHashing>() {
            return Ok(Turn::Wait);
        }
        let due = self.due_block(head.cut_block, ledger);
        let led = stage(commitment.cut_block, due, ledger.stage_blocks).unwrap_or(0);
        let waits = distance(commitment.epoch, led, index, members);
        let from =
            waits.map(|turns| outgoing.received_at.saturating_add(turns.saturating_mul(ledger.stage_blocks)));
        Ok(if from.is_some_and(|from| block >= from) { Turn::Now } else { Turn::Wait })
    }

    /// Takes an epoch out of the outbox that can never be on chain.
    pub(crate) async fn give_up(&self, outgoing: &Outgoing, reason: &str) -> Result<(), StoreError> {
        warn!(epoch = outgoing.commitment.epoch.0, reason, "epoch taken out of the outbox");
        self.store.dequeue(outgoing).await
    }
}

/// The epoch that the ledger takes next.
const fn next(ledger: &LedgerView) -> EpochId {
    EpochId(ledger.head_epoch.0.saturating_add(1))
}

/// Why a quorum is not taken.
#[derive(Debug, thiserror::Error)]
pub enum QuorumRefusal {
    /// The chain was not seen yet.
    #[error("not ready")]
    NotReady,
    /// Another committee's.
    #[error("signed for another committee")]
    OtherCommittee,
    /// Not for the ledger's head.
    #[error("epoch {epoch} does not follow epoch {head}, the ledger's head")]
    DoesNotFollow {
        /// The epoch.
        epoch: EpochId,
        /// The ledger's head.
        head: EpochId,
    },
    /// The ledger voided it.
    #[error("cut block {cut} is before block {voided_at}, where the ledger voided what was pending")]
    Voided {
        /// The cut.
        cut: BlockNumber,
        /// The newest block of a void.
        voided_at: BlockNumber,
    },
    /// No quorum.
    #[error(transparent)]
    Quorum(#[from] SignatureError),
    /// The store failed.
    #[error("not ready")]
    Store(#[from] StoreError),
}
