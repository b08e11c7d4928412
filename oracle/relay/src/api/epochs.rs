//! Epochs and their data.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::header::{CONTENT_LENGTH, CONTENT_TYPE},
    response::{IntoResponse, Response},
    Json,
};
use scale::Encode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use tributary_core::{
    epoch::{Commitment, Judged, Worthless},
    hashing::HostHashing,
    EpochId, Wei,
};

use crate::{
    api::{hex_of, ApiError},
    member::Member,
};

/// The most judged reports in one answer.
const PAGE: usize = 500;

/// One report of an epoch and what became of it.
#[derive(Serialize)]
struct JudgedReport {
    node: u64,
    sequence: u64,
    digest: String,
    fee_wei: Wei,
    #[serde(skip_serializing_if = "Option::is_none")]
    worthless: Option<Worthless>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<&Judged> for JudgedReport {
    fn from(judged: &Judged) -> Self {
        Self {
            node: judged.node.0,
            sequence: judged.sequence,
            digest: hex_of(&judged.digest),
            fee_wei: judged.outcome.as_ref().copied().unwrap_or(Wei::ZERO),
            worthless: judged.outcome.as_ref().err().cloned(),
            reason: judged.outcome.as_ref().err().map(ToString::to_string),
        }
    }
}

/// Which of an epoch's reports are wanted.
#[derive(Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    from: usize,
    limit: Option<usize>,
}

pub(super) async fn epoch(
    State(member): State<Arc<Member>>,
    Path(number): Path<u64>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Value>, ApiError> {
    let id = EpochId(number);
    let unknown = || ApiError::not_found(format!("epoch {number} is not known here"));
    let recorded = member.store.epoch(id).await?.ok_or_else(unknown)?;
    let (commitment, from) = (recorded.commitment, page.from);
    let limit = page.limit.unwrap_or(PAGE).min(PAGE);
    let outcomes = member.outcomes(&recorded).await?.ok_or_else(unknown)?;
    let reports = outcomes.judged();
    let shown: Vec<_> = reports.iter().skip(from).take(limit).map(JudgedReport::from).collect();
    let until = from.saturating_add(shown.len());
    let is_final = id <= member.final_epoch().await;
    Ok(Json(json!({
        "epoch": number,
        "final": is_final,
        "hash": hex_of(&Commitment::hash::<HostHashing>(&commitment)),
        "prev": hex_of(&commitment.prev),
        "commitment": hex_of(&commitment.encode()),
        "cut_block": commitment.cut_block,
        "corpus_root": hex_of(&commitment.corpus_root),
        "report_count": commitment.report_count,
        "credits_wei": commitment.credits.sum,
        "debits_wei": commitment.debits.sum,
        "payout_wei": commitment.payout.sum,
        "spend_wei": commitment.spend.sum,
        "votes": commitment.votes.sum,
        "data_hash": hex_of(&commitment.data_hash),
        "reports": shown,
        "next": (until < reports.len()).then_some(until),
    })))
}

pub(super) async fn data(
    State(member): State<Arc<Member>>,
    Path(name): Path<String>,
) -> Result<Response, ApiError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(name.trim_start_matches("0x"), &mut hash)
        .map_err(|error| ApiError::bad_request(format!("{name}: {error}")))?;
    let opened = member.objects.open(&hash).await?;
    let (length, stream) = opened.ok_or_else(|| ApiError::not_found(format!("no object {name} here")))?;
    let headers =
        [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_LENGTH, length.to_string())];
    Ok((headers, Body::from_stream(stream)).into_response())
}
