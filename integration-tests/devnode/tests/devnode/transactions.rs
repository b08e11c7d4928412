use sp_runtime::MultiAddress;
use subxt::rpcs::rpc_params;
use subxt_signer::{ecdsa, sr25519};
use tributary_devnode::{
    runtime::{AccountId, RuntimeCall, UNIT},
    DEVELOPMENT_ENDOWMENT,
};

use crate::connection::{eventually, Connection};

fn transfer(to: &AccountId, plancks: u128) -> RuntimeCall {
    RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(to.clone()),
        value: plancks,
    })
}

fn remark(length: usize) -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark { remark: vec![7; length] })
}

#[tokio::test]
async fn answers_what_clients_ask_first() {
    let (_devnode, chain) = Connection::fresh().await;
    let name: String = chain.rpc.request("system_chain", rpc_params![]).await.unwrap();
    assert_eq!(name, "Tributary Development");
    let properties: serde_json::Value = chain.rpc.request("system_properties", rpc_params![]).await.unwrap();
    assert_eq!(properties["tokenDecimals"], 10);
    let health: serde_json::Value = chain.rpc.request("system_health", rpc_params![]).await.unwrap();
    assert_eq!(health["shouldHavePeers"], false);
    let methods: serde_json::Value = chain.rpc.request("rpc_methods", rpc_params![]).await.unwrap();
    let methods: Vec<&str> =
        methods["methods"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for method in [
        "author_submitAndWatchExtrinsic",
        "chainHead_v1_follow",
        "chain_subscribeFinalizedHeads",
        "dev_mine",
        "dev_setBlockTime",
        "getAutomine",
        "rpc_methods",
        "state_call",
        "system_accountNextIndex",
        "transactionWatch_v1_submitAndWatch",
    ] {
        assert!(methods.contains(&method), "{method} is missing");
    }
    // For operators only, so this shows that loopback counts as one.
    let pending: Vec<String> =
        chain.rpc.request("author_removeExtrinsic", rpc_params![Vec::<()>::new()]).await.unwrap();
    assert!(pending.is_empty());
}

#[tokio::test]
async fn a_transfer_is_included_and_final_at_once() {
    let (_devnode, chain) = Connection::fresh().await;
    let receiver = AccountId::new([9; 32]);
    let included = chain.submit(transfer(&receiver, 5 * UNIT), &sr25519::dev::alice()).await;
    assert!(included.succeeded());
    assert_eq!(included.block, chain.hash(1).await);
    assert_eq!((chain.number().await, chain.finalized().await), (1, 1));
    assert_eq!(chain.free(&receiver).await, 5 * UNIT);
    let alice = AccountId::new(sr25519::dev::alice().public_key().0);
    let spent = DEVELOPMENT_ENDOWMENT - chain.free(&alice).await;
    assert!(spent > 5 * UNIT && spent < 5 * UNIT + UNIT / 10, "{spent} plancks spent");
}

#[tokio::test]
async fn ecdsa_keys_sign_too() {
    let (_devnode, chain) = Connection::fresh().await;
    let receiver = AccountId::new([9; 32]);
    let included = chain.submit(transfer(&receiver, UNIT), &ecdsa::dev::bob()).await;
    assert!(included.succeeded());
    assert_eq!(chain.free(&receiver).await, UNIT);
}

#[tokio::test]
async fn a_failing_transaction_is_included_and_pays() {
    let (_devnode, chain) = Connection::fresh().await;
    let receiver = AccountId::new([9; 32]);
    let included = chain.submit(transfer(&receiver, 2 * DEVELOPMENT_ENDOWMENT), &sr25519::dev::alice()).await;
    assert!(!included.succeeded());
    assert_eq!(chain.free(&receiver).await, 0);
    let alice = AccountId::new(sr25519::dev::alice().public_key().0);
    assert!(chain.free(&alice).await < DEVELOPMENT_ENDOWMENT);
}

#[tokio::test]
async fn a_transaction_that_cannot_pay_is_refused() {
    let (_devnode, chain) = Connection::fresh().await;
    let penniless = sr25519::Keypair::from_secret_key([3; 32]).unwrap();
    let block = chain.api.at_current_block().await.unwrap();
    let payload = subxt::dynamic::transaction("System", "remark", (vec![1u8],));
    assert!(block.transactions().sign_and_submit_default(&payload, &penniless).await.is_err());
    assert_eq!(chain.number().await, 0);
}

#[tokio::test]
async fn transactions_out_of_order_wait_for_the_gap_to_close() {
    let (_devnode, chain) = Connection::fresh().await;
    let alice = sr25519::dev::alice();
    let account = AccountId::new(alice.public_key().0);
    for nonce in [2, 1] {
        chain.send(remark(1), &alice, nonce).await;
    }
    assert_eq!(chain.number().await, 0);
    chain.send(remark(1), &alice, 0).await;
    eventually(|| async { chain.account(&account, None).await.nonce == 3 }).await;
}

#[tokio::test]
async fn what_does_not_fit_one_block_fills_the_next_ones() {
    let (devnode, chain) = Connection::fresh().await;
    devnode.set_block_time(Some(std::time::Duration::from_secs(3600))).await.unwrap();
    let alice = sr25519::dev::alice();
    let account = AccountId::new(alice.public_key().0);
    for nonce in 0..60 {
        chain.send(remark(200_000), &alice, nonce).await;
    }
    assert_eq!(chain.number().await, 0);
    // 12 MB, and a block takes less than 5: no further transaction comes to trigger the others.
    devnode.set_block_time(None).await.unwrap();
    eventually(|| async { chain.account(&account, None).await.nonce == 60 }).await;
    assert!(chain.number().await >= 3);
}

#[tokio::test]
async fn a_panic_in_the_runtime_is_an_error_and_the_chain_goes_on() {
    let (_devnode, chain) = Connection::fresh().await;
    let garbage = sp_core::Bytes(vec![0xFF; 3]);
    let answer = chain.rpc.request::<String>("state_call", rpc_params!["ReviveApi_balance", garbage]).await;
    assert!(answer.unwrap_err().to_string().contains("Runtime panicked"));
    let unknown = chain.rpc.request::<String>("state_call", rpc_params!["No_such", "0x"]).await;
    assert!(unknown.is_err());
    assert!(chain.submit(remark(1), &sr25519::dev::alice()).await.succeeded());
}
