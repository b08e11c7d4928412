//! How much may be asked at once, and for how long.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{to_bytes, Body, HttpBody},
    extract::Request,
    http::StatusCode,
    middleware::{from_fn, Next},
    response::IntoResponse,
    Router,
};
use tokio::{sync::Semaphore, time::timeout};

use super::ApiError;

/// Requests of a group of routes whose bodies are read at once.
const UPLOADS: usize = 64;

/// Limits of a group of routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Requests answered at once.
    pub at_once: usize,
    /// The most bytes of a body.
    pub body: usize,
    /// Until a body is there.
    pub upload: Duration,
    /// Until an answer begins, counted from there.
    pub time: Duration,
}

/// `router` under `limits`: what is too much is refused, not queued. Whoever sends slowly holds a place among
/// the uploads, but none of those who are answered.
pub(super) fn limited(router: Router, limits: Limits) -> Router {
    let (uploads, permits) = (Arc::new(Semaphore::new(UPLOADS)), Arc::new(Semaphore::new(limits.at_once)));
    router.layer(from_fn(move |request: Request, next: Next| {
        let (uploads, permits) = (uploads.clone(), permits.clone());
        async move {
            let request = match whole(request, &uploads, limits).await {
                Ok(request) => request,
                Err(refusal) => return refusal.into_response(),
            };
            let Ok(_permit) = permits.try_acquire() else { return too_many().into_response() };
            match timeout(limits.time, next.run(request)).await {
                Ok(response) => response,
                Err(_) => ApiError::new(StatusCode::GATEWAY_TIMEOUT, "not answered in time").into_response(),
            }
        }
    }))
}

/// The request with its body read.
async fn whole(request: Request, uploads: &Semaphore, limits: Limits) -> Result<Request, ApiError> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let _upload = uploads.try_acquire().map_err(|_| too_many())?;
    let (parts, body) = request.into_parts();
    let too_large = || {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body has more than {} bytes", limits.body))
    };
    if body.size_hint().lower() > u64::try_from(limits.body).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    match timeout(limits.upload, to_bytes(body, limits.body)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time")),
    }
}

fn too_many() -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "too many requests at once")
}

#[cfg(test)]
mod tests;
