//! Two proposals that members vote on at once: one passes, by votes that were delegated, and its rival fails.

use anyhow::Context;
use futures::try_join;
use serde::{Serialize, Serializer};
use tributary_cli::dao::{standing::state_word, whole};
use tributary_client::{
    abi::IGovernance::{castVoteCall, delegateCall, getVotes_0Call, proposalCall, Proposal},
    governance::Motion,
    Governance, Signer, Until, B256,
};
use tributary_core::governance::{State, Support};

use crate::members::Members;

#[cfg(test)]
mod tests;

/// How a vote went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What was proposed, in a line.
    pub title: String,
    /// Where it stands on chain.
    #[serde(serialize_with = "word")]
    pub state: State,
    /// Votes for it, in units of 10^-18.
    #[serde(rename = "for_votes", serialize_with = "decimal")]
    pub in_favour: u128,
    /// Votes against it.
    #[serde(rename = "against_votes", serialize_with = "decimal")]
    pub against: u128,
    /// What its description says that it does, line by line: the last paragraph.
    pub says: Vec<String>,
}

impl Outcome {
    /// How the chain has the vote on a motion in the state of a block.
    ///
    /// # Errors
    /// If it was not proposed.
    pub async fn read(dao: &Governance, motion: &Motion, block: B256) -> anyhow::Result<Self> {
        let record = dao.record(motion.id(), block).await?;
        Ok(Self {
            title: motion.title().to_owned(),
            state: record.state,
            in_favour: record.kept.forVotes,
            against: record.kept.againstVotes,
            says: paragraph(&motion.description),
        })
    }

    /// The state in a word.
    pub const fn word(&self) -> &'static str {
        state_word(self.state)
    }

    /// Says so if it does not stand where it has to.
    pub fn fault(&self, expected: State) -> Option<String> {
        (self.state != expected).then(|| {
            let (title, word) = (&self.title, self.word());
            format!(
                "proposal {title:?} is {word}, with {} votes for and {} against",
                self.in_favour, self.against
            )
        })
    }
}

/// The last paragraph of a text, line by line.
fn paragraph(text: &str) -> Vec<String> {
    let last = text.trim().rsplit("\n\n").next().unwrap_or_default();
    last.lines().map(str::to_owned).collect()
}

/// Votes that the third member lets the first one cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Delegation {
    /// What the first had before, in units of 10^-18.
    #[serde(rename = "own_votes", serialize_with = "decimal")]
    pub own: u128,
    /// What it has from the third.
    #[serde(rename = "delegated_votes", serialize_with = "decimal")]
    pub delegated: u128,
}

impl Delegation {
    /// The third member delegates to the first. That counts for proposals that are made afterwards.
    ///
    /// # Errors
    /// If the DAO refuses.
    pub async fn make(dao: &Governance, members: &Members) -> anyhow::Result<Self> {
        let [first, _, third] = three(members)?;
        let account = first.address();
        let own = dao.read(getVotes_0Call { account }).await?;
        dao.write(third, delegateCall { delegatee: account }).await?;
        let both = dao.read(getVotes_0Call { account }).await?;
        Ok(Self { own: whole(own), delegated: whole(both.saturating_sub(own)) })
    }

    /// What the first member has to cast.
    pub const fn both(&self) -> u128 {
        self.own.saturating_add(self.delegated)
    }

    /// The votes for what the first member wants, if the third had not delegated.
    pub const fn without(&self, outcome: &Outcome) -> u128 {
        outcome.in_favour.saturating_sub(self.delegated)
    }

    /// Says so if the vote did not turn on it.
    pub fn fault(&self, outcome: &Outcome) -> Option<String> {
        let (with, without, against) = (outcome.in_favour, self.without(outcome), outcome.against);
        (with <= against || without > against).then(|| {
            format!("the delegation turned no vote: {with} for with it, {without} without, {against} against")
        })
    }
}

fn three(members: &Members) -> anyhow::Result<[&Signer; 3]> {
    let signers = members.signers();
    let [first, second, third, ..] = *signers.as_slice() else {
        anyhow::bail!("{} members are too few to delegate and differ", signers.len())
    };
    Ok([first, second, third])
}

/// A contest, once the winner was executed.
#[derive(Clone, Debug)]
pub struct Contest {
    /// How the votes went: that of the one wanted, then that of its rival.
    pub outcomes: [Outcome; 2],
    /// The block in which the winner was executed.
    pub executed_at: u32,
}

/// The first member proposes the motion `wanted`, the second its `rival`; each votes for its own and against the
/// other's. The first has more votes to cast.
///
/// # Errors
/// If the DAO refuses a step, such as queueing one that did not pass.
pub async fn contest(
    dao: &Governance,
    members: &Members,
    wanted: &Motion,
    rival: &Motion,
) -> anyhow::Result<Contest> {
    let [first, second, _] = three(members)?;
    try_join!(dao.write(first, wanted.propose()), dao.write(second, rival.propose()))?;
    let (one, other) = (proposal(dao, wanted).await?, proposal(dao, rival).await?);
    let opens = one.voteStart.max(other.voteStart).saturating_add(1);
    Until::Block(opens).wait(dao.client()).await?;
    try_join!(
        ballots(dao, first, [(wanted, Support::For), (rival, Support::Against)]),
        ballots(dao, second, [(wanted, Support::Against), (rival, Support::For)]),
    )?;
    let (one, other) = (proposal(dao, wanted).await?, proposal(dao, rival).await?);
    Until::Block(one.voteEnd.max(other.voteEnd).saturating_add(1)).wait(dao.client()).await?;
    dao.write(first, wanted.queue()).await?;
    Until::Second(proposal(dao, wanted).await?.etaSeconds).wait(dao.client()).await?;
    let executed = dao.write(first, wanted.execute()).await?;
    let at = executed.block_hash;
    let outcomes = [Outcome::read(dao, wanted, at).await?, Outcome::read(dao, rival, at).await?];
    Ok(Contest { outcomes, executed_at: executed.block_number })
}

/// A member's votes on both.
async fn ballots(dao: &Governance, voter: &Signer, votes: [(&Motion, Support); 2]) -> anyhow::Result<()> {
    for (motion, support) in votes {
        let call = castVoteCall { proposalId: motion.id(), support: support as u8 };
        dao.write(voter, call).await.with_context(|| format!("voting on {:?}", motion.title()))?;
    }
    Ok(())
}

async fn proposal(dao: &Governance, motion: &Motion) -> anyhow::Result<Proposal> {
    Ok(dao.read(proposalCall { proposalId: motion.id() }).await?)
}

fn word<S: Serializer>(state: &State, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state_word(*state))
}

fn decimal<S: Serializer>(votes: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(votes)
}
