//! Epochs that the splitter can pay.
//!
//! After a false root or an escape, payers may be gone with money that others' reports still spend. An epoch
//! that spends more than is left is voided as a whole, and so would be the one made of the same reports
//! after it; so a leader takes no more reports than what is left pays for, and nobody endorses more. The
//! others wait for a deposit.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use tracing::warn;
use tributary_core::{
    epoch::{Epoch, Inputs, Judged},
    BlockNumber, NodeId, SignedReport, Wei,
};

use super::Member;
use crate::{books::Tip, ledger::committed, metrics::Metrics};

/// Reports that an epoch had to leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbacked {
    /// How many.
    pub reports: u64,
    /// What payers left at the splitter ([`crate::ledger::LedgerView::backed`]).
    pub backed: Wei,
}

impl Member {
    /// The epoch of `inputs` after `tip`, with as many of their reports as `backed` pays for; `None` if it does
    /// not even pay for what is pending.
    ///
    /// # Errors
    /// If the reports make no epoch.
    pub(super) async fn derive_backed(
        &self,
        tip: &Tip,
        inputs: Inputs,
        backed: Wei,
    ) -> anyhow::Result<Option<(Epoch, Inputs)>> {
        let offered = inputs.reports.len();
        let (mut epoch, mut inputs) = self.derived(tip, inputs).await?;
        if committed(&epoch.commitment) > backed {
            // What a node's later reports count for changes nothing of its earlier ones, nor of another's.
            let room = backed.try_sub(committed(tip.head())).unwrap_or(Wei::ZERO);
            inputs.reports = affordable(inputs.reports, &epoch.judged, room);
            (epoch, inputs) = self.derived(tip, inputs).await?;
        }
        let left_out = u64::try_from(offered.saturating_sub(inputs.reports.len()))?;
        self.note_unbacked(Unbacked { reports: left_out, backed }).await;
        Ok((committed(&epoch.commitment) <= backed).then_some((epoch, inputs)))
    }

    async fn derived(&self, tip: &Tip, inputs: Inputs) -> anyhow::Result<(Epoch, Inputs)> {
        let (epoch, inputs) = self.derive_alone(tip.clone(), inputs).await?;
        Ok((epoch?, inputs))
    }

    async fn note_unbacked(&self, unbacked: Unbacked) {
        let Unbacked { reports, backed } = unbacked;
        Metrics::level(&self.metrics.unbacked, reports);
        let now = (reports > 0).then_some(unbacked);
        let before = std::mem::replace(&mut self.standing.write().await.unbacked, now);
        if now.is_some() && now != before {
            warn!(reports, %backed, "reports left out: the splitter cannot pay them before somebody deposits");
        }
    }
}

/// The first reports of each node whose fees, as judged, are within `room` together. The next one is always of
/// the node that got least so far, so that no node takes another's part, whatever it anchors to; what comes
/// after one that does not fit waits behind it.
fn affordable(reports: Vec<SignedReport>, judged: &[Judged], mut room: Wei) -> Vec<SignedReport> {
    let fees: BTreeMap<_, _> = judged
        .iter()
        .map(|judged| ((judged.node, judged.sequence), judged.outcome.as_ref().map_or(Wei::ZERO, |fee| *fee)))
        .collect();
    let mut waiting: BTreeMap<NodeId, VecDeque<SignedReport>> = BTreeMap::new();
    for signed in reports {
        waiting.entry(signed.report.node).or_default().push_back(signed);
    }
    let mut order: BTreeSet<_> = waiting.values().filter_map(|reports| next(Wei::ZERO, reports)).collect();
    let mut taken: BTreeMap<NodeId, Vec<SignedReport>> = BTreeMap::new();
    while let Some((got, _, node)) = order.pop_first() {
        let Some(reports) = waiting.get_mut(&node) else { continue };
        let Some(signed) = reports.pop_front() else { continue };
        let fee = fees.get(&(node, signed.report.sequence)).copied().unwrap_or(Wei::ZERO);
        let Ok(left) = room.try_sub(fee) else { continue };
        room = left;
        taken.entry(node).or_default().push(signed);
        order.extend(next(Wei(got.0.saturating_add(fee.0)), reports));
    }
    taken.into_values().flatten().collect()
}

/// When a node's turn comes: by what it `got` so far, then by its next report's anchor.
fn next(got: Wei, reports: &VecDeque<SignedReport>) -> Option<(Wei, BlockNumber, NodeId)> {
    reports.front().map(|signed| (got, signed.report.anchor_block, signed.report.node))
}
