use std::future::IntoFuture;

use axum::{extract::Path, routing::get, Json, Router};
use serde_json::{json, Value};

use super::*;

/// An oracle that has settled the reports of node 7 up to `settled`, served as oracles serve them.
async fn oracle(settled: u64) -> String {
    let report = move |Path((node, sequence)): Path<(u64, u64)>| async move {
        if node == 7 && sequence <= settled {
            Ok::<Json<Value>, StatusCode>(Json(json!({ "epoch": 1, "node": node, "sequence": sequence })))
        } else {
            Err(StatusCode::NOT_FOUND)
        }
    };
    let router = Router::new().route("/v1/reports/{node}/{sequence}", get(report));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

#[tokio::test]
async fn an_older_copy_is_refused_by_what_oracles_have_settled() {
    let committee = [oracle(10).await, oracle(10).await, oracle(9).await, oracle(10).await];
    assert!(check(&committee, NodeId(7), 11).await.is_ok(), "the next sequence is due");
    let old = check(&committee, NodeId(7), 10).await.unwrap_err();
    assert_eq!((old.next, old.oracles), (10, 3));
    assert!(check(&committee, NodeId(8), 1).await.is_ok(), "another node's");
}

#[tokio::test]
async fn one_liar_of_four_and_silent_oracles_keep_no_node_from_starting() {
    let gone = "http://127.0.0.1:9".to_owned();
    let committee = [oracle(u64::MAX).await, oracle(0).await, gone.clone(), gone.clone()];
    assert!(check(&committee, NodeId(7), 1).await.is_ok());
    assert!(check(&[gone], NodeId(7), 1).await.is_ok());
    assert!(check(&[], NodeId(7), 1).await.is_ok());
    assert!(check(&[oracle(1).await], NodeId(7), 1).await.is_err(), "a committee of one is believed");
}
