//! Finality that is some blocks behind.

use std::time::Duration;

use serde_json::{json, Value};
use sp_runtime::MultiAddress;
use subxt::rpcs::{client::RpcSubscription, rpc_params};
use subxt_signer::sr25519;
use tokio::time::timeout;
use tributary_devnode::{
    runtime::{AccountId, RuntimeCall, UNIT},
    Devnode, Error, Options, MAX_FINALITY_LAG,
};

use crate::connection::{eventually, start, Connection, PATIENCE};

const LAG: u32 = 3;
const RECEIVER: AccountId = AccountId::new([9; 32]);

fn pay() -> RuntimeCall {
    RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(RECEIVER),
        value: UNIT,
    })
}

async fn lagging(finality_lag: u32) -> (Devnode, Connection) {
    let devnode = start(Options { finality_lag, ..Options::default() });
    let chain = Connection::new(&devnode.url()).await;
    (devnode, chain)
}

/// The numbers of the newest block and of the newest final one.
async fn heads(chain: &Connection) -> (u32, u32) {
    (chain.number().await, chain.finalized().await)
}

async fn follow(chain: &Connection) -> RpcSubscription<Value> {
    let subscribing = chain.rpc.subscribe("chainHead_v1_follow", rpc_params![false], "chainHead_v1_unfollow");
    let mut events: RpcSubscription<Value> = subscribing.await.unwrap();
    let first = timeout(PATIENCE, events.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(first["event"], "initialized", "{first}");
    events
}

/// Listens until so many blocks are said to be new, and so many to be final.
async fn hear(events: &mut RpcSubscription<Value>, new: usize, last: usize) -> (Vec<Value>, Vec<Value>) {
    let (mut sealed, mut finalized) = (Vec::new(), Vec::new());
    while sealed.len() < new || finalized.len() < last {
        let event = timeout(PATIENCE, events.next()).await.unwrap().unwrap().unwrap();
        match event["event"].as_str().unwrap() {
            "bestBlockChanged" => {}
            "newBlock" => sealed.push(event["blockHash"].clone()),
            "finalized" => finalized.extend(event["finalizedBlockHashes"].as_array().unwrap().clone()),
            other => panic!("{other}, after {sealed:?} and {finalized:?}"),
        }
    }
    (sealed, finalized)
}

#[tokio::test]
async fn the_final_block_is_so_many_before_the_newest() {
    let (devnode, chain) = lagging(LAG).await;
    for newest in 1..=2 * LAG {
        devnode.mine(1).await.unwrap();
        assert_eq!(heads(&chain).await, (newest, newest.saturating_sub(LAG)));
    }
    chain.mine(100).await;
    assert_eq!(heads(&chain).await, (106, 103));

    // A transaction is sealed at once, and that block is no more final than others.
    chain.send(pay(), &sr25519::dev::alice(), 0).await;
    eventually(|| async { heads(&chain).await == (107, 104) }).await;
    assert_eq!(chain.free(&RECEIVER).await, UNIT);
    let last = chain.hash(104).await;
    assert_eq!(chain.account(&RECEIVER, Some(last)).await.data.free, 0);

    devnode.set_block_time(Some(Duration::from_millis(10))).await.unwrap();
    eventually(|| async { chain.number().await >= 115 }).await;
    devnode.set_block_time(Some(Duration::from_secs(3_600))).await.unwrap();
    let (newest, last) = heads(&chain).await;
    assert_eq!(newest, last + LAG);
}

#[tokio::test]
async fn followers_hear_of_blocks_when_they_are_sealed_and_when_they_are_final() {
    let (devnode, chain) = lagging(LAG).await;
    let mut events = follow(&chain).await;
    devnode.mine(10).await.unwrap();
    let (sealed, finalized) = hear(&mut events, 10, 7).await;
    let mut hashes = Vec::new();
    for number in 1..=10 {
        hashes.push(json!(chain.hash(number).await));
    }
    assert_eq!(sealed, hashes);
    assert_eq!(finalized, hashes[..7]);
}

#[tokio::test]
async fn the_farthest_finality_can_be_followed() {
    let (devnode, chain) = lagging(MAX_FINALITY_LAG).await;
    devnode.mine(MAX_FINALITY_LAG + 20).await.unwrap();
    let mut events = follow(&chain).await;
    devnode.mine(30).await.unwrap();
    let most = usize::try_from(MAX_FINALITY_LAG).unwrap();
    let (_, finalized) = hear(&mut events, most + 30, 30).await;
    assert_eq!(finalized.last(), Some(&json!(chain.hash(50).await)));
}

#[test]
fn finality_is_not_farther_behind_than_can_be_followed() {
    let asked = MAX_FINALITY_LAG + 1;
    let error = Devnode::start(Options { finality_lag: asked, ..Options::default() }).unwrap_err();
    assert!(matches!(error, Error::FinalityLag { asked: found } if found == asked), "{error}");
}

#[tokio::test]
async fn blocks_that_are_not_final_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        |finality_lag| Options { db: Some(folder.path().join("chain")), finality_lag, ..Options::default() };
    let devnode = start(options(5));
    let chain = Connection::new(&devnode.url()).await;
    chain.send(pay(), &sr25519::dev::alice(), 0).await;
    eventually(|| async { chain.number().await == 1 }).await;
    let head = devnode.mine(7).await.unwrap();
    assert_eq!(heads(&chain).await, (8, 3));
    devnode.shutdown().await.unwrap();

    // Finality catches up where it may be nearer, and never goes back.
    for (finality_lag, last) in [(5, 3), (7, 3), (2, 6), (4, 6), (0, 8)] {
        let devnode = start(options(finality_lag));
        let chain = Connection::new(&devnode.url()).await;
        assert_eq!(heads(&chain).await, (8, last), "{finality_lag} behind");
        assert_eq!(chain.hash(8).await, head.hash);
        assert_eq!(chain.free(&RECEIVER).await, UNIT);
        devnode.shutdown().await.unwrap();
    }
    let devnode = start(options(4));
    let chain = Connection::new(&devnode.url()).await;
    for (blocks, expected) in [(3, (11, 8)), (2, (13, 9))] {
        devnode.mine(blocks).await.unwrap();
        assert_eq!(heads(&chain).await, expected);
    }
    devnode.shutdown().await.unwrap();
}
