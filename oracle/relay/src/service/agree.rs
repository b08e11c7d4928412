//! Proposing and endorsing, with what has to be read from the chain for it.

use std::sync::Arc;

use scale::Encode;
use tracing::warn;
use tributary_core::BlockNumber;

use crate::{
    agreement::{leads, stage, Endorsement},
    ledger::LedgerView,
    member::{Refusal, Screened, Sight},
    metrics::{Metrics, Step},
    service::{under_way, Oracle},
};

impl Oracle {
    /// Endorses a proposal if this oracle derives the same commitment. Nothing is read from the chain for
    /// whoever has no seat in the committee.
    ///
    /// # Errors
    /// [`Refusal`] saying why not.
    pub async fn endorse(&self, body: &[u8]) -> Result<Endorsement, Refusal> {
        let endorsed = self.judge(body).await;
        match &endorsed {
            Ok(_) => Metrics::count(&self.member.metrics.endorsements, true),
            Err(refusal) => {
                let reason = match refusal {
                    Refusal::NotReady(error) => format!("{error:#}"),
                    other => other.to_string(),
                };
                warn!(reason, "proposal not endorsed");
                Metrics::count(&self.member.metrics.endorsements, false);
            }
        }
        endorsed
    }

    async fn judge(&self, body: &[u8]) -> Result<Endorsement, Refusal> {
        let member = &self.member;
        let (signed, leader, _permit) = match member.screen(body).await? {
            Screened::Endorsed(endorsement) => return Ok(endorsement),
            Screened::Open { signed, leader, permit } => (signed, leader, permit),
        };
        let proposal = &signed.proposal;
        let (block, ledger) = self.look().await?;
        if ledger.head_epoch != member.books.read().await.head().epoch {
            self.follow(&ledger, block).await?;
        }
        let index = member.check_turn(proposal, &leader, &ledger, block).await?;
        let registry = self.chain.registry(proposal.commitment.cut_block).await?;
        let peers = self.chain.peers(&ledger, block).await?;
        let sight = Sight { block, ledger, registry, peers };
        member.endorse(proposal, &leader, index, &sight).await
    }

    /// Proposes the next epoch if it is due and this oracle's turn. Peers are asked in a task of its own, so
    /// that rounds go on.
    pub(crate) async fn propose_if_due(
        self: &Arc<Self>,
        ledger: &Arc<LedgerView>,
        block: BlockNumber,
    ) -> anyhow::Result<()> {
        let member = &self.member;
        let Some(index) = member.index_in(ledger) else { return Ok(()) };
        let tip = member.books.read().await.tip();
        let due = member.due_block(tip.head().cut_block, ledger);
        let Some(stage) = stage(block, due, ledger.stage_blocks) else { return Ok(()) };
        if !leads(tip.next(), stage, index, ledger.committee.len())
            || !member.may_propose(&tip, ledger, block).await?
        {
            return Ok(());
        }
        let mut proposing = self.proposing.lock().await;
        if under_way(&proposing) {
            return Ok(());
        }
        let registry = self.chain.registry(block).await?;
        let peers = self.chain.peers(ledger, block).await?;
        let sight = Sight { block, ledger: ledger.clone(), registry, peers };
        let oracle = self.clone();
        *proposing = Some(tokio::spawn(async move {
            let proposed = oracle.propose(tip, stage, &sight).await;
            oracle.member.note_step(Step::Propose, proposed).await;
        }));
        Ok(())
    }

    async fn propose(&self, tip: crate::books::Tip, stage: u32, sight: &Sight) -> anyhow::Result<()> {
        let Some(body) = self.member.prepare(tip, stage, sight).await? else { return Ok(()) };
        let quorum = self.member.collect(body, sight).await?;
        // This oracle submits it in its next round.
        self.member.share(&sight.peers, quorum.encode()).await;
        Ok(())
    }
}
