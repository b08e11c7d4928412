#![allow(clippy::arithmetic_side_effects)]

mod limits;

use reqwest::Client;
use scale::{Decode, Encode};
use serde_json::Value;
use tempfile::TempDir;
use tributary_core::{
    epoch::{Commitment, Epoch},
    hashing::HostHashing,
    ledger::COMMITMENT_BYTES,
    merkle::{verify_membership, Absence, Leaf, LeafFields, Node},
    Account, Address, DatasetId, EpochId, Hash, Hashing, ModelId, NodeId, SignedReport, Wei,
};

use super::*;
use crate::{
    agreement::{sign_request, Range, ReportsRequest},
    ledger::{Announced, LedgerView},
    scene::{
        self, domain, epoch, hold, ledger, oracle_key, registry, report, see, twin, ANCHOR, BLOCK,
        MAX_REPORTS,
    },
};

/// A member's routes with two final epochs and a pending one; the first has three reports, one worthless.
struct Scene {
    member: Arc<Member>,
    url: String,
    epochs: Vec<Epoch>,
    http: Client,
    _folder: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let (member, folder) = scene::member(0).await;
        let registry = registry(2);
        let mut epochs: Vec<Epoch> = Vec::new();
        let reports = [
            vec![report(1, 1, 64), report(1, 2, 2), report(2, 1, 64)],
            vec![report(1, 3, 69)],
            vec![report(2, 2, 74)],
        ];
        for (cut, reports) in [65, 70, 75].into_iter().zip(reports) {
            let tip = match epochs.last() {
                Some(before) => crate::books::Tip::Pending(Arc::new(before.clone())),
                None => member.books.read().await.tip(),
            };
            let (next, inputs) = epoch(&tip, cut, &registry, reports);
            member.objects.put(inputs.encode()).await.unwrap();
            epochs.push(next);
        }
        let announced = epochs.iter().map(|epoch| (hash(&epoch.commitment), epoch.commitment));
        let announced = Announced { epochs: announced.collect(), voided_at: None };
        member.store.record_epochs(&announced, BLOCK).await.unwrap();
        let ledger = LedgerView {
            head_epoch: EpochId(3),
            head_hash: hash(&epochs[2].commitment),
            final_epoch: EpochId(2),
            pending_count: 1,
            ..ledger()
        };
        member.catch_up(&ledger, &[]).await.unwrap();
        see(&member, BLOCK, &ledger, &registry).await;
        let url = scene::serve(chainless(member.clone())).await;
        Self { member, url, epochs, http: Client::new(), _folder: folder }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.http.get(format!("{}/{path}", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn found(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let request = self.http.post(format!("{}/{path}", self.url)).body(body);
        let answer = request.header("content-type", "application/json").send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }

    async fn push(&self, node: u64, reports: &[SignedReport]) -> (u16, Value) {
        let reports: Vec<_> = reports.iter().map(|signed| hex_of(&signed.encode())).collect();
        let page = json!({ "node": node, "next": 9, "reports": reports });
        let (status, body) = self.post("v1/reports", page.to_string().into_bytes()).await;
        (status, serde_json::from_slice(&body).unwrap())
    }
}

fn hash(commitment: &Commitment) -> Hash {
    commitment.hash::<HostHashing>()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap().strip_prefix("0x").expect("hex with 0x")).unwrap()
}

/// Money is text, so that no reader rounds it.
fn wei(value: &Value) -> Wei {
    value.as_str().expect("a decimal string").parse().map(Wei).unwrap()
}

fn root(value: &Value) -> Node {
    Node { hash: bytes(&value["hash"]).try_into().unwrap(), sum: wei(&value["sum_wei"]) }
}

#[tokio::test]
async fn an_epoch_is_shown_with_money_as_text_and_hashes_in_hex() {
    let scene = Scene::new().await;
    let (first, shown) = (&scene.epochs[0], scene.found("v1/epochs/1").await);
    let commitment = first.commitment;
    assert_eq!(shown["epoch"], 1);
    assert_eq!(
        (&shown["final"], &shown["cut_block"], &shown["report_count"]),
        (&json!(true), &json!(65), &json!(3))
    );
    assert_eq!(bytes(&shown["hash"]), hash(&commitment));
    assert_eq!(bytes(&shown["prev"]), commitment.prev);
    assert_eq!(bytes(&shown["corpus_root"]), commitment.corpus_root);
    assert_eq!(bytes(&shown["data_hash"]), commitment.data_hash);
    let read = bytes(&shown["commitment"]);
    assert_eq!(read.len(), COMMITMENT_BYTES);
    assert_eq!(Commitment::decode(&mut read.as_slice()).unwrap(), commitment);
    for (name, amount) in [
        ("credits_wei", commitment.credits.sum),
        ("debits_wei", commitment.debits.sum),
        ("payout_wei", commitment.payout.sum),
        ("spend_wei", commitment.spend.sum),
    ] {
        assert_eq!(wei(&shown[name]), amount, "{name}");
        assert_eq!(amount, Wei(14_000), "two answers of 7 tokens at 1,000 wei");
    }
    assert_eq!(wei(&shown["votes"]), commitment.votes.sum);
    let reports = shown["reports"].as_array().unwrap();
    let fees: Vec<_> = reports.iter().map(|report| wei(&report["fee_wei"]).0).collect();
    assert_eq!(fees, [7_000, 0, 7_000]);
    assert_eq!(bytes(&reports[0]["digest"]), first.judged[0].digest);
    assert!(reports[0].get("worthless").is_none() && reports[0].get("reason").is_none());
    assert_eq!(reports[1]["worthless"]["rule"], "anchor_too_old");
    assert!(reports[1]["reason"].as_str().unwrap().contains("block 2"));
    let pending = scene.found("v1/epochs/3").await;
    assert_eq!(
        (&pending["final"], bytes(&pending["prev"])),
        (&json!(false), hash(&scene.epochs[1].commitment).to_vec())
    );
}

#[tokio::test]
async fn an_epochs_reports_come_in_pages() {
    let scene = Scene::new().await;
    for (query, sequences, next) in [
        ("", vec![1, 2, 1], Value::Null),
        ("?limit=2", vec![1, 2], json!(2)),
        ("?from=2&limit=2", vec![1], Value::Null),
        ("?from=1&limit=1", vec![2], json!(2)),
        ("?from=3", vec![], Value::Null),
        ("?from=18446744073709551615&limit=18446744073709551615", vec![], Value::Null),
    ] {
        let page = scene.found(&format!("v1/epochs/1{query}")).await;
        let shown: Vec<_> = page["reports"]
            .as_array()
            .unwrap()
            .iter()
            .map(|report| report["sequence"].as_u64().unwrap())
            .collect();
        assert_eq!((shown, &page["next"]), (sequences, &next), "{query}");
    }
    for (path, status) in [
        ("v1/epochs/4", 404),
        ("v1/epochs/0", 404),
        ("v1/epochs/18446744073709551615", 404),
        ("v1/epochs/-1", 400),
        ("v1/epochs/1?from=-1", 400),
    ] {
        let answer = scene.http.get(format!("{}/{path}", scene.url)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}

#[tokio::test]
async fn proofs_of_totals_are_proofs_under_the_newest_final_root() {
    let scene = Scene::new().await;
    let commitment = scene.epochs[1].commitment;
    let payer = Address([1; 20]);
    let oracle = oracle_key(2).address();
    for (path, account, under) in [
        ("dataset/1".to_owned(), Account::Dataset(DatasetId(1)), commitment.payout),
        ("node/2".to_owned(), Account::Node(NodeId(2)), commitment.payout),
        ("developer/1".to_owned(), Account::Developer(ModelId(1)), commitment.payout),
        (format!("oracle/{oracle}"), Account::Oracle(oracle), commitment.payout),
        ("treasury/0".to_owned(), Account::Treasury, commitment.payout),
        (format!("payer/{payer}"), Account::Payer(payer), commitment.spend),
        (format!("payer/0x{}", "02".repeat(20)), Account::Payer(Address([2; 20])), commitment.spend),
    ] {
        let shown = scene.found(&format!("v1/proofs/{path}")).await;
        assert_eq!(
            (&shown["epoch"], bytes(&shown["account"])),
            (&json!(2), account.to_word().to_vec()),
            "{path}"
        );
        assert_eq!(root(&shown["root"]), under, "{path}");
        let leaf = Leaf { fields: LeafFields::Total(account), amount: wei(&shown["cumulative_wei"]) };
        let proof = bytes(&shown["proof"]);
        assert_eq!(verify_membership::<HostHashing>(&under, &leaf, &proof), Ok(()), "{path}");
        let more = Leaf { amount: Wei(leaf.amount.0 + 1), ..leaf };
        assert!(verify_membership::<HostHashing>(&under, &more, &proof).is_err(), "{path}");
    }
    let spent = scene.found(&format!("v1/proofs/payer/{payer}")).await;
    assert_eq!(wei(&spent["cumulative_wei"]), Wei(21_000), "not the pending epoch's");
    for (path, status) in [("dataset/9", 404), ("dataset/x", 400), ("payer/0x01", 400), ("king/1", 400)] {
        assert_eq!(scene.get(&format!("v1/proofs/{path}")).await.0, status, "{path}");
    }
    let absent = scene.found("v1/absences/dataset/9").await;
    let absence = tributary_core::merkle::Absence::from_bytes(&bytes(&absent["proof"])).unwrap();
    let absent_fields = |id| LeafFields::Total(Account::Dataset(DatasetId(id)));
    assert_eq!(absence.verify::<HostHashing>(&commitment.payout, &absent_fields(9)), Ok(()));
    assert!(absence.verify::<HostHashing>(&commitment.payout, &absent_fields(1)).is_err());
    assert_eq!(wei(&absent["cumulative_wei"]), Wei(0));
    assert_eq!(scene.get("v1/absences/dataset/1").await.0, 404);
    let (fresh, _folder) = scene::member(1).await;
    let url = scene::serve(chainless(fresh)).await;
    assert_eq!(scene.http.get(format!("{url}/v1/proofs/treasury/0")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn that_an_account_has_no_total_is_proven_under_the_same_root() {
    let scene = Scene::new().await;
    let under = scene.epochs[1].commitment.payout;
    for (path, account) in
        [("dataset/9", Account::Dataset(DatasetId(9))), ("node/7", Account::Node(NodeId(7)))]
    {
        let shown = scene.found(&format!("v1/absences/{path}")).await;
        assert_eq!((wei(&shown["cumulative_wei"]), root(&shown["root"])), (Wei(0), under), "{path}");
        let absence = Absence::from_bytes(&bytes(&shown["proof"])).unwrap();
        assert_eq!(absence.verify::<HostHashing>(&under, &LeafFields::Total(account)), Ok(()), "{path}");
        let present = LeafFields::Total(Account::Dataset(DatasetId(1)));
        assert!(absence.verify::<HostHashing>(&under, &present).is_err(), "{path}");
    }
    assert_eq!(scene.get("v1/absences/dataset/1").await.0, 404, "it has one");
}

/// Of each fee of 7,000 the treasury has 140 wei, and 2 that four oracles cannot share; they earn 284 votes for who
/// got the rest: the dataset half of the datasets' 4,200, and the node 1,750. Three reports are final.
#[tokio::test]
async fn votes_earned_are_proven_under_the_newest_final_root_of_them() {
    let scene = Scene::new().await;
    let under = scene.epochs[1].commitment.votes;
    let of_dataset = 142 * 2_100 / 3_850;
    for (path, account, merit) in [
        ("dataset/1", Account::Dataset(DatasetId(1)), 3 * of_dataset),
        ("node/1", Account::Node(NodeId(1)), 2 * (142 - of_dataset)),
        ("node/2", Account::Node(NodeId(2)), 142 - of_dataset),
    ] {
        let shown = scene.found(&format!("v1/votes/{path}")).await;
        let cumulative = wei(&shown["cumulative_votes"]);
        assert_eq!((&shown["epoch"], cumulative), (&json!(2), Wei(2 * merit)), "{path}");
        assert_eq!(bytes(&shown["account"]), account.to_word(), "{path}");
        assert_eq!(bytes(&shown["root"]["hash"]), under.hash, "{path}");
        assert_eq!(wei(&shown["root"]["sum_votes"]), under.sum, "{path}");
        let leaf = Leaf { fields: LeafFields::Total(account), amount: cumulative };
        let proof = bytes(&shown["proof"]);
        assert_eq!(verify_membership::<HostHashing>(&under, &leaf, &proof), Ok(()), "{path}");
        let more = Leaf { amount: Wei(cumulative.0 + 1), ..leaf };
        assert!(verify_membership::<HostHashing>(&under, &more, &proof).is_err(), "{path}");
    }
    for (path, status) in [("dataset/9", 404), ("dataset/x", 400), ("developer/1", 400), ("treasury/0", 400)]
    {
        assert_eq!(scene.get(&format!("v1/votes/{path}")).await.0, status, "{path}");
    }
    let (fresh, _folder) = scene::member(1).await;
    let url = scene::serve(chainless(fresh)).await;
    assert_eq!(scene.http.get(format!("{url}/v1/votes/node/1")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn reports_of_final_and_pending_epochs_are_proven_under_their_roots() {
    let scene = Scene::new().await;
    for (node, sequence, epoch, fee) in
        [(1, 1, 1usize, 7_000), (1, 2, 1, 0), (2, 1, 1, 7_000), (1, 3, 2, 7_000), (2, 2, 3, 7_000)]
    {
        let shown = scene.found(&format!("v1/reports/{node}/{sequence}")).await;
        let commitment = scene.epochs[epoch - 1].commitment;
        assert_eq!(
            (&shown["epoch"], &shown["node"], &shown["sequence"]),
            (&json!(epoch), &json!(node), &json!(sequence))
        );
        assert_eq!(wei(&shown["fee_wei"]), Wei(fee));
        assert_eq!(shown["worthless"].is_null(), fee > 0);
        assert_eq!(root(&shown["root"]), commitment.reports);
        let digest = bytes(&shown["digest"]).try_into().unwrap();
        let fields = LeafFields::Report { node: NodeId(node), sequence, digest };
        let leaf = Leaf { fields, amount: Wei(fee) };
        let proof = bytes(&shown["proof"]);
        assert_eq!(verify_membership::<HostHashing>(&commitment.reports, &leaf, &proof), Ok(()));
        let other =
            Leaf { fields: LeafFields::Report { node: NodeId(node), sequence, digest: [0; 32] }, ..leaf };
        assert!(verify_membership::<HostHashing>(&commitment.reports, &other, &proof).is_err());
    }
    assert!(scene.member.books.read().await.epoch(EpochId(1)).is_none(), "the first was rebuilt");
    for path in ["1/4", "3/1", "18446744073709551615/1", "1/18446744073709551615"] {
        assert_eq!(scene.get(&format!("v1/reports/{path}")).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn an_epochs_data_is_served_under_its_hash() {
    let scene = Scene::new().await;
    let name = scene.epochs[0].commitment.data_hash;
    for path in [hex::encode(name), hex_of(&name)] {
        let answer = scene.http.get(format!("{}/v1/data/{path}", scene.url)).send().await.unwrap();
        let length = answer.content_length();
        let bytes = answer.bytes().await.unwrap();
        assert_eq!((HostHashing::sha256(&bytes), length), (name, Some(bytes.len() as u64)));
    }
    assert_eq!(scene.get(&format!("v1/data/{}", "00".repeat(32))).await.0, 404);
    for path in ["00", "zz", "..%2foracle.sqlite"] {
        assert_eq!(scene.get(&format!("v1/data/{path}")).await.0, 400, "{path}");
    }
}

#[tokio::test]
async fn the_status_and_the_metrics_say_how_it_stands() {
    let scene = Scene::new().await;
    let status = scene.found("v1/status").await;
    let expected = json!({
        "oracle": oracle_key(0).address(),
        "block": BLOCK,
        "followed_epoch": 3,
        "final_epoch": 2,
        "votes_epoch": null,
        "reports": 5,
        "outgoing": 0,
        "epoch_blocks": scene::EPOCH_BLOCKS,
        "max_reports": MAX_REPORTS,
        "trouble": null,
    });
    assert_eq!(status, expected);
    let failed = anyhow::anyhow!("http://10.0.0.7/secret").context("node");
    scene.member.note_step(crate::metrics::Step::Pull, Err(failed)).await;
    let trouble = scene.found("v1/status").await["trouble"].clone();
    assert_eq!(trouble, "failed: pulling reports", "what failed inside is not for everybody");
    scene.member.note_votes_epoch(EpochId(1)).await;
    assert_eq!(scene.found("v1/status").await["votes_epoch"], 1);
    let answer = scene.http.get(format!("{}/metrics", scene.url)).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    let text = answer.text().await.unwrap();
    for line in [
        "tributary_oracle_block 100",
        "tributary_oracle_followed_epoch 3",
        "tributary_oracle_final_epoch 2",
        "tributary_oracle_votes_epoch 1",
        "tributary_oracle_failures_total{step=\"Pull\"} 1",
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    scene.member.note_step(crate::metrics::Step::Pull, Ok(())).await;
    assert!(scene.found("v1/status").await["trouble"].is_null());
}

#[tokio::test]
async fn nodes_may_push_what_can_count_and_only_that() {
    let scene = Scene::new().await;
    assert_eq!(scene.push(1, &[report(1, 4, ANCHOR)]).await, (200, json!({ "taken": 1, "early": null })));
    assert_eq!(
        scene.push(1, &[report(1, 4, ANCHOR)]).await,
        (200, json!({ "taken": 0, "early": null })),
        "known"
    );
    assert_eq!(
        scene.push(1, &[report(1, 3, ANCHOR)]).await,
        (200, json!({ "taken": 0, "early": null })),
        "consumed"
    );
    let ahead = [report(1, 4, ANCHOR), report(1, 5, BLOCK + 1), report(1, 6, BLOCK + 2)];
    assert_eq!(scene.push(1, &ahead).await, (200, json!({ "taken": 0, "early": 5 })), "to come again");
    let mut forged = report(1, 6, ANCHOR);
    forged.signature[3] ^= 1;
    for (what, reports, reason) in [
        ("unsigned", vec![forged, report(1, 5, ANCHOR)], "not signed"),
        ("another node's", vec![report(2, 3, ANCHOR)], "names node 2"),
        ("far ahead", vec![report(1, 4 + u64::from(MAX_REPORTS), ANCHOR)], "not before 14"),
        ("beyond all databases", vec![report(1, u64::MAX, ANCHOR)], "not before 14"),
    ] {
        let (status, body) = scene.push(1, &reports).await;
        assert_eq!(status, 400, "{what}");
        assert!(body["error"].as_str().unwrap().contains(reason), "{what}: {body}");
    }
    let kept = scene.member.store.reports(NodeId(1), 4, 9).await.unwrap();
    assert_eq!(kept, [report(1, 4, ANCHOR), report(1, 5, ANCHOR)], "the good one beside a bad one too");
    let many = vec![report(1, 4, ANCHOR); 501];
    assert_eq!(scene.push(1, &many).await.0, 400);
    let broken = json!({ "node": 1, "next": 9, "reports": ["0x00"] }).to_string().into_bytes();
    assert_eq!(scene.post("v1/reports", broken).await.0, 400);
    let (unready, _folder) = scene::member(1).await;
    let url = scene::serve(chainless(unready)).await;
    let page = json!({ "node": 1, "next": 9, "reports": [hex_of(&report(1, 4, ANCHOR).encode())] });
    let early = scene.http.post(format!("{url}/v1/reports")).json(&page).send().await.unwrap();
    assert_eq!(early.status(), 503);
}

#[tokio::test]
async fn members_ask_for_reports_and_nobody_else() {
    let scene = Scene::new().await;
    let reports = vec![report(1, 4, ANCHOR), twin(1, 4, ANCHOR), report(1, 6, ANCHOR)];
    assert_eq!(hold(&scene.member, &registry(2), reports).await, 3);
    let range = Range { node: NodeId(1), from: 4, until: 6 };
    let request = ReportsRequest { to: scene.member.key.address(), at: BLOCK, range };
    let signed = |request, key: usize| sign_request(request, &domain(), &oracle_key(key)).unwrap().encode();
    let (status, body) = scene.post("peer/v1/reports", signed(request, 2)).await;
    let served = Vec::<SignedReport>::decode(&mut body.as_slice()).unwrap();
    assert_eq!((status, served), (200, vec![report(1, 4, ANCHOR)]), "one of each sequence, of the range");
    for (what, body, expected) in [
        ("a stranger", signed(request, 9), 403),
        ("for another", signed(ReportsRequest { to: Address([1; 20]), ..request }, 2), 403),
        ("old", signed(ReportsRequest { at: 1_000, ..request }, 2), 403),
        ("nothing", Vec::new(), 400),
        ("large", vec![0; 5_000], 413),
    ] {
        assert_eq!(scene.post("peer/v1/reports", body).await.0, expected, "{what}");
    }
}

#[tokio::test]
async fn every_route_has_a_size_of_its_own() {
    let scene = Scene::new().await;
    for (path, bytes, expected) in [
        ("v1/reports", 4 * 1024 * 1024 + 1, 413),
        ("v1/reports", 4 * 1024 * 1024, 400),
        ("peer/v1/quorums", 4 * 1024 + 1, 413),
        ("peer/v1/quorums", 4 * 1024, 400),
        ("peer/v1/reports", 4 * 1024 + 1, 413),
    ] {
        assert_eq!(scene.post(path, vec![0; bytes]).await.0, expected, "{bytes} to {path}");
    }
    let with_body = scene.http.get(format!("{}/v1/status", scene.url)).body("x").send().await.unwrap();
    assert_eq!(with_body.status(), 413, "what only reads takes none");
}
