//! What an oracle serves over HTTP: proofs for claims, epochs and their data for everyone, reports
//! from nodes that push, proposals from peers.

mod epochs;
mod limits;
mod peers;
mod proofs;
mod status;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::DefaultBodyLimit,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use serde_json::json;

use crate::{
    member::{Member, Withheld},
    service::Oracle,
};
use limits::{limited, Limits};

/// The most bytes a request may have: a full page of reports, or a proposal over every node.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// What the public may ask at once, and for how long.
const PUBLIC: Limits = Limits { at_once: 64, time: Duration::from_secs(30) };
/// What peers may ask at once; others cannot take their place.
const PEERS: usize = 32;

/// All routes of `oracle`.
pub fn router(oracle: Arc<Oracle>) -> Router {
    let member = oracle.member().clone();
    let time = member.config.endorse_timeout();
    let proposals = Router::new()
        .route("/peer/v1/proposals", post(peers::proposal))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(oracle);
    chainless(member).merge(limited(proposals, Limits { at_once: PEERS, time }))
}

/// The routes that need no chain.
pub fn chainless(member: Arc<Member>) -> Router {
    let public = Router::new()
        .route("/v1/status", get(status::status))
        .route("/v1/epochs/{epoch}", get(epochs::epoch))
        .route("/v1/data/{hash}", get(epochs::data))
        .route("/v1/proofs/{kind}/{id}", get(proofs::total))
        .route("/v1/reports/{node}/{sequence}", get(proofs::report))
        .route("/v1/reports", post(peers::push))
        .route("/metrics", get(status::metrics))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(member.clone());
    let time = member.config.timeout();
    let peers = Router::new()
        .route("/peer/v1/reports", post(peers::reports))
        .route("/peer/v1/quorums", post(peers::quorum))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(member);
    limited(public, PUBLIC).merge(limited(peers, Limits { at_once: PEERS, time }))
}

/// An answer that is an error: a status and one line that says what is wrong.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    error: String,
    withheld: Option<Withheld>,
}

impl ApiError {
    fn new(status: StatusCode, error: impl ToString) -> Self {
        Self { status, error: error.to_string(), withheld: None }
    }

    fn not_found(error: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    fn bad_request(error: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }
}

/// What fails inside is for the log: it names hosts and paths.
impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        tracing::warn!(error = format!("{error:#}"), "request failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not available now")
    }
}

impl From<crate::store::StoreError> for ApiError {
    fn from(error: crate::store::StoreError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<crate::objects::ObjectError> for ApiError {
    fn from(error: crate::objects::ObjectError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.error });
        if let (Some(withheld), Some(fields)) = (self.withheld, body.as_object_mut()) {
            let report = json!({ "node": withheld.node.0, "sequence": withheld.sequence });
            fields.insert("withheld".to_owned(), report);
        }
        (self.status, Json(body)).into_response()
    }
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

#[cfg(test)]
mod tests;
