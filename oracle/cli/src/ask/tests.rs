#![allow(clippy::arithmetic_side_effects)]

use std::io::{Read, Write};

use tributary_core::{
    epoch::fee,
    registry::{NodeRecord, VersionRecord, VersionStatus},
    DatasetId, FeePolicy, History, Ppm, Report,
};

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
        audit_consent: true,
    }
}

fn node_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// The node asks 10 wei per token since block 50, 1,000 before; the version's floor is 5.
fn terms() -> Terms {
    let policy = FeePolicy {
        datasets: Ppm(600_000),
        node: Ppm(250_000),
        developer: Ppm(80_000),
        oracles: Ppm(50_000),
        treasury: Ppm(20_000),
    };
    let prices = History::from_changes([(10, Wei(1_000)), (50, Wei(10))]).unwrap();
    Terms {
        node: NodeRecord {
            keys: History::since(10, node_key().verifying_key().to_bytes()),
            active: History::from_changes([(10, true), (80, false)]).unwrap(),
            prices: [(ModelId(1), prices)].into(),
        },
        version: VersionRecord {
            status: History::since(5, VersionStatus::Live),
            policy,
            price_floor: Wei(5),
            method: 1,
            base: None,
        },
    }
}

fn answer() -> (Answer, Voucher) {
    let (salt, request) = ([6; 32], "{\"messages\":[]}".to_owned());
    let (voucher, voucher_signature) = session().voucher(&question(), request.as_bytes(), &salt);
    let text = "Call me Ishmael.".to_owned();
    let report = Report {
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
        shares: vec![(DatasetId(1), Ppm(300_000)), (DatasetId(4), Ppm(700_000))],
    };
    (Answer { request, text, salt, signed: signed(report) }, voucher)
}

fn signed(report: Report) -> SignedReport {
    let signature = node_key().sign(&report.digest::<HostHashing>(&session().domain)).to_bytes();
    SignedReport { report, signature }
}

/// The answer of a node that says something else in its report, and signs that.
fn saying(alter: impl FnOnce(&mut Report)) -> Answer {
    let (answer, _) = answer();
    let mut report = answer.signed.report.clone();
    alter(&mut report);
    Answer { signed: signed(report), ..answer }
}

fn check(answer: &Answer) -> anyhow::Result<()> {
    let (_, voucher) = self::answer();
    answer.check(&voucher, &terms(), &session().domain)
}

fn refused(answer: &Answer, words: &str) {
    let error = check(answer).unwrap_err();
    assert_eq!(Exit::of(&error), Exit::NotVerified);
    assert!(error.to_string().contains(words), "{words}: {error}");
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
    check(&answer).unwrap();
    refused(&Answer { text: "Call me Ahab.".to_owned(), ..answer.clone() }, "another answer");
    refused(&Answer { request: "{}".to_owned(), ..answer.clone() }, "another request");
    refused(&Answer { salt: [5; 32], ..answer.clone() }, "another request");
    refused(&saying(|report| report.response_hash = [1; 32]), "another answer");
    refused(&saying(|report| report.voucher.nonce = 8), "another voucher");
    refused(&saying(|report| report.voucher.max_fee = Wei(1_000)), "another voucher");
    refused(&saying(|report| report.node = NodeId(6)), "of node 6, not 5");
    refused(&saying(|report| report.anchor_block = 91), "expired at 90");
    let other = Voucher { audit_consent: false, ..voucher };
    assert!(answer.check(&other, &terms(), &session().domain).is_err());
}

#[test]
fn a_report_that_the_node_did_not_sign_is_found_out() {
    let (answer, voucher) = answer();
    let alter = |alter: fn(&mut SignedReport)| {
        let mut signed = answer.signed.clone();
        alter(&mut signed);
        Answer { signed, ..answer.clone() }
    };
    refused(&alter(|signed| signed.signature[0] ^= 1), "not signed by node 5");
    refused(&alter(|signed| signed.report.sequence = 2), "not signed by node 5");
    refused(&alter(|signed| signed.report.corpus_root = [1; 32]), "not signed by node 5");

    let domain = session().domain;
    let elsewhere = Domain { genesis_hash: [2; 32], ..domain };
    let error = answer.check(&voucher, &terms(), &elsewhere).unwrap_err();
    assert!(error.to_string().contains("not signed by node 5"), "{error}");
    // The key that counts is that of the anchor, block 60.
    let with_keys = |changes: [(BlockNumber, [u8; 32]); 2]| {
        let keys = History::from_changes(changes).unwrap();
        Terms { node: NodeRecord { keys, ..terms().node }, ..terms() }
    };
    let (own, other) = (node_key().verifying_key().to_bytes(), session().key.verifying_key().to_bytes());
    answer.check(&voucher, &with_keys([(10, own), (61, other)]), &domain).unwrap();
    assert!(answer.check(&voucher, &with_keys([(10, own), (60, other)]), &domain).is_err());
    let unregistered = Terms { node: NodeRecord { keys: History::new(), ..terms().node }, ..terms() };
    let error = answer.check(&voucher, &unregistered, &domain).unwrap_err();
    assert!(error.to_string().contains("no key at block 60"), "{error}");
}

#[test]
fn a_fee_that_is_not_the_price_is_found_out() {
    assert_eq!(fee(Wei(10), 1, 3, Wei(100)), Wei(40));
    refused(&saying(|report| report.fee = Wei(41)), "the fee is 41 wei");
    refused(&saying(|report| report.fee = Wei(39)), "the fee is 39 wei");
    refused(&saying(|report| report.fee = Wei(101)), "above the 100");
    // More tokens cost more, up to what was offered.
    refused(&saying(|report| report.completion_tokens = 4), "cost 50");
    check(&saying(|report| (report.completion_tokens, report.fee) = (500, Wei(100)))).unwrap();
    // At block 49 the price was another.
    refused(&saying(|report| report.anchor_block = 49), "at 1000 wei cost 100");
    refused(&saying(|report| report.anchor_block = 9), "no key at block 9");
    refused(&saying(|report| report.anchor_block = 80), "not active at block 80");
    refused(&saying(|report| report.method = 2), "method 2");

    let (answer, voucher) = answer();
    let domain = session().domain;
    let floor = VersionRecord { price_floor: Wei(11), ..terms().version };
    let error = answer.check(&voucher, &Terms { version: floor, ..terms() }, &domain).unwrap_err();
    assert!(error.to_string().contains("at 11 wei cost 44"), "{error}");
    let unpriced = NodeRecord { prices: Default::default(), ..terms().node };
    let error = answer.check(&voucher, &Terms { node: unpriced, ..terms() }, &domain).unwrap_err();
    assert!(error.to_string().contains("no price for model 1"), "{error}");
}

#[test]
fn shares_that_are_none_are_found_out() {
    let shares = |shares: &[(u64, u32)]| {
        let shares = shares.iter().map(|(id, share)| (DatasetId(*id), Ppm(*share))).collect();
        saying(|report| report.shares = shares)
    };
    check(&shares(&[])).unwrap();
    refused(&shares(&[(1, 300_000), (4, 700_001)]), "more than the whole");
    refused(&shares(&[(1, u32::MAX), (4, u32::MAX)]), "more than the whole");
    refused(&shares(&[(4, 1), (1, 1)]), "not in order");
    refused(&shares(&[(4, 1), (4, 1)]), "not in order");
    refused(&shares(&[(1, 0)]), "share of nothing");
    let many: Vec<_> = (0..65).map(|id| (id, 1)).collect();
    check(&shares(&many[..64])).unwrap();
    refused(&shares(&many), "65 shares");
}

#[test]
fn debug_shows_no_session_key() {
    let shown = format!("{:?}", session());
    assert!(shown.contains("payer") && !shown.contains("key"), "{shown}");
}

/// A node that hears a request as often as this says, and answers the whole of it or half.
fn answers(listener: std::net::TcpListener, wholes: &[bool]) -> Vec<Vec<u8>> {
    let mut heard = Vec::new();
    for whole in wholes.iter().copied() {
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
    let node = std::thread::spawn(move || answers(listener, &[false, true]));
    let question = Question { endpoint: &endpoint, ..question() };
    let (answer, voucher) = session().exchange(&http::client().unwrap(), &question).await.unwrap();
    assert_eq!((&answer.signed.report.voucher, voucher.nonce), (&voucher, 7));
    assert_eq!(answer.text, "Call me Ishmael.");
    let heard = node.join().unwrap();
    assert_eq!(heard[0], heard[1]);
}

#[tokio::test]
async fn a_node_that_is_not_there_is_asked_once() {
    let error = session().exchange(&http::client().unwrap(), &question()).await.unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Unreachable);
    assert!(format!("{error:#}").starts_with("node 5 gave no answer"), "{error:#}");
}

#[tokio::test]
async fn an_answer_that_never_comes_whole_may_be_charged() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let node = std::thread::spawn(move || answers(listener, &[false; ATTEMPTS as usize]));
    let question = Question { endpoint: &endpoint, ..question() };
    let error = session().exchange(&http::client().unwrap(), &question).await.unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Undetermined, "{error:#}");
    assert_eq!(node.join().unwrap().len(), ATTEMPTS as usize);
}

#[test]
fn what_is_no_answer_is_told() {
    for (bytes, said) in [
        ("here", "expected"),
        (r#"{ "choices": [], "tributary": { "report": "00" } }"#, "no choice"),
        (
            r#"{ "choices": [{ "message": { "content": "x" } }], "tributary": { "report": "0g" } }"#,
            "character",
        ),
    ] {
        let error = read_completion(bytes.as_bytes()).unwrap_err();
        assert!(error.to_lowercase().contains(said), "{error}");
    }
}
