//! Epochs from their announcement to what becomes of payers and earners under them.

use serde_json::{json, Value};
use tributary_client::{Signer, B256};
use tributary_core::{merkle::LeafFields, Account, Address, DatasetId, ModelId, NodeId};

use crate::{
    announced::{announce, LateOracle},
    user::{address, World, EXIT_DELAY},
};

const COIN: u128 = 1_000_000_000_000_000_000;

#[tokio::test]
async fn a_final_epoch_lets_a_consumer_leave_with_the_rest() {
    let world = World::deployed();
    let bob = Address(Signer::dev("Bob").unwrap().address().into_array());
    world.json("//Bob", &["deposit", "10coin"]);
    world.json("//Bob", &["exit", "request"]);
    world.mine(EXIT_DELAY + 1).await;
    let first = announce(&world, None, bob, &[(Account::Treasury, 3 * COIN)]).await;

    let pending = world.json("//Bob", &["epoch", "list"]);
    assert_eq!((&pending["head_epoch"], &pending["final_epoch"]), (&json!(1), &json!(0)));
    let row = &pending["pending_epochs"][0];
    assert_eq!((&row["epoch"], &row["payout_wei"]), (&json!(1), &json!("3000000000000000000")));
    world.run("//Bob", &["epoch", "finalize"]).fails(3, "window open");
    world.run("//Bob", &["epoch", "void-insolvent"]).fails(3, "still payable");
    world.mine(4).await;
    let done = world.json("//Bob", &["epoch", "finalize"]);
    assert_eq!((&done["epoch"], &done["spent_wei"]), (&json!(1), &json!("3000000000000000000")));
    assert_eq!(done["commitment"], row["commitment"]);
    assert_eq!(world.json("//Bob", &["status"])["spent_wei"], "3000000000000000000");

    let status = world.json("//Bob", &["exit", "status"]);
    assert_eq!((&status["exit"], &status["can_finish"]), (&json!("covered"), &json!(true)));
    // The root knows this payer: its spend has to be proven, and no oracle is there to ask.
    for command in ["finish", "escape"] {
        world.run("//Bob", &["exit", command]).fails(6, "--oracle");
    }
    let (leaf, proof) = first.spend.find(&LeafFields::Total(Account::Payer(bob))).unwrap();
    let served = json!({
        "epoch": 1,
        "account": B256::from(Account::Payer(bob).to_word()),
        "cumulative_wei": leaf.amount,
        "proof": format!("0x{}", hex::encode(proof.to_bytes())),
    });
    let give = |served: &Value| {
        std::fs::write(world.path("proof.json"), served.to_string()).unwrap();
        ["exit", "finish", "--proof", "proof.json"]
    };
    let altered = |key: &str, value: Value| {
        let mut served = served.clone();
        served[key] = value;
        served
    };
    world.run("//Bob", &give(&altered("cumulative_wei", json!("0")))).fails(3, "proof root");
    world.run("//Bob", &give(&altered("epoch", json!(2)))).fails(6, "epoch 2");
    world.run("//Bob", &give(&altered("account", json!(B256::ZERO)))).fails(5, "another account");
    world.run("//Bob", &give(&altered("proof", json!("0x01")))).fails(3, "proof length");
    let left = world.json("//Bob", &give(&served));
    assert_eq!(left["paid_back_wei"], "7000000000000000000");
    assert_eq!(left["spent_in_all_wei"], "3000000000000000000");
    let status = world.json("//Bob", &["status"]);
    assert_eq!(
        (&status["owed_wei"], &status["paid_wei"]),
        (&json!("3000000000000000000"), &json!("3000000000000000000"))
    );
}

/// Makes the pending epoch final.
async fn finalize(world: &World) {
    world.mine(4).await;
    world.json("//Bob", &["epoch", "finalize"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proof_that_the_chain_has_overtaken_is_fetched_again() {
    let world = World::deployed();
    let bob = Address(Signer::dev("Bob").unwrap().address().into_array());
    let [alice, charlie] = ["Alice", "Charlie"].map(address);
    world.json("//Bob", &["deposit", "10coin"]);
    world.json("//Bob", &["exit", "request"]);
    for name in ["first", "second"] {
        world.json("//Alice", &["model", "register", name]);
    }
    let set = |table: &[String]| {
        let words = ["recipients", "set", "developer:2"].map(str::to_owned);
        world.json("//Alice", &[&words[..], table].concat());
    };
    set(&[format!("{alice}=75%"), format!("{charlie}=25%")]);
    world.mine(2).await;
    world.json("//Alice", &["recipients", "apply", "developer:2"]);
    set(&[format!("{charlie}=100%")]);
    world.mine(EXIT_DELAY + 1).await;
    let (dataset, node) = (Account::Dataset(DatasetId(1)), Account::Node(NodeId(1)));
    let shared = Account::Developer(ModelId(2));
    let first = [(dataset, COIN), (node, COIN), (shared, COIN)];
    let first = announce(&world, None, bob, &first).await;
    finalize(&world).await;
    let early = LateOracle::start([&first, &first]).await;
    let claimed = world.json("//Dave", &["claim-many", "1", "--oracle", &early.url]);
    assert_eq!(claimed["claimed_wei"], COIN.to_string());
    let developer = Account::Developer(ModelId(1));
    let second = [(dataset, 2 * COIN), (node, COIN), (developer, COIN), (shared, 2 * COIN)];
    let second = announce(&world, Some(&first), bob, &second).await;
    finalize(&world).await;

    // Each command meets an oracle that says at first what held before the second epoch.
    let oracle = || LateOracle::start([&first, &second]);
    // That one claimed all it had earned before, and that another had earned nothing, is no answer.
    for (account, path) in [("1", "dataset/1"), ("developer:1", "developer/1")] {
        let late = oracle().await;
        let claimed = world.json("//Dave", &["claim-many", account, "--oracle", &late.url]);
        assert_eq!((&claimed["epoch"], &claimed["claimed_wei"]), (&json!(2), &json!(COIN.to_string())));
        assert_eq!(late.asked(path), 2);
    }

    let late = oracle().await;
    let several = ["claim-many", "1", "node:1", "developer:1", "node:1", "dataset:9", "--oracle", &late.url];
    let claimed = world.json("//Dave", &several);
    assert_eq!((&claimed["epoch"], &claimed["claimed_wei"]), (&json!(2), &json!(COIN.to_string())));
    assert_eq!(claimed["transactions"].as_array().unwrap().len(), 1, "{claimed}");
    let row = |account: &str, earned: u128, new: u128| {
        let [earned, new] = [earned, new].map(|coins| (coins * COIN).to_string());
        json!({ "account": account, "earned_wei": earned, "claimed_wei": new })
    };
    // What was claimed above is not new.
    let rows =
        [row("dataset:1", 2, 0), row("node:1", 1, 1), row("developer:1", 1, 0), row("dataset:9", 0, 0)];
    assert_eq!(claimed["accounts"], json!(rows));
    assert_eq!(late.asked("dataset/1"), 2);
    let again = world.json("//Dave", &several);
    assert_eq!((&again["claimed_wei"], &again["transactions"]), (&json!("0"), &json!([])));
    world.run("//Dave", &["claim-many", "8", "dataset:9", "--oracle", &late.url]).fails(4, "none of them");
    world.run("//Dave", &["claim-many", "payer:1", "--oracle", &late.url]).fails(2, "payer:1");

    let late = oracle().await;
    let claim = world.json("//Alice", &["claim", "developer", "2", "--oracle", &late.url]);
    assert_eq!((&claim["epoch"], late.asked("developer/2")), (&json!(2), 2));
    assert_eq!(claim["released_wei"], (COIN * 3 / 2).to_string());

    let late = oracle().await;
    let changed = world.json("//Alice", &["recipients", "apply", "developer:2", "--oracle", &late.url]);
    assert_eq!(changed["recipients"], json!([{ "address": charlie, "share_ppm": 1_000_000 }]));
    assert_eq!(late.asked("developer/2"), 2);

    let late = oracle().await;
    let left = world.json("//Bob", &["exit", "finish", "--oracle", &late.url]);
    assert_eq!(left["paid_back_wei"], (4 * COIN).to_string());
    assert_eq!(late.asked(&format!("payer/{}", address("Bob"))), 2);
}
