//! Fetching reports from nodes.

mod intake;
mod pace;

use scale::DecodeAll;
use serde::{Deserialize, Serialize};
use tributary_core::{NodeId, SignedReport};

use crate::{
    outbound::{Outbound, OutboundError},
    store::StoreError,
};

pub use intake::{Fault, Intake, Taken, MAX_REPORT_BYTES};
pub use pace::Pace;

/// The most reports asked for or taken at once.
pub const PAGE: u32 = 500;

/// The most pages fetched from one node in a round, so that none keeps an oracle busy.
const PAGES: u32 = 4;

/// The most bytes of a page: its reports in hex, twice.
const MAX_PAGE_BYTES: usize = 8 * 1024 * 1024;

/// A page of a node's reports, as nodes serve it at `/tributary/v1/reports`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportPage {
    /// The node.
    pub node: NodeId,
    /// The sequence that its next report will have.
    pub next: u64,
    /// SCALE of each [`SignedReport`], in hex with 0x, ascending by sequence.
    pub reports: Vec<String>,
}

/// Why a node's reports could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The node did not answer; it may later.
    #[error("node {node}: {source}")]
    Http {
        /// The node.
        node: NodeId,
        /// Why.
        source: OutboundError,
    },
    /// What it served is no page.
    #[error("node {node} served no page of reports: {source}")]
    Page {
        /// The node.
        node: NodeId,
        /// Why.
        source: serde_json::Error,
    },
    /// More reports than were asked for.
    #[error("node {node} served {found} reports, {PAGE} were asked for")]
    TooMany {
        /// The node.
        node: NodeId,
        /// How many.
        found: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReportPage {
    /// The reports of the page; those that cannot be decoded are counted apart.
    pub fn decode(&self) -> (Vec<SignedReport>, usize) {
        let decoded = self.reports.iter().filter_map(|text| {
            let bytes = hex::decode(text.trim_start_matches("0x")).ok()?;
            SignedReport::decode_all(&mut bytes.as_slice()).ok()
        });
        let reports: Vec<_> = decoded.collect();
        let bad = self.reports.len().saturating_sub(reports.len());
        (reports, bad)
    }
}

/// Fetches what `node` has from sequence `due` on and the store lacks, a few pages at most.
///
/// First the gap that matters most is asked for, then what follows the newest report here: so a report
/// that its node cannot give does not hold back those after it.
///
/// # Errors
/// [`PullError`]; what came before it is kept.
pub async fn pull(
    http: &Outbound,
    intake: &Intake,
    (node, endpoint): (NodeId, &str),
    due: u64,
) -> Result<Taken, PullError> {
    let mut all = Taken::default();
    let mut from = intake.store().first_missing(node, due).await?;
    for _ in 0..PAGES {
        if from >= intake.until(due) {
            break;
        }
        let path = format!("tributary/v1/reports?from={from}&limit={PAGE}");
        let fail = |source| PullError::Http { node, source };
        let bytes = http.get(endpoint, &path, MAX_PAGE_BYTES).await.map_err(fail)?;
        let page: ReportPage =
            serde_json::from_slice(&bytes).map_err(|source| PullError::Page { node, source })?;
        let found = page.reports.len();
        if found > PAGE as usize {
            return Err(PullError::TooMany { node, found });
        }
        let (reports, undecodable) = page.decode();
        all.note_undecodable(undecodable);
        all.add(intake.take(node, due, reports).await?);
        let next = intake.store().after_last(node, due).await?;
        if found == 0 || next <= from {
            break;
        }
        from = next;
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
