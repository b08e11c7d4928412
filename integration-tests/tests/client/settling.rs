//! What becomes of transactions when the node goes away while they wait.

use std::{path::Path, time::Duration};

use serde_json::Value;
use tokio::{task::JoinHandle, time::sleep};
use tributary_client::{abi::IOwned, Client, ClientError, ClientOptions, DatasetNft, Receipt, Signer};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};

use crate::{
    deploy,
    rpc::{offer, pending},
    transfer_to, BY_HAND,
};

/// Mortality of the tests' transactions.
const MORTALITY: u32 = 8;

/// Time for the client to learn that the pool has its transaction.
const ANSWERED: Duration = Duration::from_millis(500);

/// What a node says of a transaction that is not valid.
const POOL_INVALID: i32 = 1010;

struct Waiting {
    client: Client,
    nft: DatasetNft,
    write: JoinHandle<tributary_client::Result<Receipt>>,
    /// Its transaction.
    signed: Value,
    port: u16,
}

fn start(folder: &Path, port: u16) -> Devnode {
    Devnode::start(Options { db: Some(folder.into()), port, ..Options::default() }).unwrap()
}

/// A write whose node stopped when only the node's pool, which is in memory, had it.
async fn waiting_write(folder: &Path, alice: &Signer) -> Waiting {
    let node = start(folder, 0);
    let options = ClientOptions { mortality_blocks: MORTALITY, ..ClientOptions::default() };
    let client = Client::connect_with(&node.url(), options).await.unwrap();
    let nft = deploy(&client, alice).await;
    node.set_block_time(Some(BY_HAND)).await.unwrap();
    let write = tokio::spawn({
        let (nft, alice) = (nft.clone(), alice.clone());
        async move { nft.write(&alice, transfer_to(&alice)).await }
    });
    let signed = pending(&node, 1).await.remove(0);
    sleep(ANSWERED).await;
    assert!(!write.is_finished());
    let port = node.port();
    node.shutdown().await.unwrap();
    Waiting { client, nft, write, signed, port }
}

#[tokio::test]
async fn a_transaction_that_the_pool_lost_is_submitted_again() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let waiting = waiting_write(folder.path(), &alice).await;
    let _node = start(folder.path(), waiting.port);
    let receipt = waiting.write.await.unwrap().unwrap();
    receipt.event::<IOwned::OwnershipTransferred>(waiting.nft.address()).unwrap();
}

#[tokio::test]
async fn a_transaction_that_outlived_its_mortality_is_dead_and_leaves_its_nonce() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let waiting = waiting_write(folder.path(), &alice).await;
    // At another port, where the client does not find it, the chain moves on: until the next block is the
    // last one that may hold it,
    let elsewhere = start(folder.path(), 0);
    elsewhere.set_block_time(Some(BY_HAND)).await.unwrap();
    elsewhere.mine(MORTALITY - 2).await.unwrap();
    offer(&elsewhere, &waiting.signed).await.unwrap();
    elsewhere.shutdown().await.unwrap();
    // and, the pool being lost again, until nobody who kept it can have it executed.
    let elsewhere = start(folder.path(), 0);
    elsewhere.mine(2).await.unwrap();
    let refusal = offer(&elsewhere, &waiting.signed).await.unwrap_err();
    assert_eq!(refusal["code"], POOL_INVALID, "{refusal}");
    // Its era names another birth block by now, which was not signed, or one that is forgotten.
    let reason = refusal["data"].as_str().unwrap();
    assert!(reason.contains("bad signature") || reason.contains("ancient birth block"), "{refusal}");
    elsewhere.shutdown().await.unwrap();
    let _node = start(folder.path(), waiting.port);
    let error = waiting.write.await.unwrap().unwrap_err();
    assert!(matches!(error, ClientError::Expired { .. }), "{error}");
    assert!(error.is_retryable());
    waiting.nft.write(&alice, transfer_to(&alice)).await.unwrap();
}

#[tokio::test]
async fn a_transaction_whose_nonce_another_took_is_dead() {
    let folder = tempfile::tempdir().unwrap();
    let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
    let waiting = waiting_write(folder.path(), &alice).await;
    let elsewhere = start(folder.path(), 0);
    let other = Client::connect(&elsewhere.url()).await.unwrap();
    let taken = other.transfer(&alice, bob.account_id(), Wei(1_000_000_000_000_000_000)).await.unwrap();
    elsewhere.shutdown().await.unwrap();
    let _node = start(folder.path(), waiting.port);
    let error = waiting.write.await.unwrap().unwrap_err();
    match &error {
        ClientError::Superseded { nonce, .. } => assert_eq!(*nonce, taken.nonce),
        other => panic!("{other}"),
    }
    assert!(error.is_retryable());
    let receipt = waiting.nft.write(&alice, transfer_to(&alice)).await.unwrap();
    assert_eq!(receipt.nonce, taken.nonce + 1);
    assert_eq!(waiting.client.finalized_block().await.unwrap().number, receipt.block_number);
}
