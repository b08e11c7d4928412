//! Epochs, their data, and how the oracle stands.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    Json,
};
use scale::Encode;
use serde::Serialize;
use serde_json::{json, Value};
use tributary_core::{
    epoch::{Commitment, Worthless},
    hashing::HostHashing,
    EpochId, Wei,
};

use crate::{
    api::{hex_of, ApiError},
    service::Oracle,
};

/// One report of an epoch and what became of it.
#[derive(Serialize)]
struct JudgedReport {
    node: u64,
    sequence: u64,
    digest: String,
    fee: Wei,
    #[serde(skip_serializing_if = "Option::is_none")]
    worthless: Option<Worthless>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(super) async fn status(State(oracle): State<Arc<Oracle>>) -> Result<Json<Value>, ApiError> {
    let standing = oracle.standing.read().await.clone();
    let reports = oracle.store.report_count().await.map_err(anyhow::Error::from)?;
    let outgoing = oracle.store.outgoing().await.map_err(anyhow::Error::from)?.len();
    Ok(Json(json!({
        "oracle": oracle.key.address(),
        "block": standing.block,
        "followed_epoch": standing.followed,
        "final_epoch": standing.finalized,
        "reports": reports,
        "outgoing": outgoing,
        "trouble": standing.trouble,
    })))
}

pub(super) async fn epoch(
    State(oracle): State<Arc<Oracle>>,
    Path(number): Path<u64>,
) -> Result<Json<Value>, ApiError> {
    let id = EpochId(number);
    let epoch = oracle.books.read().await.epoch(id);
    let epoch = epoch.ok_or_else(|| ApiError::not_found(format!("epoch {number} is not known here")))?;
    let reports: Vec<_> = epoch
        .judged
        .iter()
        .map(|judged| JudgedReport {
            node: judged.node.0,
            sequence: judged.sequence,
            digest: hex_of(&judged.digest),
            fee: judged.outcome.as_ref().copied().unwrap_or(Wei::ZERO),
            worthless: judged.outcome.as_ref().err().cloned(),
            reason: judged.outcome.as_ref().err().map(ToString::to_string),
        })
        .collect();
    let commitment = epoch.commitment;
    let is_final = id <= oracle.standing.read().await.finalized;
    Ok(Json(json!({
        "epoch": number,
        "final": is_final,
        "hash": hex_of(&Commitment::hash::<HostHashing>(&commitment)),
        "commitment": hex_of(&commitment.encode()),
        "cut_block": commitment.cut_block,
        "report_count": commitment.report_count,
        "credits_wei": commitment.credits.sum,
        "payout_wei": commitment.payout.sum,
        "spend_wei": commitment.spend.sum,
        "data_hash": hex_of(&commitment.data_hash),
        "reports": reports,
    })))
}

pub(super) async fn data(
    State(oracle): State<Arc<Oracle>>,
    Path(name): Path<String>,
) -> Result<Vec<u8>, ApiError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(name.trim_start_matches("0x"), &mut hash)
        .map_err(|error| ApiError::bad_request(format!("{name}: {error}")))?;
    let bytes = oracle.objects.get(&hash).await.map_err(anyhow::Error::from)?;
    bytes.ok_or_else(|| ApiError::not_found(format!("no object {name} here")))
}
