//! Answers as a whole, from the embedded model over real texts.

use serde_json::{json, Value};
use tributary_attribution::{count_tokens, Corpus, DatasetText};
use tributary_core::{
    ed25519::Zip215,
    epoch::{judge, Signatures, State},
    hashing::HostHashing,
    voucher::response_hash,
    SignedReport, Wei,
};

use crate::scene::{
    corpora, decode, node_key, registry, Ask, Scene, DOMAIN, HEAD, MODEL, NODE, PAYER, PRICE, TEXTS,
};

const QUESTION: &str = "What did the President say about the Union and slavery?";

/// Checks everything that a report says of the answer it is sent with.
fn check(ask: &Ask, text: &str, signed: &SignedReport) {
    let report = &signed.report;
    assert_eq!(report.voucher, ask.voucher);
    assert_eq!(report.response_hash, response_hash::<HostHashing>(&ask.salt, text.as_bytes()));
    let digest = report.digest::<HostHashing>(&DOMAIN);
    assert!(Zip215.verify(&node_key().public(), &digest, &signed.signature));
    // The shares, derived again from the files by somebody else.
    let texts = (1..)
        .zip(TEXTS)
        .map(|(id, name)| DatasetText { id, text: std::fs::read(corpora().join(name)).unwrap() });
    let shares = Corpus::build(texts.collect()).unwrap().attribute(text).shares;
    assert!(!shares.is_empty(), "the embedded model quotes");
    assert_eq!(report.shares.iter().map(|(id, ppm)| (id.0, ppm.0)).collect::<Vec<_>>(), shares);
    // The verdict of an oracle.
    let registry = registry();
    let root = registry.corpus_root_at::<HostHashing>(HEAD).unwrap();
    judge::<HostHashing>(report, &registry, &State::genesis(), HEAD, &root, &DOMAIN, &Zip215).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_answered_reported_and_charged() {
    let scene = Scene::embedded().await;
    let ask = scene.chat(1, QUESTION);
    let answer = scene.answered(&ask).await;
    assert_eq!(answer["object"], "chat.completion");
    assert_eq!(answer["model"], MODEL);
    assert!(answer["id"].as_str().unwrap().starts_with("chatcmpl-"));
    assert!(answer["created"].as_u64().unwrap() > 1_600_000_000);
    let [choice] = answer["choices"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&choice["index"], &choice["message"]["role"]), (&json!(0), &json!("assistant")));
    assert!(["stop", "length"].contains(&choice["finish_reason"].as_str().unwrap()));
    let text = choice["message"]["content"].as_str().unwrap();
    let signed = decode(answer["tributary"]["report"].as_str().unwrap());
    check(&ask, text, &signed);
    let report = &signed.report;
    assert_eq!((report.sequence, report.anchor_block), (1, HEAD));
    assert_eq!(u64::from(report.prompt_tokens), count_tokens(QUESTION) as u64);
    assert_eq!(u64::from(report.completion_tokens), count_tokens(text) as u64);
    let tokens = report.prompt_tokens + report.completion_tokens;
    assert_eq!(report.fee, Wei(PRICE.0 * u128::from(tokens)));
    let usage = json!({ "prompt_tokens": report.prompt_tokens, "completion_tokens": report.completion_tokens,
        "total_tokens": tokens });
    assert_eq!(answer["usage"], usage);
    assert_eq!(answer["tributary"]["fee_wei"], report.fee.to_string());
    let spans = answer["tributary"]["spans"].as_array().unwrap();
    assert!(spans.iter().all(|span| span["end"].as_u64() > span["start"].as_u64()));
    assert_eq!(scene.reports().await, std::slice::from_ref(&signed));
    let payer = scene.get(&format!("/tributary/v1/payers/{PAYER}")).await;
    assert_eq!((&payer["last_nonce"], &payer["spent_wei"]), (&json!(1), &json!(report.fee.to_string())));
    let kept = scene.node.store.kept_answer(&ask.digest()).await.unwrap().unwrap();
    assert_eq!((kept.transcript.text.as_str(), kept.transcript.salt), (text, ask.salt));
    assert_eq!(kept.signed, signed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completion_is_answered_likewise() {
    let scene = Scene::embedded().await;
    let body = json!({ "model": MODEL, "max_tokens": 40, "prompt": "The institution of slavery" });
    let ask = Ask::new("/v1/completions", 1, body);
    let answer = scene.answered(&ask).await;
    assert_eq!(answer["object"], "text_completion");
    assert!(answer["id"].as_str().unwrap().starts_with("cmpl-"));
    let text = answer["choices"][0]["text"].as_str().unwrap();
    check(&ask, text, &decode(answer["tributary"]["report"].as_str().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_and_seed_give_the_same_answer_and_shares() {
    let scene = Scene::embedded().await;
    let (first, second) = (scene.chat(1, QUESTION), scene.chat(2, QUESTION));
    let (a, b) = (scene.answered(&first).await, scene.answered(&second).await);
    assert_eq!(a["choices"], b["choices"]);
    assert_eq!(a["tributary"]["shares"], b["tributary"]["shares"]);
    assert_ne!(a["id"], b["id"]);
    let reports = scene.reports().await;
    let sequences: Vec<_> = reports.iter().map(|signed| signed.report.sequence).collect();
    assert_eq!(sequences, [1, 2]);
    let spent = reports[0].report.fee.try_add(reports[1].report.fee).unwrap();
    assert_eq!(scene.cursor().await.spent, spent);
}

/// A nonce beyond what SQLite's integers hold was once answered and never charged.
#[tokio::test(flavor = "multi_thread")]
async fn nonces_beyond_signed_numbers_are_charged_once() {
    let scene = Scene::embedded().await;
    for (count, nonce) in [(1, 1 << 63), (2, u64::MAX)] {
        scene.answered(&scene.chat(nonce, QUESTION)).await;
        assert_eq!(scene.reports().await.len(), count);
        assert_eq!(scene.cursor().await.nonce, nonce);
        let again = scene.chat(nonce, "Another question about the Union?");
        assert_eq!(scene.refused(&again).await, (402, "voucher_replayed".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_says_what_it_serves_and_how_it_stands() {
    let scene = Scene::embedded().await;
    let models = scene.get("/v1/models").await;
    assert_eq!(models["object"], "list");
    assert_eq!(
        models["data"],
        json!([{ "id": MODEL, "object": "model", "created": 0, "owned_by": "tributary" }])
    );
    let status = scene.get("/tributary/v1/node").await;
    let expected = json!({ "node": NODE, "ready": true, "reason": null, "head": HEAD, "block": HEAD,
        "datasets": [1, 2, 3, 4], "missing": [], "without": [], "next_sequence": 1 });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&status[field], value, "{field}");
    }
    assert_eq!(status["models"][0]["price_per_token_wei"], PRICE.to_string());
    let reports = scene.get("/tributary/v1/reports?from=18446744073709551615").await;
    assert_eq!(reports["reports"], Value::Array(vec![]));
}
