//! What a leader makes of its peers' answers.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::{http::StatusCode, routing::post, Json, Router};
use serde_json::json;
use tokio::time::sleep;
use tributary_core::NodeId;

use super::{leading::Network, *};
use crate::{
    agreement::{check_quorum, Skipped},
    ledger::Peer,
    scene::{registry, report, sight, ANCHOR, BLOCK},
};

async fn network() -> Network {
    let one = vec![report(1, 1, ANCHOR)];
    Network::new(&registry(1), [one.clone(), one.clone(), one.clone(), one]).await
}

/// Who sees less of the chain than the leader says so, and is asked again.
#[tokio::test]
async fn a_member_that_is_not_as_far_yet_is_asked_again() {
    let network = network().await;
    let body = network.propose(BLOCK).await.unwrap();
    let sight = network.sight();
    network.world.lock().unwrap().block = BLOCK - 1;
    let (leader, world) = (network.members[3].clone(), network.world.clone());
    let collecting = tokio::spawn(async move { leader.collect(body, &sight).await });
    sleep(Duration::from_millis(700)).await;
    assert!(!collecting.is_finished(), "nobody signed or refused it for good");
    world.lock().unwrap().block = BLOCK;
    let quorum = collecting.await.unwrap().unwrap();
    assert_eq!(check_quorum(&quorum, &domain(), &ledger().committee), Ok(()));
}

/// Saying so alone must not keep a node's sequences from being skipped.
#[tokio::test]
async fn a_peer_that_claims_a_report_and_does_not_give_it_is_not_believed() {
    let network = network().await;
    let body = network.propose(BLOCK).await.unwrap();
    let refusal = json!({ "error": "withheld", "withheld": { "node": 1, "sequence": 1 } });
    let mut sight = network.sight();
    for (index, given) in [vec![], vec![report(1, 1, ANCHOR)]].into_iter().enumerate() {
        let (refusal, given) = (refusal.clone(), scale::Encode::encode(&given));
        let claims = Router::new()
            .route("/peer/v1/proposals", post(|| async move { (StatusCode::CONFLICT, Json(refusal)) }))
            .route("/peer/v1/reports", post(|| async move { given }));
        sight.peers[index].endpoint = scene::serve(claims).await;
    }
    let leader = &network.members[3];
    assert!(leader.collect(body, &sight).await.is_err());
    assert!(!leader.is_contested(NodeId(1), EpochId(1)), "one gave nothing, the other what was here");
}

#[tokio::test]
async fn each_peer_is_asked_for_so_many_gaps_of_a_node_and_no_more() {
    let registry = registry(1);
    let (leader, _folder) = holder(3, &registry, &[]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = asked.clone();
    let count = move || async move { counting.fetch_add(1, Ordering::SeqCst).to_string() };
    let endpoint = scene::serve(Router::new().route("/peer/v1/reports", post(count))).await;
    let peers = [0, 1].map(|index| Peer { signer: oracle_key(index).address(), endpoint: endpoint.clone() });
    let skip = |node| {
        let consumed = (1..=40).map(|half| half * 2).collect();
        Skipped { node: NodeId(node), due: 1, last: 80, consumed }
    };
    leader.fill_gaps(&[skip(1), skip(2)], &sight(BLOCK, &registry, &peers)).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2 * 2 * 16);
}

/// Everybody's requests lead to one member.
#[tokio::test]
async fn one_member_cannot_make_a_quorum_by_itself() {
    let network = network().await;
    let body = network.propose(BLOCK).await.unwrap();
    let mut sight = network.sight();
    let only = sight.peers[1].endpoint.clone();
    for peer in &mut sight.peers {
        peer.endpoint.clone_from(&only);
    }
    let refused = network.members[3].collect(body, &sight).await.unwrap_err();
    assert!(refused.to_string().contains("2 of 3"), "{refused}");
}
