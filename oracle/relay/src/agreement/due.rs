//! When an epoch without reports is due.

use tributary_core::{registry::Registry, BlockNumber};

/// An epoch comes after this many epochs' length even if nobody reported: what waits for a final cut, such
/// as changes of recipients, does not wait for traffic.
pub const HEARTBEAT: BlockNumber = 10;

/// Whether an epoch without reports is due at `cut`: at the heartbeat, or as soon as a payer that asked to
/// leave can do so under that cut and could not under the last one, at `head_cut`.
///
/// `exit_delay` is the splitter's: how far beyond its request a final cut has to be for an exit.
pub fn is_due_empty(
    registry: &Registry,
    head_cut: BlockNumber,
    cut: BlockNumber,
    interval: BlockNumber,
    exit_delay: BlockNumber,
) -> bool {
    let since = cut.saturating_sub(head_cut);
    since >= interval.saturating_mul(HEARTBEAT)
        || registry.payers.values().any(|payer| {
            let standing = payer.standing.entry_at(cut);
            let leaving =
                standing.filter(|(_, standing)| !standing.open && standing.generation == payer.generation);
            leaving.is_some_and(|(requested_at, _)| {
                let covered_from = requested_at.saturating_add(exit_delay);
                head_cut < covered_from && covered_from <= cut
            })
        })
}
