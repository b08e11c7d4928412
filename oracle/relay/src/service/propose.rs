//! The leader's part: computing an epoch and collecting endorsements.

use anyhow::Context;
use futures::{stream::FuturesUnordered, StreamExt};
use scale::{Decode, Encode};
use tracing::{info, warn};
use tributary_core::{
    committee::quorum,
    epoch::{Commitment, Inputs},
    hashing::HostHashing,
    BlockNumber, Hash,
};

use crate::{
    agreement::{leads, select, stage, Endorsement, Proposal, Range, SignedProposal},
    chain::{LedgerView, Peer},
    service::Oracle,
};

impl Oracle {
    /// Proposes the next epoch if it is due and this oracle's turn.
    pub(crate) async fn propose_if_due(&self, ledger: &LedgerView, block: BlockNumber) -> anyhow::Result<()> {
        let Some(index) = self.index_in(ledger) else { return Ok(()) };
        let head = self.books.read().await.head();
        if head.epoch != ledger.head_epoch || ledger.pending_count >= ledger.max_pending {
            return Ok(());
        }
        let due = head.cut_block.saturating_add(self.config.epoch_blocks);
        let Some(stage) = stage(block, due, ledger.stage_blocks) else { return Ok(()) };
        let next = tributary_core::EpochId(head.epoch.0.saturating_add(1));
        let waiting = self.store.outgoing().await?.iter().any(|outgoing| outgoing.commitment.epoch == next);
        if waiting || !leads(next, stage, index, ledger.committee.len()) {
            return Ok(());
        }
        let _guard = self.agreement.lock().await;
        let inputs = self.next_inputs(block).await?;
        if inputs.reports.is_empty() {
            return Ok(());
        }
        let epoch = self.books.read().await.compute(&inputs)?;
        self.objects.put(inputs.encode()).await?;
        let ranges = ranges(&inputs);
        let proposal =
            Proposal { stage, config_digest: ledger.config_digest, ranges, commitment: epoch.commitment };
        info!(epoch = next.0, stage, block, reports = inputs.reports.len(), "proposing epoch");
        self.collect(ledger, index, proposal, block).await
    }

    /// What the next epoch would be made from at `cut`.
    async fn next_inputs(&self, cut: BlockNumber) -> anyhow::Result<Inputs> {
        let registry = self.chain.registry(cut).await?;
        let books = self.books.read().await;
        let (state, prev) = (books.state(), books.head_hash());
        drop(books);
        let mut reports = Vec::new();
        for node in registry.nodes.keys() {
            let room = self.config.max_reports.saturating_sub(u32::try_from(reports.len())?);
            let due = state.due(*node);
            let stored = self.store.reports(*node, due, room).await?;
            reports.extend(select(stored, due, cut, registry.params.dead_after));
        }
        Ok(Inputs { prev, cut_block: cut, registry: (*registry).clone(), reports })
    }

    /// Sends a proposal to every peer until a quorum endorsed it, then puts it into the outbox.
    async fn collect(
        &self,
        ledger: &LedgerView,
        index: usize,
        proposal: Proposal,
        block: BlockNumber,
    ) -> anyhow::Result<()> {
        let (commitment, config_digest) = (proposal.commitment, proposal.config_digest);
        let domain = self.chain.domain();
        let own = Endorsement::sign(u8::try_from(index)?, &commitment, &config_digest, &domain, &self.key)?;
        let mut endorsements = vec![own];
        let body = SignedProposal::sign(proposal, &domain, &self.key)?.encode();
        let peers = self.chain.peers(block).await?;
        let mut answers: FuturesUnordered<_> = peers
            .iter()
            .filter(|peer| peer.signer != self.key.address())
            .map(|peer| {
                let body = body.clone();
                async move { (peer, self.ask(peer, body).await) }
            })
            .collect();
        let needed = quorum(ledger.committee.len());
        while endorsements.len() < needed {
            let Some((peer, answer)) = answers.next().await else { break };
            let checked = answer.and_then(|endorsement| {
                endorsement.check(&commitment, &config_digest, &domain, &ledger.committee)?;
                Ok(endorsement)
            });
            match checked {
                Ok(endorsement) if endorsements.iter().all(|known| known.index != endorsement.index) => {
                    endorsements.push(endorsement);
                }
                Ok(endorsement) => warn!(peer = %peer.signer, index = endorsement.index, "endorsed twice"),
                Err(error) => warn!(peer = %peer.signer, error = format!("{error:#}"), "not endorsed"),
            }
        }
        if endorsements.len() < needed {
            anyhow::bail!("epoch {}: {} of {needed} endorsements", commitment.epoch, endorsements.len());
        }
        endorsements.sort_by_key(|endorsement| endorsement.index);
        let signatures: Vec<u8> = endorsements.iter().flat_map(Endorsement::to_bytes).collect();
        let hash: Hash = Commitment::hash::<HostHashing>(&commitment);
        self.store.enqueue(&commitment, &hash, &signatures).await?;
        info!(epoch = commitment.epoch.0, endorsements = endorsements.len(), "quorum reached");
        self.submit_outgoing(ledger).await
    }

    async fn ask(&self, peer: &Peer, body: Vec<u8>) -> anyhow::Result<Endorsement> {
        let url = format!("{}/peer/v1/proposals", peer.endpoint.trim_end_matches('/'));
        let response = self.http.post(url).body(body).send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        if !status.is_success() {
            anyhow::bail!("{status}: {}", String::from_utf8_lossy(&bytes));
        }
        Endorsement::decode(&mut bytes.as_ref()).context("the endorsement cannot be decoded")
    }
}

fn ranges(inputs: &Inputs) -> Vec<Range> {
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
