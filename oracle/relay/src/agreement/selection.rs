//! Which stored reports an epoch can consume, and how nodes share its room.

use std::collections::BTreeMap;

use tributary_core::{BlockNumber, NodeId, SignedReport};

/// Cuts `reports` of one node, ascending by sequence, before the first gap that is not dead: a report
/// after a gap can be consumed only once its anchor is more than `dead_after` blocks before the cut.
/// Reports anchored after the cut wait for the next epoch.
pub fn select(
    reports: Vec<SignedReport>,
    due: u64,
    cut: BlockNumber,
    dead_after: BlockNumber,
) -> Vec<SignedReport> {
    let mut expected = due;
    reports
        .into_iter()
        .skip_while(|signed| signed.report.sequence < due)
        .take_while(|signed| {
            let report = &signed.report;
            let Some(age) = cut.checked_sub(report.anchor_block) else { return false };
            let fits = report.sequence == expected || age > dead_after;
            expected = report.sequence.saturating_add(1);
            fits
        })
        .collect()
}

/// A node with reports that wait for an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The node.
    pub node: NodeId,
    /// How many.
    pub count: u32,
    /// The anchor of the first one.
    pub oldest: BlockNumber,
}

/// Divides `room` reports among nodes: the same for each, then what some leave to those whose reports are
/// oldest, as reports die of age. So no node takes another's room by reporting more. If there are more nodes
/// than room, those with the oldest reports get one each.
pub fn allot(room: u32, waiting: &[Waiting]) -> BTreeMap<NodeId, u32> {
    let mut by_age: Vec<_> = waiting.iter().filter(|waiting| waiting.count > 0).collect();
    by_age.sort_by_key(|waiting| (waiting.oldest, waiting.node));
    let nodes = u32::try_from(by_age.len()).unwrap_or(u32::MAX);
    let fair = room.checked_div(nodes).unwrap_or(0).max(1);
    let mut left = room;
    let mut allotted = BTreeMap::new();
    for most in [fair, room] {
        for waiting in &by_age {
            let given = allotted.entry(waiting.node).or_insert(0u32);
            let more = waiting.count.min(most).saturating_sub(*given).min(left);
            *given = given.saturating_add(more);
            left = left.saturating_sub(more);
        }
    }
    allotted.retain(|_, count| *count > 0);
    allotted
}
