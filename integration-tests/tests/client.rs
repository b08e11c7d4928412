//! The client against a real chain and a real contract.
#![allow(clippy::arithmetic_side_effects)]

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use futures::{future::try_join_all, StreamExt, TryStreamExt};
use tributary_client::{
    abi::IOwned, address_of, contracts::constructors, Address, Client, ClientError, ClientOptions, Code,
    DatasetNft, Instantiation, Requirements, Signer, B256,
};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};

/// One native token, in wei.
const TOKEN: u128 = 1_000_000_000_000_000_000;

fn devnode() -> Devnode {
    Devnode::start(Options::default()).unwrap()
}

fn dataset_nft_code() -> Vec<u8> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")), PathBuf::from);
    let path = target.join("ink/dataset_nft/dataset_nft.polkavm");
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; build the contracts first", path.display()))
}

fn instantiation(owner: Address) -> Instantiation {
    Instantiation {
        code: Code::Upload(dataset_nft_code()),
        arguments: constructors::dataset_nft(owner),
        value: Wei::ZERO,
        salt: None,
    }
}

async fn deploy(client: &Client, owner: &Signer) -> DatasetNft {
    let (address, _) = client.instantiate(owner, instantiation(owner.address())).await.unwrap();
    DatasetNft::new(client.clone(), address)
}

fn transfer_to(owner: &Signer) -> IOwned::transferOwnershipCall {
    IOwned::transferOwnershipCall { newOwner: owner.address() }
}

#[tokio::test]
async fn the_devnode_is_a_chain_that_the_suite_fits() {
    let node = devnode();
    let client = Client::connect(&node.url()).await.unwrap();
    let properties = client.properties().await.unwrap();
    assert_eq!(properties.genesis_hash, client.block_hash(0).await.unwrap());
    assert_eq!(properties.native_to_eth_ratio, 100_000_000);
    assert_eq!(properties.shortfalls(&Requirements::default()), []);
    assert!(client.is_mapped(&Signer::dev("Alice").unwrap()).await.unwrap());
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
