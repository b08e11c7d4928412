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
use tributary_cli::consumer;
use tributary_client::{Client, Deployment, Signer};
use tributary_core::Wei;
use tributary_demo::{
    processes::{ask_to_end, built},
    questions::QUESTIONS,
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
    for line in ["an auditor re-derived an answer", "every wei is accounted for", "deposited "] {
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
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!(json["ok"], true);
    assert_eq!(json["answers"], QUESTIONS.len());
    assert_eq!((json["nodes"].as_u64(), json["oracles"].as_u64()), (Some(2), Some(4)));
    assert!(json["epochs"].as_u64().unwrap() >= 2);
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
    let mut urls = BTreeMap::new();
    for line in BufReader::new(serving.stdout.take().unwrap()).lines().map(Result::unwrap) {
        if line.starts_with("everything is left running") {
            break;
        }
        if let Some((name, url)) = line.split_once(": ").filter(|(_, url)| url.contains("://127.0.0.1:")) {
            urls.insert(name.to_owned(), url.to_owned());
        }
    }
    let names: Vec<_> = urls.keys().map(String::as_str).collect();
    assert_eq!(names, ["chain", "node 1", "node 2", "oracle 0", "oracle 1", "oracle 2", "oracle 3"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = |url: String| runtime.block_on(async { reqwest::get(url).await.map(|got| got.status()) });
    assert_eq!(found(format!("{}/v1/proofs/dataset/1", urls["oracle 3"])).unwrap(), 200);
    assert_eq!(found(format!("{}/tributary/v1/node", urls["node 2"])).unwrap(), 200);
    assert!(!running(folder.path(), 0).is_empty());

    runtime.block_on(ask_to_end(serving.id())).unwrap();
    assert!(serving.wait().unwrap().success());
    assert_eq!(running(folder.path(), PATIENCE), Vec::<String>::new());
    assert!(found(format!("{}/v1/status", urls["oracle 3"])).is_err());
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
