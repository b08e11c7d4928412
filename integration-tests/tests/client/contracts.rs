//! Deploying, reading, writing, refusals and events.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use tributary_client::{
    abi::IOwned, Address, Client, ClientError, Code, DatasetNft, Instantiation, Signer, B256,
};

use crate::{dataset_nft_code, deploy, devnode, instantiation, transfer_to};

#[tokio::test]
async fn a_contract_is_estimated_deployed_read_and_written() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
    let before = client.balance(alice.address(), None).await.unwrap();

    let (planned, estimate) =
        client.estimate_instantiate(&alice, instantiation(alice.address())).await.unwrap();
    let (address, receipt) = client.instantiate(&alice, instantiation(alice.address())).await.unwrap();
    assert_eq!(address, planned);
    let spent = before.0 - client.balance(alice.address(), None).await.unwrap().0;
    let estimated = estimate.fee.0 + estimate.deposit.0;
    assert!(estimate.deposit.0 > 0 && receipt.fee.0 > 0);
    assert!(spent.abs_diff(estimated) < estimated / 20, "spent {spent}, estimated {estimated}");

    let nft = DatasetNft::new(client.clone(), address);
    assert_eq!(nft.read(IOwned::ownerCall {}).await.unwrap(), alice.address());

    let receipt = nft.write(&alice, transfer_to(&bob)).await.unwrap();
    let event = receipt.event::<IOwned::OwnershipTransferred>(address).unwrap();
    assert_eq!((event.previousOwner, event.newOwner), (alice.address(), bob.address()));
    assert_eq!(nft.read(IOwned::ownerCall {}).await.unwrap(), bob.address());
    let parent = client.block_hash(receipt.block_number - 1).await.unwrap();
    assert_eq!(nft.read_at(IOwned::ownerCall {}, parent).await.unwrap(), alice.address());

    // Code that is there is instantiated again by its hash.
    let again = Instantiation {
        code: Code::Existing(Code::Upload(dataset_nft_code()).hash()),
        salt: Some([7; 32]),
        ..instantiation(bob.address())
    };
    let (planned, _) = client.estimate_instantiate(&bob, again.clone()).await.unwrap();
    let (second, _) = client.instantiate(&bob, again).await.unwrap();
    assert_eq!(second, planned);
    assert_ne!(second, address);
}

#[tokio::test]
async fn uploaded_code_is_found_under_its_hash() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let code = Code::Upload(dataset_nft_code());
    let (hash, _) = client.upload(&alice, dataset_nft_code()).await.unwrap();
    assert_eq!(hash, code.hash());
    let missing =
        Instantiation { code: Code::Existing(B256::repeat_byte(1)), ..instantiation(alice.address()) };
    let error = client.instantiate(&alice, missing).await.unwrap_err();
    assert!(matches!(&error, ClientError::Dispatch(failure) if failure.name == "CodeNotFound"), "{error}");
}

#[tokio::test]
async fn a_refusal_is_the_contracts_own_error_with_its_values() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
    let nft = deploy(&client, &alice).await;
    let sealed = client.finalized_block().await.unwrap();

    let error = nft.write(&bob, transfer_to(&bob)).await.unwrap_err();
    let refused = error.revert_as::<IOwned::NotOwner>().unwrap();
    assert_eq!((refused.caller, refused.owner), (bob.address(), alice.address()));
    let expected =
        format!("{} refused: not owner: caller {}, owner {}", nft.address(), bob.address(), alice.address());
    assert_eq!(error.to_string(), expected);
    assert!(!error.is_retryable());

    let error = client.instantiate(&alice, instantiation(Address::ZERO)).await.unwrap_err();
    assert!(error.revert_as::<IOwned::ZeroAddress>().is_some(), "{error}");
    // The dry run knew: nothing was sent.
    assert_eq!(client.finalized_block().await.unwrap(), sealed);
}

#[tokio::test]
async fn an_address_without_code_is_no_contract() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let nowhere = Address::repeat_byte(0x11);
    let error = client.read(nowhere, IOwned::ownerCall {}, None).await.unwrap_err();
    assert!(matches!(error, ClientError::NoContract { address } if address == nowhere), "{error}");
}

#[tokio::test]
async fn a_call_that_only_fails_in_its_block_still_says_why() {
    let node = devnode();
    node.set_block_time(Some(Duration::from_secs(3))).await.unwrap();
    let client = Client::connect(&node.url()).await.unwrap();
    let [alice, bob, charlie] = ["Alice", "Bob", "Charlie"].map(|name| Signer::dev(name).unwrap());
    let nft = deploy(&client, &alice).await;
    // Both dry runs see the state before the block that takes both; after the first, Alice is not the owner.
    let (to_bob, to_charlie) =
        futures::join!(nft.write(&alice, transfer_to(&bob)), nft.write(&alice, transfer_to(&charlie)));
    let (owner, error) = match (to_bob, to_charlie) {
        (Ok(_), Err(error)) => (bob.address(), error),
        (Err(error), Ok(_)) => (charlie.address(), error),
        (to_bob, to_charlie) => panic!("{to_bob:?} {to_charlie:?}"),
    };
    let refused = error.revert_as::<IOwned::NotOwner>().unwrap();
    assert_eq!((refused.caller, refused.owner), (alice.address(), owner));
    assert_eq!(nft.read(IOwned::ownerCall {}).await.unwrap(), owner);
}

#[tokio::test]
async fn events_are_read_back_block_by_block() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let nft = deploy(&client, &alice).await;
    let from = client.finalized_block().await.unwrap().number + 1;
    let mut receipts = Vec::new();
    for _ in 0..3 {
        receipts.push(nft.write(&alice, transfer_to(&alice)).await.unwrap());
    }
    let to = client.finalized_block().await.unwrap().number;
    let blocks: Vec<_> = client.events(vec![nft.address()], from, to).try_collect().await.unwrap();
    let numbers: Vec<u32> = blocks.iter().map(|block| block.block.number).collect();
    assert_eq!(numbers, (from..=to).collect::<Vec<_>>());
    let found: Vec<_> = blocks.iter().flat_map(|block| &block.events).collect();
    assert_eq!(found.len(), 3);
    for (record, receipt) in found.iter().zip(&receipts) {
        assert_eq!(record.extrinsic_index, Some(receipt.extrinsic_index));
        assert_eq!(vec![record.event.clone()], receipt.events);
    }
    let others: Vec<_> = client.events(vec![Address::repeat_byte(9)], from, to).try_collect().await.unwrap();
    assert!(others.iter().all(|block| block.events.is_empty()));

    let followed: Vec<_> =
        client.follow_events(vec![nft.address()], Some(from)).take(3).try_collect().await.unwrap();
    assert_eq!(followed, blocks[..3]);
}
