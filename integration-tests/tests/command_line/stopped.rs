//! A registration that is stopped between its commitment and its reveal.

use std::{
    process::{Child, Stdio},
    time::Duration,
};

use futures::TryStreamExt;
use serde_json::json;
use tokio::time::{sleep, timeout};
use tributary_client::{abi::IDatasetNft, Client, ContractEvent, Deployment, SolEvent};

use crate::{
    said::Said,
    user::{address, World},
};

const REGISTER: [&str; 7] =
    ["dataset", "register", "whale.txt", "--licence", "CC0-1.0", "--uri", "file:whale.txt"];
/// Blocks for which a commitment has to age.
const REVEAL_DELAY: u32 = 10;
/// How long a run may take to do something.
const PATIENCE: Duration = Duration::from_secs(100);

/// A run that is under way.
fn start(world: &World, more: &[&str]) -> Child {
    let mut command = world.command("//Bob", &[&REGISTER[..], more].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What the registry said in all blocks, with their numbers.
async fn said_by_registry<E: SolEvent>(client: &Client, deployment: &Deployment) -> Vec<(u32, E)> {
    let head = client.finalized_block().await.unwrap().number;
    let blocks: Vec<_> = client.events(vec![deployment.dataset_nft], 1, head).try_collect().await.unwrap();
    let said = blocks.iter().flat_map(|block| {
        let events = block.events.iter().map(|record| &record.event);
        events.filter_map(ContractEvent::decode).map(move |event| (block.block.number, event))
    });
    said.collect()
}

#[tokio::test]
async fn a_registration_that_was_killed_goes_on_with_its_commitment() {
    // Without a block time there are no blocks but of transactions: the first run waits until it is killed.
    let world = World::deployed();
    std::fs::write(world.path("whale.txt"), "Call me Ishmael.").unwrap();
    let client = Client::connect(&world.chain.url()).await.unwrap();
    let deployment = Deployment::load(&world.path("deployment.json")).unwrap();
    let mut first = start(&world, &[]);
    let committed = async {
        loop {
            let found = said_by_registry::<IDatasetNft::RegistrationCommitted>(&client, &deployment).await;
            if let Some((block, _)) = found.first() {
                break *block;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let committed = timeout(PATIENCE, committed).await;
    first.kill().unwrap();
    let killed = Said::of(first.wait_with_output().unwrap());
    let committed_at = committed.unwrap_or_else(|_| panic!("no commitment: {}", killed.err));
    assert_eq!((killed.exit, killed.out.as_str()), (None, ""), "{}", killed.err);
    assert!(said_by_registry::<IDatasetNft::DatasetRegistered>(&client, &deployment).await.is_empty());

    world.mine(REVEAL_DELAY).await;
    let second = finish(&world, start(&world, &["--json"])).await.ok();
    assert!(second.err.contains("commitment of an earlier run"), "{}", second.err);
    let registered = second.json();
    assert_eq!((&registered["dataset"], &registered["resumed"]), (&json!(1), &json!(true)));
    assert_eq!(registered["committed_at_block"], committed_at);
    // It took a reveal, and nothing else.
    assert!(registered["transaction"].is_string(), "{registered}");
    let commitments = said_by_registry::<IDatasetNft::RegistrationCommitted>(&client, &deployment).await;
    assert_eq!(commitments.iter().map(|(block, _)| *block).collect::<Vec<_>>(), [committed_at]);
    let datasets = said_by_registry::<IDatasetNft::DatasetRegistered>(&client, &deployment).await;
    assert_eq!(datasets.iter().map(|(_, event)| event.dataset).collect::<Vec<_>>(), [1]);
    let shown = world.json("//Dave", &["dataset", "show", "1"]);
    assert_eq!((&shown["owner"], &shown["status"]), (&json!(address("Bob")), &json!("active")));
}

/// Waits for a run, and lets time pass meanwhile: should it commit anew, it ends as well.
async fn finish(world: &World, mut run: Child) -> Said {
    let ended = async {
        while run.try_wait().unwrap().is_none() {
            world.mine(1).await;
            sleep(Duration::from_millis(500)).await;
        }
    };
    let outcome = timeout(PATIENCE, ended).await;
    if outcome.is_err() {
        run.kill().unwrap();
    }
    let said = Said::of(run.wait_with_output().unwrap());
    assert!(outcome.is_ok(), "{}{}", said.out, said.err);
    said
}
