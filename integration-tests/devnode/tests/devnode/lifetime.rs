use std::time::{Duration, Instant};

use sp_core::H160;
use sp_runtime::MultiAddress;
use subxt_signer::sr25519;
use tributary_devnode::{
    eth_account,
    runtime::{AccountId, RuntimeCall, UNIT},
    Devnode, Endowment, Error, Options, DEVELOPMENT_ENDOWMENT,
};

use crate::connection::{start, Connection};

fn pay(to: &AccountId) -> RuntimeCall {
    RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(to.clone()),
        value: UNIT,
    })
}

#[test]
fn starts_without_an_async_runtime() {
    let devnode = start(Options::default());
    assert_eq!(devnode.url(), format!("ws://127.0.0.1:{}", devnode.port()));
    assert_ne!(devnode.port(), 0);
    assert!(std::net::TcpStream::connect(("127.0.0.1", devnode.port())).is_ok());
}

#[tokio::test]
async fn two_chains_in_one_process_know_nothing_of_each_other() {
    let (first, here) = Connection::fresh().await;
    let (second, there) = Connection::fresh().await;
    assert_ne!(first.port(), second.port());
    let receiver = AccountId::new([9; 32]);
    assert!(here.submit(pay(&receiver), &sr25519::dev::alice()).await.succeeded());
    second.mine(5).await.unwrap();
    assert_eq!((here.number().await, there.number().await), (1, 5));
    assert_eq!((here.free(&receiver).await, there.free(&receiver).await), (UNIT, 0));
    first.shutdown().await.unwrap();
    assert!(there.submit(pay(&receiver), &sr25519::dev::alice()).await.succeeded());
}

#[tokio::test]
async fn endowments_are_there_at_genesis() {
    let substrate = AccountId::new([7; 32]);
    let ethereum = H160::repeat_byte(0x11);
    let alice = AccountId::new(sr25519::dev::alice().public_key().0);
    let endow = vec![
        Endowment { account: substrate.clone(), plancks: 3 * UNIT },
        Endowment { account: eth_account(ethereum), plancks: 5 * UNIT },
        Endowment { account: alice.clone(), plancks: 1 },
    ];
    let devnode = start(Options { endow, ..Options::default() });
    let chain = Connection::new(&devnode.url()).await;
    assert_eq!(chain.free(&substrate).await, 3 * UNIT);
    assert_eq!(chain.free(&eth_account(ethereum)).await, 5 * UNIT);
    assert_eq!(chain.free(&alice).await, DEVELOPMENT_ENDOWMENT + 1);
    for account in tributary_devnode::development_accounts().unwrap() {
        assert!(chain.free(&account).await >= DEVELOPMENT_ENDOWMENT, "{account}");
    }
    // Mapped without a transaction, so that contracts can pay it.
    let address: H160 = chain.ask("ReviveApi_address", &substrate).await;
    assert_eq!(address.0, pallet_revive::keccak_256(substrate.as_ref())[12..]);
    assert_eq!(chain.mapped(address).await, Some(substrate));
}

#[tokio::test]
async fn a_wrong_endowment_is_an_error() {
    let endow = vec![Endowment { account: AccountId::new([7; 32]), plancks: 1 }];
    let error = Devnode::start(Options { endow, ..Options::default() }).unwrap_err();
    assert!(matches!(error, Error::Genesis(_)), "{error}");
}

#[tokio::test]
async fn a_chain_in_a_database_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { db: Some(folder.path().join("chain")), ..Options::default() };
    let receiver = AccountId::new([9; 32]);

    let devnode = start(options());
    let chain = Connection::new(&devnode.url()).await;
    let included = chain.submit(pay(&receiver), &sr25519::dev::alice()).await;
    let head = devnode.mine_over(10, Duration::from_secs(600)).await.unwrap();
    let (genesis, time) = (chain.hash(0).await, chain.time().await);
    devnode.shutdown().await.unwrap();

    let devnode = start(options());
    let chain = Connection::new(&devnode.url()).await;
    assert_eq!((chain.number().await, chain.finalized().await), (11, 11));
    assert_eq!(chain.hash(0).await, genesis);
    assert_eq!(chain.hash(11).await, head.hash);
    assert_eq!(chain.free(&receiver).await, UNIT);
    assert!(!chain.events(included.block).await.is_empty());
    // It goes on: nonces, blocks, and a clock that never goes back.
    assert!(chain.submit(pay(&receiver), &sr25519::dev::alice()).await.succeeded());
    assert_eq!(chain.number().await, 12);
    assert!(chain.time().await > time);
    devnode.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_database_has_one_chain_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { db: Some(folder.path().join("chain")), ..Options::default() };
    let devnode = start(options());
    let error = Devnode::start(options()).unwrap_err();
    assert!(matches!(error, Error::Database { .. }), "{error}");
    devnode.shutdown().await.unwrap();
    start(options()).shutdown().await.unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let devnode = start(Options::default());
    let port = devnode.port();
    let error = Devnode::start(Options { port, ..Options::default() }).unwrap_err();
    assert!(matches!(error, Error::Listen { port: found, .. } if found == port), "{error}");
    devnode.shutdown().await.unwrap();
    let again = start(Options { port, ..Options::default() });
    assert_eq!(again.port(), port);
}

#[tokio::test]
async fn shutdown_closes_the_port_and_does_not_wait_for_clients_or_mining() {
    let (devnode, chain) = Connection::fresh().await;
    let port = devnode.port();
    let rpc = chain.rpc.clone();
    let mining = tokio::spawn(async move {
        rpc.request::<serde_json::Value>("dev_mine", subxt::rpcs::rpc_params![100_000]).await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    devnode.shutdown().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    assert!(mining.await.unwrap().is_err());
}

#[tokio::test]
async fn dropping_it_inside_of_an_async_runtime_stops_it() {
    let (devnode, _chain) = Connection::fresh().await;
    let port = devnode.port();
    drop(devnode);
    crate::connection::eventually(|| async { std::net::TcpStream::connect(("127.0.0.1", port)).is_err() })
        .await;
}
