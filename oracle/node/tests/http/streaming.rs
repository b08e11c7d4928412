//! Streamed answers.

use serde_json::{json, Value};

use crate::{
    events::Events,
    model_server::{stream, ModelServer, Step},
    scene::{decode, limits, Ask, Scene, MODEL},
};

const QUESTION: &str = "What did the President say about the Union and slavery?";

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_has_the_form_that_strict_clients_want() {
    let scene = Scene::embedded().await;
    let whole = scene.answered(&scene.chat(1, QUESTION)).await;
    let events = Events::of(scene.send(&scene.streamed(2, QUESTION)).await).rest().await;
    assert!(events.len() > 3, "{events:?}");
    for event in &events {
        assert_eq!(event["object"], "chat.completion.chunk");
        assert_eq!((&event["id"], &event["created"]), (&events[0]["id"], &events[0]["created"]));
        assert_eq!(event["model"], MODEL);
        let [choice] = event["choices"].as_array().unwrap().as_slice() else { panic!("{event}") };
        assert_eq!(choice["index"], 0);
        assert!(choice["delta"].is_object());
    }
    let (first, last) = (&events[0], events.last().unwrap());
    assert_eq!(first["choices"][0]["delta"], json!({ "role": "assistant", "content": "" }));
    assert_eq!(last["choices"][0]["delta"], json!({}));
    assert_eq!(last["choices"][0]["finish_reason"], whole["choices"][0]["finish_reason"]);
    let pieces = &events[1..events.len() - 1];
    let mut text = String::new();
    for event in pieces {
        let choice = &event["choices"][0];
        assert_eq!((&choice["finish_reason"], choice["delta"].as_object().unwrap().len()), (&Value::Null, 1));
        assert_eq!((&event["usage"], &event["tributary"]), (&Value::Null, &Value::Null));
        text.push_str(choice["delta"]["content"].as_str().unwrap());
    }
    assert_eq!(whole["choices"][0]["message"]["content"], text);
    assert_eq!(last["usage"], whole["usage"]);
    assert_eq!(last["tributary"]["shares"], whole["tributary"]["shares"]);
    let signed = decode(last["tributary"]["report"].as_str().unwrap());
    assert_eq!(scene.reports().await[1], signed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completion_streams_its_own_form() {
    let scene = Scene::embedded().await;
    let body =
        json!({ "model": MODEL, "max_tokens": 40, "stream": true, "prompt": "The institution of slavery" });
    let events = Events::of(scene.send(&Ask::new("/v1/completions", 1, body)).await).rest().await;
    assert!(events.iter().all(|event| event["object"] == "text_completion"));
    let (last, pieces) = events.split_last().unwrap();
    assert!(pieces.iter().all(|event| !event["choices"][0]["text"].as_str().unwrap().is_empty()));
    assert!(last["choices"][0]["finish_reason"].is_string());
    assert_eq!(scene.reports().await, [decode(last["tributary"]["report"].as_str().unwrap())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_stored_before_the_last_piece_leaves() {
    let steps = [Step::Text("Call "), Step::Text("me "), Step::Wait(300), Step::Text("Ishmael."), Step::Done];
    let server = ModelServer::start(stream(&steps)).await;
    let scene = Scene::start(server.source(), limits(), None).await;
    let mut events = Events::of(scene.send(&scene.streamed(1, QUESTION)).await);
    assert_eq!(events.piece().await, "", "the opening");
    assert_eq!(events.piece().await, "Call ");
    assert_eq!(scene.reports().await, [], "the answer is still under way");
    assert_eq!(scene.cursor().await.nonce, 1, "but its voucher is used up");
    assert_eq!(events.piece().await, "me ");
    assert_eq!(events.piece().await, "Ishmael.");
    assert_eq!(scene.reports().await.len(), 1);
    assert_eq!(events.rest().await.len(), 1);
}
