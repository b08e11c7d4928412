//! The DAO's members, and what they decide together.

use anyhow::Context;
use tributary_cli::deploy::Founding;
use tributary_client::{
    abi::IGovernance::getVotes_0Call,
    governance::{Action, Motion},
    Address, Governance, Receipt, Signer, Until,
};
use tributary_core::{
    governance::{Earning, Floors, Params},
    Ppm,
};

/// One vote, in its smallest units.
pub const VOTE: u128 = 1_000_000_000_000_000_000;

/// Rules that let a decision pass in seconds on a chain with fast blocks.
pub const PARAMS: Params = Params {
    voting_delay: 1,
    voting_period: 30,
    late_quorum_extension: 0,
    timelock_delay: 1,
    grace_period: 600,
    quorum_numerator: Ppm(100_000),
    proposal_threshold: VOTE,
};

/// What these rules can never go below.
pub const FLOORS: Floors = Floors { voting_period: 2, timelock_delay: 1 };

/// Work earns a vote for each coin that it pays into the treasury's cut, at most a vote in an epoch.
pub const EARNING: Earning = Earning { rate: 1_000_000, cap: VOTE };

/// People who hold the votes.
#[derive(Clone, Debug)]
pub struct Members {
    proposer: Signer,
    others: Vec<Signer>,
}

impl Members {
    /// One who proposes and some who vote with it.
    pub const fn new(proposer: Signer, others: Vec<Signer>) -> Self {
        Self { proposer, others }
    }

    /// All of them.
    pub fn signers(&self) -> Vec<&Signer> {
        [&self.proposer].into_iter().chain(&self.others).collect()
    }

    /// A DAO in which the proposer has 600 votes and the others share 400.
    pub fn founding(&self, guardian: Address) -> Founding {
        let others = u128::try_from(self.others.len()).unwrap_or(u128::MAX);
        let part = 400u128.saturating_mul(VOTE).checked_div(others).unwrap_or(0);
        let first = std::iter::once(600u128.saturating_mul(VOTE));
        self.founding_with(guardian, first.chain(std::iter::repeat(part)))
    }

    /// A DAO in which each of them has so many votes, in units of 10^-18, the proposer first.
    pub fn founding_with(&self, guardian: Address, votes: impl IntoIterator<Item = u128>) -> Founding {
        let holders = self.signers().into_iter().map(Signer::address).zip(votes);
        Founding {
            guardian: Some(guardian),
            params: PARAMS,
            floors: FLOORS,
            earning: EARNING,
            holders: holders.collect(),
        }
    }

    /// Decides on these actions and does them, on a chain whose blocks come by themselves. A description has
    /// to be another one each time that the actions are the same.
    pub async fn decide(
        &self,
        dao: &Governance,
        actions: Vec<Action>,
        description: &str,
    ) -> anyhow::Result<Receipt> {
        self.decide_with(dao, actions, description, async |until| until.wait(dao.client()).await).await
    }

    /// The same, with `wait` to see to it that blocks come and time passes.
    pub async fn decide_with(
        &self,
        dao: &Governance,
        actions: Vec<Action>,
        description: &str,
        mut wait: impl AsyncFnMut(Until) -> tributary_client::Result<()>,
    ) -> anyhow::Result<Receipt> {
        let account = self.proposer.address();
        if dao.read(getVotes_0Call { account }).await?.is_zero() {
            let counts = dao.delegate_to_themselves(&self.signers()).await?;
            wait(counts).await?;
        }
        let motion = Motion::new(actions, description);
        let others: Vec<&Signer> = self.others.iter().collect();
        let passed = dao.pass_with(&motion, &self.proposer, &others, wait).await;
        passed.with_context(|| format!("the DAO's decision {description:?}"))
    }
}
