use std::time::Duration;

use alloy_primitives::{Address, B256};
use tributary_core::Wei;

use super::Client;
use crate::{
    abi::{IDatasetNft, IOwned},
    deployment::Suite,
    error::ClientError,
    instantiate::Instantiation,
    rpc::ClientOptions,
    signer::Signer,
};

fn spawnable<T: Send>(_: T) {}

/// Never runs: it compiles only if services can spawn what the client returns.
#[allow(dead_code)]
fn every_future_can_be_spawned(client: &Client, suite: &Suite, signer: &Signer, new: Instantiation) {
    let address = Address::ZERO;
    spawnable(client.read(address, IOwned::ownerCall {}, None));
    spawnable(client.read_many(address, (1..3).map(|id| IDatasetNft::datasetCall { id }), None));
    spawnable(client.write(signer, address, IDatasetNft::delistCall { id: 1 }, Wei::ZERO));
    spawnable(client.transfer(signer, [0; 32], Wei::ZERO));
    spawnable(client.instantiate(signer, new.clone()));
    spawnable(client.estimate_instantiate(signer, new));
    spawnable(client.upload(signer, Vec::new()));
    spawnable(client.properties());
    spawnable(client.events(Vec::new(), 0, 1));
    spawnable(client.follow_events(Vec::new(), None));
    spawnable(suite.registry_at(B256::ZERO));
}

#[tokio::test]
async fn nobody_listening_is_unreachable_within_the_timeout() {
    let options = ClientOptions { connect_timeout: Duration::from_millis(300), ..ClientOptions::default() };
    let error = Client::connect_with("ws://127.0.0.1:9/some-token", options).await.unwrap_err();
    assert!(error.is_retryable());
    match &error {
        ClientError::Unreachable { endpoint, waited_ms, .. } => {
            assert_eq!(endpoint, "ws://127.0.0.1:9");
            assert!((300..5_000).contains(waited_ms), "{waited_ms}");
        }
        other => panic!("{other}"),
    }
    assert!(!error.to_string().contains("token"));
}

#[tokio::test]
async fn other_urls_are_refused() {
    for url in ["http://127.0.0.1:9944", "nonsense", ""] {
        let error = Client::connect(url).await.unwrap_err();
        assert!(matches!(error, ClientError::Url { .. }), "{url}: {error}");
        assert!(!error.is_retryable());
    }
}
