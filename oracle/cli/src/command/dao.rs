//! The DAO: propose, vote, and see to it that what was voted happens.

mod chamber;
mod choice;
mod claim_votes;
mod delegate;
mod earned;
mod feature;
mod list;
mod propose;
mod relay_votes;
mod show;
mod sign_vote;
mod step;
mod transfer;
mod vote;
mod which;

use clap::Subcommand;
use serde_json::Value;

use super::connection::Connection;
use step::Kind;

#[derive(Subcommand)]
pub(super) enum Dao {
    /// List the proposals, the newest first.
    List(list::List),
    /// Show a proposal: what it does, how the vote stands, and what comes next.
    Show(show::Show),
    /// Propose something: calls of the deployment's contracts or of others, payments out of the treasury.
    Propose(propose::Propose),
    /// Propose that a model's feature is adopted with a version.
    Feature(feature::Feature),
    /// Let the signing account's tokens count as votes: its own, or somebody else's.
    Delegate(delegate::Delegate),
    /// Send tokens of the signing account.
    Transfer(transfer::Transfer),
    /// Show how work earns votes, and where those of a dataset or a node stand.
    Earned(earned::Earned),
    /// Have the votes minted that datasets and nodes earned. Anyone may.
    ClaimVotes(claim_votes::ClaimVotes),
    /// Vote on a proposal.
    Vote(vote::Vote),
    /// Sign a vote for somebody else to relay, at no cost to the voter.
    SignVote(sign_vote::SignVote),
    /// Relay votes that others signed. Anyone may.
    RelayVotes(relay_votes::RelayVotes),
    /// Queue a proposal that succeeded. Anyone may.
    Queue(step::Step),
    /// Execute a proposal whose timelock has ended. Anyone may.
    Execute(step::Step),
    /// Stop a proposal that is queued. For the guardian.
    Veto(step::Step),
    /// Call a proposal off before its vote opens. For its proposer.
    Cancel(step::Step),
}

impl Dao {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::List(list) => list.run(connection).await,
            Self::Show(show) => show.run(connection).await,
            Self::Propose(propose) => propose.run(connection).await,
            Self::Feature(feature) => feature.run(connection).await,
            Self::Delegate(delegate) => delegate.run(connection).await,
            Self::Transfer(transfer) => transfer.run(connection).await,
            Self::Earned(earned) => earned.run(connection).await,
            Self::ClaimVotes(claim) => claim.run(connection).await,
            Self::Vote(vote) => vote.run(connection).await,
            Self::SignVote(sign) => sign.run(connection).await,
            Self::RelayVotes(relay) => relay.run(connection).await,
            Self::Queue(step) => step.run(Kind::Queue, connection).await,
            Self::Execute(step) => step.run(Kind::Execute, connection).await,
            Self::Veto(step) => step.run(Kind::Veto, connection).await,
            Self::Cancel(step) => step.run(Kind::Cancel, connection).await,
        }
    }
}

#[cfg(test)]
mod tests;
