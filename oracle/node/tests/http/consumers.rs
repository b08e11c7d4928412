//! Consumers that hang up, stall, or crowd.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};
use tributary_core::{hashing::HostHashing, voucher::response_hash, Wei};
use tributary_node::{api::Limits, turns::MOST_WAITING};

use crate::{
    events::Events,
    model_server::{stream, ModelServer, Script, Step},
    scene::{limits, Scene, PRICE},
};

const QUESTION: &str = "Who is Ahab?";

async fn endless(then: &[Step], limits: Limits) -> (Scene, ModelServer) {
    let server = ModelServer::start(Script::Stream { first: vec![], then: then.to_vec() }).await;
    (Scene::start(server.source(), limits, None).await, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_pays_for_what_was_sent_and_no_more() {
    let (scene, server) = endless(&[Step::Text("so it goes "), Step::Wait(100)], limits()).await;
    let ask = scene.streamed(1, QUESTION);
    let mut events = Events::of(scene.send(&ask).await);
    let mut read = String::new();
    while read.len() < 30 {
        read.push_str(&events.piece().await);
    }
    drop(events);
    let reports = scene.reported(1).await;
    let kept = scene.node.store.kept_answer(&ask.digest()).await.unwrap().unwrap().transcript;
    assert!(kept.text.starts_with(&read), "{:?} {read:?}", kept.text);
    let unread = (kept.text.len() - read.len()) / "so it goes ".len();
    // What stood in the node's one place and in the connection when it closed.
    assert!(unread <= 4, "{unread} pieces more than were read");
    let report = &reports[0].report;
    assert_eq!(report.response_hash, response_hash::<HostHashing>(&ask.salt, kept.text.as_bytes()));
    assert_eq!(report.fee, Wei(PRICE.0 * u128::from(report.prompt_tokens + report.completion_tokens)));
    assert!(server.was_abandoned(), "the server is told to stop");
}

/// A consumer that keeps its connection and reads nothing once held its turn and the model server for
/// ever, and was never charged.
#[tokio::test(flavor = "multi_thread")]
async fn who_stalls_is_charged_and_holds_nothing() {
    let limits = Limits { stall: Duration::from_millis(300), ..limits() };
    let (scene, server) = endless(&[Step::Long(64 * 1024)], limits).await;
    let ask = scene.streamed(1, QUESTION);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address = scene.url.trim_start_matches("http://").parse().unwrap();
    let mut connection = socket.connect(address).await.unwrap();
    let mut request = format!("POST {} HTTP/1.1\r\nHost: {address}\r\n", ask.path);
    for (name, value) in ask.headers() {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request
        .push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", ask.body.len()));
    connection.write_all(request.as_bytes()).await.unwrap();
    connection.write_all(&ask.body).await.unwrap();
    let mut status = [0; 12];
    connection.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    let reports = scene.reported(1).await;
    assert_eq!(reports[0].report.voucher, ask.voucher);
    assert!(reports[0].report.fee > Wei::ZERO);
    assert!(server.was_abandoned());
    // Its turn is over although the connection is still there.
    server.now(stream(&[Step::Text("A captain."), Step::Done]));
    scene.answered(&scene.chat(2, QUESTION)).await;
    drop(connection);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_wait_in_a_payers_turn() {
    let (scene, _server) = endless(&[Step::Text("so it goes "), Step::Wait(50)], limits()).await;
    let mut long = Events::of(scene.send(&scene.streamed(1, QUESTION)).await);
    assert_eq!(long.piece().await, "");
    let began = Instant::now();
    for nonce in 0..20 {
        let mut forged = scene.chat(nonce + 2, QUESTION);
        forged.key = ed25519_dalek::SigningKey::from_bytes(&[99; 32]);
        assert_eq!(scene.refused(&forged).await, (402, "voucher_invalid".to_owned()));
    }
    assert!(began.elapsed() < Duration::from_secs(5), "refused at once");
    assert!(long.piece().await.contains("so it goes"), "the payer's answer still runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn few_requests_of_one_payer_wait() {
    let (scene, server) = endless(&[Step::Text("so it goes "), Step::Wait(50)], limits()).await;
    let mut long = Events::of(scene.send(&scene.streamed(1, QUESTION)).await);
    assert_eq!(long.piece().await, "");
    server.now(stream(&[Step::Text("A captain."), Step::Done]));
    let mut waiting = Vec::new();
    for number in 0..MOST_WAITING as u64 {
        // Each waits before the next comes, so that their nonces are in order.
        let ask = scene.chat(2 + number, QUESTION);
        waiting.push(tokio::spawn(ask.request(&scene).send()));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let late = scene.chat(100, QUESTION);
    let response = scene.send(&late).await;
    assert_eq!(response.headers()["retry-after"], "5");
    assert_eq!(crate::scene::refusal(response).await, (429, "payer_busy".to_owned()));
    drop(long);
    for request in waiting {
        assert_eq!(request.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(scene.reports().await.len(), 1 + MOST_WAITING);
    scene.answered(&late).await;
}
