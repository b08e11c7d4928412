#![allow(clippy::arithmetic_side_effects)]

use std::time::Instant;

use axum::{
    body::Bytes,
    routing::{get, post},
};
use futures::{stream, StreamExt};
use tokio::time::sleep;

use super::*;

const LIMITS: Limits =
    Limits { at_once: 1, body: 1_000, upload: Duration::from_millis(800), time: Duration::from_millis(500) };

async fn serve(limits: Limits) -> String {
    let routes = Router::new()
        .route("/slow", get(|| sleep(Duration::from_secs(60))))
        .route("/length", post(|body: Bytes| async move { body.len().to_string() }));
    let router = limited(routes, limits);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// A body that begins and does not go on.
fn stalled() -> reqwest::Body {
    let begun = stream::iter([Ok::<_, std::io::Error>(vec![0u8; 10])]);
    reqwest::Body::wrap_stream(begun.chain(stream::pending()))
}

#[tokio::test]
async fn what_is_too_slow_or_too_much_is_refused() {
    let url = serve(LIMITS).await;
    let (http, slow) = (reqwest::Client::new(), format!("{url}/slow"));
    let first = tokio::spawn(http.get(&slow).send());
    sleep(Duration::from_millis(150)).await;
    let second = http.get(&slow).send().await.unwrap();
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::GATEWAY_TIMEOUT);
    let freed = http.get(&slow).send().await.unwrap();
    assert_eq!(freed.status(), StatusCode::GATEWAY_TIMEOUT, "the permit came back");
}

#[tokio::test]
async fn bodies_have_a_size_whether_they_say_it_or_not() {
    let url = format!("{}/length", serve(LIMITS).await);
    let http = reqwest::Client::new();
    let whole = http.post(&url).body(vec![1; 1_000]).send().await.unwrap();
    assert_eq!((whole.status(), whole.text().await.unwrap().as_str()), (StatusCode::OK, "1000"));
    let announced = http.post(&url).body(vec![1; 1_001]).send().await.unwrap();
    assert_eq!(announced.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let pieces = stream::iter((0..3).map(|_| Ok::<_, std::io::Error>(vec![1u8; 400])));
    let unannounced = http.post(&url).body(reqwest::Body::wrap_stream(pieces)).send().await.unwrap();
    assert_eq!(unannounced.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn slow_senders_are_given_up_and_keep_nobody_waiting() {
    let url = format!("{}/length", serve(LIMITS).await);
    let http = reqwest::Client::new();
    let began = Instant::now();
    let slow: Vec<_> = (0..3).map(|_| tokio::spawn(http.post(&url).body(stalled()).send())).collect();
    sleep(Duration::from_millis(150)).await;
    let quick = http.post(&url).body("four").send().await.unwrap();
    assert_eq!((quick.status(), quick.text().await.unwrap().as_str()), (StatusCode::OK, "4"));
    assert!(began.elapsed() < LIMITS.upload, "it was answered while the slow ones still send");
    for slow in slow {
        assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::REQUEST_TIMEOUT);
    }
}
