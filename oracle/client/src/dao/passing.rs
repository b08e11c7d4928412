//! A motion from its proposal to its execution.

use alloy_primitives::U256;
use futures::future::try_join_all;
use tributary_core::governance::Support;

use crate::{
    abi::IGovernance::{castVoteCall, delegateCall, proposalCall, Proposal},
    client::Client,
    contracts::Governance,
    error::Result,
    governance::Motion,
    receipt::Receipt,
    signer::Signer,
};

/// What has to be before a motion's next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The block of this number is final.
    Block(u32),
    /// A block of this time, in unix seconds, is final.
    Second(u64),
}

impl Until {
    /// Waits for it, on a chain whose blocks come by themselves.
    ///
    /// # Errors
    /// As [`Client::wait_for_block`].
    pub async fn wait(self, client: &Client) -> Result<()> {
        match self {
            Self::Block(number) => client.wait_for_block(number).await.map(drop),
            Self::Second(second) => client.wait_for_second(second).await,
        }
    }
}

impl Governance {
    /// Lets each member's tokens count as its own votes. Returns from when on all of them can propose by them: the
    /// contract looks at the block before.
    ///
    /// # Errors
    /// As [`Client::write`].
    pub async fn delegate_to_themselves(&self, members: &[&Signer]) -> Result<Until> {
        let writes = members.iter().map(|member| {
            let call = delegateCall { delegatee: member.address() };
            async move { self.write(member, call).await }
        });
        let last = try_join_all(writes).await?.iter().map(|receipt| receipt.block_number).max();
        Ok(Until::Block(last.unwrap_or_default().saturating_add(1)))
    }

    /// Takes a motion all the way: `proposer` proposes it, votes for it with the `others`, queues it and executes
    /// it. Returns the receipt of its execution, with the events of what it did.
    ///
    /// Blocks have to come by themselves; see [`Governance::pass_with`] where they do not.
    ///
    /// # Errors
    /// As [`Client::write`]: the contract's refusal of the step that failed, such as
    /// `GovernorUnexpectedProposalState` if these members are too few to decide.
    pub async fn pass(&self, motion: &Motion, proposer: &Signer, others: &[&Signer]) -> Result<Receipt> {
        self.pass_with(motion, proposer, others, async |until| until.wait(self.client()).await).await
    }

    /// The same, with `wait` to see to it that blocks come and time passes.
    ///
    /// # Errors
    /// As [`Governance::pass`], and those of `wait`.
    pub async fn pass_with(
        &self,
        motion: &Motion,
        proposer: &Signer,
        others: &[&Signer],
        mut wait: impl AsyncFnMut(Until) -> Result<()>,
    ) -> Result<Receipt> {
        let proposal_id = motion.id();
        self.write(proposer, motion.propose()).await?;
        // Ballots count from the block after the snapshot on.
        let Proposal { voteStart, .. } = self.proposal(proposal_id).await?;
        wait(Until::Block(voteStart.saturating_add(1))).await?;
        let members = others.iter().copied().chain([proposer]);
        let ballots = members.map(|member| async move {
            self.write(member, castVoteCall { proposalId: proposal_id, support: Support::For as u8 }).await
        });
        try_join_all(ballots).await?;
        // A quorum that came late has moved the deadline.
        let Proposal { voteEnd, .. } = self.proposal(proposal_id).await?;
        wait(Until::Block(voteEnd.saturating_add(1))).await?;
        self.write(proposer, motion.queue()).await?;
        let Proposal { etaSeconds, .. } = self.proposal(proposal_id).await?;
        wait(Until::Second(etaSeconds)).await?;
        self.write(proposer, motion.execute()).await
    }

    async fn proposal(&self, id: U256) -> Result<Proposal> {
        self.read(proposalCall { proposalId: id }).await
    }
}
