//! Taking reports from nodes: fetched or pushed, kept only if their node signed them.

use std::collections::BTreeMap;

use reqwest::Client;
use scale::Decode;
use serde::{Deserialize, Serialize};
use tributary_core::{
    domain::Domain, ed25519::verify_batch, hashing::HostHashing, registry::Registry, Hash, NodeId,
    SignedReport,
};

use crate::store::{Store, StoreError};

/// The most reports asked for or taken at once.
pub const PAGE: u32 = 500;

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

/// Why reports could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The node did not answer; it may later.
    #[error("node {node}: {source}")]
    Http {
        /// The node.
        node: NodeId,
        /// Why.
        source: reqwest::Error,
    },
    /// A report cannot be decoded.
    #[error("node {node} served a report that cannot be decoded")]
    Undecodable {
        /// The node.
        node: NodeId,
    },
    /// A report is somebody else's or unsigned.
    #[error("node {node} served report {sequence} of node {named}, which it did not sign")]
    NotSigned {
        /// The node asked.
        node: NodeId,
        /// The node named.
        named: NodeId,
        /// The sequence.
        sequence: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Fetches what `node` has from sequence `due` on and the store lacks; returns how many came.
///
/// # Errors
/// [`PullError`]; nothing of a page with a bad report is kept.
pub async fn pull(
    http: &Client,
    store: &Store,
    registry: &Registry,
    domain: &Domain,
    (node, endpoint): (NodeId, &str),
    due: u64,
) -> Result<usize, PullError> {
    let mut taken = 0usize;
    loop {
        let from = store.first_missing(node, due).await?;
        let url = format!("{}/tributary/v1/reports?from={from}&limit={PAGE}", endpoint.trim_end_matches('/'));
        let fail = |source| PullError::Http { node, source };
        let response = http.get(url).send().await.map_err(fail)?.error_for_status().map_err(fail)?;
        let page: ReportPage = response.json().await.map_err(fail)?;
        let reports = decode(node, &page)?;
        if reports.is_empty() {
            return Ok(taken);
        }
        taken = taken.saturating_add(take(store, registry, domain, node, reports).await?);
        if store.first_missing(node, due).await? == from {
            return Ok(taken);
        }
    }
}

fn decode(node: NodeId, page: &ReportPage) -> Result<Vec<SignedReport>, PullError> {
    page.reports
        .iter()
        .map(|text| {
            let bytes =
                hex::decode(text.trim_start_matches("0x")).map_err(|_| PullError::Undecodable { node })?;
            SignedReport::decode(&mut bytes.as_slice()).map_err(|_| PullError::Undecodable { node })
        })
        .collect()
}

/// Keeps `reports` if `node` signed them all.
///
/// # Errors
/// [`PullError::NotSigned`] for the first that it did not; then none is kept.
pub async fn take(
    store: &Store,
    registry: &Registry,
    domain: &Domain,
    node: NodeId,
    reports: Vec<SignedReport>,
) -> Result<usize, PullError> {
    let checked = authenticate(registry, domain, reports);
    if let Some(bad) = checked.iter().find(|(_, signed, valid)| !valid || signed.report.node != node) {
        let (named, sequence) = (bad.1.report.node, bad.1.report.sequence);
        return Err(PullError::NotSigned { node, named, sequence });
    }
    let reports: Vec<_> = checked.into_iter().map(|(digest, signed, _)| (digest, signed)).collect();
    store.add_reports(&reports).await?;
    Ok(reports.len())
}

/// Says of each report whether the key that its node had at its anchor signed it.
pub fn authenticate(
    registry: &Registry,
    domain: &Domain,
    reports: Vec<SignedReport>,
) -> Vec<(Hash, SignedReport, bool)> {
    let mut known = BTreeMap::new();
    let mut items = Vec::with_capacity(reports.len());
    for (index, signed) in reports.iter().enumerate() {
        let digest = signed.report.digest::<HostHashing>(domain);
        let keys = registry.nodes.get(&signed.report.node).map(|node| &node.keys);
        if let Some(key) = keys.and_then(|keys| keys.at(signed.report.anchor_block)) {
            known.insert(index, items.len());
            items.push((*key, digest, signed.signature));
        }
    }
    let valid = verify_batch(&items);
    reports
        .into_iter()
        .enumerate()
        .map(|(index, signed)| {
            let digest = signed.report.digest::<HostHashing>(domain);
            let signed_by_node =
                known.get(&index).and_then(|item| valid.get(*item)).copied().unwrap_or(false);
            (digest, signed, signed_by_node)
        })
        .collect()
}
