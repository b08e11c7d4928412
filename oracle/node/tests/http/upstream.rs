//! Answers from a model server, and its failures.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{json, Value};
use tributary_core::{hashing::HostHashing, voucher::response_hash, Wei};
use tributary_node::api::Limits;

use crate::{
    events::Events,
    model_server::{source, stream, ModelServer, Script, Step, API_KEY, UPSTREAM_MODEL},
    scene::{decode, error_code, limits, Scene, PRICE},
};

const QUESTION: &str = "Who is Ahab?";

async fn scene(steps: &[Step]) -> (Scene, ModelServer) {
    let server = ModelServer::start(stream(steps)).await;
    (Scene::start(server.source(), limits(), None).await, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_gets_what_the_voucher_pays_for_and_its_count_is_charged() {
    let steps = [Step::Text("A captain"), Step::Text(" of whalers."), Step::Usage(9, 6), Step::Done];
    let (scene, server) = scene(&steps).await;
    let mut ask = scene.chat(1, QUESTION);
    ask.voucher.max_fee = Wei(PRICE.0 * 34);
    ask.body_mut(|body| {
        body["temperature"] = json!(0.5);
        body["user"] = json!("somebody");
    });
    let answer = scene.answered(&ask).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "A captain of whalers.");
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    assert_eq!(answer["usage"], json!({ "prompt_tokens": 9, "completion_tokens": 6, "total_tokens": 15 }));
    let reports = scene.reports().await;
    assert_eq!(reports[0].report.fee, Wei(PRICE.0 * 15));
    assert_eq!(reports[0].report.shares, [], "nothing of it is registered");
    let (headers, body) = server.request();
    assert_eq!(headers["authorization"], format!("Bearer {API_KEY}"));
    assert!(headers.keys().all(|name| !name.as_str().starts_with("tributary")));
    let expected = json!({ "model": UPSTREAM_MODEL, "messages": [{ "role": "user", "content": QUESTION }],
        "stream": true, "stream_options": { "include_usage": true }, "max_tokens": 30, "temperature": 0.5,
        "seed": 1 });
    assert_eq!(body, expected, "34 tokens less the 4 of the prompt");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_servers_count_the_nodes_own_is_charged() {
    let (scene, _server) = scene(&[Step::Text("A captain."), Step::Done]).await;
    let answer = scene.answered(&scene.chat(1, QUESTION)).await;
    assert_eq!(answer["usage"], json!({ "prompt_tokens": 4, "completion_tokens": 3, "total_tokens": 7 }));
}

/// Checks that a failure tells nothing of the house, costs nothing, and leaves the voucher good.
async fn assert_free(scene: &Scene, server: &ModelServer, status: u16) {
    let ask = scene.chat(1, QUESTION);
    let response = scene.send(&ask).await;
    assert_eq!(response.status(), StatusCode::from_u16(status).unwrap());
    let body = response.text().await.unwrap();
    assert!(!body.contains("gpu-17") && !body.contains("127.0.0.1") && !body.contains("http"), "{body}");
    assert_eq!(error_code(&serde_json::from_str(&body).unwrap()), "upstream_failed");
    scene.assert_untouched().await;
    server.now(stream(&[Step::Text("A captain."), Step::Done]));
    scene.answered(&ask).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses() {
    for status in [400, 429, 500] {
        let server = ModelServer::start(Script::Refuse(status)).await;
        let scene = Scene::start(server.source(), limits(), None).await;
        assert_free(&scene, &server, 502).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there() {
    let scene = Scene::start(source("http://127.0.0.1:9", 1_000), limits(), None).await;
    for ask in [scene.chat(1, QUESTION), scene.streamed(1, QUESTION)] {
        let response = scene.send(&ask).await;
        assert_eq!(response.status(), 502);
        let body = response.text().await.unwrap();
        assert!(!body.contains("127.0.0.1"), "{body}");
        scene.assert_untouched().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_gives_nothing() {
    let (scene, server) = scene(&[Step::Usage(4, 0), Step::Done]).await;
    assert_free(&scene, &server, 502).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_the_whole_pays_nothing_for_a_part() {
    for end in [Step::Error, Step::HangUp, Step::Garbage, Step::Wait(5_000)] {
        let (scene, server) = scene(&[Step::Text("A captain"), Step::Text(" of"), end]).await;
        assert_free(&scene, &server, 502).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_part_is_charged_and_reported_with_the_error() {
    for end in [Step::Error, Step::HangUp, Step::Garbage, Step::Wait(5_000)] {
        let (scene, _server) = scene(&[Step::Text("A captain"), Step::Text(" of"), end]).await;
        let ask = scene.streamed(1, QUESTION);
        let events = Events::of(scene.send(&ask).await).rest().await;
        let pieces = events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str());
        assert_eq!(pieces.collect::<String>(), "A captain of");
        let last = events.last().unwrap();
        assert!(!last.to_string().contains("gpu-17") && !last.to_string().contains("127.0.0.1"), "{last}");
        assert_eq!(error_code(&json!({ "error": last["error"] })), "upstream_failed");
        assert_eq!(last["usage"], json!({ "prompt_tokens": 4, "completion_tokens": 3, "total_tokens": 7 }));
        let signed = decode(last["tributary"]["report"].as_str().unwrap());
        assert_eq!(signed.report.fee, Wei(PRICE.0 * 7));
        assert_eq!(signed.report.response_hash, response_hash::<HostHashing>(&ask.salt, b"A captain of"));
        assert_eq!(scene.reports().await, [signed]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_fails_before_its_first_piece_costs_nothing() {
    let (scene, _server) = scene(&[Step::Error]).await;
    let events = Events::of(scene.send(&scene.streamed(1, QUESTION)).await).rest().await;
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(error_code(&events[1]), "upstream_failed");
    scene.assert_untouched().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_is_waited_for() {
    let steps = [
        Step::Wait(400),
        Step::Text("A "),
        Step::Wait(700),
        Step::Text("captain."),
        Step::Wait(700),
        Step::Done,
    ];
    let (scene, _server) = scene(&steps).await;
    let answer = scene.answered(&scene.chat(1, QUESTION)).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "A captain.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_an_end_is_cut_short_and_charged() {
    let then = vec![Step::Text("and so on "), Step::Wait(20)];
    let server = ModelServer::start(Script::Stream { first: vec![], then }).await;
    let limits = Limits { answer: Duration::from_millis(500), ..limits() };
    let scene = Scene::start(server.source(), limits, None).await;
    let began = Instant::now();
    let answer = scene.answered(&scene.chat(1, QUESTION)).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(scene.reports().await.len(), 1);
    assert!(server.was_abandoned(), "the server is told to stop");
    assert_ne!(answer["choices"][0]["message"]["content"], Value::Null);
}
