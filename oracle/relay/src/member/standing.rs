//! What a running oracle shows of itself.

use std::{collections::BTreeSet, sync::Arc};

use tributary_core::{registry::Registry, BlockNumber, EpochId};

use super::{Disagreement, Member, Unbacked};
use crate::{
    ledger::LedgerView,
    metrics::{ByStep, Metrics, Step},
};

/// The chain as a round saw it last.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The block.
    pub block: BlockNumber,
    /// The ledger there.
    pub ledger: Arc<LedgerView>,
    /// What reports are judged by there.
    pub registry: Arc<Registry>,
}

/// What a running oracle shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The chain as it was seen last.
    pub seen: Option<Seen>,
    /// Steps that failed when they were last taken. What failed in them is for the log: it names hosts.
    pub failing: BTreeSet<Step>,
    /// Other members' settings, if they contradict the own ones.
    pub disagreement: Option<Disagreement>,
    /// What the last epoch proposed here had to leave out.
    pub unbacked: Option<Unbacked>,
    /// The newest epoch that the DAO was seen to have read; `None` while nobody looked, or if none is to be read.
    pub votes_epoch: Option<EpochId>,
}

impl Standing {
    /// The failing steps, and what cannot be paid, in words.
    pub fn trouble(&self) -> Option<String> {
        let steps: Vec<_> = self.failing.iter().map(Step::to_string).collect();
        let failed = (!steps.is_empty()).then(|| format!("failed: {}", steps.join(", ")));
        let unbacked = self.unbacked.map(|unbacked| {
            let Unbacked { reports, backed } = unbacked;
            format!("left out: {reports} reports that the splitter, with {backed} wei of payers, cannot pay")
        });
        let all: Vec<_> = failed.into_iter().chain(unbacked).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }
}

impl Member {
    /// Notes how a step went; the error itself goes to the log only.
    pub async fn note_step(&self, step: Step, outcome: anyhow::Result<()>) {
        if let Err(error) = &outcome {
            tracing::warn!(%step, error = format!("{error:#}"), "step failed");
            self.metrics.failures.get_or_create(&ByStep { step }).inc();
        }
        let mut standing = self.standing.write().await;
        if outcome.is_err() {
            standing.failing.insert(step);
        } else {
            standing.failing.remove(&step);
        }
    }

    /// Notes the chain as it was seen.
    pub async fn note_seen(&self, seen: Seen) {
        let (block, finalized) = (seen.block, seen.ledger.final_epoch);
        Metrics::level(&self.metrics.block, block.into());
        Metrics::level(&self.metrics.finalized, finalized.0);
        let mut standing = self.standing.write().await;
        // Others lead meanwhile: what was left out here is no news once somebody deposited.
        if standing.unbacked.is_some_and(|unbacked| seen.ledger.backed > unbacked.backed) {
            Metrics::level(&self.metrics.unbacked, 0);
            standing.unbacked = None;
        }
        standing.seen = Some(seen);
    }

    /// Notes the newest epoch that the DAO has read.
    pub async fn note_votes_epoch(&self, epoch: EpochId) {
        Metrics::level(&self.metrics.votes_epoch, epoch.0);
        self.standing.write().await.votes_epoch = Some(epoch);
    }

    /// The newest final epoch that the ledger was seen with.
    pub async fn final_epoch(&self) -> EpochId {
        self.standing.read().await.seen.as_ref().map_or(EpochId(0), |seen| seen.ledger.final_epoch)
    }
}
