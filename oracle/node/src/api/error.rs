//! Errors in OpenAI's form.

use axum::{
    extract::rejection::{BytesRejection, QueryRejection},
    http::{header, StatusCode},
    response::{IntoResponse, Response},
    Json,
};
use serde_json::{json, Value};

use crate::{
    admission::Refusal,
    answer::{RequestError, UpstreamError},
    store::StoreError,
    turns::MOST_WAITING,
    view::Unready,
};

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request is malformed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The body could not be read, or is too long.
    #[error(transparent)]
    Body(#[from] BytesRejection),
    /// The voucher is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A parameter is malformed.
    #[error("{0}")]
    Parameter(String),
    /// Nothing is served here.
    #[error("there is nothing at this path")]
    NoRoute,
    /// Another method is served here.
    #[error("this path does not take this method")]
    Method,
    /// No such model here.
    #[error("model {0} is not served here")]
    UnknownModel(String),
    /// The node cannot answer now.
    #[error(transparent)]
    NotReady(#[from] Unready),
    /// The payer's other requests have not been answered yet.
    #[error("{MOST_WAITING} other requests of this payer are waiting for their turn")]
    Busy,
    /// The model server failed.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// The model gave nothing.
    #[error("the model gave no answer")]
    NoAnswer,
    /// The report could not be made durable.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task of the node's own ended without a result.
    #[error("the node failed")]
    Task(#[from] tokio::task::JoinError),
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::Parameter(rejection.body_text())
    }
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Request(_) | Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::Body(rejection) => rejection.status(),
            Self::Refused(refusal) => match refusal {
                Refusal::HeaderMalformed { .. } => StatusCode::BAD_REQUEST,
                _ if refusal.is_of_the_node() => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::PAYMENT_REQUIRED,
            },
            Self::NoRoute | Self::UnknownModel(_) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotReady(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Upstream(_) | Self::NoAnswer => StatusCode::BAD_GATEWAY,
            Self::Store(_) | Self::Task(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Request(_) | Self::Parameter(_) => "invalid_request",
            Self::Body(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                "request_too_large"
            }
            Self::Body(_) => "invalid_request",
            Self::Refused(refusal) => refusal.code(),
            Self::NoRoute => "not_found",
            Self::Method => "method_not_allowed",
            Self::UnknownModel(_) => "model_not_found",
            Self::NotReady(_) => "node_not_ready",
            Self::Busy => "payer_busy",
            Self::Upstream(_) | Self::NoAnswer => "upstream_failed",
            Self::Store(_) => "store_failed",
            Self::Task(_) => "internal_error",
        }
    }

    /// What the consumer is told. What failed inside, with its hosts and paths, is only logged.
    fn message(&self) -> String {
        match self {
            Self::Upstream(UpstreamError::Refused { status, .. }) => {
                format!("the model server refused the request with status {status}")
            }
            Self::Upstream(_) => "the model server failed".to_owned(),
            Self::Store(_) => "the node's database failed".to_owned(),
            Self::Body(rejection) => rejection.body_text(),
            _ => self.to_string(),
        }
    }

    /// The error in OpenAI's form.
    pub fn body(&self) -> Value {
        let kind = match self.status() {
            StatusCode::PAYMENT_REQUIRED => "payment_error",
            StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request_error",
        };
        let (message, code) = (self.message(), self.code());
        json!({ "error": { "message": message, "type": kind, "param": null, "code": code } })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if matches!(self, Self::Upstream(_) | Self::Store(_) | Self::Task(_)) {
            tracing::warn!(error = %self, "a request failed");
        }
        let mut response = (self.status(), Json(self.body())).into_response();
        if matches!(self, Self::Busy | Self::NotReady(_)) {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
        }
        response
    }
}
