//! Many writes with one signer.

use std::collections::BTreeSet;

use futures::{future::try_join_all, join};
use tributary_client::{abi::IOwned, Client, DatasetNft, Signer};

use crate::{
    deploy, devnode,
    rpc::{next_nonce, pending},
    transfer_to, BY_HAND,
};

#[tokio::test]
async fn twenty_writes_of_one_signer_at_once_use_twenty_nonces() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let nft = deploy(&client, &alice).await;
    let writes = (0..20).map(|_| nft.write(&alice, transfer_to(&alice)));
    let receipts = try_join_all(writes).await.unwrap();

    let nonces: BTreeSet<u64> = receipts.iter().map(|receipt| receipt.nonce).collect();
    let first = nonces.first().copied().unwrap();
    assert_eq!(nonces.into_iter().collect::<Vec<_>>(), (first..first + 20).collect::<Vec<_>>());
    for receipt in &receipts {
        let event = receipt.event::<IOwned::OwnershipTransferred>(nft.address()).unwrap();
        assert_eq!((event.previousOwner, event.newOwner), (alice.address(), alice.address()));
        assert_eq!(receipt.events.len(), 1);
    }
}

#[tokio::test]
async fn two_clients_may_write_with_one_signer() {
    let node = devnode();
    let alice = Signer::dev("Alice").unwrap();
    let one = Client::connect(&node.url()).await.unwrap();
    let other = Client::connect(&node.url()).await.unwrap();
    let nft = deploy(&one, &alice).await;
    let beside = DatasetNft::new(other, nft.address());
    let writes = (1..=10).map(|number| {
        let contract = if number % 2 == 0 { &nft } else { &beside };
        contract.write(&alice, transfer_to(&alice))
    });
    let receipts = try_join_all(writes).await.unwrap();
    let nonces: BTreeSet<u64> = receipts.iter().map(|receipt| receipt.nonce).collect();
    assert_eq!(nonces.len(), 10);
}

#[tokio::test]
async fn writes_that_wait_for_the_same_block_have_the_nonces_from_the_accounts_next_on() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let nft = deploy(&client, &alice).await;
    node.set_block_time(Some(BY_HAND)).await.unwrap();
    let next = next_nonce(&node, &alice).await;
    let writes = try_join_all((0..5).map(|_| nft.write(&alice, transfer_to(&alice))));
    // No block comes between them: the chain has executed none when the last one is signed.
    let mined = async {
        pending(&node, 5).await;
        node.mine(1).await.unwrap()
    };
    let (receipts, block) = join!(writes, mined);
    let mut receipts = receipts.unwrap();
    receipts.sort_by_key(|receipt| receipt.extrinsic_index);
    let seen: Vec<_> = receipts.iter().map(|receipt| (receipt.block_number, receipt.nonce)).collect();
    let expected: Vec<_> = (next..next + 5).map(|nonce| (block.number, nonce)).collect();
    assert_eq!(seen, expected);
    assert_eq!(next_nonce(&node, &alice).await, next + 5);
}
