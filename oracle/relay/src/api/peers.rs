//! Nodes push reports here, and peers bring proposals and ask for reports.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    Json,
};
use scale::{Decode, Encode};
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_core::{NodeId, SignedReport};

use crate::{
    agreement::Range,
    api::ApiError,
    pull::{take, PullError, ReportPage, PAGE},
    service::Oracle,
};

pub(super) async fn push(
    State(oracle): State<Arc<Oracle>>,
    Json(page): Json<ReportPage>,
) -> Result<Json<Value>, ApiError> {
    if page.reports.len() > PAGE as usize {
        return Err(ApiError::bad_request(format!("{} reports, at most {PAGE}", page.reports.len())));
    }
    let reports = page
        .reports
        .iter()
        .map(|text| {
            let bytes = hex::decode(text.trim_start_matches("0x")).map_err(ApiError::bad_request)?;
            SignedReport::decode(&mut bytes.as_slice()).map_err(ApiError::bad_request)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let block = oracle.chain.finalized().await?;
    let registry = oracle.chain.registry(block).await?;
    match take(&oracle.store, &registry, &oracle.chain.domain(), page.node, reports).await {
        Ok(taken) => Ok(Json(json!({ "taken": taken }))),
        Err(PullError::Store(error)) => Err(anyhow::Error::from(error).into()),
        Err(error) => Err(ApiError::bad_request(error)),
    }
}

pub(super) async fn proposal(State(oracle): State<Arc<Oracle>>, body: Bytes) -> Result<Vec<u8>, ApiError> {
    oracle.endorse(&body).await.map(|endorsement| endorsement.encode()).map_err(|refusal| {
        let status =
            if refusal.is_retryable() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
        ApiError::new(status, refusal)
    })
}

/// A range of stored reports.
#[derive(Deserialize)]
pub(super) struct RangeQuery {
    node: u64,
    from: u64,
    until: u64,
}

pub(super) async fn reports(
    State(oracle): State<Arc<Oracle>>,
    Query(query): Query<RangeQuery>,
) -> Result<Vec<u8>, ApiError> {
    let range = Range { node: NodeId(query.node), from: query.from, until: query.until };
    let most = u64::from(oracle.config.max_reports);
    if range.until.saturating_sub(range.from) > most {
        return Err(ApiError::bad_request(format!("at most {most} reports at once")));
    }
    Ok(oracle.own_reports(&range).await?.encode())
}
