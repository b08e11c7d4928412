//! Questions asked under one version of the model, and what was paid for the answers.

use anyhow::Context;
use tributary_cli::ask::Answer;
use tributary_core::{FeePolicy, Wei};

use super::{Parts, Stage, Totals};
use crate::{answers, settlement};

#[cfg(test)]
mod tests;

/// What one version was asked, and what everybody was paid for it.
#[derive(Clone, Debug)]
pub struct Round {
    /// The version.
    pub version: u32,
    /// How its fees divide, as was voted.
    pub policy: FeePolicy,
    /// The first and the last epoch that paid for it.
    pub epochs: (u64, u64),
    /// How many answers.
    pub answers: usize,
    /// What they cost, by their reports.
    pub fees: Wei,
    /// What the consumer was charged.
    pub charged: Wei,
    /// What the totals of each group grew by.
    pub paid: Parts,
    /// What the policy makes of the fees.
    pub by_policy: Parts,
    /// What of it is the developer's because no dataset has a share in it.
    pub unshared: Wei,
}

/// Everything that was asked so far.
#[derive(Debug, Default)]
pub struct Rounds {
    /// The answers, in order.
    pub answers: Vec<Answer>,
    /// What was reckoned up.
    pub reckoned: Vec<Round>,
    /// What everybody had when that was done last.
    pub totals: Totals,
    /// Reports beside those of the answers.
    further: usize,
    /// Answers that were reckoned up.
    done: usize,
}

impl Rounds {
    /// Asks questions of a version.
    ///
    /// # Errors
    /// If a node does not answer.
    pub async fn ask(&mut self, stage: &Stage<'_>, version: u32, questions: &[&str]) -> anyhow::Result<()> {
        let Stage { world, http, .. } = *stage;
        let more = answers::ask_version(world, http, version, questions, self.reports()).await?;
        self.answers.extend(more);
        Ok(())
    }

    /// How many reports there are.
    pub fn reports(&self) -> usize {
        self.answers.len().saturating_add(self.further)
    }

    /// Counts a report that no answer of these has.
    pub fn count_further(&mut self) {
        self.further = self.further.saturating_add(1);
    }

    /// Waits until all reports are in final epochs; returns how many epochs there are.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn settle(&self, stage: &Stage<'_>) -> anyhow::Result<u64> {
        settlement::wait_final(stage.http, stage.oracle, u64::try_from(self.reports())?).await
    }

    /// Reckons up the answers since the last time, all of them final and of one version.
    ///
    /// # Errors
    /// If the totals cannot be read.
    pub async fn reckon(
        &mut self,
        stage: &Stage<'_>,
        version: u32,
        policy: FeePolicy,
    ) -> anyhow::Result<&Round> {
        let after = Totals::read(stage).await?;
        let reports: Vec<_> =
            self.answers.iter().skip(self.done).map(|answer| &answer.signed.report).collect();
        anyhow::ensure!(
            reports.iter().all(|report| report.voucher.model_version == version),
            "an answer is of another version than {version}"
        );
        let oracles = u128::try_from(stage.world.oracles.len())?;
        let round = Round {
            version,
            policy,
            epochs: (self.totals.epoch.saturating_add(1), after.epoch),
            answers: reports.len(),
            fees: Wei::total(reports.iter().map(|report| report.fee))?,
            charged: after.spent.try_sub(self.totals.spent)?,
            paid: Parts::paid(&self.totals, &after)?,
            unshared: Parts::unshared(&policy, reports.iter().copied())?,
            by_policy: Parts::by_policy(&policy, reports, oracles)?,
        };
        self.done = self.answers.len();
        self.totals = after;
        self.reckoned.push(round);
        self.reckoned.last().context("nothing was reckoned up")
    }
}

impl Round {
    /// Every way in which what was paid is not what the policy says.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |what: &str, expected: Wei, found: Wei| {
            if expected != found {
                let version = self.version;
                faults.push(format!("{what} under version {version}: {found} wei, not {expected}"));
            }
        };
        expect("charged", self.fees, self.charged);
        let lists = self.by_policy.list().into_iter().zip(self.paid.list());
        for (name, (expected, found)) in Parts::NAMES.into_iter().zip(lists) {
            expect(&format!("paid to {name}"), expected, found);
        }
        faults
    }
}
