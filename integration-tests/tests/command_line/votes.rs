//! Votes that an epoch says were earned, and what the DAO makes of them.

use serde_json::json;
use tributary_client::{abi::IGovernance::setEarningCall, Signer};
use tributary_core::{Account, Address, NodeId};

use crate::{
    announced::{announce_earned, LateOracle},
    user::{address, votes, World, VOTE},
};

const COIN: u128 = 1_000_000_000_000_000_000;
const KEY: &str = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const NODE: Account = Account::Node(NodeId(1));
/// Nobody registered it.
const OTHER: Account = Account::Node(NodeId(2));

/// `tributary dao COMMAND ACCOUNT`, with this oracle's proofs.
fn line(command: &str, account: &str, oracle: &LateOracle) -> Vec<String> {
    ["dao", command, account, "--oracle", &oracle.url].map(str::to_owned).to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_votes_are_minted_than_the_cap_allows_whatever_oracles_say() {
    let world = World::deployed();
    let charlie = address("Charlie");
    let register =
        ["node", "register", "--key", KEY, "--endpoint", "http://127.0.0.1:8001", "--stake", "2coin"];
    world.json("//Bob", &[&register[..], &["--model", "1", "--price", "1"]].concat());
    world.json("//Bob", &["node", "set-payout", "1", &charlie]);
    let dao = world.suite().await.governance.address();
    let earning = setEarningCall { newRate: 1_000_000, newCap: 2 * VOTE };
    world.decide(dao, &earning, "Work earns votes").await;
    world.json("//Bob", &["deposit", "10coin"]);
    world.mine(2).await;
    let bob = Address(Signer::dev("Bob").unwrap().address().into_array());
    // Two votes more than the cap lets an epoch have.
    let epoch = announce_earned(&world, bob, &[(NODE, COIN)], &[(NODE, 3 * VOTE), (OTHER, VOTE)]).await;
    world.mine(4).await;
    world.json("//Charlie", &["epoch", "finalize"]);
    let honest = LateOracle::start([&epoch, &epoch]).await;
    let forged = epoch.with_votes(&[(NODE, 4 * VOTE)]);
    let liar = LateOracle::start([&forged, &forged]).await;

    for command in ["earned", "claim-votes"] {
        world.run("//Dave", &line(command, "node:1", &liar)).fails(5, "its proof does not hold");
    }
    let shown = world.json("//Dave", &line("earned", "node:1", &honest));
    assert_eq!((&shown["final_epoch"], &shown["read_epoch"]), (&json!(1), &json!(0)));
    assert_eq!((&shown["earned_votes"], &shown["allowed_votes"]), (&votes(4), &votes(0)));
    assert_eq!((&shown["account_open_votes"], &shown["goes_to"]), (&votes(3), &json!(charlie)));
    world.run("//Dave", &line("earned", "node:2", &honest)).fails(4, "unknown node");
    world.run("//Dave", &line("claim-votes", "dataset:8", &honest)).fails(4, "earned any votes");

    let claimed = world.json("//Dave", &line("claim-votes", "node:1", &honest));
    assert_eq!((&claimed["epoch"], &claimed["read_epoch"]), (&json!(1), &json!(1)));
    let row = &claimed["accounts"][0];
    assert_eq!((&row["account"], &row["to"]), (&json!("node:1"), &json!(charlie)));
    assert_eq!((&row["minted_votes"], &claimed["minted_votes"]), (&votes(2), &votes(2)));
    assert_eq!((&row["earned_votes"], &row["open_votes"]), (&votes(3), &votes(1)));
    for account in ["node:1", "node:2"] {
        world.run("//Dave", &line("claim-votes", account, &honest)).fails(3, "the oracles' root is false");
    }
    let shown = world.json("//Dave", &["dao", "earned"]);
    assert_eq!((&shown["allowed_votes"], &shown["minted_votes"]), (&votes(2), &votes(2)));
}
