//! The leader's part: choosing reports, computing an epoch, and collecting endorsements.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::stream::{self, FuturesUnordered, StreamExt};
use scale::Encode;
use tokio::time::{sleep, timeout_at, Instant};
use tracing::{info, warn};
use tributary_core::{
    committee::quorum, epoch::Inputs, hashing::HostHashing, registry::Registry, BlockNumber, EpochId, NodeId,
    SignedReport,
};

use super::{Member, PeerError, Sight};
use crate::{
    agreement::{
        allot, check_endorsement, select, sign_commitment, sign_proposal, skipped, Endorsement, Proposal,
        Quorum, Range, SignedProposal, Skipped, Waiting,
    },
    books::Tip,
    ledger::{LedgerView, Peer},
    metrics::Metrics,
    store::{Ballot, Cast},
};

/// Between two times that a member which was not ready is asked.
const ASK_AGAIN: Duration = Duration::from_millis(300);

/// The most missing ranges of one node that peers are asked for before they are skipped.
const GAPS: usize = 16;

/// How many of those requests are under way at once.
const ASKED_AT_ONCE: usize = 32;

/// In place of the age from which gaps are skipped: nothing is that old.
const NEVER: BlockNumber = BlockNumber::MAX;

impl Member {
    /// The proposal of this stage: the one made before, or else a new one, cut at the block in `sight`, voted
    /// for and durable. `None` if there is nothing to propose, or another vote stands in the way.
    ///
    /// # Errors
    /// If it cannot be computed or kept.
    pub async fn prepare(&self, tip: Tip, stage: u32, sight: &Sight) -> anyhow::Result<Option<Vec<u8>>> {
        let cut = sight.block;
        let config_digest = sight.ledger.config_digest;
        let prev = tip.head().hash::<HostHashing>();
        let ballot = Ballot { epoch: tip.next(), prev, config_digest, stage };
        if let Some(body) = self.store.own_proposal(&ballot).await? {
            let signed: SignedProposal = scale::Decode::decode(&mut body.as_slice())?;
            let voided = signed.proposal.commitment.cut_block < self.store.voided_at().await?;
            return Ok((!voided).then_some(body));
        }
        let mut inputs = self.choose(&tip, cut, &sight.registry).await?;
        let skips = skipped(&inputs, tip.state());
        if !skips.is_empty() {
            self.fill_gaps(&skips, sight).await?;
            inputs = self.choose(&tip, cut, &sight.registry).await?;
        }
        if !self.is_wanted(&inputs, &tip, &sight.ledger) {
            return Ok(None);
        }
        let Some((epoch, inputs)) = self.derive_backed(&tip, inputs, sight.ledger.backed).await? else {
            return Ok(None);
        };
        // Where nothing is backed, an epoch without reports is not for now either.
        if !self.is_wanted(&inputs, &tip, &sight.ledger) {
            return Ok(None);
        }
        let commitment = epoch.commitment;
        self.objects.put(inputs.encode()).await?;
        let proposal = Proposal { stage, config_digest, ranges: ranges(&inputs), commitment };
        let hash = commitment.hash::<HostHashing>();
        let body = sign_proposal(proposal, &self.domain, &self.key)?.encode();
        if self.store.vote(&ballot, &hash, Some(&body)).await? != Cast::New {
            return Ok(None);
        }
        info!(epoch = ballot.epoch.0, stage, cut, reports = inputs.reports.len(), "proposing epoch");
        Ok(Some(body))
    }

    /// What the next epoch would be made from at `cut`: of every node its share of the room.
    ///
    /// # Errors
    /// The store's.
    pub async fn choose(
        &self,
        tip: &Tip,
        cut: BlockNumber,
        registry: &Arc<Registry>,
    ) -> anyhow::Result<Inputs> {
        let (state, room) = (tip.state(), self.config.max_reports);
        let mut waiting = Vec::new();
        for node in registry.nodes.keys() {
            let due = state.due(*node);
            let count = self.store.waiting(*node, due, room).await?;
            if let Some(first) = self.store.reports(*node, due, 1).await?.first() {
                waiting.push(Waiting { node: *node, count, oldest: first.report.anchor_block });
            }
        }
        let allotted = allot(room, &waiting);
        let mut chosen = self.chosen(tip, cut, registry, &allotted).await?;
        // What a gap left of a node's share goes to those that have more.
        let taken = chosen.values().fold(0usize, |sum, reports| sum.saturating_add(reports.len()));
        let left = room.saturating_sub(u32::try_from(taken)?);
        let full = |node: &NodeId| {
            let given = allotted.get(node).copied().unwrap_or(0);
            chosen.get(node).map_or(0, Vec::len) == given as usize
        };
        let more: Vec<_> = waiting
            .iter()
            .filter(|waiting| full(&waiting.node))
            .map(|waiting| {
                let given = allotted.get(&waiting.node).copied().unwrap_or(0);
                Waiting { count: waiting.count.saturating_sub(given), ..*waiting }
            })
            .collect();
        let mut second = allot(left, &more);
        for (node, count) in &mut second {
            *count = count.saturating_add(allotted.get(node).copied().unwrap_or(0));
        }
        chosen.extend(self.chosen(tip, cut, registry, &second).await?);
        let prev = tip.head().hash::<HostHashing>();
        let reports = chosen.into_values().flatten().collect();
        Ok(Inputs { prev, cut_block: cut, registry: (**registry).clone(), reports })
    }

    /// The first reports of each node that can be consumed, as many as allotted at most.
    async fn chosen(
        &self,
        tip: &Tip,
        cut: BlockNumber,
        registry: &Arc<Registry>,
        allotted: &BTreeMap<NodeId, u32>,
    ) -> anyhow::Result<BTreeMap<NodeId, Vec<SignedReport>>> {
        let mut chosen = BTreeMap::new();
        for (node, count) in allotted {
            let due = tip.state().due(*node);
            let contested = self.is_contested(*node, tip.next());
            let dead_after = if contested { NEVER } else { registry.params.dead_after };
            let stored = self.store.reports(*node, due, *count).await?;
            let valid = self.valid_at(cut, registry, stored).await?;
            let reports = select(valid, due, cut, dead_after);
            if !reports.is_empty() {
                chosen.insert(*node, reports);
            }
        }
        Ok(chosen)
    }

    /// Those of `reports` that their node's key at their anchor signed, as the chain is at the cut: one that
    /// is not would spoil the whole epoch.
    async fn valid_at(
        &self,
        cut: BlockNumber,
        registry: &Arc<Registry>,
        reports: Vec<SignedReport>,
    ) -> anyhow::Result<Vec<SignedReport>> {
        let checked = self.authenticate(registry, reports).await?;
        Ok(checked
            .into_iter()
            .filter(|(_, signed, valid)| *valid || signed.report.anchor_block > cut)
            .map(|(_, signed, _)| signed)
            .collect())
    }

    /// Asks all peers, for one answer's time, for sequences that are about to be skipped for good.
    pub(super) async fn fill_gaps(&self, skips: &[Skipped], sight: &Sight) -> anyhow::Result<()> {
        let Some(intake) = self.intake().await else { return Ok(()) };
        let patience = self.config.timeout();
        let mut asked = Vec::new();
        for skip in skips {
            for range in gaps(skip).into_iter().take(GAPS) {
                let others = self.others(&sight.peers);
                asked.extend(others.map(|peer| async move {
                    (skip, peer, self.fetch_page(peer, range, sight.block, patience).await)
                }));
            }
        }
        let mut answers = stream::iter(asked).buffer_unordered(ASKED_AT_ONCE);
        let until = Instant::now().checked_add(patience);
        while let Some(until) = until {
            let Ok(Some((skip, peer, answer))) = timeout_at(until, answers.next()).await else { break };
            match answer {
                Ok(reports) => {
                    intake.take(skip.node, skip.due, reports).await?;
                }
                Err(error) => warn!(peer = %peer.signer, %error, "peer not asked for skipped reports"),
            }
        }
        Ok(())
    }

    /// Sends a proposal to every peer until a quorum endorsed it, puts it into the outbox, and brings the
    /// quorum to the peers.
    ///
    /// # Errors
    /// If there is no quorum in time.
    pub async fn collect(&self, body: Vec<u8>, sight: &Sight) -> anyhow::Result<Quorum> {
        let signed: SignedProposal = scale::Decode::decode(&mut body.as_slice())?;
        let (commitment, config_digest) = (signed.proposal.commitment, signed.proposal.config_digest);
        let (ledger, members) = (&sight.ledger, &sight.ledger.committee);
        let index = self.index_in(ledger).ok_or_else(|| anyhow::anyhow!("no seat in the committee"))?;
        let index = u8::try_from(index)?;
        let own = sign_commitment(index, &commitment, &config_digest, &self.domain, &self.key)?;
        let mut endorsements = BTreeMap::from([(index, own)]);
        let until = Instant::now().checked_add(self.config.endorse_timeout());
        let until = until.ok_or_else(|| anyhow::anyhow!("no such time"))?;
        let mut answers: FuturesUnordered<_> = self
            .others(&sight.peers)
            .map(|peer| {
                let body = body.clone();
                async move {
                    let answer = timeout_at(until, self.ask_until_ready(peer, body)).await;
                    if let Ok(Err(error)) = &answer {
                        self.learn(peer, error, commitment.epoch, sight).await;
                    }
                    (peer, answer)
                }
            })
            .collect();
        let needed = quorum(members.len());
        while endorsements.len() < needed {
            let Some((peer, answer)) = answers.next().await else { break };
            match answer {
                Ok(Ok(endorsement)) => {
                    let good =
                        check_endorsement(&endorsement, &commitment, &config_digest, &self.domain, members);
                    match good {
                        Ok(()) => drop(endorsements.insert(endorsement.index, endorsement)),
                        Err(error) => warn!(peer = %peer.signer, %error, "endorsement is not good"),
                    }
                }
                Ok(Err(error)) => warn!(peer = %peer.signer, %error, "not endorsed"),
                Err(_) => warn!(peer = %peer.signer, "not endorsed in time"),
            }
        }
        let found = endorsements.len();
        Metrics::count(&self.metrics.proposals, found >= needed);
        anyhow::ensure!(found >= needed, "epoch {}: {found} of {needed} endorsements", commitment.epoch);
        let quorum = Quorum { commitment, config_digest, endorsements: endorsements.into_values().collect() };
        self.enqueue(&quorum, sight.block).await?;
        info!(epoch = commitment.epoch.0, endorsements = found, "quorum reached");
        Ok(quorum)
    }

    async fn ask_until_ready(&self, peer: &Peer, body: Vec<u8>) -> Result<Endorsement, PeerError> {
        loop {
            match self.ask(peer, body.clone()).await {
                Err(error) if error.is_retryable() => sleep(ASK_AGAIN).await,
                answer => return answer,
            }
        }
    }

    /// Learns from a refusal: a report that the peer holds is fetched, and its node's sequences are not
    /// skipped for a while.
    async fn learn(&self, peer: &Peer, error: &PeerError, epoch: EpochId, sight: &Sight) {
        let Some(withheld) = error.withheld() else { return };
        let (node, from) = (withheld.node, withheld.sequence);
        let range = Range { node, from, until: from.saturating_add(1) };
        let fetched = self.fetch_page(peer, range, sight.block, self.config.timeout()).await;
        let (Ok(reports), Some(intake)) = (fetched, self.intake().await) else { return };
        match intake.take(node, self.due(node).await, reports).await {
            Ok(taken) if taken.new > 0 => self.contest(node, epoch),
            Ok(_) => {}
            Err(error) => warn!(%error, "a withheld report was not kept"),
        }
    }

    /// Whether a leader may propose what follows `tip` at `block`: it runs with the committee's settings, the
    /// ledger takes epochs, and none of that number waits to be submitted.
    ///
    /// # Errors
    /// The store's.
    pub async fn may_propose(
        &self,
        tip: &Tip,
        ledger: &LedgerView,
        block: BlockNumber,
    ) -> anyhow::Result<bool> {
        if self.standing.read().await.disagreement.is_some() {
            return Ok(false);
        }
        let outgoing = self.store.outgoing().await?;
        Ok(tip.head().epoch == ledger.head_epoch
            && ledger.takes_epochs(block)
            && outgoing.iter().all(|outgoing| outgoing.commitment.epoch != tip.next()))
    }
}

/// The ranges of inputs, one per node.
pub(super) fn ranges(inputs: &Inputs) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    for signed in &inputs.reports {
        let (node, sequence) = (signed.report.node, signed.report.sequence);
        let until = sequence.saturating_add(1);
        match ranges.last_mut() {
            Some(range) if range.node == node => range.until = until,
            _ => ranges.push(Range { node, from: sequence, until }),
        }
    }
    ranges
}

/// The missing ranges of a node.
fn gaps(skip: &Skipped) -> Vec<Range> {
    let mut gaps = Vec::new();
    let mut from = skip.due;
    for sequence in &skip.consumed {
        if *sequence > from {
            gaps.push(Range { node: skip.node, from, until: *sequence });
        }
        from = sequence.saturating_add(1);
    }
    gaps
}
