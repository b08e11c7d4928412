#![allow(clippy::arithmetic_side_effects)]

use std::time::Instant;

use axum::routing::get;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
};

use super::*;

const CONNECTIONS: usize = 2;
const HEAD: Duration = Duration::from_millis(400);
const STALL: Duration = Duration::from_millis(600);

/// More than sockets hold back.
const LARGE: usize = 64 * 1024 * 1024;

/// A server whose `/slow` takes as long as asked; returns its address, what stops it, and its end.
async fn server(
    slow: Duration,
    grace: Duration,
) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let large = get(|| async { vec![7u8; LARGE] });
    let router = Router::new().route("/", get(|| async { "here" })).route("/large", large).route(
        "/slow",
        get(move || async move {
            sleep(slow).await;
            "done"
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let until = async move { drop(stopped.await) };
    let patience = Patience { connections: CONNECTIONS, head: HEAD, stall: STALL, grace };
    (address, stop, tokio::spawn(run(listener, router, until, patience)))
}

#[tokio::test]
async fn requests_under_way_are_answered_before_the_end() {
    let (address, stop, ended) = server(Duration::from_millis(500), Duration::from_secs(10)).await;
    let asked = tokio::spawn(reqwest::get(format!("http://{address}/slow")));
    sleep(Duration::from_millis(150)).await;
    stop.send(()).unwrap();
    assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "done");
    ended.await.unwrap();
    assert!(reqwest::get(format!("http://{address}/")).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn an_answer_that_never_ends_does_not_keep_the_server() {
    let (address, stop, ended) = server(Duration::from_secs(600), Duration::from_millis(300)).await;
    let asked = tokio::spawn(reqwest::get(format!("http://{address}/slow")));
    sleep(Duration::from_millis(150)).await;
    let began = Instant::now();
    stop.send(()).unwrap();
    ended.await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(asked.await.unwrap().is_err());
}

#[tokio::test]
async fn an_idle_connection_ends_with_the_server() {
    let (address, stop, ended) = server(Duration::ZERO, Duration::from_secs(600)).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), ended).await.unwrap().unwrap();
}

#[tokio::test]
async fn heads_that_do_not_come_end_the_connection() {
    let (address, _stop, _ended) = server(Duration::ZERO, Duration::ZERO).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: he").await.unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert!((HEAD..HEAD * 10).contains(&began.elapsed()), "after {:?}", began.elapsed());
}

#[tokio::test]
async fn clients_that_do_not_take_their_answer_lose_it() {
    let (address, _stop, _ended) = server(Duration::ZERO, Duration::ZERO).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    sleep(STALL * 4).await;
    let mut taken = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut taken)).await;
    drop(ended.unwrap());
    assert!(taken.starts_with(b"HTTP/1.1 200") && taken.len() < LARGE, "{} bytes came", taken.len());
}

#[tokio::test]
async fn a_slow_client_that_goes_on_gets_everything() {
    let (address, _stop, _ended) = server(Duration::ZERO, Duration::ZERO).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut piece, mut taken) = (vec![0; 16 * 1024 * 1024], 0);
    let began = Instant::now();
    loop {
        let read = stream.read(&mut piece).await.unwrap();
        taken += read;
        if read == 0 {
            break;
        }
        if began.elapsed() < STALL * 3 {
            sleep(STALL / 4).await;
        }
    }
    assert!(taken > LARGE, "{taken} bytes came");
}

#[tokio::test]
async fn more_connections_than_allowed_wait_for_others_to_end() {
    let (address, _stop, _ended) = server(Duration::from_secs(600), Duration::ZERO).await;
    let ask = async |path: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: here\r\n\r\n").as_bytes()).await.unwrap();
        stream
    };
    let mut first = Vec::new();
    for _ in 0..CONNECTIONS {
        first.push(ask("/slow").await);
    }
    let mut next = ask("/").await;
    let mut answer = [0; 15];
    assert!(tokio::time::timeout(HEAD, next.read_exact(&mut answer)).await.is_err(), "no room yet");
    first.pop();
    next.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}
