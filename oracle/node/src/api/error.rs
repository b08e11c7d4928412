//! Errors in OpenAI's form.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
    Json,
};
use serde_json::{json, Value};

use crate::{
    admission::Refusal,
    answer::{RequestError, UpstreamError},
    store::StoreError,
};

/// Why a request got no answer; nothing is charged then.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request is malformed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The voucher is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A parameter is malformed.
    #[error("{0}")]
    Parameter(String),
    /// No such model here.
    #[error("model {0} is not served here")]
    UnknownModel(String),
    /// The node has not read the chain yet.
    #[error("the node has not read the chain and its corpus yet")]
    NotReady,
    /// The model server failed.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// The model gave nothing.
    #[error("the model gave no answer")]
    NoAnswer,
    /// The report could not be made durable.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Request(_) | Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::Refused(Refusal::HeaderMalformed { .. }) => StatusCode::BAD_REQUEST,
            Self::Refused(_) => StatusCode::PAYMENT_REQUIRED,
            Self::UnknownModel(_) => StatusCode::NOT_FOUND,
            Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Upstream(_) | Self::NoAnswer => StatusCode::BAD_GATEWAY,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::Request(_) | Self::Parameter(_) => "invalid_request",
            Self::Refused(refusal) => refusal.code(),
            Self::UnknownModel(_) => "model_not_found",
            Self::NotReady => "node_not_ready",
            Self::Upstream(_) | Self::NoAnswer => "upstream_failed",
            Self::Store(_) => "store_failed",
        }
    }

    /// The error in OpenAI's form.
    pub fn body(&self) -> Value {
        let kind = if matches!(self, Self::Refused(_)) { "payment_error" } else { "request_error" };
        json!({ "error": { "message": self.to_string(), "type": kind, "code": self.code() } })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status(), Json(self.body())).into_response()
    }
}
