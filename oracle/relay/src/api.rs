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

/// Until a request's body is there.
const UPLOAD: Duration = Duration::from_secs(10);
/// The most bytes of a page of reports that is pushed: in hex, twice.
const MAX_PAGE: usize = 4 * 1024 * 1024;
/// The most bytes of a proposal: its ranges, one for each node.
const MAX_PROPOSAL: usize = 1024 * 1024;
/// The most bytes of a quorum or of a request for reports.
const MAX_MESSAGE: usize = 4 * 1024;
/// What the public may ask at once, and for how long.
const PUBLIC: Limits = Limits { at_once: 64, body: 0, upload: UPLOAD, time: Duration::from_secs(30) };
/// Pages that are taken at once: each has signatures to verify.
const PUSHES: Limits = Limits { at_once: 8, body: MAX_PAGE, ..PUBLIC };
/// What peers may ask at once; others cannot take their place.
const PEERS: usize = 32;

/// All routes of `oracle`.
pub fn router(oracle: Arc<Oracle>) -> Router {
    let member = oracle.member().clone();
    let time = member.config.endorse_timeout();
    let proposals = Router::new().route("/peer/v1/proposals", post(peers::proposal)).with_state(oracle);
    chainless(member)
        .merge(bounded(proposals, Limits { at_once: PEERS, body: MAX_PROPOSAL, upload: UPLOAD, time }))
}

/// The routes that need no chain.
pub fn chainless(member: Arc<Member>) -> Router {
    let public = Router::new()
        .route("/v1/status", get(status::status))
        .route("/v1/epochs/{epoch}", get(epochs::epoch))
        .route("/v1/data/{hash}", get(epochs::data))
        .route("/v1/proofs/{kind}/{id}", get(proofs::total))
        .route("/v1/absences/{kind}/{id}", get(proofs::absence))
        .route("/v1/votes/{kind}/{id}", get(proofs::votes))
        .route("/v1/reports/{node}/{sequence}", get(proofs::report))
        .route("/metrics", get(status::metrics))
        .with_state(member.clone());
    let pushes = Router::new().route("/v1/reports", post(peers::push)).with_state(member.clone());
    let time = member.config.timeout();
    let peers = Router::new()
        .route("/peer/v1/reports", post(peers::reports))
        .route("/peer/v1/quorums", post(peers::quorum))
        .with_state(member);
    bounded(public, PUBLIC)
        .merge(bounded(pushes, PUSHES))
        .merge(bounded(peers, Limits { at_once: PEERS, body: MAX_MESSAGE, upload: UPLOAD, time }))
}

/// `router` under `limits`. The whole body was read by then, so no other limit of it is needed.
fn bounded(router: Router, limits: Limits) -> Router {
    limited(router.layer(DefaultBodyLimit::disable()), limits)
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
