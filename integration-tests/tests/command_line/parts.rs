//! A payer who gets its deposit back in parts.

use serde_json::{json, Value};
use tributary_client::Signer;
use tributary_core::{Account, Address};

use crate::{
    announced::{announce_spent, Announced},
    said::Said,
    user::{World, ESCAPE_AFTER},
};

const COIN: u128 = 1_000_000_000_000_000_000;

fn payer(name: &str) -> Address {
    Address(Signer::dev(name).unwrap().address().into_array())
}

fn coins(amount: u128) -> Value {
    json!((amount * COIN).to_string())
}

/// The next epoch, final: Bob spent a coin, Charlie all else, which is more than it deposited.
async fn settled(world: &World, before: Option<&Announced>, payout: u128) -> Announced {
    let spend = [(payer("Bob"), COIN), (payer("Charlie"), (payout - 1) * COIN)];
    let epoch = announce_spent(world, before, &spend, &[(Account::Treasury, payout * COIN)]).await;
    world.mine(4).await;
    world.json("//Charlie", &["epoch", "finalize"]);
    epoch
}

/// A run that did a part; its result.
fn in_part(said: &Said) -> &str {
    assert_eq!(said.exit, Some(12), "{}{}", said.out, said.err);
    assert!(said.err.contains("exit escape` takes the rest"), "{}", said.err);
    &said.out
}

#[tokio::test]
async fn who_escaped_in_part_takes_the_rest_by_the_same_command() {
    let world = World::deployed();
    for (who, amount) in [("//Bob", "10coin"), ("//Charlie", "1coin")] {
        world.json(who, &["deposit", amount]);
    }
    world.mine(2).await;
    let first = settled(&world, None, 5).await;
    world.json("//Bob", &["exit", "request"]);
    world.mine(ESCAPE_AFTER).await;
    let keep = |epoch: &Announced| {
        std::fs::write(world.path("proof.json"), epoch.spent_by(payer("Bob")).to_string()).unwrap();
    };
    let escape = ["exit", "escape", "--proof", "proof.json"];
    let left = || world.json("//Bob", &["exit", "status"])["left_to_payers_wei"].clone();

    // Of the eleven coins that came in five are earned.
    keep(&first);
    assert_eq!(left(), coins(6));
    let said = world.run("//Bob", &[&escape[..], &["--json"]].concat());
    let part: Value = serde_json::from_str(in_part(&said)).unwrap();
    assert_eq!((&part["paid_back_wei"], &part["rest_wei"]), (&coins(6), &coins(3)));
    assert_eq!((&part["spent_in_all_wei"], &part["ended"]), (&coins(1), &json!(false)));
    assert!(part["transaction"].is_string(), "{part}");
    assert_eq!(left(), coins(0));
    world.run("//Bob", &escape).fails(7, "withdrawal above cap");

    // Then an epoch covers the exit, and what was kept proves nothing any more.
    world.json("//Dave", &["deposit", "2coin"]);
    let second = settled(&world, Some(&first), 6).await;
    let status = world.json("//Bob", &["exit", "status"]);
    assert_eq!((&status["exit"], &status["left_to_payers_wei"]), (&json!("covered"), &coins(1)));
    assert_eq!((&status["can_finish"], &status["can_escape"]), (&json!(true), &json!(true)));
    world.run("//Bob", &escape).fails(2, "under epoch 1, and epoch 2 is final");
    keep(&second);
    let said = world.run("//Bob", &escape);
    assert!(in_part(&said).contains("ended") && !said.out.contains('{'), "a table: {}", said.out);
    assert!(said.err.contains("with a proof under the epoch that is final then"), "{}", said.err);

    world.json("//Dave", &["deposit", "2coin"]);
    let whole = world.json("//Bob", &escape);
    assert_eq!((&whole["paid_back_wei"], &whole["rest_wei"]), (&coins(2), &coins(0)));
    assert_eq!(whole["ended"], true);
    world.run("//Bob", &escape).fails(3, "exit request");
}
