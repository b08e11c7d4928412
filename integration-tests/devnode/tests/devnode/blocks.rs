use std::time::Duration;

use sp_runtime::MultiAddress;
use subxt::rpcs::rpc_params;
use subxt_signer::sr25519;
use tributary_devnode::{
    runtime::{AccountId, RuntimeCall, UNIT},
    Error, Options, SealError, MAX_MINED_BLOCKS,
};

use crate::connection::{eventually, start, Connection};

fn pay(plancks: u128) -> RuntimeCall {
    RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(AccountId::new([9; 32])),
        value: plancks,
    })
}

#[tokio::test]
async fn nothing_is_sealed_without_a_transaction() {
    let (_devnode, chain) = Connection::fresh().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(chain.number().await, 0);
    assert!(chain.rpc.request::<bool>("getAutomine", rpc_params![]).await.unwrap());
}

#[tokio::test]
async fn mining_advances_exactly_that_many_blocks() {
    let (devnode, chain) = Connection::fresh().await;
    let head = devnode.mine(7).await.unwrap();
    assert_eq!((head.number, head.hash), (7, chain.hash(7).await));
    let answer: serde_json::Value = chain.rpc.request("dev_mine", rpc_params![3]).await.unwrap();
    assert_eq!(answer["number"], 10);
    assert_eq!(answer["hash"], format!("{:?}", chain.hash(10).await));
    assert_eq!((chain.number().await, chain.finalized().await), (10, 10));
    assert_eq!(devnode.mine(0).await.unwrap().number, 10);
}

#[tokio::test]
async fn mining_takes_wrong_requests_for_what_they_are() {
    let (devnode, chain) = Connection::fresh().await;
    let asked = MAX_MINED_BLOCKS + 1;
    let refused = devnode.mine(asked).await.unwrap_err();
    assert!(matches!(refused, Error::Seal(SealError::TooMany { asked: found }) if found == asked));
    for wrong in [rpc_params![], rpc_params!["many"], rpc_params![-1], rpc_params![asked]] {
        assert!(chain.rpc.request::<serde_json::Value>("dev_mine", wrong).await.is_err());
    }
    assert_eq!(chain.number().await, 0);
}

#[tokio::test]
async fn mining_may_move_the_clock() {
    let (devnode, chain) = Connection::fresh().await;
    devnode.mine(1).await.unwrap();
    let before = chain.time().await;
    let system =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    assert!(before.abs_diff(system) < 60_000);

    let _: serde_json::Value = chain.rpc.request("dev_mine", rpc_params![100, 6_000]).await.unwrap();
    let after = chain.time().await;
    assert!((600_000..660_000).contains(&(after - before)), "{} ms", after - before);
    // It stays moved.
    devnode.mine(1).await.unwrap();
    assert!(chain.time().await > after);
}

#[tokio::test]
async fn a_fixed_block_time_seals_empty_blocks_and_collects_transactions() {
    let devnode = start(Options { block_time: Some(Duration::from_millis(400)), ..Options::default() });
    let chain = Connection::new(&devnode.url()).await;
    assert!(!chain.rpc.request::<bool>("getAutomine", rpc_params![]).await.unwrap());
    eventually(|| async { chain.number().await == 2 }).await;
    for nonce in 0..5 {
        chain.send(pay(UNIT), &sr25519::dev::alice(), nonce).await;
    }
    eventually(|| async { chain.free(&AccountId::new([9; 32])).await == 5 * UNIT }).await;
    // Five transactions in fewer blocks: nobody sealed one for each.
    assert!(chain.number().await < 2 + 5);
    eventually(|| async { chain.number().await >= 8 }).await;
}

#[tokio::test]
async fn the_block_time_can_be_set_and_taken_away() {
    let (devnode, chain) = Connection::fresh().await;
    let _: () = chain.rpc.request("dev_setBlockTime", rpc_params![3_600_000]).await.unwrap();
    chain.send(pay(UNIT), &sr25519::dev::alice(), 0).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(chain.number().await, 0);
    let _: () = chain.rpc.request("dev_setBlockTime", rpc_params![Option::<u64>::None]).await.unwrap();
    eventually(|| async { chain.free(&AccountId::new([9; 32])).await == UNIT }).await;
    assert_eq!(chain.number().await, 1);
    devnode.set_block_time(Some(Duration::from_millis(10))).await.unwrap();
    eventually(|| async { chain.number().await >= 5 }).await;
    let refused = devnode.set_block_time(Some(Duration::ZERO)).await.unwrap_err();
    assert!(matches!(refused, Error::Seal(SealError::NoBlockTime)));
}

#[tokio::test]
async fn every_past_state_can_be_read() {
    let (devnode, chain) = Connection::fresh().await;
    let receiver = AccountId::new([9; 32]);
    let first = chain.submit(pay(UNIT), &sr25519::dev::alice()).await.block;
    let second = chain.submit(pay(2 * UNIT), &sr25519::dev::alice()).await.block;
    // More than the 4096 blocks after which a client prunes.
    devnode.mine(4_200).await.unwrap();
    chain.submit(pay(4 * UNIT), &sr25519::dev::alice()).await;
    assert_eq!(chain.account(&receiver, Some(chain.hash(0).await)).await.data.free, 0);
    assert_eq!(chain.account(&receiver, Some(first)).await.data.free, UNIT);
    assert_eq!(chain.account(&receiver, Some(second)).await.data.free, 3 * UNIT);
    assert_eq!(chain.free(&receiver).await, 7 * UNIT);
}
