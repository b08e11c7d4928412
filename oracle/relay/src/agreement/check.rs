//! What a member checks of a proposal before it derives or signs anything.

use std::collections::BTreeSet;

use tributary_core::{
    epoch::{Inputs, State},
    BlockNumber, NodeId, SignedReport,
};

use super::{select, Proposal};

/// A proposal that no honest leader makes, as its bytes alone show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// Ranges are to be one per node, ascending.
    #[error("the range of node {node} is out of order or repeated")]
    Order {
        /// The node.
        node: NodeId,
    },
    /// A range holds nothing, or more than an epoch.
    #[error("the range of node {node} is from {from} to before {until}: not 1 to {most} sequences")]
    Width {
        /// The node.
        node: NodeId,
        /// Its start.
        from: u64,
        /// Its end.
        until: u64,
        /// The widest allowed.
        most: u32,
    },
    /// More reports than this oracle endorses.
    #[error("{found} reports, at most {most}")]
    TooMany {
        /// How many.
        found: u64,
        /// The most.
        most: u32,
    },
    /// Ranges and the number of reports contradict each other.
    #[error("{ranges} ranges with {reports} reports")]
    Count {
        /// How many ranges.
        ranges: usize,
        /// How many reports.
        reports: u64,
    },
}

/// Checks what a proposal's bytes alone show; `most` is the most reports that are endorsed.
///
/// # Errors
/// [`ShapeError`] for the first rule broken.
pub fn check_shape(proposal: &Proposal, most: u32) -> Result<(), ShapeError> {
    let found = proposal.commitment.report_count;
    if found > u64::from(most) {
        return Err(ShapeError::TooMany { found, most });
    }
    let mut before: Option<NodeId> = None;
    for range in &proposal.ranges {
        let (node, from, until) = (range.node, range.from, range.until);
        if before.is_some_and(|before| before >= node) {
            return Err(ShapeError::Order { node });
        }
        let width = until.checked_sub(from);
        // No store holds sequences of 64 bits.
        if !width.is_some_and(|width| (1..=u64::from(most)).contains(&width))
            || until > i64::MAX.unsigned_abs()
        {
            return Err(ShapeError::Width { node, from, until, most });
        }
        before = Some(node);
    }
    let ranges = proposal.ranges.len();
    // Each range has at least its first and its last report.
    if u64::try_from(ranges).is_ok_and(|ranges| ranges > found) || (ranges == 0 && found > 0) {
        return Err(ShapeError::Count { ranges, reports: found });
    }
    Ok(())
}

/// Reports that a leader had to leave out, or another choice than it had to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("report {sequence} of node {node}, anchored at {anchor}, cannot be consumed at cut {cut}")]
pub struct SelectionError {
    /// The node.
    pub node: NodeId,
    /// The first sequence that must not be there.
    pub sequence: u64,
    /// Its anchor.
    pub anchor: BlockNumber,
    /// The cut.
    pub cut: BlockNumber,
}

/// Checks that every report of `inputs` may be consumed at their cut, by the rule that honest leaders select
/// by. The transition does not: it takes a report that is anchored after the cut, as worthless.
///
/// # Errors
/// [`SelectionError`] for the first report that has to wait.
pub fn check_selection(inputs: &Inputs, state: &State) -> Result<(), SelectionError> {
    let (cut, dead_after) = (inputs.cut_block, inputs.registry.params.dead_after);
    for (node, reports) in by_node(&inputs.reports) {
        let chosen = select(reports.to_vec(), state.due(node), cut, dead_after);
        if chosen.len() != reports.len() {
            let first = reports.iter().zip(chosen.iter().map(Some).chain(std::iter::repeat(None)));
            let wrong = first.into_iter().find(|(offered, chosen)| Some(*offered) != *chosen);
            if let Some((offered, _)) = wrong {
                let (sequence, anchor) = (offered.report.sequence, offered.report.anchor_block);
                return Err(SelectionError { node, sequence, anchor, cut });
            }
        }
    }
    Ok(())
}

/// Sequences of a node that an epoch would skip for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The node.
    pub node: NodeId,
    /// The sequence due.
    pub due: u64,
    /// The last sequence consumed.
    pub last: u64,
    /// The sequences consumed.
    pub consumed: BTreeSet<u64>,
}

/// For each node of `inputs` of which sequences are skipped: from what is due to the last one consumed.
pub fn skipped(inputs: &Inputs, state: &State) -> Vec<Skipped> {
    by_node(&inputs.reports)
        .filter_map(|(node, reports)| {
            let (due, last) = (state.due(node), reports.last()?.report.sequence);
            let consumed: BTreeSet<_> = reports.iter().map(|signed| signed.report.sequence).collect();
            let all = last.checked_sub(due)?.checked_add(1)?;
            let complete = u64::try_from(consumed.len()).is_ok_and(|count| count == all);
            (!complete).then_some(Skipped { node, due, last, consumed })
        })
        .collect()
}

/// Each node with its reports, which stand together.
fn by_node(reports: &[SignedReport]) -> impl Iterator<Item = (NodeId, &[SignedReport])> {
    reports
        .chunk_by(|before, after| before.report.node == after.report.node)
        .filter_map(|reports| Some((reports.first()?.report.node, reports)))
}
