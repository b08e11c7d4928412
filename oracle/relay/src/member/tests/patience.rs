//! One member that is slow or lies keeps nobody else from working.

use std::time::{Duration, Instant};

use axum::{routing::get, routing::post, Router};
use tokio::time::{sleep, timeout};

use super::{leading::Network, *};
use crate::{
    agreement::Range,
    ledger::Peer,
    member::PeerError,
    scene::{judged, registry, report, sight, ANCHOR, BLOCK},
};

/// An oracle that takes every request and answers none.
async fn silent(index: usize) -> Peer {
    let wait = || async { sleep(Duration::from_secs(600)).await };
    let router = Router::new().fallback(wait);
    Peer { signer: oracle_key(index).address(), endpoint: scene::serve(router).await }
}

#[tokio::test]
async fn a_quorum_does_not_wait_for_who_is_silent() {
    let registry = registry(1);
    let one = vec![report(1, 1, ANCHOR)];
    let network = Network::new(&registry, [one.clone(), one.clone(), one.clone(), one]).await;
    let body = network.propose(BLOCK).await.unwrap();
    let mut sight = network.sight();
    sight.peers[0] = silent(0).await;
    let began = Instant::now();
    assert!(network.members[3].collect(body, &sight).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_leader_that_does_not_give_its_reports_keeps_others_from_nothing() {
    let registry = registry(1);
    let (member, _folder) = holder(1, &registry, &[report(1, 1, 60)]).await;
    let sight = sight(120, &registry, &[silent(3).await]);
    let unknown = proposal(BLOCK, &registry, vec![report(1, 1, 60), report(1, 2, 60)]);
    let stalling = {
        let (member, sight, body) = (member.clone(), sight.clone(), body(3, &unknown));
        tokio::spawn(async move { judged(&member, &body, &sight).await })
    };
    sleep(Duration::from_millis(300)).await;
    assert!(!stalling.is_finished(), "it waits for the leader");
    let known = proposal(115, &registry, vec![report(1, 1, 60)]);
    let other = timeout(Duration::from_secs(2), judged(&member, &body(0, &known), &sight)).await;
    assert!(other.expect("in the meantime another leader is served").is_ok());
    let given_up = stalling.await.unwrap();
    assert!(given_up.as_ref().is_err_and(Refusal::is_retryable), "{given_up:?}");
}

#[tokio::test]
async fn a_leader_has_two_proposals_looked_at_at_once() {
    let registry = registry(1);
    let (member, _folder) = holder(1, &registry, &[]).await;
    let open = |cut| {
        let (member, body) = (member.clone(), body(3, &proposal(cut, &registry, vec![report(1, 1, 60)])));
        async move { member.screen(&body).await }
    };
    let held = (open(100).await.unwrap(), open(101).await.unwrap());
    let third = open(102).await;
    assert!(third.as_ref().is_err_and(Refusal::is_retryable), "{third:?}");
    let another = body(2, &proposal(80, &registry, vec![report(1, 1, 60)]));
    assert!(member.screen(&another).await.is_ok(), "another leader has its own");
    drop(held);
    assert!(open(102).await.is_ok());
}

#[tokio::test]
async fn an_epochs_data_comes_from_who_has_it() {
    let registry = registry(1);
    let (holds, _folder) = holder(2, &registry, &[]).await;
    let name = holds.objects.put(b"an epoch".to_vec()).await.unwrap();
    let liar = Router::new().route("/v1/data/{name}", get(|| async { "another" }));
    let liar = Peer { signer: oracle_key(1).address(), endpoint: scene::serve(liar).await };
    let peers = [silent(3).await, liar, scene::peer(&holds).await];
    let (member, folder) = holder(0, &registry, &[]).await;
    let began = Instant::now();
    assert_eq!(member.data(&name, &peers).await.unwrap(), b"an epoch");
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    let file = folder.path().join("objects").join(hex::encode(name));
    std::fs::write(&file, b"spoilt").unwrap();
    assert_eq!(member.data(&name, &peers).await.unwrap(), b"an epoch", "fetched again");
    assert_eq!(std::fs::read(&file).unwrap(), b"an epoch");
    assert!(member.data(&[7; 32], &peers[1..]).await.is_err());
}

#[tokio::test]
async fn a_peer_serves_what_was_asked_for_or_nothing() {
    let registry = registry(2);
    let (member, _folder) = holder(0, &registry, &[]).await;
    let range = Range { node: tributary_core::NodeId(1), from: 2, until: 4 };
    let mut large = report(1, 2, ANCHOR);
    large.report.shares = vec![large.report.shares[0]; 200];
    for served in [
        vec![report(2, 2, ANCHOR)],
        vec![report(1, 1, ANCHOR)],
        vec![report(1, 4, ANCHOR)],
        vec![report(1, 3, ANCHOR), report(1, 2, ANCHOR)],
        vec![report(1, 2, ANCHOR), report(1, 2, ANCHOR)],
        vec![large],
    ] {
        let answer = scale::Encode::encode(&served);
        let router = Router::new().route("/peer/v1/reports", post(move || async move { answer }));
        let peer = Peer { signer: oracle_key(1).address(), endpoint: scene::serve(router).await };
        let got = member.fetch_page(&peer, range, BLOCK, Duration::from_secs(3)).await;
        assert!(matches!(got, Err(PeerError::NotAsked { .. })), "{got:?}");
    }
}
