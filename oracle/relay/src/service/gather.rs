//! Fetching reports, beside the rounds, so that no node holds them up.

use std::sync::Arc;

use futures::{stream, StreamExt};
use tokio::{
    sync::watch,
    time::{interval, timeout, MissedTickBehavior},
};
use tracing::{info, warn};
use tributary_core::{registry::NodeRecord, BlockNumber, NodeId};

use crate::{
    member::Seen,
    metrics::Step,
    pull::{pull, Pace, PullError, Taken},
    service::Oracle,
};

/// Nodes asked at once.
const AT_ONCE: usize = 16;
/// Rounds between two comparisons of settings with the committee.
const COMPARE_EVERY: u32 = 60;

impl Oracle {
    /// Fetches new reports from every node, again and again, until `stop` turns true.
    pub(crate) async fn gather(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut rounds = interval(self.member.config.round());
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut pace, mut round) = (Pace::default(), 0u32);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = stop.wait_for(|stopped| *stopped) => break,
            }
            let Some(seen) = self.member.standing.read().await.seen.clone() else { continue };
            if round.checked_rem(COMPARE_EVERY) == Some(0) {
                let compared = self.compare_settings(&seen).await;
                self.member.note_step(Step::Settings, compared).await;
            }
            round = round.wrapping_add(1);
            let pulled = tokio::select! {
                pulled = self.pull_all(&seen, &mut pace) => pulled,
                _ = stop.wait_for(|stopped| *stopped) => break,
            };
            self.member.note_step(Step::Pull, pulled).await;
        }
    }

    async fn compare_settings(&self, seen: &Seen) -> anyhow::Result<()> {
        let peers = self.chain.peers(&seen.ledger, seen.block).await?;
        Ok(self.member.compare_settings(&peers, seen.ledger.committee.len()).await?)
    }

    /// Asks every node whose turn it is. Only the own store's failure is one: a node that fails is left
    /// alone for a while.
    async fn pull_all(&self, seen: &Seen, pace: &mut Pace) -> anyhow::Result<()> {
        let Some(intake) = self.member.intake().await else { return Ok(()) };
        let (member, age) = (&self.member, seen.registry.params.max_report_age);
        let nodes = self.chain.node_endpoints(seen.block).await?.into_iter().filter(|(node, _)| {
            let record = seen.registry.nodes.get(node);
            record.is_some_and(|record| may_have_reports(record, seen.block, age)) && pace.is_due(*node)
        });
        let asked = nodes.collect::<Vec<_>>().into_iter().map(|(node, endpoint)| {
            let intake = &intake;
            async move {
                let due = member.due(node).await;
                let pulling = pull(&member.outbound, intake, (node, &endpoint), due);
                (node, timeout(member.config.timeout(), pulling).await)
            }
        });
        let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
        let mut failed = None;
        while let Some((node, answer)) = answers.next().await {
            let answered = match answer {
                Ok(Ok(taken)) => self.note_taken(node, &taken),
                Ok(Err(PullError::Store(error))) => {
                    failed = Some(error);
                    true
                }
                Ok(Err(error)) => {
                    warn!(node = node.0, %error, "node not pulled");
                    false
                }
                Err(_) => {
                    warn!(node = node.0, "node not pulled in time");
                    false
                }
            };
            if !answered {
                member.metrics.unanswered.inc();
            }
            pace.note(node, answered);
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Notes what a node gave; whether it was of use, or at least did no harm.
    fn note_taken(&self, node: NodeId, taken: &Taken) -> bool {
        if taken.new > 0 {
            info!(node = node.0, taken = taken.new, "reports pulled");
        }
        if let Some(fault) = &taken.first_fault {
            warn!(node = node.0, refused = taken.refused, %fault, "node serves reports that are not taken");
        }
        self.member.metrics.taken.inc_by(taken.new);
        self.member.metrics.refused.inc_by(taken.refused);
        taken.refused == 0 || taken.new > 0
    }
}

/// Whether reports of a node may still count: it is active, or was within their age.
fn may_have_reports(record: &NodeRecord, block: BlockNumber, age: BlockNumber) -> bool {
    let since = block.saturating_sub(age);
    match record.active.entry_at(block) {
        Some((_, true)) => true,
        Some((changed_at, false)) => changed_at >= since,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::history::History;

    #[test]
    fn nodes_that_left_are_asked_until_their_reports_are_too_old() {
        let mut record = NodeRecord {
            keys: History::since(1, [1; 32]),
            active: History::since(10, true),
            prices: std::collections::BTreeMap::new(),
        };
        assert!(!may_have_reports(&record, 9, 50), "not yet registered");
        assert!(may_have_reports(&record, 1_000, 50));
        record.active.change(1_000, false).unwrap();
        assert!(may_have_reports(&record, 1_050, 50));
        assert!(!may_have_reports(&record, 1_051, 50));
    }
}
