use std::net::SocketAddr;

use axum::{
    body::Body,
    response::Redirect,
    routing::{get, post},
    Router,
};
use futures::stream;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

fn endless() -> Body {
    Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0u8; 64 * 1024])))
}

#[test]
fn only_plain_urls_are_endpoints() {
    let parsed = |text: &str| Endpoint::parse(text, false).and_then(|endpoint| endpoint.join("v1/x?a=1"));
    assert_eq!(parsed("https://node.example/base").unwrap().as_str(), "https://node.example/base/v1/x?a=1");
    assert_eq!(parsed("http://node.example:81/").unwrap().as_str(), "http://node.example:81/v1/x?a=1");
    for bad in [
        "http://169.254.169.254/latest?",
        "http://node.example/x#",
        "http://user:secret@node.example",
        "file:///etc/passwd",
        "ftp://node.example",
        "node.example",
        "",
    ] {
        assert!(parsed(bad).is_err(), "{bad}");
    }
}

#[test]
fn private_addresses_are_no_endpoints_unless_allowed() {
    for private in [
        "http://127.0.0.1:80",
        "http://10.1.2.3",
        "http://172.16.0.1",
        "http://192.168.0.1",
        "http://169.254.169.254",
        "http://100.64.0.1",
        "http://0.0.0.0",
        "http://2130706433",
        "http://0x7f.1",
        "http://[::1]",
        "http://[::ffff:10.0.0.1]",
        "http://[fd00::1]",
        "http://[fe80::1]",
        "http://[64:ff9b::a00:1]",
        "http://[2002:7f00:1::]",
    ] {
        let refused = Endpoint::parse(private, false);
        assert!(matches!(refused, Err(EndpointError::Private { .. })), "{private}: {refused:?}");
        assert!(Endpoint::parse(private, true).is_ok(), "{private}");
    }
    for public in ["http://1.1.1.1", "http://[2606:4700::1111]", "http://[2002:101:101::]"] {
        assert!(Endpoint::parse(public, false).is_ok(), "{public}");
    }
}

#[tokio::test]
async fn names_of_private_addresses_are_not_connected_to() {
    let address = serve(Router::new().route("/secret", get(|| async { "secret" }))).await;
    let endpoint = format!("http://localhost:{}", address.port());
    let open = Outbound::new(PATIENCE, true).unwrap();
    assert_eq!(open.get(&endpoint, "secret", 100).await.unwrap(), b"secret");
    let closed = Outbound::new(PATIENCE, false).unwrap();
    let refused = closed.get(&endpoint, "secret", 100).await.unwrap_err();
    assert!(matches!(&refused, OutboundError::Http(error) if error.is_connect()), "{refused:?}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let inner = serve(Router::new().route("/secret", get(|| async { "secret" }))).await;
    let target = format!("http://{inner}/secret");
    let outer =
        serve(Router::new().route("/report", get(move || async move { Redirect::temporary(&target) }))).await;
    let http = Outbound::new(PATIENCE, true).unwrap();
    let answer = http.get(&format!("http://{outer}"), "report", 100).await.unwrap_err();
    assert!(matches!(answer, OutboundError::Status { status, .. } if status.is_redirection()));
}

#[tokio::test]
async fn answers_are_cut_off_at_their_limit() {
    let router = Router::new()
        .route("/announced", get(|| async { vec![0u8; 2_000] }))
        .route("/endless", get(|| async { endless() }))
        .route("/echo", post(|body: axum::body::Bytes| async move { body }))
        .route("/failing", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, endless()) }));
    let endpoint = format!("http://{}", serve(router).await);
    let http = Outbound::new(PATIENCE, true).unwrap();
    for path in ["announced", "endless"] {
        let refused = http.get(&endpoint, path, 1_999).await;
        assert!(matches!(refused, Err(OutboundError::TooLong { most: 1_999 })), "{path}: {refused:?}");
    }
    assert_eq!(http.get(&endpoint, "announced", 2_000).await.unwrap().len(), 2_000);
    let echoed = http.post(&endpoint, "echo", vec![1, 2], 2, PATIENCE).await.unwrap();
    assert_eq!(echoed, [1, 2]);
    let failing = http.get(&endpoint, "failing", 10).await;
    assert!(matches!(failing, Err(OutboundError::Status { .. })), "{failing:?}");
}
