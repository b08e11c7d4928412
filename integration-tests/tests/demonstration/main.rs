//! The demo as its user runs it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tributary_cli::{amount, consumer, share::percent};
use tributary_client::{Client, Deployment, Signer};
use tributary_core::{Ppm, Wei};
use tributary_demo::{
    members::{EARNING, VOTE},
    processes::{ask_to_end, built},
    questions::QUESTIONS,
    report::coins,
    world::TOKEN,
};

/// Tenths of a second until what was killed is gone.
const PATIENCE: u32 = 50;

/// The least that can be paid: one native unit, in wei.
const LEAST: u128 = 100_000_000;

/// The demo with its files under `folder`.
fn demo(folder: &Path, corpora: &Path) -> Command {
    let temporary = folder.join("temporary");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = Command::new(built("tributary-demo").unwrap());
    command.arg("--artifacts").arg(tributary_sandbox::artifact::folder().unwrap());
    command.arg("--corpora").arg(corpora).arg("--json").arg(folder.join("demo.json"));
    command.env("TMPDIR", temporary);
    command
}

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/corpora")
}

/// Processes whose command line names something under `folder`: whatever the demo starts does. Those that were
/// killed have so many tenths of a second to be gone.
fn running(folder: &Path, patience: u32) -> Vec<String> {
    let folder = folder.display().to_string();
    let look = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
        let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
        lines.filter(|line| line.contains(&folder)).collect::<Vec<_>>()
    };
    for _ in 0..patience {
        if look().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    look()
}

/// Who gets a part of a fee, in the order of a policy's cuts.
const GROUPS: [&str; 5] = ["datasets", "node", "developer", "oracles", "treasury"];

fn wei(value: &Value) -> u128 {
    value.as_str().expect("money is a decimal string").parse().unwrap()
}

#[test]
fn the_demo_shows_every_creator_and_every_wei_and_cleans_up() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path(), &corpora()).output().unwrap();
    let (said, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complaints}");
    let lines = [
        "an auditor re-derived an answer",
        "every wei is accounted for",
        "a consumer prepaid 200 coins",
        "executed: \"Adopt More of each fee to the quoted works for model 1",
        "defeated: \"Adopt More of each fee to the nodes for model 1",
        "executed: \"Another fee policy",
        "votes by work",
    ];
    for line in lines {
        assert!(said.contains(line), "no {line:?} in\n{said}");
    }
    assert_eq!(running(folder.path(), PATIENCE), Vec::<String>::new());
    let left: Vec<_> = std::fs::read_dir(folder.path().join("temporary")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");

    let json: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("demo.json")).unwrap()).unwrap();
    let keys: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "ok",
        "answers",
        "epochs",
        "nodes",
        "oracles",
        "datasets",
        "deposited_wei",
        "spent_wei",
        "paid_wei",
        "released_wei",
        "withdrawn_wei",
        "splitter_balance_wei",
        "governance",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!(json["ok"], true);
    assert_eq!(json["answers"], QUESTIONS.len());
    assert_eq!((json["nodes"].as_u64(), json["oracles"].as_u64()), (Some(2), Some(4)));
    assert!(json["epochs"].as_u64().unwrap() >= 5);
    let datasets = json["datasets"].as_array().unwrap();
    assert_eq!(datasets.len(), 5);
    for dataset in datasets {
        let keys: BTreeSet<_> = dataset.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = ["id", "name", "owner", "answers", "share_ppm", "earned_wei", "claimed_wei"];
        assert_eq!(keys, BTreeSet::from(expected));
        assert!(said.contains(dataset["name"].as_str().unwrap()), "{dataset} is not in the table");
        assert_eq!(wei(&dataset["earned_wei"]), wei(&dataset["claimed_wei"]));
    }
    assert!(datasets.iter().map(|dataset| wei(&dataset["earned_wei"])).sum::<u128>() > 0);
    assert_eq!(wei(&json["spent_wei"]), wei(&json["paid_wei"]));
    assert_eq!(wei(&json["spent_wei"]), wei(&json["released_wei"]), "everybody who earned was paid");
    assert_eq!(
        wei(&json["deposited_wei"]),
        wei(&json["withdrawn_wei"]) + wei(&json["released_wei"]) + wei(&json["splitter_balance_wei"])
    );
    the_last_line_is_exact(&json, &said);
    proposals_ended_as_they_were_voted(&json["governance"]);
    a_delegation_before_the_vote_turned_it(&json["governance"], &said);
    proposals_say_all_that_they_do(&json["governance"], &said);
    versions_paid_by_their_policies(&json["governance"], wei(&json["spent_wei"]));
    what_no_dataset_has_a_share_in_was_the_developers(&json["governance"], &said);
    nothing_was_paid_under_a_retired_version(&json["governance"]["refused"], &said);
    work_earned_no_more_votes_than_the_cap(&json["governance"], &said);
}

/// The sum that must hold, in coins and in wei; what is prepaid and not paid out is owed.
fn the_last_line_is_exact(json: &Value, said: &str) {
    let [deposited, withdrawn, released, balance] =
        ["deposited_wei", "withdrawn_wei", "released_wei", "splitter_balance_wei"].map(|key| wei(&json[key]));
    let owed = deposited - withdrawn - released;
    let sum = |shown: fn(Wei) -> String| {
        let [deposited, withdrawn, released, owed, balance] =
            [deposited, withdrawn, released, owed, balance].map(|amount| shown(Wei(amount)));
        format!(
            "deposited {deposited} = withdrawn {withdrawn} + released {released} + owed {owed}; the splitter holds \
             {balance}\n"
        )
    };
    for line in
        [format!("in coins: {}", sum(amount::coins)), format!("in wei: {}", sum(|wei| wei.to_string()))]
    {
        assert!(said.contains(&line), "no {line:?} in\n{said}");
    }
}

/// The first member has less than the second, and with what the third delegated more. That is told before the vote,
/// and without it the vote would have gone the other way.
fn a_delegation_before_the_vote_turned_it(governance: &Value, said: &str) {
    let delegation = &governance["delegation"];
    let [own, delegated] = ["own_votes", "delegated_votes"].map(|key| wei(&delegation[key]));
    assert_eq!((own, delegated), (350 * VOTE, 250 * VOTE));
    let won = &governance["proposals"][0];
    let [in_favour, against] = ["for_votes", "against_votes"].map(|key| wei(&won[key]));
    assert_eq!(in_favour, own + delegated);
    assert!(in_favour > against && in_favour - delegated < against, "{won}");
    let lines = [
        "two features wished for, with version 2 and its rival 3",
        "member 3 delegated its 250 votes to member 1, who has 600 with its own 350",
        "the DAO voted on both",
        "executed: \"Adopt More of each fee to the quoted works",
        "without the delegation it would have failed: 350 for, 400 against",
    ];
    let places = lines.map(|line| said.find(line).unwrap_or_else(|| panic!("no {line:?} in\n{said}")));
    assert!(places.is_sorted(), "{places:?} in\n{said}");
}

/// Each proposal's own words, which its id on chain is a hash of, are shown: every step, and each cut before and
/// after it.
fn proposals_say_all_that_they_do(governance: &Value, said: &str) {
    let policy = |round: usize| {
        let cuts = &governance["epochs"][round]["policy_ppm"];
        GROUPS.map(|group| percent(Ppm(cuts[group].as_u64().unwrap().try_into().unwrap())))
    };
    let cuts = |before: [String; 5], after: [String; 5]| {
        let pairs = GROUPS.iter().zip(before.iter().zip(&after));
        let pairs = pairs.map(|(group, (before, after))| format!("{group} {before} -> {after}"));
        format!("Of each fee, before -> after: {}", pairs.collect::<Vec<_>>().join(", "))
    };
    let rival = ["40 %", "45 %", "8 %", "5 %", "2 %"].map(str::to_owned);
    let (first, second, third) =
        (cuts(policy(0), policy(1)), cuts(policy(0), rival), cuts(policy(1), policy(2)));
    let adopted = [
        "1. adopts feature 1 with version 2, which approves the version",
        "2. makes version 2 live",
        "3. retires version 1, which is live until then",
        first.as_str(),
    ];
    let defeated = ["1. adopts feature 2 with version 3, which approves the version", second.as_str()];
    let changed = [
        "1. approves version 4",
        "2. makes version 4 live",
        "3. retires version 2, which is live until then",
        third.as_str(),
    ];
    let due: [&[&str]; 3] = [&adopted, &defeated, &changed];
    for (proposal, due) in governance["proposals"].as_array().unwrap().iter().zip(due) {
        let says: Vec<_> =
            proposal["says"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        // A heading, what is due, and why it is fine.
        assert_eq!(says[1..says.len() - 1], *due, "{proposal}");
        for line in says {
            assert!(said.contains(&format!("    | {line}\n")), "no {line:?} in\n{said}");
        }
    }
}

/// The first of two rivals passes with 600 votes to 400, the other one fails with as many; nobody votes
/// against the change of policy.
fn proposals_ended_as_they_were_voted(governance: &Value) {
    let proposals = governance["proposals"].as_array().unwrap();
    let ended: Vec<_> = proposals
        .iter()
        .map(|proposal| {
            let [state, votes_for, against] =
                ["state", "for_votes", "against_votes"].map(|key| &proposal[key]);
            (state.as_str().unwrap(), wei(votes_for) / VOTE, wei(against) / VOTE)
        })
        .collect();
    assert_eq!(ended, [("executed", 600, 400), ("defeated", 400, 600), ("executed", 1_000, 0)]);
}

/// Each live version in turn: what everybody was paid is what the policy makes of the fees, and no two policies are
/// the same.
fn versions_paid_by_their_policies(governance: &Value, spent: u128) {
    let rounds = governance["epochs"].as_array().unwrap();
    let versions: Vec<_> = rounds.iter().map(|round| round["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, [1, 2, 4]);
    let mut policies = BTreeSet::new();
    let (mut answers, mut fees, mut last) = (0, 0, 0);
    for round in rounds {
        assert_eq!(round["paid_wei"], round["by_policy_wei"], "{round}");
        assert_eq!(round["charged_wei"], round["fees_wei"], "{round}");
        let fee = wei(&round["fees_wei"]);
        assert_eq!(GROUPS.map(|group| wei(&round["paid_wei"][group])).iter().sum::<u128>(), fee);
        // Nothing else goes to a node than its cut, and single fees leave less than a wei.
        let cut = u128::from(round["policy_ppm"]["node"].as_u64().unwrap());
        let count = round["answers"].as_u64().unwrap();
        let node = wei(&round["paid_wei"]["node"]);
        assert!((node..=node + u128::from(count)).contains(&(fee * cut / 1_000_000)), "{round}");
        assert!(round["first_epoch"].as_u64().unwrap() > last, "{round}");
        last = round["last_epoch"].as_u64().unwrap();
        policies.insert(round["policy_ppm"].to_string());
        (answers, fees) = (answers + count, fees + fee);
    }
    assert_eq!(policies.len(), rounds.len());
    assert_eq!((answers, fees), (QUESTIONS.len() as u64, spent));
}

/// Of every fee, which is a multiple of 10^15 wei and thus divides by parts per million without a rest: the datasets'
/// cut is what they were paid and what no dataset has a share in; the developer's cut and that part are what it was
/// paid.
fn what_no_dataset_has_a_share_in_was_the_developers(governance: &Value, said: &str) {
    let mut shown = Vec::new();
    for round in governance["epochs"].as_array().unwrap() {
        let fees = wei(&round["fees_wei"]);
        let [datasets, developer] = ["datasets", "developer"].map(|group| {
            let cut = u128::from(round["policy_ppm"][group].as_u64().unwrap());
            assert_eq!(fees * cut % 1_000_000, 0, "{round}");
            (fees * cut / 1_000_000, wei(&round["paid_wei"][group]))
        });
        let unshared = wei(&round["unshared_wei"]);
        assert_eq!(datasets.0, datasets.1 + unshared, "{round}");
        assert_eq!(developer.1, developer.0 + unshared, "{round}");
        assert!(unshared > 0, "{round}");
        shown.push(format!("{} under version {}", coins(Wei(unshared)), round["version"]));
    }
    let line = format!(
        "what no dataset has a share in goes out of the datasets' cut to the developer: {}\n",
        shown.join(", ")
    );
    assert!(said.contains(&line), "no {line:?} in\n{said}");
}

/// The node itself would not answer; what its operator reported all the same is in an epoch, at nothing.
fn nothing_was_paid_under_a_retired_version(refused: &Value, said: &str) {
    assert_eq!((&refused["node"], &refused["version"]), (&Value::from(2), &Value::from(1)));
    assert!(wei(&refused["fee_wei"]) > 0);
    assert_eq!(wei(&refused["counted_wei"]), 0);
    assert_eq!(refused["spent_before_wei"], refused["spent_after_wei"]);
    let reason = refused["reason"].as_str().unwrap();
    assert!(reason.starts_with("version 1 of model 1 was not live at block "), "{reason}");
    assert!(refused["node_said"].as_str().unwrap().contains("was not live at block"), "{refused}");
    assert!(said.contains(&format!("counts 0 coins for it: {reason}")), "{reason:?} is not shown");
    let fee = amount::coins(Wei(wei(&refused["fee_wei"])));
    let number = &refused["sequence"];
    let line = format!("A report under a retired version: number {number} of node 2, for {fee} coins\n");
    assert!(said.contains(&line), "no {line:?} in\n{said}");
}

/// One vote for a coin of the treasury's cut, below the cap of each epoch: as many as the treasury was paid, to the
/// wei. What was not claimed stays open.
fn work_earned_no_more_votes_than_the_cap(governance: &Value, said: &str) {
    let earned = &governance["votes_earned"];
    let claims = earned["claims"].as_array().unwrap();
    let votes: Vec<_> = claims.iter().map(|claim| wei(&claim["minted_votes"])).collect();
    assert_eq!(votes.len(), 2);
    assert!(votes.iter().all(|votes| *votes > 0), "{earned}");
    assert_eq!(votes.iter().sum::<u128>(), wei(&earned["minted_votes"]));
    assert_eq!(wei(&earned["most_votes"]), EARNING.cap * u128::from(earned["epochs"].as_u64().unwrap()));
    assert!(wei(&earned["minted_votes"]) <= wei(&earned["most_votes"]), "{earned}");
    let rounds = governance["epochs"].as_array().unwrap();
    let treasury: u128 = rounds.iter().map(|round| wei(&round["paid_wei"]["treasury"])).sum();
    let [all, minted, open] = ["earned_votes", "minted_votes", "open_votes"].map(|key| wei(&earned[key]));
    assert_eq!((all, open), (treasury, treasury - minted), "{earned}");
    assert!(open > 0, "{earned}");
    let lines = [
        format!("in {} epochs (cap: 1 an epoch)\n", earned["epochs"]),
        format!("work earned {} votes in all; the other {} stay open", coins(Wei(all)), coins(Wei(open))),
        "votes for each coin of the treasury's cut: 1, ".to_owned(),
    ];
    for line in lines {
        assert!(said.contains(&line), "no {line:?} in\n{said}");
    }
}

#[test]
fn a_demo_that_cannot_go_on_says_why_and_cleans_up_too() {
    let folder = tempfile::tempdir().unwrap();
    // The datasets' texts are not here.
    let output = demo(folder.path(), folder.path()).output().unwrap();
    assert!(!output.status.success());
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(complaints.contains(".txt") && complaints.contains("logs are kept in"), "{complaints}");
    assert!(!folder.path().join("demo.json").exists());
    assert_eq!(running(folder.path(), PATIENCE), Vec::<String>::new());
}

#[test]
fn a_demo_that_serves_is_there_until_it_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = demo(folder.path(), &corpora());
    let mut serving = command.arg("--serve").stdout(Stdio::piped()).spawn().unwrap();
    let (mut urls, mut lines) = (BTreeMap::new(), Vec::new());
    for line in BufReader::new(serving.stdout.take().unwrap()).lines().map(Result::unwrap) {
        if line.starts_with("everything is left running") {
            break;
        }
        if let Some((name, url)) = line.split_once(": ").filter(|(_, url)| url.contains("://127.0.0.1:")) {
            urls.insert(name.to_owned(), url.to_owned());
        }
        lines.push(line);
    }
    let names: Vec<_> = urls.keys().map(String::as_str).collect();
    assert_eq!(names, ["chain", "node 1", "node 2", "oracle 0", "oracle 1", "oracle 2", "oracle 3"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = |url: String| runtime.block_on(async { reqwest::get(url).await.map(|got| got.status()) });
    assert_eq!(found(format!("{}/v1/proofs/dataset/1", urls["oracle 3"])).unwrap(), 200);
    assert_eq!(found(format!("{}/tributary/v1/node", urls["node 2"])).unwrap(), 200);
    assert!(!running(folder.path(), 0).is_empty());
    what_a_serving_demo_says_to_try_works(folder.path(), &urls["chain"], &lines);

    runtime.block_on(ask_to_end(serving.id())).unwrap();
    assert!(serving.wait().unwrap().success());
    assert_eq!(running(folder.path(), PATIENCE), Vec::<String>::new());
    assert!(found(format!("{}/v1/status", urls["oracle 3"])).is_err());
}

/// The lines from the one on that starts so.
fn printed<'a>(lines: &'a [String], start: &str) -> &'a [String] {
    let place = lines.iter().position(|line| line.starts_with(start));
    &lines[place.unwrap_or_else(|| panic!("no {start:?} in {lines:#?}"))..]
}

/// Runs each example exactly as it is printed, by a shell, and looks at what it did.
fn what_a_serving_demo_says_to_try_works(folder: &Path, chain: &str, lines: &[String]) {
    let deployment = printed(lines, "deployment file: ")[0].trim_start_matches("deployment file: ");
    assert!(Path::new(deployment).is_file(), "{deployment}");
    let run = |start: &str, more: &str| {
        let line = &printed(lines, start)[1];
        assert!(line.contains(&format!("--chain {chain} --deployment {deployment}")), "{line}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{line}{more}")]).current_dir(folder);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TRIBUTARY_"))
        {
            shell.env_remove(name);
        }
        let said = shell.output().unwrap();
        let complaints = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{line}: {complaints}");
        String::from_utf8(said.stdout).unwrap()
    };
    let json = |start: &str| -> Value { serde_json::from_str(&run(start, " --json")).unwrap() };
    let table = run("the DAO's proposals:", "");
    assert!(table.contains("defeated"), "{table}");
    let list = json("the DAO's proposals:");
    let mut states: Vec<_> =
        list.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    states.sort_unstable();
    assert_eq!(states, ["defeated", "executed", "executed", "executed"]);
    let back = json("as member 3 of the DAO, take back the 250 votes");
    assert_eq!(back["delegator"], back["delegate"]);
    assert_eq!(["delegated_votes", "delegate_has_votes"].map(|key| wei(&back[key])), [250 * VOTE; 2]);
    let claimed = json("as creator ");
    assert!(wei(&claimed["minted_votes"]) > 0, "{claimed}");
    assert_eq!(claimed["minted_votes"], claimed["accounts"][0]["earned_votes"], "{claimed}");
}

/// The demo's chain and deployment, once its network runs.
async fn found(temporary: &Path) -> (Client, Deployment) {
    let folder = std::fs::read_dir(temporary).unwrap().next().unwrap().unwrap().path();
    let config = std::fs::read_to_string(folder.join("node-1.toml")).unwrap();
    let chain = config.lines().find_map(|line| line.strip_prefix("chain_url = ")).unwrap();
    let client = Client::connect(chain.trim_matches('"')).await.unwrap();
    (client, Deployment::load(&folder.join("deployment.json")).unwrap())
}

#[test]
fn a_demo_whose_books_are_off_by_the_least_there_is_says_so_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = demo(folder.path(), &corpora());
    command.args(["--block-time-ms", "100"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running_demo = command.spawn().unwrap();
    let mut said = BufReader::new(running_demo.stdout.take().unwrap()).lines().map(Result::unwrap);
    said.find(|line| line.ends_with("oracles running")).expect("the network starts");
    // Somebody whom the demo does not know of prepays, too.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (client, deployment) = found(&folder.path().join("temporary")).await;
        let suite = deployment.connect(&client).await.unwrap();
        consumer::deposit(&suite, &Signer::dev("Ferdie").unwrap(), Wei(LEAST)).await.unwrap();
    });
    let rest: Vec<_> = said.collect();
    let output = running_demo.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{rest:#?}\n{complaints}");
    let sum = format!("deposited: {} wei, not {}", 200 * TOKEN + LEAST, 200 * TOKEN);
    assert!(complaints.contains(&format!("the books do not add up: {sum}")), "{complaints}");
    assert!(!rest.iter().any(|line| line.contains("every wei is accounted for")), "{rest:#?}");
    let json: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("demo.json")).unwrap()).unwrap();
    assert_eq!((&json["ok"], wei(&json["deposited_wei"])), (&Value::Bool(false), 200 * TOKEN + LEAST));
    assert_eq!(running(folder.path(), PATIENCE), Vec::<String>::new());
}
