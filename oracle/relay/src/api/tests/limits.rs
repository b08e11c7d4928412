//! How much one answer holds, and which refusals say that the same may pass later.

use super::*;
use crate::{
    agreement::{sign_commitment, sign_request, Quorum},
    pull::PAGE,
    scene::{node_key, signed, CONFIG_DIGEST},
};

#[tokio::test]
async fn a_peer_gets_one_page_of_reports_at_most() {
    let scene = Scene::new().await;
    let many = (1..=u64::from(PAGE) + 1).map(|sequence| {
        let report = signed(2, 10 + sequence, ANCHOR, &node_key(2, 0), 0);
        (report.report.digest::<HostHashing>(&domain()), report)
    });
    scene.member.store.add_reports(&many.collect::<Vec<_>>()).await.unwrap();
    let range = Range { node: NodeId(2), from: 11, until: 10_000 };
    let request = ReportsRequest { to: scene.member.key.address(), at: BLOCK, range };
    let request = sign_request(request, &domain(), &oracle_key(2)).unwrap().encode();
    let (status, body) = scene.post("peer/v1/reports", request).await;
    let served = Vec::<SignedReport>::decode(&mut body.as_slice()).unwrap();
    assert_eq!((status, served.len()), (200, PAGE as usize));
}

#[tokio::test]
async fn an_answer_holds_so_many_reports_of_an_epoch_whatever_is_asked_for() {
    let (member, _folder) = scene::member(0).await;
    let registry = registry(1);
    let many: Vec<_> = (1..=502).map(|sequence| report(1, sequence, 2)).collect();
    let (first, inputs) = epoch(&member.books.read().await.tip(), 65, &registry, many);
    member.objects.put(inputs.encode()).await.unwrap();
    let commitment = first.commitment;
    let announced = Announced { epochs: vec![(hash(&commitment), commitment)], voided_at: None };
    member.store.record_epochs(&announced, BLOCK).await.unwrap();
    let head = LedgerView { head_epoch: EpochId(1), head_hash: hash(&commitment), ..ledger() };
    member.catch_up(&head, &[]).await.unwrap();
    let url = scene::serve(chainless(member)).await;
    for (query, shown, next) in
        [("", 500, json!(500)), ("?limit=501", 500, json!(500)), ("?from=500", 2, Value::Null)]
    {
        let answer = Client::new().get(format!("{url}/v1/epochs/1{query}")).send().await.unwrap();
        let page: Value = answer.json().await.unwrap();
        assert_eq!((page["reports"].as_array().unwrap().len(), &page["next"]), (shown, &next), "{query}");
    }
}

#[tokio::test]
async fn a_quorum_that_comes_too_early_may_come_again_and_a_wrong_one_may_not() {
    let (member, _folder) = scene::member(0).await;
    let url = scene::serve(chainless(member.clone())).await;
    let commitment = Commitment { epoch: EpochId(1), cut_block: BLOCK, ..Commitment::GENESIS };
    let endorse = |index: u8| {
        let key = oracle_key(index.into());
        sign_commitment(index, &commitment, &CONFIG_DIGEST, &domain(), &key).unwrap()
    };
    let good =
        Quorum { commitment, config_digest: CONFIG_DIGEST, endorsements: (0..3).map(endorse).collect() };
    let bring = |quorum: &Quorum| {
        let request = Client::new().post(format!("{url}/peer/v1/quorums")).body(quorum.encode());
        async move { request.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(bring(&good).await, 503, "the chain was not seen yet");
    see(&member, BLOCK, &ledger(), &registry(1)).await;
    let few = Quorum { endorsements: good.endorsements[..2].to_vec(), ..good.clone() };
    assert_eq!(bring(&few).await, 409);
    assert_eq!(bring(&good).await, 200);
}
