//! Votes that work earned, claimed from the DAO.

use anyhow::Context;
use tributary_cli::{
    dao::earned::{Work, Worker},
    oracle_http::Oracle,
};
use tributary_client::Signer;
use tributary_core::{Account, DatasetId};

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
    /// Votes that work earned in all, by the final root.
    pub all: u128,
    /// The final epochs that the DAO has read.
    pub epochs: u64,
    /// The dataset whose creator claimed.
    pub dataset: DatasetId,
}

impl Earned {
    /// The first node's operator claims its votes, and the creator who earned the most.
    ///
    /// # Errors
    /// If the oracle has no votes of theirs, or the DAO refuses.
    pub async fn claim(stage: &Stage<'_>, totals: &Totals) -> anyhow::Result<Self> {
        let World { client, deployment, nodes, .. } = stage.world;
        let seat = nodes.first().context("no node")?;
        let (creator, name, dataset) = busiest(stage.world, totals).context("no dataset")?;
        let (node, works) = (Account::Node(seat.id), Account::Dataset(dataset));
        let claims = vec![
            (format!("operator of node {}", seat.id), claim(stage, &seat.operator, node).await?),
            (format!("creator {name}"), claim(stage, creator, works).await?),
        ];
        let work = Work::of(client, deployment);
        let (books, root) = (work.books().await?, work.root().await?);
        Ok(Self { claims, minted: books.minted, all: root.votesSum, epochs: books.epoch, dataset })
    }

    /// The most that can be minted: the cap of each epoch.
    pub fn most(&self) -> u128 {
        EARNING.cap.saturating_mul(u128::from(self.epochs))
    }

    /// Votes that were earned and not claimed.
    pub const fn open(&self) -> u128 {
        self.all.saturating_sub(self.minted)
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
        if self.minted > self.all {
            faults.push(format!("votes minted for work: {}, of {} earned", self.minted, self.all));
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

/// Claims the votes that the oracle proves an account to have earned; returns what was minted to `claimant`.
async fn claim(stage: &Stage<'_>, claimant: &Signer, account: Account) -> anyhow::Result<u128> {
    let work = Work::of(&stage.world.client, &stage.world.deployment);
    let oracle = Oracle { http: stage.http, url: stage.oracle };
    let claims = work.claim(claimant, oracle, &[Worker::of(account)?]).await?;
    let earned = claims.earned(&account);
    let minted = claims.minted(&account);
    let minted =
        minted.with_context(|| format!("{account:?} earned {earned} votes, of which none was minted"))?;
    anyhow::ensure!(
        minted.to == claimant.address() && minted.amount == earned,
        "{account:?} earned {earned} votes, of which {} went to {}",
        minted.amount,
        minted.to
    );
    Ok(minted.amount.0)
}
