//! Putting the suite on a chain.

use std::{process::Stdio, time::Duration};

use serde_json::{json, Value};
use tributary_client::{abi::IRoyaltySplitter, Address, Client, Origin, Requirements, Signer};
use tributary_core::Wei;
use tributary_devnode::Options;

use crate::{
    terminal::Terminal,
    user::{address, committee, deploy, member, with, World, DAO},
};

fn wei(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_cost_is_shown_before_anything_is_sent() {
    let world = World::new(Options::default());
    let estimate = world.json("//Alice", &deploy(&["--estimate"]));
    let steps = estimate["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 8, "six contracts, wired twice: {estimate}");
    let sum: u128 = steps.iter().map(|step| wei(&step["fee_wei"]) + wei(&step["deposit_wei"])).sum();
    assert_eq!(wei(&estimate["total_wei"]), sum);
    let before = wei(&estimate["balance_wei"]);
    assert!(!world.path("deployment.json").exists());

    // Without a terminal nobody is asked, and nothing is done unless told to.
    let declined = world.run("//Alice", &deploy(&[]));
    assert!(declined.err.contains("royalty-splitter"), "{}", declined.err);
    declined.fails(2, "--yes");
    assert_eq!(wei(&world.json("//Alice", &deploy(&["--estimate"]))["balance_wei"]), before);

    let deployed = world.json("//Alice", &deploy(&["--yes"]));
    assert_eq!(deployed["deployed_before"], false);
    let status = world.json("//Alice", &["status"]);
    let spent = before - wei(&status["account_balance_wei"]);
    assert!(spent.abs_diff(sum) < sum / 10, "spent {spent}, estimated {sum}");
    assert_eq!(status["splitter_holds_what_it_owes"], true);
    assert!(!world.path("deployment.json.progress").exists());
}

/// Whether a run left its files behind: the deployment's, or those of one under way.
fn began(world: &World) -> bool {
    world.path("deployment.json").exists() || world.path("deployment.json.progress").exists()
}

#[test]
fn at_a_terminal_it_is_asked_for_and_anything_but_a_yes_ends_it_before_anything_is_sent() {
    let world = World::new(Options::default());
    let balance = || wei(&world.json("//Alice", &deploy(&["--estimate"]))["balance_wei"]);
    let before = balance();
    let answer = |answer: &str| {
        let mut terminal = Terminal::run(&world.command("//Alice", &deploy(&[])));
        terminal.answer("deploy? [y/N] ", answer);
        terminal.end()
    };
    for no in ["", "n"] {
        let (exit, screen) = answer(no);
        assert_eq!(exit, Some(11), "{no:?}: {screen}");
        assert!(screen.contains("nothing was deployed"), "{no:?}: {screen}");
        assert!(!began(&world), "{no:?}: {screen}");
    }
    assert_eq!(balance(), before);
    let (exit, screen) = answer("y");
    assert_eq!(exit, Some(0), "{screen}");
    assert!(world.path("deployment.json").exists(), "{screen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_can_pay_for_each_step_but_not_for_all_is_told_so_before_anything_is_sent() {
    let world = World::new(Options::default());
    let chain = Client::connect(&world.chain.url()).await.unwrap();
    let of_alice = world.json("//Alice", &deploy(&["--estimate"]));
    // In whole native units.
    let unit = u128::from(Requirements::default().native_to_eth_ratio);
    let given = wei(&of_alice["total_wei"]) / 10 * 9 / unit * unit;
    for step in of_alice["steps"].as_array().unwrap() {
        assert!(wei(&step["fee_wei"]) + wei(&step["deposit_wei"]) < given, "{step}");
    }
    let poor = Signer::dev("Poor").unwrap();
    chain.transfer(&Signer::dev("Alice").unwrap(), poor.account_id(), Wei(given)).await.unwrap();
    let block = chain.finalized_block().await.unwrap().number;

    let estimate = world.json("//Poor", &deploy(&["--estimate"]));
    let (total, balance) = (wei(&estimate["total_wei"]), wei(&estimate["balance_wei"]));
    assert!(balance <= given && given < total, "{estimate}");
    let said = world.run("//Poor", &deploy(&["--yes", "--json"])).fails(7, &format!("spend {balance} wei"));
    let error: Value = serde_json::from_str(said.err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["kind"], "funds");
    let message = error["error"]["message"].as_str().unwrap();
    let (who, costs) = (poor.address().to_string(), message.split_once("costs about ").unwrap().1);
    let cost: u128 = costs.split_once(" wei, ").unwrap().0.parse().unwrap();
    // Each run has its own addresses, which may change what a step takes by a little.
    assert!(cost.abs_diff(total) < total / 1_000, "{message}, estimated {total}");
    assert!(message.contains(&who) && message.contains(&poor.ss58()), "{message}");
    assert!(!began(&world));
    assert_eq!(chain.finalized_block().await.unwrap().number, block, "nothing was sent");
}

#[test]
fn a_deployment_is_checked_when_it_is_repeated() {
    let world = World::deployed();
    let again = world.json("//Alice", &deploy(&["--yes"]));
    assert_eq!(again["deployed_before"], true);
    let file: Value = serde_json::from_slice(&std::fs::read(world.path("deployment.json")).unwrap()).unwrap();
    assert_eq!(again["royalty_splitter"], file["royalty_splitter"]);

    // Other options than it was made with.
    let committee = committee().replace(&member(1), &member(9));
    for (option, value, said) in [
        ("--treasury", address("Bob"), "treasury of the splitter"),
        ("--guardian", address("Bob"), "guardian of the splitter"),
        ("--committee", committee, "committee of the ledger"),
        ("--stage", "2".to_owned(), "windows of the ledger"),
        ("--recipient-delay", "3".to_owned(), "delays of the splitter"),
        ("--min-node-stake", "3coin".to_owned(), "least stake of a node"),
    ] {
        world.run("//Alice", &with(deploy(&["--yes"]), option, &value)).fails(5, said);
    }
    world.run("//Alice", &with(deploy(&["--yes"]), "--stage", "0")).fails(2, "StageBlocks");
    let dao = std::fs::read_to_string(world.path(DAO)).unwrap();
    for (from, to, said) in [
        ("voting_delay = 1", "voting_delay = 2", "voting delay is 1 block, not 2 blocks"),
        ("timelock_delay = 1\ngrace", "timelock_delay = 2\ngrace", "timelock is 1 second, not 2 seconds"),
        ("\"600\"", "\"601\"", "supply of votes is 1000, not 1001"),
        ("guardian = \"", "# guardian = \"", "guardian of the DAO"),
    ] {
        assert!(dao.contains(from), "{dao}");
        std::fs::write(world.path("other.toml"), dao.replace(from, to)).unwrap();
        world.run("//Alice", &with(deploy(&["--yes"]), "--dao", "other.toml")).fails(5, said);
    }
    world.run("//Alice", &with(deploy(&["--yes"]), "--dao", "none.toml")).fails(2, "none.toml");
    // Who owns what is nobody's choice.
    world.run("//Alice", &deploy(&["--yes", "--owner", &address("Alice")])).fails(2, "--owner");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_is_killed_anywhere_goes_on_where_it_stopped_and_pays_for_nothing_twice() {
    let world = World::new(Options::default());
    let estimate = world.json("//Alice", &deploy(&["--estimate"]));
    let (before, total) = (wei(&estimate["balance_wei"]), wei(&estimate["total_wei"]));
    let chain = Client::connect(&world.chain.url()).await.unwrap();
    // A block for each transaction: six contracts, and both are wired.
    for done in 1..7 {
        let mut command = world.command("//Alice", &deploy(&["--yes"]));
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while chain.finalized_block().await.unwrap().number < done {
            assert!(run.try_wait().unwrap().is_none(), "it ended by itself before block {done}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        run.kill().unwrap();
        run.wait().unwrap();
        assert!(!world.path("deployment.json").exists(), "killed at block {done}");
    }
    let left = world.json("//Alice", &deploy(&["--estimate"]));
    assert_eq!(left["resumes"], true);
    let steps = left["steps"].as_array().unwrap().len();
    assert!((1..=2).contains(&steps), "the wiring at most: {left}");

    let last = world.run("//Alice", &deploy(&["--yes"])).ok();
    assert!(last.err.contains("an earlier run stopped"), "{}", last.err);
    let status = world.json("//Alice", &["status"]);
    assert_eq!(status["splitter_holds_what_it_owes"], true);
    let spent = before - wei(&status["account_balance_wei"]);
    assert!(spent.abs_diff(total) < total / 10, "spent {spent}, estimated {total} for one deployment");
}

/// Where the run under way will put a contract, once it has written it down.
fn planned(world: &World, contract: &str) -> Option<Address> {
    let kept = std::fs::read(world.path("deployment.json.progress")).ok()?;
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    let contracts = kept["contracts"].as_array().unwrap();
    let part = contracts.iter().find(|part| part[0] == contract).unwrap();
    Some(part[1].as_str().unwrap().parse().unwrap())
}

/// A deployment that was stopped when its splitter stood, and the splitter. Its deployer, who may wire it, did so to
/// `other` then; `None` if the command was quicker.
async fn wired_to_something_else(other: Address) -> Option<(World, Address)> {
    let world = World::new(Options::default());
    let chain = Client::connect(&world.chain.url()).await.unwrap();
    let mut command = world.command("//Alice", &deploy(&["--yes"]));
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The ledger's own transaction comes between the splitter and its wiring.
    let splitter = loop {
        if run.try_wait().unwrap().is_some() {
            return None;
        }
        if let Some(splitter) = planned(&world, "royalty-splitter") {
            if chain.code_hash(splitter, None).await.unwrap().is_some() {
                break splitter;
            }
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    run.kill().unwrap();
    run.wait().unwrap();
    let call = IRoyaltySplitter::wireCall { ledger: other };
    match chain.write(&Signer::dev("Alice").unwrap(), splitter, call, Wei::ZERO).await {
        Ok(_) => Some((world, splitter)),
        Err(error) if error.revert_as::<IRoyaltySplitter::AlreadyWired>().is_some() => None,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_is_not_as_planned_in_the_end_is_not_written_down() {
    const TRIES: usize = 20;
    let other = Address::repeat_byte(9);
    let mut tries = 0;
    let (world, splitter) = loop {
        tries += 1;
        assert!(tries <= TRIES, "the command was always quicker");
        if let Some(found) = wired_to_something_else(other).await {
            break found;
        }
    };
    let ledger = planned(&world, "attribution-ledger").unwrap();
    for _ in 1..=2 {
        let said = world.run("//Alice", &deploy(&["--yes"]));
        assert!(said.err.contains("an earlier run stopped"), "{}", said.err);
        said.fails(5, &format!("ledger of the splitter is {other}, not {ledger}"));
        assert!(!world.path("deployment.json").exists());
        assert!(world.path("deployment.json.progress").exists());
        assert_eq!(planned(&world, "royalty-splitter"), Some(splitter), "it is the same deployment");
    }
}

#[test]
fn a_chain_that_does_not_fit_is_refused_before_anything_is_sent() {
    for (options, said) in [
        (
            Options { native_to_eth_ratio: Some(1_000_000), ..Options::default() },
            "its ratio is 1000000 wei per native unit, the contracts are made for 100000000",
        ),
        (
            Options { block_hash_count: Some(32), ..Options::default() },
            "it remembers 32 block hashes, transactions need 64",
        ),
    ] {
        let world = World::new(options);
        world.run("//Alice", &deploy(&["--yes"])).fails(9, said);
        world.run("//Alice", &deploy(&["--estimate"])).fails(9, said);
        assert!(!began(&world));
    }
}

#[test]
fn an_account_that_the_chain_does_not_map_is_mapped_first() {
    let world = World::new(Options { manual_mapping: true, ..Options::default() });
    let estimate = world.json("//Alice", &deploy(&["--estimate"]));
    assert_eq!(estimate["steps"][0]["step"], "mapping the account", "{estimate}");
    world.run("//Alice", &deploy(&["--yes"])).ok();
    // Bob's first write is his mapping; the second needs none.
    let first = world.run("//Bob", &["deposit", "1coin"]).ok();
    assert!(first.err.contains(&format!("mapped to its address {}", mixed("Bob"))), "{}", first.err);
    let second = world.run("//Bob", &["deposit", "1coin"]).ok();
    assert!(!second.err.contains("mapped"), "{}", second.err);
}

/// As errors and notes show an address.
fn mixed(name: &str) -> String {
    Signer::dev(name).unwrap().address().to_string()
}

#[test]
fn what_goes_wrong_is_told_by_the_exit_code() {
    let world = World::new(Options::default());
    world.run("//Alice", &["status"]).fails(2, "deployment.json");
    world.run("//Alice", &["deposit", "many"]).fails(2, "1.5coin");
    for line in [["deposit", "many", "--json"], ["--json", "no-such", "command"]] {
        let said = world.run("//Alice", &line);
        let error: Value = serde_json::from_str(said.err.lines().last().unwrap()).unwrap();
        assert_eq!((&error["error"]["exit"], &error["error"]["kind"]), (&json!(2), &json!("usage")));
    }
    world.run("//Alice", &["deploy", "--help", "--json"]).ok();
    world.run("correct horse", &deploy(&["--yes"])).fails(2, "TRIBUTARY_SECRET").lacks("correct horse");
    // Nobody's account: it cannot pay.
    world.run("//Nobody", &deploy(&["--yes"])).fails(7, "StorageDepositNotEnoughFunds");
    world.run("//Alice", &["--chain", "ws://127.0.0.1:1", "deploy", "--committee", "0x01"]).fails(2, "0x01");

    // The file of another chain.
    let file = json!({
        "genesis_hash": format!("0x{}", "00".repeat(32)),
        "deployed_at": 1,
        "governance": address("Alice"),
        "dataset_nft": address("Alice"),
        "royalty_splitter": address("Alice"),
        "attribution_ledger": address("Alice"),
        "node_registry": address("Alice"),
        "model_registry": address("Alice"),
        "origin": Origin::default(),
    });
    std::fs::write(world.path("deployment.json"), file.to_string()).unwrap();
    let said = world.run("//Alice", &["status", "--json"]);
    let error: Value = serde_json::from_str(said.err.lines().last().unwrap()).unwrap();
    assert_eq!((&error["error"]["exit"], &error["error"]["kind"]), (&json!(9), &json!("wrong_chain")));
    said.fails(9, "genesis");
}
