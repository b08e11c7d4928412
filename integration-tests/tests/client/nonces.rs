//! Many writes with one signer.

use std::collections::BTreeSet;

use futures::future::try_join_all;
use tributary_client::{abi::IOwned, Client, DatasetNft, Signer};

use crate::{deploy, devnode, transfer_to};

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
