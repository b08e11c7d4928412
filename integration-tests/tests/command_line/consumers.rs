//! A consumer's money: in, set aside, and out again.

use serde_json::json;

use crate::user::{address, World, ESCAPE_AFTER, EXIT_DELAY};

#[tokio::test]
async fn a_consumer_takes_back_what_was_not_spent() {
    let world = World::deployed();
    world.run("//Bob", &["reserve", "1", "1coin"]).fails(3, "not payer");
    let deposit = world.json("//Bob", &["deposit", "10coin"]);
    assert_eq!(
        (&deposit["payer"], &deposit["free_wei"]),
        (&json!(address("Bob")), &json!("10000000000000000000"))
    );
    world.run("//Bob", &["deposit", "1"]).fails(2, "100000000 wei");
    world.run("//Nobody", &["deposit", "1coin"]).fails(7, "");
    world.run("//Bob", &["reserve", "1", "11coin"]).fails(7, "reserve exceeds free");
    let reserve = world.json("//Bob", &["reserve", "1", "4coin"]);
    assert_eq!(reserve["reserved_for_node_wei"], "4000000000000000000");

    // Nothing is asked for yet.
    assert_eq!(world.json("//Bob", &["exit", "status"])["exit"], "none_requested");
    world.run("//Bob", &["exit", "finish"]).fails(3, "exit request");
    world.run("//Charlie", &["exit", "request"]).fails(3, "not payer");
    let asked = world.json("//Bob", &["exit", "request"]);
    let block = asked["requested_at_block"].as_u64().unwrap();
    assert_eq!(asked["exit"], "waiting");
    assert_eq!(asked["needs_final_cut_at_block"], block + u64::from(EXIT_DELAY));
    assert_eq!(asked["escape_opens_at_block"], block + u64::from(ESCAPE_AFTER));
    world.run("//Bob", &["exit", "request"]).fails(3, "exit pending");
    world.run("//Bob", &["deposit", "1coin"]).fails(3, "exit pending");
    world.run("//Bob", &["exit", "finish"]).fails(3, "cut at block");
    world.run("//Bob", &["exit", "escape"]).fails(3, "escape opens");

    world.mine(ESCAPE_AFTER).await;
    let status = world.json("//Charlie", &["exit", "status", &address("Bob")]);
    assert_eq!((&status["exit"], &status["can_escape"]), (&json!("escape_open"), &json!(true)));
    world.run("//Bob", &["exit", "finish"]).fails(3, "exit escape");
    // Nothing is final that knows this payer, so nothing has to be proven.
    let left = world.json("//Bob", &["exit", "escape"]);
    assert_eq!(left["paid_back_wei"], "10000000000000000000");
    assert_eq!(left["spent_in_all_wei"], "0");
    let status = world.json("//Bob", &["exit", "status"]);
    assert_eq!((&status["exits_before"], &status["free_wei"]), (&json!(1), &json!("0")));
    let all = world.json("//Bob", &["status"]);
    assert_eq!((&all["owed_wei"], &all["withdrawn_wei"]), (&json!("0"), &json!("10000000000000000000")));
    // The next generation.
    world.json("//Bob", &["deposit", "1coin"]);
}

#[test]
fn what_needs_an_oracle_or_a_node_says_so() {
    let world = World::deployed();
    world.run("//Bob", &["claim", "dataset", "1"]).fails(6, "--oracle");
    world.run("//Bob", &["claim", "dataset", "1", "--oracle", "http://127.0.0.1:1"]).fails(6, "127.0.0.1:1");
    world.run("//Bob", &["claim", "dataset", "one"]).fails(2, "has a number");
    world.run("//Bob", &["release", "treasury"]).fails(3, "not recipient");
    world.run("//Bob", &["epoch", "show", "1"]).fails(6, "--oracle");
    let session = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let ask = ["ask", "--node", "1", "--max-fee", "1coin", "Why?"];
    let mut asking = world.command("//Bob", &ask);
    asking.env("TRIBUTARY_SESSION_KEY", session);
    crate::said::Said::of(asking.output().unwrap()).fails(4, "unknown node");
    let mut asking = world.command("//Bob", &[&ask[..], &["--life", "11"]].concat());
    asking.env("TRIBUTARY_SESSION_KEY", session);
    crate::said::Said::of(asking.output().unwrap()).fails(2, "--life 11");
    world.run("//Bob", &ask).fails(2, "TRIBUTARY_SESSION_KEY");
}
