//! When the node answers, and by which key.

use std::{sync::Arc, time::Duration};

use serde_json::{json, Value};
use tributary_core::{
    ed25519::Zip215,
    epoch::Signatures,
    hashing::HostHashing,
    registry::{Registry, VersionStatus},
    DatasetId, History, ModelId, Wei,
};
use tributary_node::{
    answer::{Embedded, Source},
    api::Limits,
    keys::{NodeKey, NodeKeys},
    view::Sighting,
};

use crate::scene::{limits, node_key, registry, sighting, Scene, DOMAIN, HEAD, MAX_FEE, NODE, RESERVE};

const QUESTION: &str = "What is the state of the Union?";

fn not_ready() -> (u16, String) {
    (503, "node_not_ready".to_owned())
}

async fn reason(scene: &Scene) -> Value {
    let status = scene.get("/tributary/v1/node").await;
    assert_eq!(status["ready"], json!(status["reason"].is_null()));
    status["reason"].clone()
}

/// Others left with more than they had: what this payer reserved is not there any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_answers_for_no_more_than_payers_left_at_the_splitter() {
    let scene = Scene::embedded().await;
    let left = |withdrawable| {
        scene.sightings.send_replace(Some(Arc::new(Sighting { withdrawable, ..sighting(HEAD, registry()) })));
    };
    left(Wei(MAX_FEE.0 - 1));
    let ask = scene.chat(1, QUESTION);
    assert_eq!(scene.refused(&ask).await, not_ready());
    let mut unreserved = scene.chat(1, QUESTION);
    unreserved.voucher.max_fee = Wei(RESERVE.0 + 1);
    assert_eq!(
        scene.refused(&unreserved).await,
        (402, "voucher_unreserved".to_owned()),
        "its own fault first"
    );
    scene.assert_untouched().await;
    left(MAX_FEE);
    scene.answered(&ask).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_has_not_seen_the_chain_answers_nothing() {
    let scene = Scene::embedded().await;
    scene.sightings.send_replace(None);
    assert_eq!(scene.refused(&scene.chat(1, QUESTION)).await, not_ready());
    scene.assert_untouched().await;
}

/// The chain is out of reach: keys, reserves and exits change unseen.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_has_long_not_seen_the_chain_answers_nothing() {
    let limits = Limits { stale: Duration::from_secs(3), ..limits() };
    let scene = Scene::start(Source::Embedded(Embedded), limits, None).await;
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    assert_eq!(scene.refused(&scene.chat(1, QUESTION)).await, not_ready());
    assert!(reason(&scene).await.as_str().unwrap().contains("last read"));
    scene.assert_untouched().await;
    scene.see(HEAD + 1, registry());
    let answer = scene.answered(&scene.chat(1, QUESTION)).await;
    assert_eq!(answer["tributary"]["anchor_block"], HEAD + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_version_is_the_nodes_trouble_and_not_the_vouchers() {
    let scene = Scene::embedded().await;
    let mut retired = registry();
    let version = retired.versions.get_mut(&(ModelId(1), 1)).unwrap();
    version.status.change(HEAD - 100, VersionStatus::Retired).unwrap();
    scene.see(HEAD, retired);
    assert_eq!(scene.refused(&scene.chat(1, QUESTION)).await, not_ready());
    scene.assert_untouched().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_dataset_is_shown_and_answers_are_anchored_before_it() {
    let scene = Scene::embedded().await;
    let mut known = registry();
    let mut squatted = known.datasets[&DatasetId(1)].clone();
    squatted.content_root = [1; 32];
    squatted.active = History::since(HEAD + 10, true);
    known.datasets.insert(DatasetId(5), squatted);
    scene.see(HEAD + 20, known.clone());
    let status = scene.get("/tributary/v1/node").await;
    assert_eq!((&status["head"], &status["block"]), (&json!(HEAD + 20), &json!(HEAD + 9)));
    assert_eq!((&status["missing"], &status["ready"]), (&json!([5]), &json!(true)));
    let answer = scene.answered(&scene.chat(1, QUESTION)).await;
    assert_eq!(answer["tributary"]["anchor_block"], HEAD + 9);
    let report = &scene.reports().await[0].report;
    assert_eq!(report.corpus_root, known.corpus_root_at::<HostHashing>(HEAD + 9).unwrap());
    // Half the maximal age later there is no anchor left.
    scene.see(HEAD + 310, known);
    let mut ask = scene.chat(2, QUESTION);
    ask.voucher.expires_at_block = HEAD + 400;
    assert_eq!(scene.refused(&ask).await, not_ready());
    assert!(reason(&scene).await.as_str().unwrap().contains("missing datasets: [5]"));
}

fn rotated(block: u32, key: &NodeKey) -> Registry {
    let mut registry = registry();
    registry.nodes.get_mut(&NODE).unwrap().keys.change(block, key.public()).unwrap();
    registry
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_key_was_rotated_away_signs_nothing_more() {
    let scene = Scene::embedded().await;
    scene.answered(&scene.chat(1, QUESTION)).await;
    scene.see(HEAD + 5, rotated(HEAD + 5, &NodeKey::from_bytes(&[22; 32])));
    assert_eq!(scene.refused(&scene.chat(2, QUESTION)).await, not_ready());
    assert!(reason(&scene).await.as_str().unwrap().contains("key"));
    assert_eq!((scene.reports().await.len(), scene.cursor().await.nonce), (1, 1));
}

/// The next key is in place before the rotation, so no block passes without the right one.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_key_signs_from_the_block_of_its_rotation_on() {
    let next = NodeKey::from_bytes(&[22; 32]);
    let keys = NodeKeys { current: node_key(), next: Some(next.clone()) };
    let scene = Scene::with_keys(keys).await;
    let chain = rotated(HEAD + 5, &next);
    for (nonce, block) in [(1, HEAD + 4), (2, HEAD + 5), (3, HEAD + 6)] {
        scene.see(block, chain.clone());
        scene.answered(&scene.chat(nonce, QUESTION)).await;
    }
    // As oracles check it: by the key at the anchor.
    for signed in scene.reports().await {
        let key = chain.nodes[&NODE].keys.at(signed.report.anchor_block).unwrap();
        let digest = signed.report.digest::<HostHashing>(&DOMAIN);
        assert!(Zip215.verify(key, &digest, &signed.signature), "{}", signed.report.anchor_block);
    }
    assert_eq!(scene.get("/tributary/v1/node").await["key"], format!("0x{}", hex::encode(next.public())));
}
