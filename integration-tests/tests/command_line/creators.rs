//! Datasets: in, out, and into other hands.

use std::time::Duration;

use serde_json::json;
use tributary_client::{abi::IDatasetNft, Signer};
use tributary_devnode::Options;

use crate::user::{address, World};

#[tokio::test]
async fn a_dataset_is_registered_taken_out_and_passed_on() {
    // A commitment has to age for ten blocks: time has to pass.
    let block_time = Some(Duration::from_millis(100));
    let world = World::deployed_on(Options { block_time, ..Options::default() });
    std::fs::write(world.path("whale.txt"), "Call me Ishmael.").unwrap();
    let register = ["dataset", "register", "whale.txt", "--licence", "CC0-1.0", "--uri", "file:whale.txt"];
    let said = world.run("//Bob", &[&register[..], &["--json"]].concat()).ok();
    assert!(said.err.contains("waiting for block"), "{}", said.err);
    let dataset = said.json();
    assert_eq!((&dataset["dataset"], &dataset["bytes"]), (&json!(1), &json!(16)));
    assert_eq!(dataset["resumed"], false);
    world.run("//Charlie", &register).fails(3, "dataset 1 already");
    let nowhere = ["dataset", "register", "none.txt", "--licence", "CC0-1.0", "--uri", "file:x"];
    world.run("//Bob", &nowhere).fails(2, "none.txt");

    let status = |who: &str, what: &str| world.json(who, &["dataset", what, "1"])["status"].clone();
    world.run("//Charlie", &["dataset", "delist", "1"]).fails(3, "not dataset owner");
    assert_eq!(status("//Bob", "delist"), "delisted");
    world.run("//Bob", &["dataset", "delist", "1"]).fails(3, "wrong status");
    assert_eq!(status("//Bob", "relist"), "active");
    // Against its owner's will a vote takes it out, and another brings it back.
    let registry = world.suite().await.dataset_nft.address();
    for (what, said) in
        [("quarantine", "datasets.quarantine(1)"), ("lift-quarantine", "datasets.liftQuarantine(1)")]
    {
        world.run("//Alice", &["dataset", what, "1"]).fails(3, &format!("--action '{said}'"));
    }
    world.decide(registry, &IDatasetNft::quarantineCall { id: 1 }, "It is somebody else's").await;
    assert_eq!(status("//Dave", "show"), "quarantined");
    world.decide(registry, &IDatasetNft::liftQuarantineCall { id: 1 }, "It is not").await;
    assert_eq!(status("//Dave", "show"), "active");

    world
        .run("//Charlie", &["dataset", "transfer", "1", &address("Charlie")])
        .fails(3, "insufficient approval");
    let passed = world.json("//Bob", &["dataset", "transfer", "1", &address("Charlie")]);
    assert_eq!(passed["owner"], address("Charlie"));
    let to = Signer::dev("Dave").unwrap().address();
    let said = format!("--action 'datasets.reassign(1, {to})'");
    world.run("//Alice", &["dataset", "reassign", "1", &address("Dave")]).fails(3, &said);
    world.decide(registry, &IDatasetNft::reassignCall { id: 1, to }, "It is Dave's").await;
    assert_eq!(world.json("//Bob", &["dataset", "show", "1"])["owner"], address("Dave"));
    world.run("//Bob", &["dataset", "show", "2"]).fails(4, "unknown dataset");

    // A first table of recipients needs no epoch.
    let half = [format!("{}=50%", address("Dave")), format!("{}=50%", address("Bob"))];
    let set = ["dataset", "recipients", "set", "1", &half[0], &half[1]];
    world.run("//Bob", &set).fails(3, "not account owner");
    assert_eq!(world.json("//Dave", &set)["pending"][1]["share_ppm"], 500_000);
    world.mine(2).await;
    let applied = world.json("//Dave", &["dataset", "recipients", "apply", "1"]);
    assert_eq!(applied["recipients"][0]["address"], address("Dave"));
    assert_eq!(applied["pending"], json!(null));
}

#[tokio::test]
async fn a_dataset_is_passed_on_by_whom_its_owner_lets() {
    let block_time = Some(Duration::from_millis(100));
    let world = World::deployed_on(Options { block_time, ..Options::default() });
    let [bob, charlie, dave] = ["Bob", "Charlie", "Dave"].map(address);
    for name in ["one", "two"] {
        std::fs::write(world.path(name), format!("Call me {name}.")).unwrap();
        world.json("//Bob", &["dataset", "register", name, "--licence", "CC0-1.0", "--uri", "file:x"]);
    }
    let show = |id: &str| world.json("//Dave", &["dataset", "show", id]);
    let transfer = |id: &'static str| ["dataset", "transfer", id, &dave, "--from", &bob].map(str::to_owned);

    // One dataset, until it is passed on or the approval is taken back.
    world.run("//Charlie", &["dataset", "approve", "1", &charlie]).fails(3, "invalid approver");
    assert_eq!(world.json("//Bob", &["dataset", "approve", "1", &charlie])["approved"], json!(charlie));
    assert_eq!(world.json("//Bob", &["dataset", "disapprove", "1"])["approved"], json!(null));
    world.run("//Charlie", &transfer("1")).fails(3, "insufficient approval");
    world.json("//Bob", &["dataset", "approve", "1", &charlie]);
    world.run("//Charlie", &transfer("2")).fails(3, "insufficient approval");
    let passed = world.json("//Charlie", &transfer("1"));
    assert_eq!((&passed["owner"], &passed["approved"]), (&json!(dave), &json!(null)));

    // All of them, until that is taken back.
    let all = world.json("//Bob", &["dataset", "approve-all", &charlie]);
    assert_eq!((&all["owner"], &all["operator"]), (&json!(bob), &json!(charlie)));
    assert_eq!(all["approved_for_all"], true);
    let all = world.json("//Bob", &["dataset", "disapprove-all", &charlie]);
    assert_eq!(all["approved_for_all"], false);
    world.run("//Charlie", &transfer("2")).fails(3, "insufficient approval");
    world.json("//Bob", &["dataset", "approve-all", &charlie]);
    world.run("//Charlie", &transfer("1")).fails(3, "insufficient approval");
    assert_eq!(world.json("//Charlie", &transfer("2"))["owner"], json!(dave));
    assert_eq!(show("2")["owner"], json!(dave));
}
