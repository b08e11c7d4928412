//! How the oracle stands.

use std::sync::Arc;

use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse, Json};
use serde_json::{json, Value};

use crate::{
    api::ApiError,
    member::Member,
    metrics::{self},
};

pub(super) async fn status(State(member): State<Arc<Member>>) -> Result<Json<Value>, ApiError> {
    let standing = member.standing.read().await.clone();
    let reports = member.store.report_count().await?;
    let outgoing = member.store.outgoing().await?.len();
    let followed = member.books.read().await.head().epoch;
    let seen = standing.seen.as_ref();
    Ok(Json(json!({
        "oracle": member.key.address(),
        "block": seen.map_or(0, |seen| seen.block),
        "followed_epoch": followed,
        "final_epoch": seen.map_or(0, |seen| seen.ledger.final_epoch.0),
        "votes_epoch": standing.votes_epoch,
        "reports": reports,
        "outgoing": outgoing,
        "epoch_blocks": member.config.epoch_blocks,
        "max_reports": member.config.max_reports,
        "trouble": standing.trouble(),
    })))
}

pub(super) async fn metrics(State(member): State<Arc<Member>>) -> Result<impl IntoResponse, ApiError> {
    let text = member.metrics.text().map_err(anyhow::Error::from)?;
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text))
}
