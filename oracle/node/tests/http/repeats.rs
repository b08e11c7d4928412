//! One voucher, one charge, one answer, however often it is sent.

use std::sync::Arc;

use serde_json::Value;
use sqlx::SqlitePool;
use tributary_node::answer::{Embedded, Source};

use crate::{
    events::Events,
    model_server::{stream, ModelServer, Step},
    scene::{limits, Ask, Scene},
};

const QUESTION: &str = "What did the President say about the Union and slavery?";

/// Without what may differ: the second at which the answer was given.
fn timeless(mut answer: Value) -> Value {
    answer.as_object_mut().unwrap().remove("created").unwrap();
    answer
}

async fn assert_given_again(scene: &Scene, ask: &Ask, first: &Value) {
    let charged = scene.cursor().await;
    let reports = scene.reports().await;
    assert_eq!(timeless(scene.answered(ask).await), timeless(first.clone()));
    assert_eq!((scene.cursor().await, scene.reports().await), (charged, reports));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_voucher_gets_its_answer_again_and_costs_nothing() {
    let scene = Scene::embedded().await;
    let ask = scene.chat(1, QUESTION);
    let first = scene.answered(&ask).await;
    assert_given_again(&scene, &ask, &first).await;
    // Also behind later ones, and after it has expired.
    scene.answered(&scene.chat(2, "What about the Union?")).await;
    scene.see(ask.voucher.expires_at_block + 1, crate::scene::registry());
    assert_given_again(&scene, &ask, &first).await;
    assert_eq!(scene.reports().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_repeated_as_a_stream() {
    let scene = Scene::embedded().await;
    let ask = scene.streamed(1, QUESTION);
    let text = |events: &[Value]| {
        let pieces = events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str());
        pieces.collect::<String>()
    };
    let first = Events::of(scene.send(&ask).await).rest().await;
    let second = Events::of(scene.send(&ask).await).rest().await;
    assert_eq!(text(&first), text(&second));
    assert_eq!(timeless(first.last().unwrap().clone()), timeless(second.last().unwrap().clone()));
    assert_eq!(scene.reports().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_there_after_a_restart() {
    let mut scene = Scene::embedded().await;
    let ask = scene.chat(1, QUESTION);
    let first = scene.answered(&ask).await;
    scene.end().await;
    scene.node.store.close().await;
    let folder = Arc::clone(&scene.folder);
    let again = Scene::start(Source::Embedded(Embedded), limits(), Some(folder)).await;
    assert_given_again(&again, &ask, &first).await;
}

/// Vouchers and their signatures are public once they are in an epoch; the request and its salt are not.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_gets_it() {
    let scene = Scene::embedded().await;
    let ask = scene.chat(1, QUESTION);
    scene.answered(&ask).await;
    let mut guess = ask.clone();
    guess.body = b"{\"model\":\"served\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}".to_vec();
    assert_eq!(scene.refused(&guess).await, (402, "voucher_for_other_request".to_owned()));
    let mut other_salt = ask.clone();
    other_salt.headers.insert("Tributary-Salt", hex::encode([0; 32]));
    assert_eq!(scene.refused(&other_salt).await, (402, "voucher_for_other_request".to_owned()));
    let mut unsigned = ask.clone();
    unsigned.headers.insert("Tributary-Signature", hex::encode([0; 64]));
    assert_eq!(scene.refused(&unsigned).await, (402, "voucher_invalid".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_voucher_twice_at_once_is_one_answer() {
    let steps = [Step::Text("A "), Step::Wait(300), Step::Text("captain."), Step::Done];
    let server = ModelServer::start(stream(&steps)).await;
    let scene = Scene::start(server.source(), limits(), None).await;
    let ask = scene.chat(1, "Who is Ahab?");
    let (first, second) = tokio::join!(scene.answered(&ask), scene.answered(&ask));
    assert_eq!(timeless(first), timeless(second));
    assert_eq!((scene.reports().await.len(), server.requests()), (1, 1));
}

/// The text is out when the store fails. That must not be had twice.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_report_cannot_be_stored_uses_up_its_voucher() {
    let steps = [Step::Text("A "), Step::Text("captain."), Step::Done];
    let server = ModelServer::start(stream(&steps)).await;
    let scene = Scene::start(server.source(), limits(), None).await;
    let path = scene.folder.path().join("node.sqlite");
    let pool = SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON reports BEGIN SELECT RAISE(ABORT, 'no room in /var'); END";
    sqlx::query(full).execute(&pool).await.unwrap();
    let ask = scene.streamed(1, "Who is Ahab?");
    let events = Events::of(scene.send(&ask).await).rest().await;
    let error = events.last().unwrap();
    assert_eq!(crate::scene::error_code(error), "store_failed");
    assert!(!error.to_string().contains("/var"), "{error}");
    let pieces: Vec<_> =
        events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(pieces, ["", "A "], "the last piece is held back");
    for nonce in [1, 0] {
        let again = scene.refused(&scene.streamed(nonce, "Who is Ahab?")).await;
        assert_eq!(again, (402, "voucher_replayed".to_owned()));
    }
    assert_eq!((scene.cursor().await.nonce, server.requests()), (1, 1));
    sqlx::query("DROP TRIGGER full").execute(&pool).await.unwrap();
    scene.answered(&scene.chat(2, "Who is Ahab?")).await;
    assert_eq!(scene.reports().await.len(), 1);
}

/// A disk that is full already gives no answer at all.
#[tokio::test(flavor = "multi_thread")]
async fn without_room_for_the_intent_nothing_is_answered() {
    let server = ModelServer::start(stream(&[Step::Text("A captain."), Step::Done])).await;
    let scene = Scene::start(server.source(), limits(), None).await;
    let path = scene.folder.path().join("node.sqlite");
    let pool = SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON intents BEGIN SELECT RAISE(ABORT, 'no room'); END";
    sqlx::query(full).execute(&pool).await.unwrap();
    for ask in [scene.chat(1, "Who is Ahab?"), scene.streamed(1, "Who is Ahab?")] {
        assert_eq!(scene.refused(&ask).await, (500, "store_failed".to_owned()));
    }
    assert_eq!(server.requests(), 0);
    scene.assert_untouched().await;
}
