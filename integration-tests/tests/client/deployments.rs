//! A deployment is what its file says, and its accounts are known to contracts.

use tributary_client::{
    abi::{IOwned, IRoyaltySplitter},
    Address, Client, ClientError, DatasetNft, Deployment, Signer,
};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};
use tributary_oracle::chain::Chain;
use url::Url;

use crate::{
    deploy, devnode,
    suite::{decide, deployed, SUCCESSION},
    transfer_to, TOKEN,
};

#[tokio::test]
async fn a_ledger_that_was_replaced_is_not_connected_to() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let successor = Address::repeat_byte(0x99);
    let call = IRoyaltySplitter::scheduleLedgerCall { ledger: successor };
    let by_alice = suite.royalty_splitter.write(&alice, call.clone()).await.unwrap_err();
    assert!(by_alice.revert_as::<IOwned::NotOwner>().is_some(), "{by_alice}");
    decide(&chain, &suite, deployment.royalty_splitter, &call, "Another ledger").await;
    deployment.connect(&client).await.unwrap();

    chain.mine(SUCCESSION).await.unwrap();
    suite.royalty_splitter.write(&alice, IRoyaltySplitter::activateLedgerCall {}).await.unwrap();
    let error = deployment.connect(&client).await.unwrap_err();
    let expected = (deployment.attribution_ledger, successor);
    assert!(
        matches!(&error, ClientError::LedgerReplaced { named, in_office } if (*named, *in_office) == expected),
        "{error}"
    );
    assert!(error.to_string().contains(&successor.to_string()), "{error}");
    let suite = deployment.connect_in_office(&client).await.unwrap();
    assert_eq!(suite.attribution_ledger.address(), successor);
    let url = Url::parse(&chain.url()).unwrap();
    Chain::connect(&url, deployment.clone(), alice).await.expect("an oracle goes along");
    let newer = Deployment { attribution_ledger: successor, ..deployment };
    newer.connect(&client).await.unwrap();
}

#[tokio::test]
async fn an_account_is_mapped_where_the_chain_does_not_do_it() {
    let chain = Devnode::start(Options { manual_mapping: true, ..Options::default() }).unwrap();
    let client = Client::connect(&chain.url()).await.unwrap();
    assert!(!client.properties().await.unwrap().auto_map);
    let (alice, bob) = (Signer::dev("Alice").unwrap(), Signer::dev("Bob").unwrap());
    let error = client.instantiate(&alice, crate::instantiation(alice.address())).await.unwrap_err();
    assert!(error.to_string().contains("AccountUnmapped"), "{error}");

    assert!(client.map_account(&alice).await.unwrap().is_some());
    assert!(client.map_account(&alice).await.unwrap().is_none(), "once is enough");
    let nft = deploy(&client, &alice).await;
    nft.write(&alice, transfer_to(&bob)).await.unwrap();
    assert!(!client.is_mapped(&bob).await.unwrap());

    // An oracle takes care of its account itself.
    let (_, _, deployment) = deployed(&chain).await;
    let account = Signer::from_seed([7; 32]).unwrap();
    client.transfer(&alice, account.account_id(), Wei(100 * TOKEN)).await.unwrap();
    assert!(!client.is_mapped(&account).await.unwrap());
    // By its address it would seem to have nothing.
    assert_eq!(client.balance(account.address(), None).await.unwrap(), Wei::ZERO);
    let existential = client.properties().await.unwrap().existential_deposit.0;
    assert_eq!(client.spendable(&account).await.unwrap(), Wei(100 * TOKEN - existential));
    let url = Url::parse(&chain.url()).unwrap();
    Chain::connect(&url, deployment, account.clone()).await.unwrap();
    assert!(client.is_mapped(&account).await.unwrap());
    let by_address = client.balance(account.address(), None).await.unwrap();
    assert_eq!(client.spendable(&account).await.unwrap(), by_address);
    let bobs = DatasetNft::new(client, nft.address());
    assert_eq!(bobs.read(IOwned::ownerCall {}).await.unwrap(), bob.address());
}
