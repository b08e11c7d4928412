//! How much may be asked at once, and for how long.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::Request,
    http::StatusCode,
    middleware::{from_fn, Next},
    response::{IntoResponse, Response},
    Router,
};
use tokio::{sync::Semaphore, time::timeout};

use super::ApiError;

/// Limits of a group of routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Requests answered at once.
    pub at_once: usize,
    /// Until an answer begins.
    pub time: Duration,
}

/// `router` under `limits`: what is too much is refused, not queued.
pub(super) fn limited(router: Router, limits: Limits) -> Router {
    let permits = Arc::new(Semaphore::new(limits.at_once));
    router.layer(from_fn(move |request: Request, next: Next| {
        let permits = permits.clone();
        async move {
            let Ok(_permit) = permits.try_acquire() else {
                return refusal(StatusCode::SERVICE_UNAVAILABLE, "too many requests at once");
            };
            match timeout(limits.time, next.run(request)).await {
                Ok(response) => response,
                Err(_) => refusal(StatusCode::GATEWAY_TIMEOUT, "not answered in time"),
            }
        }
    }))
}

fn refusal(status: StatusCode, error: &str) -> Response {
    ApiError::new(status, error).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::time::sleep;

    async fn serve(limits: Limits) -> String {
        let slow = Router::new().route("/slow", get(|| sleep(Duration::from_secs(60))));
        let router = limited(slow, limits);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/slow", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        url
    }

    #[tokio::test]
    async fn what_is_too_slow_or_too_much_is_refused() {
        let url = serve(Limits { at_once: 1, time: Duration::from_millis(500) }).await;
        let http = reqwest::Client::new();
        let first = tokio::spawn(http.get(&url).send());
        sleep(Duration::from_millis(150)).await;
        let second = http.get(&url).send().await.unwrap();
        assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::GATEWAY_TIMEOUT);
        let freed = http.get(&url).send().await.unwrap();
        assert_eq!(freed.status(), StatusCode::GATEWAY_TIMEOUT, "the permit came back");
    }
}
