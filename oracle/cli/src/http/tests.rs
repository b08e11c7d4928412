use std::io::{Read, Write};

use serde_json::json;

use super::*;

#[test]
fn refusals_keep_the_servers_words_and_say_their_kind() {
    let of = |status: u16, body: Value| {
        let failure = refusal(StatusCode::from_u16(status).unwrap(), &body, "node 3");
        (failure.exit(), failure.to_string())
    };
    let (exit, words) =
        of(402, json!({ "error": { "message": "nonce 4 again", "code": "voucher_replayed" } }));
    assert_eq!(exit, Exit::Refused);
    assert_eq!(words, "node 3 refused with 402 Payment Required: nonce 4 again");
    let unreserved = json!({ "error": { "message": "", "code": "voucher_unreserved" } });
    assert_eq!(of(402, unreserved).0, Exit::Funds);
    let (exit, words) = of(404, json!({ "error": "no such report" }));
    assert_eq!(exit, Exit::NotFound);
    assert!(words.ends_with("no such report"));
    assert_eq!(of(503, Value::Null).0, Exit::Unreachable);
    assert_eq!(of(400, json!("?")).0, Exit::Refused);
}

/// Answers one request with `response`.
fn serve_once(response: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        assert!(length > 0);
        stream.write_all(response.as_bytes()).unwrap();
    });
    url
}

#[tokio::test]
async fn absence_is_no_error_and_nonsense_is_one() {
    let http = client().unwrap();
    let url = serve_once("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    assert_eq!(find::<Value>(&http, &url).await.unwrap(), None);
    let url = serve_once("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello");
    let error = find::<Value>(&http, &url).await.unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Unexpected);
    assert!(format!("{error:#}").contains("answered in another form"));
    let url = serve_once("HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\n{\"a\":1}");
    assert_eq!(find::<Value>(&http, &url).await.unwrap(), Some(json!({ "a": 1 })));
}

#[test]
fn paths_go_under_a_base_with_or_without_a_slash() {
    assert_eq!(under("http://o:1", "v1/status"), "http://o:1/v1/status");
    assert_eq!(under("http://o:1/", "v1/status"), "http://o:1/v1/status");
}
