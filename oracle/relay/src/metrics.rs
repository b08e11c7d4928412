//! What an operator watches, as Prometheus scrapes it from `/metrics`.

use prometheus_client::{
    encoding::{text::encode, EncodeLabelSet, EncodeLabelValue},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

/// The content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A step of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EncodeLabelValue)]
pub enum Step {
    /// Reading the chain.
    Chain,
    /// Following announced epochs.
    Follow,
    /// Fetching reports.
    Pull,
    /// Submitting an epoch.
    Submit,
    /// Making an epoch final.
    Finalize,
    /// Having the DAO read a final epoch.
    Reading,
    /// Proposing an epoch.
    Propose,
    /// Comparing settings with the committee's.
    Settings,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Chain => "reading the chain",
            Self::Follow => "following epochs",
            Self::Pull => "pulling reports",
            Self::Submit => "submitting an epoch",
            Self::Finalize => "finalizing an epoch",
            Self::Reading => "having the DAO read an epoch",
            Self::Propose => "proposing an epoch",
            Self::Settings => "agreeing with the committee on epoch_blocks",
        })
    }
}

/// The label of what failed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByStep {
    /// The step.
    pub step: Step,
}

/// What became of a proposal or an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It did not.
    Refused,
}

/// The label of how something ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByOutcome {
    /// How.
    pub outcome: Outcome,
}

/// An oracle's counters and gauges. Clones share them.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// The newest final block seen.
    pub block: Gauge,
    /// The newest epoch in the books.
    pub followed: Gauge,
    /// The newest final epoch.
    pub finalized: Gauge,
    /// The newest epoch that the DAO was seen to have read.
    pub votes_epoch: Gauge,
    /// Epochs with a quorum that are not on chain.
    pub outgoing: Gauge,
    /// Reports that the last epoch proposed had to leave out, as the splitter cannot pay them.
    pub unbacked: Gauge,
    /// Reports taken.
    pub taken: Counter,
    /// Reports refused at intake.
    pub refused: Counter,
    /// Nodes that did not answer.
    pub unanswered: Counter,
    /// Failed steps.
    pub failures: Family<ByStep, Counter>,
    /// Others' proposals.
    pub endorsements: Family<ByOutcome, Counter>,
    /// Own proposals.
    pub proposals: Family<ByOutcome, Counter>,
    /// Transactions with an epoch.
    pub submissions: Family<ByOutcome, Counter>,
    /// Seconds that deriving an epoch took.
    pub deriving: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("tributary_oracle");
        let metrics = Self {
            registry: Registry::default(),
            block: Gauge::default(),
            followed: Gauge::default(),
            finalized: Gauge::default(),
            votes_epoch: Gauge::default(),
            outgoing: Gauge::default(),
            unbacked: Gauge::default(),
            taken: Counter::default(),
            refused: Counter::default(),
            unanswered: Counter::default(),
            failures: Family::default(),
            endorsements: Family::default(),
            proposals: Family::default(),
            submissions: Family::default(),
            deriving: Histogram::new([0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0].into_iter()),
        };
        registry.register("block", "Newest final block seen", metrics.block.clone());
        registry.register("followed_epoch", "Newest epoch in the books", metrics.followed.clone());
        registry.register("final_epoch", "Newest final epoch", metrics.finalized.clone());
        registry.register(
            "votes_epoch",
            "Newest epoch whose votes the DAO was seen to have read",
            metrics.votes_epoch.clone(),
        );
        registry.register("outgoing", "Epochs with a quorum, not yet on chain", metrics.outgoing.clone());
        registry.register(
            "reports_unbacked",
            "Reports left out of the last epoch proposed: the splitter cannot pay them",
            metrics.unbacked.clone(),
        );
        registry.register("reports_taken", "Reports taken from nodes and peers", metrics.taken.clone());
        registry.register("reports_refused", "Reports refused at intake", metrics.refused.clone());
        registry.register("nodes_unanswered", "Pulls that a node did not answer", metrics.unanswered.clone());
        registry.register("failures", "Failed steps of rounds", metrics.failures.clone());
        registry.register("endorsements", "Proposals of others judged", metrics.endorsements.clone());
        registry.register("proposals", "Own proposals, by quorum", metrics.proposals.clone());
        registry.register("submissions", "Epochs sent to the ledger", metrics.submissions.clone());
        registry.register("deriving_seconds", "Time to derive an epoch", metrics.deriving.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// Sets a gauge to a number; beyond `i64` it stays at the end of the scale.
    pub fn level(gauge: &Gauge, number: u64) {
        gauge.set(i64::try_from(number).unwrap_or(i64::MAX));
    }

    /// Counts how something ended.
    pub fn count(family: &Family<ByOutcome, Counter>, passed: bool) {
        let outcome = if passed { Outcome::Passed } else { Outcome::Refused };
        family.get_or_create(&ByOutcome { outcome }).inc();
    }

    /// Everything as OpenMetrics text.
    ///
    /// # Errors
    /// Never for a text in memory; passed on.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_show_in_the_text() {
        let metrics = Metrics::default();
        Metrics::level(&metrics.block, 77);
        metrics.taken.inc_by(3);
        metrics.failures.get_or_create(&ByStep { step: Step::Pull }).inc();
        Metrics::count(&metrics.endorsements, false);
        metrics.deriving.observe(0.3);
        let text = metrics.text().unwrap();
        for line in [
            "tributary_oracle_block 77",
            "tributary_oracle_reports_taken_total 3",
            "tributary_oracle_failures_total{step=\"Pull\"} 1",
            "tributary_oracle_endorsements_total{outcome=\"Refused\"} 1",
            "tributary_oracle_deriving_seconds_bucket{le=\"0.5\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
