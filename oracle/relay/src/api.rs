//! What an oracle serves over HTTP: proofs for claims, epochs and their data for everyone, reports
//! from nodes that push, proposals from peers.

mod epochs;
mod peers;
mod proofs;

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use serde_json::json;

use crate::service::Oracle;

/// The most bytes a request may have: a full page of reports, or a proposal over every node.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// All routes of `oracle`.
pub fn router(oracle: Arc<Oracle>) -> Router {
    Router::new()
        .route("/v1/status", get(epochs::status))
        .route("/v1/epochs/{epoch}", get(epochs::epoch))
        .route("/v1/data/{hash}", get(epochs::data))
        .route("/v1/proofs/{kind}/{id}", get(proofs::total))
        .route("/v1/reports/{node}/{sequence}", get(proofs::report))
        .route("/v1/reports", post(peers::push))
        .route("/peer/v1/proposals", post(peers::proposal))
        .route("/peer/v1/reports", get(peers::reports))
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY))
        .with_state(oracle)
}

/// An answer that is an error: a status and one line that says what is wrong.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    error: String,
}

impl ApiError {
    fn new(status: StatusCode, error: impl ToString) -> Self {
        Self { status, error: error.to_string() }
    }

    fn not_found(error: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    fn bad_request(error: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, format!("{error:#}"))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.error }))).into_response()
    }
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
