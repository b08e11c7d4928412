//! A member's part: re-deriving what the leader proposes.

use scale::{Decode, Encode};
use tracing::info;
use tributary_core::{epoch::Inputs, SignedReport};

use crate::{
    agreement::{leads, stage, Endorsement, Proposal, Range, SignedProposal},
    chain::LedgerView,
    pull::authenticate,
    service::Oracle,
};

/// Why a proposal is not endorsed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The bytes are no proposal.
    #[error("the proposal cannot be decoded")]
    Undecodable,
    /// This oracle, or the leader, is not in the committee, or it is another's turn.
    #[error("{0}")]
    NotYourTurn(String),
    /// It does not follow what this oracle follows.
    #[error("{0}")]
    DoesNotFollow(String),
    /// This oracle derives something else.
    #[error("the reports lead to another commitment here")]
    OtherCommitment,
    /// Something failed here; the leader may ask again.
    #[error("not ready: {0:#}")]
    NotReady(anyhow::Error),
}

impl Refusal {
    /// Whether the same proposal may pass later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotReady(_) | Self::DoesNotFollow(_))
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::NotReady(error)
    }
}

impl Oracle {
    /// Endorses a proposal if this oracle derives the same commitment.
    ///
    /// # Errors
    /// [`Refusal`] saying why not.
    pub async fn endorse(&self, body: &[u8]) -> Result<Endorsement, Refusal> {
        let mut input = body;
        let signed = SignedProposal::decode(&mut input).map_err(|_| Refusal::Undecodable)?;
        if !input.is_empty() {
            return Err(Refusal::Undecodable);
        }
        let block = self.chain.finalized().await?;
        self.follow(block).await?;
        let ledger = self.chain.ledger(block).await?;
        let index = self.check_turn(&signed, &ledger, block).await?;
        let proposal = &signed.proposal;
        let _guard = self.agreement.lock().await;
        let leader =
            signed.signer(&self.chain.domain()).map_err(|error| Refusal::NotYourTurn(error.to_string()))?;
        let inputs = self.agree_on_inputs(proposal, &leader).await?;
        self.objects.put(inputs.encode()).await.map_err(anyhow::Error::from)?;
        let commitment = proposal.commitment;
        info!(epoch = commitment.epoch.0, stage = proposal.stage, %leader, "epoch endorsed");
        Endorsement::sign(index, &commitment, &proposal.config_digest, &self.chain.domain(), &self.key)
            .map_err(|error| Refusal::NotReady(error.into()))
    }

    async fn check_turn(
        &self,
        signed: &SignedProposal,
        ledger: &LedgerView,
        block: u32,
    ) -> Result<u8, Refusal> {
        let turn = |text: String| Refusal::NotYourTurn(text);
        let follow = |text: String| Refusal::DoesNotFollow(text);
        let proposal = &signed.proposal;
        let leader = signed.signer(&self.chain.domain()).map_err(|error| turn(error.to_string()))?;
        let place = ledger.committee.iter().position(|member| *member == leader);
        let place = place.ok_or_else(|| turn(format!("{leader} is not in the committee")))?;
        let own =
            self.index_in(ledger).ok_or_else(|| turn("this oracle is not in the committee".to_owned()))?;
        let head = self.books.read().await.head();
        let (epoch, cut) = (proposal.commitment.epoch, proposal.commitment.cut_block);
        if proposal.config_digest != ledger.config_digest {
            return Err(turn("signed for another committee".to_owned()));
        }
        if head.epoch != ledger.head_epoch || epoch.0 != head.epoch.0.saturating_add(1) {
            return Err(follow(format!("epoch {epoch} proposed, {} is followed here", head.epoch)));
        }
        if cut > block {
            return Err(follow(format!("cut block {cut} is not finalized here, {block} is")));
        }
        let due = head.cut_block.saturating_add(self.config.epoch_blocks);
        let latest = stage(block, due, ledger.stage_blocks);
        // One stage ahead: the leader may see newer blocks than this oracle.
        let reached = latest.map_or(0, |stage| stage.saturating_add(1));
        if proposal.stage > reached || !leads(epoch, proposal.stage, place, ledger.committee.len()) {
            return Err(turn(format!("{leader} does not lead epoch {epoch} at stage {}", proposal.stage)));
        }
        let count: u64 = proposal.ranges.iter().map(|range| range.until.saturating_sub(range.from)).sum();
        if count > u64::from(self.config.max_reports) {
            return Err(turn(format!("{count} reports, at most {}", self.config.max_reports)));
        }
        u8::try_from(own).map_err(|error| Refusal::NotReady(error.into()))
    }

    /// The inputs that lead to the proposal: from own reports, else from the leader's.
    async fn agree_on_inputs(
        &self,
        proposal: &Proposal,
        leader: &tributary_core::Address,
    ) -> Result<Inputs, Refusal> {
        let cut_block = proposal.commitment.cut_block;
        let registry = self.chain.registry(cut_block).await?;
        let prev = self.books.read().await.head_hash();
        let mut reports = Vec::new();
        for range in &proposal.ranges {
            reports.extend(self.own_reports(range).await?);
        }
        let own = Inputs { prev, cut_block, registry: (*registry).clone(), reports };
        if self.derives(&own, proposal).await {
            return Ok(own);
        }
        let mut reports = Vec::new();
        for range in &proposal.ranges {
            reports.extend(self.reports_of(leader, range, cut_block).await?);
        }
        let checked = authenticate(&registry, &self.chain.domain(), reports);
        let valid: Vec<_> = checked.into_iter().filter(|(_, _, valid)| *valid).collect();
        let kept: Vec<_> = valid.iter().map(|(digest, signed, _)| (*digest, signed.clone())).collect();
        let reports = valid.into_iter().map(|(_, signed, _)| signed).collect();
        let theirs = Inputs { prev, cut_block, registry: (*registry).clone(), reports };
        if !self.derives(&theirs, proposal).await {
            return Err(Refusal::OtherCommitment);
        }
        self.store.replace_reports(&kept).await.map_err(anyhow::Error::from)?;
        Ok(theirs)
    }

    async fn derives(&self, inputs: &Inputs, proposal: &Proposal) -> bool {
        let books = self.books.read().await;
        books.compute(inputs).is_ok_and(|epoch| epoch.commitment == proposal.commitment)
    }

    /// What is stored here of a range.
    pub(crate) async fn own_reports(&self, range: &Range) -> anyhow::Result<Vec<SignedReport>> {
        let most = u32::try_from(range.until.saturating_sub(range.from))?;
        let stored = self.store.reports(range.node, range.from, most).await?;
        Ok(stored.into_iter().filter(|signed| signed.report.sequence < range.until).collect())
    }

    async fn reports_of(
        &self,
        leader: &tributary_core::Address,
        range: &Range,
        block: u32,
    ) -> anyhow::Result<Vec<SignedReport>> {
        let peers = self.chain.peers(block).await?;
        let peer = peers.iter().find(|peer| peer.signer == *leader);
        let peer = peer.ok_or_else(|| anyhow::anyhow!("the registry has no endpoint of {leader}"))?;
        let url = format!(
            "{}/peer/v1/reports?node={}&from={}&until={}",
            peer.endpoint.trim_end_matches('/'),
            range.node,
            range.from,
            range.until
        );
        let bytes = self.http.get(url).send().await?.error_for_status()?.bytes().await?;
        Ok(Vec::<SignedReport>::decode(&mut bytes.as_ref())?)
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "node {} from {} to before {}", self.node, self.from, self.until)
    }
}
