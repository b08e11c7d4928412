//! A member's part: re-deriving what the leader proposes.

use std::sync::Arc;

use scale::{DecodeAll, Encode};
use tokio::sync::OwnedSemaphorePermit;
use tracing::info;
use tributary_core::{
    epoch::Inputs, hashing::HostHashing, registry::Registry, Address, BlockNumber, SignedReport,
};

use super::{Member, Refusal, Withheld};
use crate::{
    agreement::{
        check_selection, check_shape, leads, proposer, sign_commitment, skipped, stage, Endorsement,
        Proposal, SignedProposal,
    },
    books::Tip,
    ledger::{committed, LedgerView, Peer},
    store::{Ballot, Cast},
};

/// The chain as a proposal is judged by it.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The newest final block.
    pub block: BlockNumber,
    /// The ledger there.
    pub ledger: Arc<LedgerView>,
    /// What reports are judged by at the proposal's cut.
    pub registry: Arc<Registry>,
    /// The other members.
    pub peers: Vec<Peer>,
}

/// A proposal that was read.
#[derive(Debug)]
pub enum Screened {
    /// It was endorsed before; this is the same signature again.
    Endorsed(Endorsement),
    /// It has to be judged.
    Open {
        /// The proposal.
        signed: Box<SignedProposal>,
        /// Who signed it.
        leader: Address,
        /// Its leader's place among what is judged.
        permit: OwnedSemaphorePermit,
    },
}

impl Member {
    /// Reads a proposal and checks what takes no chain: that it is well formed, of a member of the committee
    /// as it was last seen, and not settled by an earlier vote. What was endorsed before is endorsed again
    /// from memory.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn screen(&self, body: &[u8]) -> Result<Screened, Refusal> {
        let mut input = body;
        let signed = SignedProposal::decode_all(&mut input).map_err(|_| Refusal::Undecodable)?;
        check_shape(&signed.proposal, self.config.max_reports)?;
        let leader =
            proposer(&signed, &self.domain).map_err(|error| Refusal::NotYourTurn(error.to_string()))?;
        let standing = self.standing.read().await;
        let Some(ledger) = standing.seen.as_ref().map(|seen| seen.ledger.clone()) else {
            return Err(Refusal::NotReady(anyhow::anyhow!("the chain was not seen yet")));
        };
        if !ledger.committee.contains(&leader) {
            return Err(Refusal::NotYourTurn(format!("{leader} is not in the committee")));
        }
        if standing.disagreement.is_some() {
            return Err(Refusal::Settings);
        }
        drop(standing);
        let proposal = &signed.proposal;
        let hash = proposal.commitment.hash::<HostHashing>();
        if let Some(cast) = self.store.voted(&Ballot::of(proposal), &hash).await? {
            refuse(cast, proposal)?;
            if let Some(index) =
                self.index_in(&ledger).filter(|_| proposal.config_digest == ledger.config_digest)
            {
                return Ok(Screened::Endorsed(
                    self.sign(proposal, u8::try_from(index).map_err(anyhow::Error::from)?)?,
                ));
            }
        }
        let permit = self.docket.enter(&leader, &ledger.committee);
        let permit = permit.ok_or_else(|| anyhow::anyhow!("proposals of {leader} are being judged"))?;
        Ok(Screened::Open { signed: Box::new(signed), leader, permit })
    }

    /// Checks that the proposal is its leader's to make now, the only one in its stage, and that it follows
    /// the ledger's head; returns this oracle's index.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn check_turn(
        &self,
        proposal: &Proposal,
        leader: &Address,
        ledger: &LedgerView,
        block: BlockNumber,
    ) -> Result<u8, Refusal> {
        let turn = |text: String| Refusal::NotYourTurn(text);
        let follow = |text: String| Refusal::DoesNotFollow(text);
        let place = ledger.committee.iter().position(|member| member == leader);
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
        let due = self.due_block(head.cut_block, ledger);
        let Some(reached) = stage(cut, due, ledger.stage_blocks) else {
            return Err(Refusal::NotDue { epoch, due, cut });
        };
        // The cut is the block that the leader acted at, so its stage is not the leader's to choose.
        if proposal.stage != reached || !leads(epoch, reached, place, ledger.committee.len()) {
            return Err(turn(format!("{leader} does not lead epoch {epoch} at stage {}", proposal.stage)));
        }
        let voided_at = self.store.voided_at().await?;
        if cut < voided_at {
            return Err(Refusal::Voided { cut, voided_at });
        }
        // The endorser's block is at the cut or later, and what was deposited since would count.
        if !ledger.can_pay(&proposal.commitment) {
            let (needed, backed) = (committed(&proposal.commitment), ledger.backed);
            return Err(Refusal::Unbacked { needed, backed });
        }
        self.docket.note(proposal, leader)?;
        u8::try_from(own).map_err(|error| Refusal::NotReady(error.into()))
    }

    /// Endorses a proposal that passed [`Member::check_turn`] if this oracle derives the same commitment
    /// and the leader took what it had to take. The epoch's data and the vote are durable before the
    /// signature is made.
    ///
    /// # Errors
    /// [`Refusal`] saying why not.
    pub async fn endorse(
        &self,
        proposal: &Proposal,
        leader: &Address,
        index: u8,
        sight: &Sight,
    ) -> Result<Endorsement, Refusal> {
        let (ballot, hash) = (Ballot::of(proposal), proposal.commitment.hash::<HostHashing>());
        if self.store.voted(&ballot, &hash).await? != Some(Cast::Again) {
            let agreed = self.agree_on_inputs(proposal, leader, sight).await;
            if agreed.as_ref().is_err_and(|refusal| !refusal.is_retryable()) {
                self.docket.count_refusal(proposal, leader);
            }
            self.objects.put(agreed?.encode()).await?;
        }
        refuse(self.store.vote(&ballot, &hash, None).await?, proposal)?;
        let (epoch, stage) = (proposal.commitment.epoch.0, proposal.stage);
        info!(epoch, stage, %leader, "epoch endorsed");
        self.sign(proposal, index)
    }

    /// The signature of a proposal that was voted for.
    fn sign(&self, proposal: &Proposal, index: u8) -> Result<Endorsement, Refusal> {
        let (commitment, digest) = (&proposal.commitment, &proposal.config_digest);
        sign_commitment(index, commitment, digest, &self.domain, &self.key)
            .map_err(|error| Refusal::NotReady(error.into()))
    }

    /// The inputs that lead to the proposal: from own reports, else from the leader's.
    async fn agree_on_inputs(
        &self,
        proposal: &Proposal,
        leader: &Address,
        sight: &Sight,
    ) -> Result<Inputs, Refusal> {
        let (tip, commitment) = (self.books.read().await.tip(), &proposal.commitment);
        let (prev, cut_block) = (commitment.prev, commitment.cut_block);
        let head = *tip.head();
        if prev != head.hash::<HostHashing>() {
            return Err(Refusal::DoesNotFollow(format!("epoch {} is followed here", head.epoch)));
        }
        let inputs = |reports| Inputs { prev, cut_block, registry: (*sight.registry).clone(), reports };
        if let Some(reports) = self.own_choice(proposal).await? {
            let (derived, own) = self.derive_alone(tip.clone(), inputs(reports)).await?;
            if derived.is_ok_and(|epoch| epoch.commitment == *commitment) {
                self.check_choice(&own, &tip, sight).await?;
                return Ok(own);
            }
        }
        // Nothing is held meanwhile: the leader may take its time.
        let reports = self.choice_of(proposal, leader, sight).await?;
        let theirs = inputs(reports);
        self.check_choice(&theirs, &tip, sight).await?;
        let (derived, theirs) = self.derive_alone(tip, theirs).await?;
        if !derived.is_ok_and(|epoch| epoch.commitment == *commitment) {
            return Err(Refusal::OtherCommitment);
        }
        Ok(theirs)
    }

    /// What is stored here of the proposal's ranges, if it is as many reports as proposed.
    async fn own_choice(&self, proposal: &Proposal) -> Result<Option<Vec<SignedReport>>, Refusal> {
        let wanted = usize::try_from(proposal.commitment.report_count).unwrap_or(usize::MAX);
        let mut reports = Vec::new();
        for range in &proposal.ranges {
            let left = wanted.saturating_sub(reports.len()).saturating_add(1);
            reports.extend(self.stored(range, u32::try_from(left).unwrap_or(u32::MAX)).await?);
            if reports.len() > wanted {
                return Ok(None);
            }
        }
        Ok((reports.len() == wanted).then_some(reports))
    }

    /// The leader's reports, if their nodes signed them.
    async fn choice_of(
        &self,
        proposal: &Proposal,
        leader: &Address,
        sight: &Sight,
    ) -> Result<Vec<SignedReport>, Refusal> {
        let peer = sight.peers.iter().find(|peer| peer.signer == *leader);
        let peer = peer.ok_or_else(|| anyhow::anyhow!("the registry has no endpoint of {leader}"))?;
        let reports = self.fetch_choice(peer, proposal, sight.block).await?;
        let checked = self.authenticate(&sight.registry, reports).await?;
        if checked.iter().any(|(_, _, valid)| !valid) {
            return Err(Refusal::OtherCommitment);
        }
        Ok(checked.into_iter().map(|(_, signed, _)| signed).collect())
    }

    /// Checks that the leader took what it had to take: the commitment itself does not tell.
    async fn check_choice(&self, inputs: &Inputs, tip: &Tip, sight: &Sight) -> Result<(), Refusal> {
        if !self.is_wanted(inputs, tip, &sight.ledger) {
            return Err(Refusal::Empty(tip.next()));
        }
        check_selection(inputs, tip.state())?;
        for skip in skipped(inputs, tip.state()) {
            let held = self.store.held(skip.node, skip.due, skip.last).await?;
            if let Some(sequence) = held.into_iter().find(|held| !skip.consumed.contains(held)) {
                return Err(Withheld { node: skip.node, sequence }.into());
            }
        }
        Ok(())
    }

    /// This oracle's index in a committee.
    pub fn index_in(&self, ledger: &LedgerView) -> Option<usize> {
        ledger.committee.iter().position(|member| *member == self.key.address())
    }
}

/// What an earlier vote makes of a proposal.
const fn refuse(cast: Cast, proposal: &Proposal) -> Result<(), Refusal> {
    let (epoch, stage) = (proposal.commitment.epoch, proposal.stage);
    match cast {
        Cast::New | Cast::Again => Ok(()),
        Cast::Other(hash) => Err(Refusal::Signed { epoch, stage, hash }),
        Cast::Later(later) => Err(Refusal::Over { stage, later }),
    }
}
