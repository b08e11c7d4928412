//! Nodes push reports here, and peers bring proposals and quorums and ask for reports.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::StatusCode, Json};
use scale::{DecodeAll, Encode};
use serde_json::{json, Value};

use crate::{
    agreement::{check_request, Quorum, SignedRequest},
    api::ApiError,
    member::{Member, QuorumRefusal, Refusal},
    pull::{ReportPage, PAGE},
    service::Oracle,
};

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let retryable = refusal.is_retryable();
        let status = if retryable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
        Self { withheld: refusal.withheld(), ..Self::new(status, refusal) }
    }
}

impl From<QuorumRefusal> for ApiError {
    fn from(refusal: QuorumRefusal) -> Self {
        let retryable = matches!(refusal, QuorumRefusal::NotReady | QuorumRefusal::Store(_));
        let status = if retryable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
        Self::new(status, refusal)
    }
}

pub(super) async fn push(
    State(member): State<Arc<Member>>,
    Json(page): Json<ReportPage>,
) -> Result<Json<Value>, ApiError> {
    if page.reports.len() > PAGE as usize {
        return Err(ApiError::bad_request(format!("{} reports, at most {PAGE}", page.reports.len())));
    }
    let (reports, undecodable) = page.decode();
    if undecodable > 0 {
        return Err(ApiError::bad_request(format!("{undecodable} reports cannot be decoded")));
    }
    let not_ready = || ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "the chain was not seen yet");
    let intake = member.intake().await.ok_or_else(not_ready)?;
    let taken = intake.take(page.node, member.due(page.node).await, reports).await?;
    member.metrics.taken.inc_by(taken.new);
    member.metrics.refused.inc_by(taken.refused);
    match taken.first_fault {
        None => Ok(Json(json!({ "taken": taken.new, "early": taken.early }))),
        Some(fault) => Err(ApiError::bad_request(fault)),
    }
}

pub(super) async fn proposal(State(oracle): State<Arc<Oracle>>, body: Bytes) -> Result<Vec<u8>, ApiError> {
    Ok(oracle.endorse(&body).await?.encode())
}

pub(super) async fn reports(State(member): State<Arc<Member>>, body: Bytes) -> Result<Vec<u8>, ApiError> {
    let signed = SignedRequest::decode_all(&mut body.as_ref()).map_err(ApiError::bad_request)?;
    let seen = member.standing.read().await.seen.clone();
    let not_ready = || ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "the chain was not seen yet");
    let seen = seen.ok_or_else(not_ready)?;
    check_request(&signed, &member.domain, member.key.address(), seen.block, &seen.ledger.committee)
        .map_err(|error| ApiError::new(StatusCode::FORBIDDEN, error))?;
    Ok(member.stored(&signed.request.range, PAGE).await?.encode())
}

pub(super) async fn quorum(State(member): State<Arc<Member>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let quorum = Quorum::decode_all(&mut body.as_ref()).map_err(ApiError::bad_request)?;
    Ok(Json(json!({ "new": member.take_quorum(&quorum).await? })))
}
