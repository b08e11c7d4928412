//! What members see of their tokens and do with them, and what they are told of a motion before it is decided.

use serde_json::{json, Value};
use tributary_client::{Signer, B256};
use tributary_core::Wei;

use crate::{
    dao::Assembly,
    said::Said,
    user::{address, member, votes, World, VOTE},
};

const STASH: &str = "//Bob//stash";

/// An account that nobody has paid yet.
fn newcomer() -> String {
    format!("0x{}", "07".repeat(20))
}

fn propose(world: &World, description: &str, calls: &[&str]) -> Said {
    let actions = calls.iter().flat_map(|call| ["--action", *call]);
    let line = ["dao", "propose", "--json", "--description", description];
    world.run("//Alice", &line.into_iter().chain(actions).collect::<Vec<_>>()).ok()
}

/// Proposes that the treasury pays.
fn propose_payment(world: &World, amount: &str) -> Value {
    let motion = format!(
        "description = \"Pay {amount}\"\n[[actions]]\ntarget = \"{}\"\nvalue = \"{amount}\"\n",
        newcomer()
    );
    std::fs::write(world.path("payment.toml"), motion).unwrap();
    world.json("//Alice", &["dao", "propose", "--file", "payment.toml"])["actions"][0]["would_fail_now"]
        .clone()
}

#[tokio::test]
async fn whoever_executes_pays_for_storage_and_the_treasury_for_what_it_sends() {
    let assembly = Assembly::gather().await;
    let world = &assembly.world;
    let dao = world.suite().await.governance;
    let (client, treasury) = (dao.client(), dao.address());
    assert_eq!(client.balance(treasury, None).await.unwrap(), Wei::ZERO);

    // Both store what was not there before.
    let next = (5..=8).map(member).collect::<Vec<_>>().join(", ");
    let schedule = format!("ledger.scheduleCommittee([{next}])");
    world.json("//Alice", &["model", "register", "llama"]);
    world.json("//Bob", &["model", "feature", "1", "Rhymes"]);
    let artifact = B256::repeat_byte(0xaf).to_string();
    world.json("//Alice", &["model", "propose", "1", "--artifact", &artifact, "--feature", "1"]);
    let proposed = propose(world, "Two things to store", &[&schedule, "models.adopt(1, 1, 1)"]);
    assert!(!proposed.err.contains("would fail"), "{}", proposed.err);
    let shown = proposed.json();
    for action in shown["actions"].as_array().unwrap() {
        assert_eq!(action.get("would_fail_now"), Some(&Value::Null), "{shown}");
    }
    let id = assembly.ready("Another committee", &[&schedule]).await;
    assert_eq!(assembly.json("//Bob", &["execute", &id])["state"], "executed");

    let short = |holds: u8| json!(format!("the treasury can spend {holds} coin, of 3 that it takes"));
    assert_eq!(propose_payment(world, "3coin"), short(0));
    client.pay(&Signer::dev("Alice").unwrap(), treasury, Wei(2 * VOTE)).await.unwrap();
    assert_eq!(propose_payment(world, "3.0coin"), short(2));
    // All of it, to an account whose existential deposit is not the treasury's to pay.
    assert_eq!(propose_payment(world, "2coin"), Value::Null);
}

#[tokio::test]
async fn what_the_dao_does_to_itself_is_held_against_its_own_rules() {
    let assembly = Assembly::gather().await;
    let (alice, bob, nobody) = (address("Alice"), address("Bob"), format!("0x{}", "00".repeat(20)));
    // A thousand votes in all; the DAO holds none of them.
    let cases = [
        ("dao.setEarning(1000000, 10coin)".to_owned(), None),
        (
            "dao.setEarning(1000000, 11coin)".to_owned(),
            Some("the cap of earning votes would be 11 votes; its bounds are 0 votes and 10 votes"),
        ),
        (format!("dao.mint({bob}, 1000coin)"), None),
        (
            format!("dao.mint({bob}, 1001coin)"),
            Some("what is minted within a block would be 1001 votes; its bounds are 0 votes and 1000 votes"),
        ),
        (format!("dao.mint({nobody}, 1coin)"), Some("tokens cannot go to 0x0000")),
        (format!("dao.transfer({bob}, 0)"), None),
        (format!("dao.transfer({bob}, 1coin)"), Some("the DAO holds 0 tokens, of 1 that it takes")),
        (
            format!("dao.transferFrom({alice}, {bob}, 1coin)"),
            Some("the DAO may spend 0 tokens, of 1 that it takes"),
        ),
        (format!("dao.approve({bob}, 5coin)"), None),
        ("dao.relay(dao, 0, 0x01)".to_owned(), Some("the DAO cannot relay a call to itself")),
        (
            format!("dao.approve({nobody}, 5coin)"),
            Some("0x0000000000000000000000000000000000000000 cannot be"),
        ),
    ];
    let calls: Vec<_> = cases.iter().map(|(call, _)| call.as_str()).collect();
    let shown = propose(&assembly.world, "All kinds", &calls).json();
    for (row, (call, expected)) in shown["actions"].as_array().unwrap().iter().zip(&cases) {
        let found = row["would_fail_now"].as_str();
        match expected {
            None => assert_eq!(found, None, "{call}"),
            Some(words) => assert!(found.is_some_and(|found| found.contains(words)), "{call}: {found:?}"),
        }
    }

    let sends = format!("dao.transfer({bob}, 1coin)");
    let id = assembly.ready("A grant of tokens", &["splitter.setTreasury(dao)", &sends]).await;
    let failed = assembly.run("//Bob", &["execute", &id]).fails(3, "action 2, dao.transfer");
    assert!(failed.err.contains("fails: the DAO holds 0 tokens, of 1 that it takes"), "{}", failed.err);
    // Each would do alone.
    let mints = [format!("dao.mint({bob}, 600coin)"), format!("dao.mint({alice}, 600coin)")];
    let id = assembly.ready("More than there is", &[&mints[0], &mints[1]]).await;
    let words =
        "in their order the actions fail: what is minted within a block would be 1200 votes; its bounds";
    assembly.run("//Bob", &["execute", &id]).fails(3, words);
}

#[tokio::test]
async fn members_see_what_they_hold_and_are_told_to_delegate_in_time() {
    let world = World::deployed();
    let holds = |who: &str| {
        let status = world.json(who, &["status"]);
        ["account_held_votes", "account_delegate", "account_votes"].map(|key| status[key].clone())
    };
    assert_eq!(holds("//Alice"), [votes(600), Value::Null, votes(0)]);
    assert_eq!(holds("//Bob"), [votes(0), Value::Null, votes(0)]);
    let text = world.run("//Alice", &["status"]).ok().out;
    assert!(text.contains("600") && text.contains("nobody"), "{text}");
    let delegated = world.json("//Alice", &["dao", "delegate"]);
    assert_eq!(holds("//Alice"), [votes(600), delegated["delegate"].clone(), votes(600)]);
    assert!(world.run("//Alice", &["status"]).ok().out.contains("yourself"));

    world.mine(1).await;
    let shown = propose(&world, "Go on", &["splitter.unpause()"]).json();
    assert_eq!(shown["viewer_tokens"], "you hold 600 and delegated to yourself: you have 600 votes");
    let show = |who: &str| world.json(who, &["dao", "show", "1"]);
    let snapshot = shown["snapshot_block"].as_u64().unwrap();
    let advice = json!(format!(
        "you hold 200 and delegated to nobody: delegate by block {snapshot} for them to count"
    ));
    for late in [STASH, "//Charlie//stash"] {
        let shown = show(late);
        assert_eq!((&shown["viewer_tokens"], &shown["viewer_votes"]), (&advice, &votes(0)));
    }
    assert!(world.run(STASH, &["dao", "show", "1"]).ok().out.contains("delegated to nobody"));
    let none = show("//Dave");
    assert_eq!(none["viewer_tokens"], "you hold no tokens, and nobody's are delegated to you");

    // The next block is the snapshot's: what is delegated in it counts.
    let delegated = world.json(STASH, &["dao", "delegate"]);
    assert_eq!(delegated["counts_from_block"].as_u64().unwrap(), snapshot + 1);
    world.mine(2).await;
    for (who, found) in [(STASH, votes(200)), ("//Charlie//stash", votes(0))] {
        let shown = show(who);
        assert_eq!((&shown["state"], &shown["viewer_votes"]), (&json!("active"), &found));
        assert_eq!(shown.get("viewer_tokens"), None, "too late to change it");
    }
}

#[test]
fn tokens_are_sent_by_who_holds_them() {
    let world = World::deployed();
    world.json("//Alice", &["dao", "delegate"]);
    let bob = address("Bob");
    let sent = world.run(STASH, &["dao", "transfer", &bob, "50.5coin", "--json"]).ok();
    assert!(sent.err.contains("delegated to nobody"), "{}", sent.err);
    let sent = sent.json();
    let half = json!((50 * VOTE + VOTE / 2).to_string());
    assert_eq!((&sent["sent_votes"], &sent["receiver_holds_votes"]), (&half, &half));
    assert_eq!(sent["held_votes"], json!((149 * VOTE + VOTE / 2).to_string()));
    assert_eq!(
        (sent["to"].as_str().unwrap().to_lowercase(), &sent["receiver_delegate"]),
        (bob, &Value::Null)
    );
    assert_eq!(world.json("//Bob", &["status"])["account_held_votes"], half);

    // They count for the receiver's delegate at once.
    let sent = world.run("//Bob", &["dao", "transfer", &address("Alice"), "10coin", "--json"]).ok();
    assert!(!sent.err.contains("delegated to nobody"), "{}", sent.err);
    let alice = world.json("//Alice", &["status"]);
    assert_eq!((&alice["account_held_votes"], &alice["account_votes"]), (&votes(610), &votes(610)));

    let more = ["dao", "transfer", &address("Alice"), "41coin"];
    world.run("//Bob", &more).fails(7, "you hold 40.5 tokens, of 41 that it takes");
    let nobody = format!("0x{}", "00".repeat(20));
    world.run("//Bob", &["dao", "transfer", &nobody, "1coin"]).fails(3, "tokens cannot go to 0x0000");
    assert_eq!(world.json("//Alice", &["status"])["account_held_votes"], votes(610));
}
