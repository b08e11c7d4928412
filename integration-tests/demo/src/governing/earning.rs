//! Votes that work earned, claimed from the DAO.

use anyhow::Context;
use serde::Deserialize;
use tributary_cli::{
    final_root::{under_final_root, StaleProof},
    http,
    oracle_http::path_of,
};
use tributary_client::{
    abi::IGovernance::{claimVotesCall, claimedVotesCall, earnedCall, syncVotesCall, VotesClaimed},
    Bytes, Signer,
};
use tributary_core::{Account, DatasetId, NodeId, Wei};

use super::{Stage, Totals};
use crate::{
    members::EARNING,
    world::{World, WORKS},
};

#[cfg(test)]
mod tests;

/// Votes earned by those who claimed them here.
#[derive(Clone, Debug)]
pub struct Earned {
    /// Who earned how many, in units of 10^-18.
    pub claims: Vec<(String, u128)>,
    /// Votes that the DAO ever minted for work.
    pub minted: u128,
    /// The final epochs that the DAO has read.
    pub epochs: u64,
}

/// The votes that an account ever earned, as an oracle proves them.
#[derive(Deserialize)]
struct Proven {
    epoch: u64,
    cumulative_votes: Wei,
    proof: Bytes,
}

impl Earned {
    /// The first node's operator claims its votes, and the creator who earned the most.
    ///
    /// # Errors
    /// If the oracle has no votes of theirs, or the DAO refuses.
    pub async fn claim(stage: &Stage<'_>, totals: &Totals) -> anyhow::Result<Self> {
        let World { suite, nodes, .. } = stage.world;
        let seat = nodes.first().context("no node")?;
        let (creator, name, dataset) = busiest(stage.world, totals).context("no dataset")?;
        let claims = vec![
            (format!("operator of node {}", seat.id), claim_node(stage, &seat.operator, seat.id).await?),
            (format!("creator {name}"), claim_dataset(stage, creator, dataset).await?),
        ];
        let books = suite.governance.read(earnedCall {}).await?;
        Ok(Self { claims, minted: books.minted, epochs: books.epoch })
    }

    /// The most that can be minted: the cap of each epoch.
    pub fn most(&self) -> u128 {
        EARNING.cap.saturating_mul(u128::from(self.epochs))
    }

    /// Every way in which more or less was minted than was earned.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let claimed = self.claims.iter().fold(0u128, |sum, (_, votes)| sum.saturating_add(*votes));
        if self.minted != claimed {
            faults.push(format!("votes minted for work: {}, not {claimed}", self.minted));
        }
        if self.minted > self.most() {
            faults.push(format!("votes minted for work: {}, above {}", self.minted, self.most()));
        }
        for (who, _) in self.claims.iter().filter(|(_, votes)| *votes == 0) {
            faults.push(format!("{who} earned no votes"));
        }
        faults
    }
}

/// The creator whose dataset earned the most.
fn busiest<'a>(world: &'a World, totals: &Totals) -> Option<(&'a Signer, &'static str, DatasetId)> {
    let datasets = WORKS.iter().zip(&world.creators).zip(&world.datasets);
    let busiest = datasets.max_by_key(|(_, dataset)| totals.of(&Account::Dataset(**dataset)));
    busiest.map(|((work, creator), dataset)| (creator, work.creator, *dataset))
}

async fn claim_node(stage: &Stage<'_>, operator: &Signer, node: NodeId) -> anyhow::Result<u128> {
    claim(stage, operator, Account::Node(node), node.0).await
}

async fn claim_dataset(stage: &Stage<'_>, creator: &Signer, dataset: DatasetId) -> anyhow::Result<u128> {
    claim(stage, creator, Account::Dataset(dataset), dataset.0).await
}

/// Has the DAO read the final root, and claims what the oracle proves under it; returns what was minted to
/// `claimant`.
async fn claim(stage: &Stage<'_>, claimant: &Signer, account: Account, id: u64) -> anyhow::Result<u128> {
    let dao = &stage.world.suite.governance;
    let (kind, path) = path_of(&account);
    let url = http::under(stage.oracle, &format!("v1/votes/{kind}/{path}"));
    under_final_root(async || {
        dao.write(claimant, syncVotesCall {}).await?;
        let last = dao.read(earnedCall {}).await?.epoch;
        let proven: Option<Proven> = http::find(stage.http, &url).await?;
        let proven = proven.with_context(|| format!("{kind} {id} earned no votes"))?;
        if proven.epoch != last {
            return Err(StaleProof { proven: proven.epoch, last }.into());
        }
        let (kind, cumulative) = (account.kind(), proven.cumulative_votes.0);
        let call = claimVotesCall { kind, id, cumulative, proof: proven.proof };
        let receipt = dao.write(claimant, call).await?;
        let claimed: VotesClaimed = receipt.event(dao.address())?;
        let known = dao.read(claimedVotesCall { kind, id }).await?;
        anyhow::ensure!(
            claimed.to == claimant.address() && claimed.amount == cumulative && known == cumulative,
            "{account:?} earned {cumulative} votes, of which {} went to {} and {known} are claimed",
            claimed.amount,
            claimed.to
        );
        Ok(claimed.amount)
    })
    .await
}
