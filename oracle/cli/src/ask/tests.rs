#![allow(clippy::arithmetic_side_effects)]

use std::io::{Read, Write};

use super::*;
use crate::exit::Exit;

fn session() -> Session {
    let domain = Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) };
    Session { payer: Address([3; 20]), key: SigningKey::from_bytes(&[4; 32]), domain }
}

fn question() -> Question<'static> {
    Question {
        node: NodeId(5),
        endpoint: "http://127.0.0.1:1",
        model_name: "m",
        model: ModelId(1),
        model_version: 1,
        text: "?",
        max_tokens: 8,
        max_fee: Wei(100),
        nonce: 7,
        expires_at_block: 90,
    }
}

fn answer() -> (Answer, Voucher) {
    let (salt, request) = ([6; 32], "{\"messages\":[]}".to_owned());
    let (voucher, voucher_signature) = session().voucher(&question(), request.as_bytes(), &salt);
    let text = "Call me Ishmael.".to_owned();
    let report = tributary_core::Report {
        node: NodeId(5),
        sequence: 1,
        voucher: voucher.clone(),
        voucher_signature,
        response_hash: response_hash::<HostHashing>(&salt, text.as_bytes()),
        prompt_tokens: 1,
        completion_tokens: 3,
        fee: Wei(40),
        anchor_block: 60,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![],
    };
    (Answer { request, text, salt, signed: SignedReport { report, signature: [8; 64] } }, voucher)
}

#[test]
fn an_answer_is_kept_whole() {
    let (answer, _) = answer();
    let text = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    let longer = text.replace("\"}", "00\"}");
    assert!(serde_json::from_str::<Answer>(&longer).unwrap_err().to_string().contains("1 bytes too many"));
    let cut = text.replace("\"salt\":\"0606", "\"salt\":\"06");
    assert!(serde_json::from_str::<Answer>(&cut).unwrap_err().to_string().contains("salt"));
}

#[test]
fn a_report_of_something_else_is_found_out() {
    let (answer, voucher) = answer();
    answer.check(&voucher).unwrap();
    let not_verified = |answer: &Answer, voucher: &Voucher, words: &str| {
        let error = answer.check(voucher).unwrap_err();
        assert_eq!(Exit::of(&error), Exit::NotVerified);
        assert!(error.to_string().contains(words), "{error}");
    };
    let altered = Answer { text: "Call me Ahab.".to_owned(), ..answer.clone() };
    not_verified(&altered, &voucher, "another answer");
    let altered = Answer { request: "{}".to_owned(), ..answer.clone() };
    not_verified(&altered, &voucher, "another request");
    not_verified(&answer, &Voucher { nonce: 8, ..voucher.clone() }, "another voucher");
}

#[test]
fn debug_shows_no_session_key() {
    let shown = format!("{:?}", session());
    assert!(shown.contains("payer") && !shown.contains("key"), "{shown}");
}

/// A node that hears a request, answers half of it, and the whole at the second time.
fn half_then_whole(listener: std::net::TcpListener) -> Vec<Vec<u8>> {
    let mut heard = Vec::new();
    for whole in [false, true] {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let header = |request: &[u8], name: &str| {
            let text = String::from_utf8_lossy(request).to_lowercase();
            let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
            line.split_once(": ").map(|(_, value)| value.to_owned())
        };
        let body = loop {
            let mut piece = [0; 1024];
            let length = stream.read(&mut piece).unwrap();
            request.extend(&piece[..length]);
            let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let length: usize = header(&request, "content-length").unwrap().parse().unwrap();
            if request.len() >= end + 4 + length {
                break request[end + 4..].to_vec();
            }
        };
        let voucher = hex::decode(header(&request, "tributary-voucher").unwrap()).unwrap();
        let mut salt = [0; 32];
        hex::decode_to_slice(header(&request, "tributary-salt").unwrap(), &mut salt).unwrap();
        let mut signed = answer().0.signed;
        signed.report.voucher = Voucher::decode(&mut voucher.as_slice()).unwrap();
        signed.report.response_hash = response_hash::<HostHashing>(&salt, b"Call me Ishmael.");
        assert_eq!(signed.report.voucher.request_hash, request_hash::<HostHashing>(&salt, &body));
        let completion = json!({
            "choices": [{ "message": { "content": "Call me Ishmael." } }],
            "tributary": { "report": format!("0x{}", hex::encode(signed.encode())) },
        })
        .to_string();
        let sent = if whole { completion.len() } else { completion.len() / 2 };
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", completion.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&completion.as_bytes()[..sent]).unwrap();
        heard.push(voucher);
    }
    heard
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_again_with_the_same_voucher() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let node = std::thread::spawn(move || half_then_whole(listener));
    let question = Question { endpoint: &endpoint, ..question() };
    let answer = session().ask(&http::client().unwrap(), &question).await.unwrap();
    assert_eq!(answer.text, "Call me Ishmael.");
    let heard = node.join().unwrap();
    assert_eq!(heard[0], heard[1]);
}

#[tokio::test]
async fn a_node_that_is_not_there_is_asked_once() {
    let error = session().ask(&http::client().unwrap(), &question()).await.unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Unreachable);
    assert!(format!("{error:#}").starts_with("node 5 gave no answer"), "{error:#}");
}
