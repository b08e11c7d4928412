//! Blocks, money and the connection.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use tributary_client::{
    abi::IOwned, address_of, Address, Client, ClientError, ClientOptions, Requirements, Signer, Weight,
};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};

use crate::{deploy, devnode, transfer_to, TOKEN};

#[tokio::test]
async fn the_devnode_is_a_chain_that_the_suite_fits() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let properties = client.properties().await.unwrap();
    assert_eq!(properties.genesis_hash, client.block_hash(0).await.unwrap());
    // Polkadot Hub's, in wei of 18 decimals.
    assert_eq!((properties.chain_id, properties.native_to_eth_ratio), (420_420_419, 100_000_000));
    assert_eq!(properties.existential_deposit, Wei(TOKEN / 100));
    assert_eq!(properties.deposit_per_item, Wei(TOKEN / 5));
    assert_eq!(properties.deposit_per_byte, Wei(TOKEN / 100_000));
    assert_eq!(properties.max_block_bytes, 85 * 5 * 1024 * 1024 / 100);
    assert_eq!(properties.block_hash_count, 4_096);
    // Of two seconds and ten MiB, what is left beside the block's own.
    let Weight { ref_time, proof_size } = properties.max_extrinsic_weight;
    assert!((1_500_000_000_000..1_700_000_000_000).contains(&ref_time), "{ref_time}");
    assert!((7_900_000..8_912_897).contains(&proof_size), "{proof_size}");
    assert_eq!(properties.shortfalls(&Requirements::default()), []);
    assert!(client.is_mapped(&Signer::dev("Alice").unwrap()).await.unwrap());
}

#[tokio::test]
async fn code_is_known_by_its_hash_where_there_is_a_contract() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let before = client.finalized_block().await.unwrap().hash;
    let nft = deploy(&client, &alice).await;
    let built = crate::instantiation(alice.address()).code.hash();
    assert_eq!(client.code_hash(nft.address(), None).await.unwrap(), Some(built));
    assert_eq!(client.code_hash(nft.address(), Some(before)).await.unwrap(), None, "not yet");
    assert_eq!(client.code_hash(alice.address(), None).await.unwrap(), None);
}

#[tokio::test]
async fn the_chains_time_is_read_and_waited_for() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    node.mine(1).await.unwrap();
    let (then, now) = (client.finalized_block().await.unwrap(), client.seconds_at(None).await.unwrap());
    let waiting = client.wait_for_second(now + 500);
    let mining = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        node.mine_over(1, Duration::from_secs(499)).await.unwrap();
        node.mine_over(1, Duration::from_secs(1)).await.unwrap();
    };
    let (waited, ()) = tokio::join!(waiting, mining);
    waited.unwrap();
    assert!(client.seconds_at(None).await.unwrap() >= now + 500);
    assert_eq!(client.seconds_at(Some(then.hash)).await.unwrap(), now, "a block keeps its time");
}

#[tokio::test]
async fn money_moves_to_accounts_and_to_addresses_to_the_wei() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
    let before = client.balance(alice.address(), None).await.unwrap();
    let bob_before = client.balance(bob.address(), None).await.unwrap();
    let fresh = Address::repeat_byte(0x77);

    let transfer = client.transfer(&alice, bob.account_id(), Wei(3 * TOKEN)).await.unwrap();
    let payment = client.pay(&alice, fresh, Wei(2 * TOKEN)).await.unwrap();

    let after = client.balance(alice.address(), None).await.unwrap();
    let bob_after = client.balance(bob.address(), None).await.unwrap();
    assert_eq!(bob_after.0 - bob_before.0, 3 * TOKEN);
    assert_eq!(client.balance(fresh, None).await.unwrap(), Wei(2 * TOKEN));
    assert_eq!((transfer.nonce, payment.nonce), (0, 1));
    assert!(transfer.fee.0 > 0 && payment.fee.0 > 0);
    // Paying a fresh address also pays its existential deposit.
    let existential = client.properties().await.unwrap().existential_deposit.0;
    let spent = before.0 - after.0 - transfer.fee.0 - payment.fee.0 - 5 * TOKEN;
    assert!(spent == 0 || spent == existential, "{spent}");
    assert_eq!(client.account_id(bob.address()).await.unwrap(), bob.account_id());
    assert_eq!(address_of(&client.account_id(fresh).await.unwrap()), fresh);
}

#[tokio::test]
async fn an_amount_below_a_native_unit_is_refused_before_anything_is_sent() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let error = client.pay(&alice, Address::repeat_byte(1), Wei(TOKEN + 1)).await.unwrap_err();
    assert!(matches!(error, ClientError::Dust { ratio: 100_000_000, .. }), "{error}");
    assert_eq!(client.finalized_block().await.unwrap().number, 0);
}

#[tokio::test]
async fn final_blocks_come_in_order_without_gaps() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let mut blocks = Box::pin(client.finalized_blocks(None));
    assert_eq!(blocks.next().await.unwrap().unwrap().number, 0);
    node.mine(3_000).await.unwrap();
    for number in 1..=3_000 {
        assert_eq!(blocks.next().await.unwrap().unwrap().number, number);
    }
    let late: Vec<_> = client.finalized_blocks(Some(2_990)).take(5).try_collect().await.unwrap();
    assert_eq!(late[4].number, 2_994);
    assert_eq!(late[4].hash, client.block_hash(2_994).await.unwrap());
}

#[tokio::test]
async fn a_node_that_restarts_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let options = |port| Options { db: Some(folder.path().into()), port, ..Options::default() };
    let node = Devnode::start(options(0)).unwrap();
    let (url, port) = (node.url(), node.port());
    let client = Client::connect(&url).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let nft = deploy(&client, &alice).await;
    let mut blocks = Box::pin(client.finalized_blocks(Some(1)));
    assert_eq!(blocks.next().await.unwrap().unwrap().number, 1);
    let (told, mut left) = tokio::sync::mpsc::unbounded_channel();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.count_down_to_block(7, |blocks| told.send(blocks).unwrap()).await }
    });
    assert_eq!(left.recv().await, Some(6));
    node.shutdown().await.unwrap();

    // Asked while the node is away, answered when it is back.
    let reading = tokio::spawn({
        let nft = nft.clone();
        async move { nft.read(IOwned::ownerCall {}).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let node = Devnode::start(options(port)).unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), alice.address());
    nft.write(&alice, transfer_to(&alice)).await.unwrap();
    node.mine(5).await.unwrap();
    for number in 2..=7 {
        assert_eq!(blocks.next().await.unwrap().unwrap().number, number);
    }
    // Who waits for a block does not take the end of a connection for it.
    assert_eq!(waiting.await.unwrap().unwrap(), client.finalized_block().await.unwrap());
    let mut heard = Vec::new();
    while let Some(blocks) = left.recv().await {
        heard.push(blocks);
    }
    assert_eq!(heard, [5, 4, 3, 2, 1]);
    assert_eq!(client.wait_for_block(3).await.unwrap().number, 3, "final already");
}

#[tokio::test]
async fn a_node_that_stays_away_is_unreachable_after_the_timeout() {
    let node = devnode();
    let options = ClientOptions { request_timeout: Duration::from_millis(500), ..ClientOptions::default() };
    let client = Client::connect_with(&node.url(), options).await.unwrap();
    node.shutdown().await.unwrap();
    let error = client.finalized_block().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { .. }), "{error}");
    assert!(error.is_retryable());
}
