//! Which stored reports an epoch can consume.

use tributary_core::{BlockNumber, SignedReport};

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
