//! What is refused, with which status, and that it costs nothing.

use std::collections::BTreeMap;

use serde_json::json;
use tributary_core::{hashing::HostHashing, voucher::request_hash, Address, ModelId, NodeId, Wei};

use crate::scene::{refusal, Ask, Scene, HEAD, LEAVER, MODEL, PRICE, RESERVE};

const QUESTION: &str = "What is the state of the Union?";

/// Asks with a changed request, which must be refused like this, and leaves no trace.
async fn refused(status: u16, code: &str, change: impl FnOnce(&mut Ask)) {
    let scene = Scene::embedded().await;
    let mut ask = scene.chat(1, QUESTION);
    change(&mut ask);
    assert_eq!(scene.refused(&ask).await, (status, code.to_owned()));
    if let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&ask.body) {
        // A stream that is refused is no stream.
        let for_it = request_hash::<HostHashing>(&ask.salt, &ask.body) == ask.voucher.request_hash;
        body["stream"] = json!(true);
        if for_it {
            ask.set_body(body.to_string().into_bytes());
        } else {
            ask.body = body.to_string().into_bytes();
        }
        assert_eq!(scene.refused(&ask).await, (status, code.to_owned()));
    }
    scene.assert_untouched().await;
    scene.answered(&scene.chat(1, QUESTION)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_signed_by_another_key() {
    refused(402, "voucher_invalid", |ask| ask.key = ed25519_dalek::SigningKey::from_bytes(&[99; 32])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_altered_after_it_was_signed() {
    refused(402, "voucher_invalid", |ask| {
        let signature = BTreeMap::from_iter(ask.headers())["Tributary-Signature"].clone();
        ask.headers.insert("Tributary-Signature", signature);
        ask.voucher.max_fee = Wei(PRICE.0 * 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_voucher() {
    refused(402, "voucher_expired", |ask| ask.voucher.expires_at_block = HEAD - 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_lives_too_long() {
    refused(402, "voucher_too_long", |ask| ask.voucher.expires_at_block = HEAD + 301).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_voucher() {
    let scene = Scene::embedded().await;
    scene.answered(&scene.chat(5, QUESTION)).await;
    let before = scene.cursor().await;
    for nonce in [5, 4, 0] {
        let again = scene.chat(nonce, "Another question?");
        assert_eq!(scene.refused(&again).await, (402, "voucher_replayed".to_owned()));
    }
    assert_eq!((scene.cursor().await, scene.reports().await.len()), (before, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misaddressed_voucher() {
    refused(402, "voucher_for_other_node", |ask| ask.voucher.node = NodeId(4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreserved_voucher() {
    refused(402, "voucher_unreserved", |ask| ask.voucher.max_fee = Wei(RESERVE.0 + 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_beyond_what_is_left_of_the_reserve() {
    let scene = Scene::embedded().await;
    scene.answered(&scene.chat(1, QUESTION)).await;
    let before = scene.cursor().await;
    let mut ask = scene.chat(2, QUESTION);
    ask.voucher.max_fee = Wei(RESERVE.0 - before.spent.0 + 1);
    assert_eq!(scene.refused(&ask).await, (402, "voucher_unreserved".to_owned()));
    assert_eq!((scene.cursor().await, scene.reports().await.len()), (before, 1));
    ask.voucher.max_fee = Wei(RESERVE.0 - before.spent.0);
    scene.answered(&ask).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_of_somebody_who_never_deposited() {
    refused(402, "payer_unknown", |ask| ask.voucher.payer = Address([77; 20])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_of_a_payer_who_leaves() {
    refused(402, "payer_leaving", |ask| ask.voucher.payer = LEAVER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_another_model() {
    refused(402, "voucher_for_other_model", |ask| ask.voucher.model = ModelId(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_another_version() {
    refused(402, "voucher_for_other_model", |ask| ask.voucher.model_version = 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_not_served() {
    refused(404, "model_not_found", |ask| ask.body_mut(|body| body["model"] = json!("gpt-4o"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fee_below_the_price_of_the_prompt() {
    refused(402, "voucher_too_small", |ask| ask.voucher.max_fee = PRICE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_another_request() {
    refused(402, "voucher_for_other_request", |ask| ask.voucher.request_hash[0] ^= 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_salt() {
    refused(402, "voucher_for_other_request", |ask| {
        ask.headers.insert("Tributary-Salt", hex::encode([6; 32]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_are_missing_or_malformed() {
    for name in ["Tributary-Voucher", "Tributary-Signature", "Tributary-Salt"] {
        let put = |value: &str| {
            let value = value.to_owned();
            move |ask: &mut Ask| drop(ask.headers.insert(name, value))
        };
        refused(402, "voucher_missing", put("")).await;
        refused(400, "voucher_malformed", put("zz")).await;
        refused(400, "voucher_malformed", put("00")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_after_the_voucher() {
    refused(400, "voucher_malformed", |ask| {
        let voucher = BTreeMap::from_iter(ask.headers())["Tributary-Voucher"].clone();
        ask.headers.insert("Tributary-Voucher", format!("{voucher}00"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long() {
    refused(413, "request_too_large", |ask| {
        let long = "x".repeat(4 * 1024 * 1024);
        ask.body_mut(|body| body["messages"][0]["content"] = json!(long));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_request() {
    refused(400, "invalid_request", |ask| ask.set_body(b"{".to_vec())).await;
    refused(400, "invalid_request", |ask| ask.set_body(vec![0xff, 0xfe])).await;
    refused(400, "invalid_request", |ask| ask.body_mut(|body| body["messages"] = json!([]))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_would_cost_without_being_charged() {
    refused(400, "invalid_request", |ask| ask.body_mut(|body| body["tools"] = json!([{}]))).await;
    refused(400, "invalid_request", |ask| ask.body_mut(|body| body["n"] = json!(2))).await;
    refused(400, "invalid_request", |ask| ask.body_mut(|body| body["echo"] = json!(true))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_and_methods_that_are_not_served_are_errors_of_the_same_form() {
    let scene = Scene::embedded().await;
    let url = &scene.url;
    let nowhere = scene.http.get(format!("{url}/v1/embeddings")).send().await.unwrap();
    assert_eq!(refusal(nowhere).await, (404, "not_found".to_owned()));
    let get = scene.http.get(format!("{url}/v1/chat/completions")).send().await.unwrap();
    assert_eq!(refusal(get).await, (405, "method_not_allowed".to_owned()));
    for path in ["/tributary/v1/reports", "/tributary/v1/reports?from=-1", "/tributary/v1/payers/0x12"] {
        let bad = scene.http.get(format!("{url}{path}")).send().await.unwrap();
        assert_eq!(refusal(bad).await, (400, "invalid_request".to_owned()), "{path}");
    }
    assert_eq!(MODEL, scene.get("/v1/models").await["data"][0]["id"]);
}
