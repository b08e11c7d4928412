//! When an epoch without reports is due.

use tributary_core::{registry::Registry, BlockNumber};

/// How many times `epoch_blocks` pass until an epoch comes without reports.
const HEARTBEAT: BlockNumber = 10;

/// Blocks after which an epoch comes even if nobody reported: what waits for a final cut, such as changes of
/// recipients, does not wait for traffic. `spacing` is the ledger's, at which every epoch finds a place.
pub fn heartbeat(epoch_blocks: BlockNumber, spacing: BlockNumber) -> BlockNumber {
    epoch_blocks.saturating_mul(HEARTBEAT).max(spacing)
}

/// Whether an epoch without reports is due at `cut`: at the heartbeat, or as soon as a payer that asked to
/// leave can do so under that cut and could not under the last one, at `head_cut`.
///
/// `exit_delay` is the splitter's: how far beyond its request a final cut has to be for an exit.
pub fn is_due_empty(
    registry: &Registry,
    head_cut: BlockNumber,
    cut: BlockNumber,
    heartbeat: BlockNumber,
    exit_delay: BlockNumber,
) -> bool {
    let since = cut.saturating_sub(head_cut);
    since >= heartbeat
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
