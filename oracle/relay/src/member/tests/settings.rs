//! Members that run with other epoch lengths.

use axum::{routing::get, Json, Router};

use super::*;
use crate::{
    ledger::Peer,
    scene::{judged, registry, report, sight, ANCHOR, BLOCK},
};

#[test]
fn as_many_as_may_lie_contradict_nobody() {
    for (others, members, contradicted) in [
        (vec![], 4, false),
        (vec![100, 100, 100], 4, false),
        (vec![50, 100, 100], 4, false),
        (vec![50, 60, 100], 4, true),
        (vec![50, 50, 50], 4, true),
        (vec![50, 50], 7, false),
        (vec![50, 50, 50], 7, true),
        (vec![50], 1, true),
    ] {
        let found = Disagreement::find(100, &others, members);
        assert_eq!(found.is_some(), contradicted, "{others:?} of {members}");
    }
}

async fn with(index: usize, epoch_blocks: BlockNumber) -> Peer {
    let status = move || async move { Json(serde_json::json!({ "epoch_blocks": epoch_blocks, "more": [] })) };
    let endpoint = scene::serve(Router::new().route("/v1/status", get(status))).await;
    Peer { signer: oracle_key(index).address(), endpoint }
}

#[tokio::test]
async fn who_is_contradicted_neither_signs_nor_proposes_until_it_is_mended() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let (alike, _folder) = holder(1, &registry, &[]).await;
    let alike = scene::peer(&alike).await;
    let apart = [alike.clone(), with(2, EPOCH_BLOCKS + 1).await, with(3, EPOCH_BLOCKS + 1).await];
    let found = member.compare_settings(&apart, 4).await.unwrap_err();
    assert_eq!((found.own, found.others), (EPOCH_BLOCKS, vec![EPOCH_BLOCKS + 1; 2]));
    let (body, sight) = (body(3, &proposal(BLOCK, &registry, reports)), sight(BLOCK, &registry, &[]));
    assert!(matches!(judged(&member, &body, &sight).await, Err(Refusal::Settings)));
    assert!(!member.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
    let nobody = Peer { signer: oracle_key(3).address(), endpoint: "http://127.0.0.1:1".to_owned() };
    let mended = [alike, with(2, EPOCH_BLOCKS + 1).await, nobody];
    member.compare_settings(&mended, 4).await.unwrap();
    assert!(judged(&member, &body, &sight).await.is_ok());
    assert!(member.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
}
