//! Rounds of whole oracles: who proposes, what is sent when, what is followed, fetched and voided.

use std::time::Duration;

use axum::{routing::get, Json, Router};
use ed25519_dalek::{Signer, SigningKey};
use scale::Encode;
use serde_json::json;
use tokio::{net::TcpListener, time::sleep};
use tributary_cli::nodes::{self, NewNode};
use tributary_core::{
    hashing::HostHashing, Account, Address, BlockNumber, DatasetId, EpochId, ModelId, NodeId, Ppm, Report,
    SignedReport, Voucher, Wei,
};
use tributary_oracle::agreement::{leads, stage};
use tributary_sandbox::Books;

use super::{
    running::{wait, Running, ROUNDS},
    Scene,
};
use crate::{
    suite::{CHALLENGE_WINDOW, STAGE_BLOCKS},
    TOKEN,
};

/// Blocks between epochs. An epoch without reports comes after ten times as many: at once, when oracles
/// start.
const SHORT: BlockNumber = 2;

/// So that none comes without reports.
const LONG: BlockNumber = 20;

/// Who leads the first epoch at `block`.
fn leader(block: BlockNumber, epoch_blocks: BlockNumber) -> u8 {
    let stage = stage(block, epoch_blocks, STAGE_BLOCKS).unwrap();
    (0..4).find(|index| leads(EpochId(1), stage, usize::from(*index), 4)).unwrap()
}

/// The first block of the stage after that of `block`.
fn next_stage(block: BlockNumber, epoch_blocks: BlockNumber) -> BlockNumber {
    let of = |block| stage(block, epoch_blocks, STAGE_BLOCKS);
    (block..).find(|later| of(*later) != of(block)).unwrap()
}

async fn waits(running: &Running) -> usize {
    running.member().store.outgoing().await.unwrap().len()
}

async fn head(running: &Running) -> EpochId {
    running.member().books.read().await.head().epoch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quorum_is_kept_until_the_ledger_can_take_its_cut() {
    let scene = Scene::new().await;
    let oracles = scene.run_all(SHORT).await;
    let cut = scene.block().await;
    let leader = usize::from(leader(cut, SHORT));
    wait("a quorum", async || waits(&oracles[leader]).await == 1).await;
    // No block comes after the cut, so that the ledger refuses it.
    sleep(ROUNDS).await;
    for (index, oracle) in oracles.iter().enumerate() {
        let proposals = oracle.metric("proposals_total{outcome=\"Passed\"}");
        assert_eq!(proposals, u64::from(index == leader), "member {index}: one quorum, collected once");
    }
    assert_eq!(waits(&oracles[leader]).await, 1, "it is kept");
    assert_eq!(scene.block().await, cut);
    scene.node.mine(1).await.unwrap();
    for oracle in &oracles {
        wait("the epoch is followed", async || head(oracle).await == EpochId(1)).await;
        assert_eq!(waits(oracle).await, 0);
        assert_eq!(oracle.metric("submissions_total{outcome=\"Refused\"}"), 0, "nothing was sent in vain");
    }
    assert_eq!(oracles[leader].metric("submissions_total{outcome=\"Passed\"}"), 1);
    assert_eq!(oracles[leader].member().books.read().await.head().cut_block, cut);

    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    for oracle in &oracles {
        wait("the epoch is final", async || oracle.member().final_epoch().await == EpochId(1)).await;
    }
    for oracle in oracles {
        oracle.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_proposes_in_anothers_turn_and_a_silent_leader_costs_a_stage() {
    let scene = Scene::new().await;
    let mut seats = scene.seats().await;
    let began = scene.block().await;
    let silent = leader(began, SHORT);
    drop(seats.remove(usize::from(silent)));
    let others: Vec<_> = (0..4u8).filter(|index| *index != silent).collect();
    let mut oracles = Vec::new();
    for (index, seat) in others.into_iter().zip(seats) {
        oracles.push(scene.run(index, seat, SHORT).await);
    }
    sleep(ROUNDS).await;
    for oracle in &oracles {
        assert_eq!(waits(oracle).await, 0, "it is not their turn");
        assert_eq!(oracle.metric("proposals_total{outcome=\"Refused\"}"), 0);
    }
    let turn = next_stage(began, SHORT);
    scene.node.mine(turn - began).await.unwrap();
    let next = leader(turn, SHORT);
    let next = &oracles[usize::from(if next > silent { next - 1 } else { next })];
    wait("the next one's quorum", async || waits(next).await == 1).await;
    assert_eq!(scene.block().await, turn, "no cut was before the turn");
    scene.node.mine(1).await.unwrap();
    for oracle in &oracles {
        wait("the epoch is followed", async || head(oracle).await == EpochId(1)).await;
    }
    for oracle in oracles {
        oracle.end().await;
    }
}

/// A report of `node` that its key signed and no consumer did: it counts, for nothing.
fn report(scene: &Scene, node: NodeId, key: &SigningKey, anchor_block: BlockNumber) -> SignedReport {
    let voucher = Voucher {
        payer: Address([1; 20]),
        node,
        nonce: 1,
        model: ModelId(1),
        model_version: 1,
        max_fee: Wei(1),
        request_hash: [1; 32],
        expires_at_block: anchor_block,
        audit_consent: false,
    };
    let report = Report {
        node,
        sequence: 1,
        voucher,
        voucher_signature: [0; 64],
        response_hash: [2; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(1),
        anchor_block,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![(DatasetId(1), Ppm(1))],
    };
    let signature = key.sign(&report.digest::<HostHashing>(&scene.domain())).to_bytes();
    SignedReport { report, signature }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_node_serves_is_fetched_and_settled() {
    let scene = Scene::new().await;
    let oracles = scene.run_all(LONG).await;
    let key = SigningKey::from_bytes(&[7; 32]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let public = key.verifying_key().to_bytes().into();
    let node = NewNode {
        key: public,
        endpoint,
        payout: scene.alice.address(),
        stake: Wei(TOKEN),
        model: 1,
        price_per_token: Wei(1),
    };
    let node = nodes::register(&scene.suite, &scene.alice, node).await.unwrap();
    for oracle in &oracles {
        wait("the node is asked, in vain", async || oracle.metric("nodes_unanswered_total") > 0).await;
        assert_eq!(waits(oracle).await, 0, "without reports no epoch is wanted yet");
    }

    let signed = report(&scene, node, &key, scene.block().await);
    let page = json!({ "node": node, "next": 2, "reports": [format!("0x{}", hex::encode(signed.encode()))] });
    let router = Router::new().route("/tributary/v1/reports", get(|| async move { Json(page) }));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    for oracle in &oracles {
        wait("the report is fetched", async || oracle.metric("reports_taken_total") == 1).await;
    }
    scene.node.set_block_time(Some(Duration::from_millis(200))).await.unwrap();
    for oracle in &oracles {
        wait("the report is settled", async || oracle.member().final_epoch().await == EpochId(1)).await;
        let settled = oracle.member().store.epoch(EpochId(1)).await.unwrap().unwrap().commitment;
        assert_eq!((settled.report_count, settled.payout.sum), (1, Wei(0)));
        wait("the next one is due", async || oracle.member().due(node).await == 2).await;
    }
    for oracle in oracles {
        oracle.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_epoch_that_cannot_be_paid_makes_room_for_another() {
    let scene = Scene::new().await;
    let seats = scene.seats().await;
    // A quorum of the committee signs away what nobody deposited, and serves no data of it.
    let mut books = Books::new();
    books.earn(Account::Treasury, 5).spend(Address([9; 20]), 5);
    let chain = scene.chain("Ferdie").await;
    let false_one = books.commit(chain.best().await.unwrap());
    scene.node.mine(1).await.unwrap();
    let signatures = scene.signed(&chain, &false_one, 3).await;
    let submitted_at = chain.submit(&scene.ledger(), &false_one, &signatures).await.unwrap();

    let mut oracles = Vec::new();
    for (index, seat) in (0u8..).zip(seats) {
        oracles.push(scene.run(index, seat, SHORT).await);
    }
    // No block comes by itself: whoever's turn it is voids it, long before its window ends.
    for oracle in &oracles {
        wait("it is voided", async || oracle.member().store.voided_at().await.unwrap() > 0).await;
        assert_eq!(head(oracle).await, EpochId(0), "nobody has its data");
        let voided_at = oracle.member().store.voided_at().await.unwrap();
        assert!(voided_at < submitted_at + CHALLENGE_WINDOW, "{voided_at}");
    }
    scene.node.set_block_time(Some(Duration::from_millis(200))).await.unwrap();
    for oracle in &oracles {
        wait("an honest one is followed", async || head(oracle).await == EpochId(1)).await;
        wait("it is final", async || oracle.member().final_epoch().await == EpochId(1)).await;
        let settled = oracle.member().store.epoch(EpochId(1)).await.unwrap().unwrap().commitment;
        let voided_at = oracle.member().store.voided_at().await.unwrap();
        assert_ne!(settled, false_one);
        assert_eq!(settled.payout.sum, Wei(0));
        assert!(voided_at > false_one.cut_block && settled.cut_block >= voided_at);
    }
    for oracle in oracles {
        oracle.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oracle_that_comes_late_reads_every_block() {
    let scene = Scene::new().await;
    let chain = scene.chain("Ferdie").await;
    // In the first block after the thousand that are read at once.
    let last_of_first = chain.deployed_at() + 999;
    scene.node.mine(last_of_first - scene.block().await).await.unwrap();
    let epoch = Books::new().commit(last_of_first - 1);
    let signatures = scene.signed(&chain, &epoch, 3).await;
    assert_eq!(chain.submit(&scene.ledger(), &epoch, &signatures).await.unwrap(), last_of_first + 1);
    scene.node.mine(1_500).await.unwrap();
    let seat = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let late = scene.run(0, seat, SHORT).await;
    let next = scene.block().await + 1;
    wait("all is read", async || late.member().store.next_block().await.unwrap() == Some(next)).await;
    let recorded = late.member().store.epoch(EpochId(1)).await.unwrap();
    assert_eq!(recorded.map(|recorded| recorded.commitment), Some(epoch));
    late.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_runs_with_other_settings_than_the_committee_says_so() {
    let scene = Scene::new().await;
    let mut seats = scene.seats().await;
    let (last, third) = (seats.pop().unwrap(), seats.pop().unwrap());
    let mut alike = Vec::new();
    for (index, seat) in (0u8..).zip(seats) {
        alike.push(scene.run(index, seat, LONG).await);
    }
    for oracle in &alike {
        wait("the chain is seen", async || oracle.metric("block") > 0).await;
    }
    let odd = scene.run(3, last, LONG + 1).await;
    wait("it compares", async || odd.member().standing.read().await.disagreement.is_some()).await;
    wait("it says so", async || {
        let trouble = odd.member().standing.read().await.trouble();
        trouble.is_some_and(|trouble| trouble.contains("epoch_blocks"))
    })
    .await;
    // It compares when it starts, with the odd one among the others.
    alike.push(scene.run(2, third, LONG).await);
    sleep(ROUNDS).await;
    for oracle in alike {
        assert_eq!(oracle.member().standing.read().await.disagreement, None, "one may be wrong");
        oracle.end().await;
    }
    odd.end().await;
}
