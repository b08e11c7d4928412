//! Ending the process loses no answer.

use std::time::{Duration, Instant};

use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    events::Events,
    model_server::{ModelServer, Script, Step},
    scene::{decode, limits, Scene},
};

async fn endless() -> (Scene, ModelServer) {
    let then = vec![Step::Text("so it goes "), Step::Wait(50)];
    let server = ModelServer::start(Script::Stream { first: vec![], then }).await;
    (Scene::start(server.source(), limits(), None).await, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_under_way_ends_with_what_it_has_and_its_report() {
    let (mut scene, _server) = endless().await;
    let mut events = Events::of(scene.send(&scene.streamed(1, "Who is Ahab?")).await);
    assert_eq!(events.piece().await, "");
    assert_eq!(events.piece().await, "so it goes ");
    let began = Instant::now();
    scene.end().await;
    assert!(began.elapsed() < Duration::from_secs(10));
    // The server has gone, the store is still there.
    let stored = scene.node.store.reports(1, 10).await.unwrap();
    let last = events.rest().await.pop().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "length");
    assert_eq!(stored, [decode(last["tributary"]["report"].as_str().unwrap())]);
}

/// Who hung up long ago is still being reported when the process is told to end.
#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_answer_has_its_report_when_the_server_has_ended() {
    let (mut scene, _server) = endless().await;
    let mut events = Events::of(scene.send(&scene.streamed(1, "Who is Ahab?")).await);
    assert_eq!(events.piece().await, "");
    drop(events);
    scene.end().await;
    assert_eq!(scene.node.store.reports(1, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_holds_up_no_end() {
    let (mut scene, _server) = endless().await;
    let address = scene.url.trim_start_matches("http://").to_owned();
    let mut slow = TcpStream::connect(&address).await.unwrap();
    slow.write_all(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        .await
        .unwrap();
    let idle = TcpStream::connect(&address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    scene.end().await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(TcpStream::connect(&address).await.is_err(), "no new connection is taken");
    drop((slow, idle));
}
