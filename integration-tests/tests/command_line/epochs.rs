//! Epochs from their announcement to what becomes of payers under them. The committee's keys are known here.

use serde_json::{json, Value};
use tributary_client::{abi::IAttributionLedger, Client, Deployment, Signer, B256};
use tributary_core::{
    epoch::Commitment,
    hashing::HostHashing,
    merkle::{Leaf, LeafFields, Node, Tree},
    Account, Address, EpochId, Wei,
};
use tributary_sandbox::Committee;

use crate::user::{oracle_keys, World, EXIT_DELAY};

const COIN: u128 = 1_000_000_000_000_000_000;

/// The only leaf of a tree of totals.
fn total(account: Account, amount: u128) -> Tree {
    Tree::build::<HostHashing>(vec![Leaf { fields: LeafFields::Total(account), amount: Wei(amount) }])
        .unwrap()
}

/// Announces a first epoch, cut a block ago, in which `payer` spent `spent` and the treasury got it.
async fn announce(world: &World, payer: Address, spent: u128) -> Tree {
    let client = Client::connect(&world.chain.url()).await.unwrap();
    let deployment = Deployment::load(&world.path("deployment.json")).unwrap();
    let ledger = deployment.connect(&client).await.unwrap().attribution_ledger;
    let spend = total(Account::Payer(payer), spent);
    let moved = Node { hash: [1; 32], sum: Wei(spent) };
    let commitment = Commitment {
        epoch: EpochId(1),
        prev: ledger.read(IAttributionLedger::headHashCall {}).await.unwrap().0,
        cut_block: client.finalized_block().await.unwrap().number - 1,
        corpus_root: [0; 32],
        reports: moved,
        report_count: 1,
        credits: moved,
        debits: moved,
        payout: total(Account::Treasury, spent).root(),
        spend: spend.root(),
        cursors: Node::EMPTY,
        data_hash: [2; 32],
    };
    let committee = Committee::new(oracle_keys(), 1, ledger.address(), deployment.domain()).unwrap();
    let call = IAttributionLedger::submitCall {
        commitment: scale::Encode::encode(&commitment).into(),
        signatures: committee.sign(&commitment),
    };
    ledger.write(&Signer::dev("Charlie").unwrap(), call).await.unwrap();
    spend
}

#[tokio::test]
async fn a_final_epoch_lets_a_consumer_leave_with_the_rest() {
    let world = World::deployed();
    let bob = Address(Signer::dev("Bob").unwrap().address().into_array());
    world.json("//Bob", &["deposit", "10coin"]);
    world.json("//Bob", &["exit", "request"]);
    world.mine(EXIT_DELAY + 1).await;
    let spend = announce(&world, bob, 3 * COIN).await;

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
    world.run("//Bob", &["exit", "escape"]).fails(3, "exit finish");
    // The root knows this payer: its spend has to be proven, and no oracle is there to ask.
    world.run("//Bob", &["exit", "finish"]).fails(6, "--oracle");
    let (leaf, proof) = spend.find(&LeafFields::Total(Account::Payer(bob))).unwrap();
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
