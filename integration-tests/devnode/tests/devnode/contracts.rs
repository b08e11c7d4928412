use pallet_revive::pallet_revive_types::runtime_api::{ContractResultV1, ExecReturnValueV1};
use sp_core::{Bytes, H160, U256};
use sp_runtime::{MultiAddress, Weight};
use subxt::{config::PolkadotExtrinsicParamsBuilder, rpcs::rpc_params, tx::Signer, PolkadotConfig};
use subxt_signer::{ecdsa, sr25519};
use tributary_devnode::runtime::{AccountId, Balance, RuntimeCall, RuntimeEvent, UNIT};

use crate::connection::{Connection, Included};

/// EVM code that adds one to the word at storage key 0, logs the sum and returns it.
const COUNTER: [u8; 23] = [
    0x60, 0x00, 0x54, 0x60, 0x01, 0x01, 0x80, 0x60, 0x00, 0x55, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00,
    0xA0, 0x60, 0x20, 0x60, 0x00, 0xF3,
];
/// EVM code that returns what it was paid.
const PAID: [u8; 7] = [0x34, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3];
/// EVM code that reverts.
const REVERTING: [u8; 3] = [0x5F, 0x5F, 0xFD];

/// Init code that deploys `code`: copies what stands behind it and returns it.
pub fn deploying(code: &[u8]) -> Vec<u8> {
    let length = u8::try_from(code.len()).unwrap();
    let init = [0x60, length, 0x60, 0x0C, 0x60, 0x00, 0x39, 0x60, length, 0x60, 0x00, 0xF3];
    [&init, code].concat()
}

/// The contracts an included transaction created.
pub fn created(events: &[RuntimeEvent]) -> Vec<H160> {
    let contract = |event: &RuntimeEvent| match event {
        RuntimeEvent::Revive(pallet_revive::Event::Instantiated { contract, .. }) => Some(*contract),
        _ => None,
    };
    events.iter().filter_map(contract).collect()
}

pub fn counter() -> Vec<u8> {
    deploying(&COUNTER)
}

fn ample() -> Weight {
    Weight::from_parts(500_000_000_000, 2 * 1024 * 1024)
}

/// The transaction that deploys `code`.
pub fn instantiate(code: Vec<u8>) -> RuntimeCall {
    RuntimeCall::Revive(pallet_revive::Call::instantiate_with_code {
        value: 0,
        weight_limit: ample(),
        storage_deposit_limit: 10 * UNIT,
        code,
        data: Vec::new(),
        salt: None,
    })
}

fn call(contract: H160, value: Balance) -> RuntimeCall {
    RuntimeCall::Revive(pallet_revive::Call::call {
        dest: contract,
        value,
        weight_limit: ample(),
        storage_deposit_limit: 10 * UNIT,
        data: Vec::new(),
    })
}

impl Connection {
    async fn deploy(&self, code: &[u8], signer: &impl Signer<PolkadotConfig>) -> H160 {
        let included = self.submit(instantiate(deploying(code)), signer).await;
        assert!(included.succeeded(), "{:?}", included.events);
        created(&included.events)[0]
    }

    async fn dry_run(&self, contract: H160, value: Balance) -> ExecReturnValueV1 {
        let origin = AccountId::new(sr25519::dev::alice().public_key().0);
        let arguments = (origin, contract, value, None::<Weight>, None::<Balance>, Vec::<u8>::new());
        let result: ContractResultV1<ExecReturnValueV1, Balance> =
            self.ask("ReviveApi_call", arguments).await;
        result.result.unwrap()
    }
}

fn logs(included: &Included) -> Vec<U256> {
    let logged = |event: &RuntimeEvent| match event {
        RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted { data, .. }) => {
            Some(U256::from_big_endian(data))
        }
        _ => None,
    };
    included.events.iter().filter_map(logged).collect()
}

#[tokio::test]
async fn a_contract_is_deployed_called_and_read() {
    let (_devnode, chain) = Connection::fresh().await;
    let contract = chain.deploy(&COUNTER, &sr25519::dev::alice()).await;
    for expected in 1..=2u32 {
        assert_eq!(U256::from_big_endian(&chain.dry_run(contract, 0).await.data), expected.into());
        let included = chain.submit(call(contract, 0), &sr25519::dev::bob()).await;
        assert!(included.succeeded(), "{:?}", included.events);
        assert_eq!(logs(&included), [expected.into()]);
    }
    let stored: Result<Option<Vec<u8>>, u8> = chain.ask("ReviveApi_get_storage", (contract, [0u8; 32])).await;
    assert_eq!(U256::from_big_endian(&stored.unwrap().unwrap()), 2.into());
}

#[tokio::test]
async fn a_planck_is_a_hundred_million_wei_to_a_contract() {
    let (_devnode, chain) = Connection::fresh().await;
    let contract = chain.deploy(&PAID, &sr25519::dev::alice()).await;
    let seen = U256::from_big_endian(&chain.dry_run(contract, 3).await.data);
    assert_eq!(seen, U256::from(300_000_000));
}

#[tokio::test]
async fn a_revert_fails_the_transaction() {
    let (_devnode, chain) = Connection::fresh().await;
    let contract = chain.deploy(&REVERTING, &sr25519::dev::alice()).await;
    assert!(chain.dry_run(contract, 0).await.flags.bits() & 1 == 1);
    let included = chain.submit(call(contract, 0), &sr25519::dev::alice()).await;
    assert!(!included.succeeded());
}

#[tokio::test]
async fn accounts_off_chain_are_mapped_by_their_first_money() {
    let (_devnode, chain) = Connection::fresh().await;
    let contract = chain.deploy(&COUNTER, &sr25519::dev::alice()).await;
    let sr25519 = sr25519::Keypair::from_secret_key([3; 32]).unwrap();
    let ecdsa = ecdsa::Keypair::from_secret_key([4; 32]).unwrap();
    let ids = [sr25519.public_key().0, ecdsa.public_key().to_account_id().0].map(AccountId::new);
    for id in &ids {
        let pay = pallet_balances::Call::transfer_keep_alive {
            dest: MultiAddress::Id(id.clone()),
            value: 100 * UNIT,
        };
        assert!(chain.submit(RuntimeCall::Balances(pay), &sr25519::dev::alice()).await.succeeded());
        let address: H160 = chain.ask("ReviveApi_address", id).await;
        assert_eq!(address.0, pallet_revive::keccak_256(id.as_ref())[12..]);
        assert_eq!(chain.mapped(address).await.as_ref(), Some(id));
    }
    // Neither needs `map_account` to call.
    assert!(chain.submit(call(contract, 0), &sr25519).await.succeeded());
    assert!(chain.submit(call(contract, 0), &ecdsa).await.succeeded());
}

#[tokio::test]
async fn a_call_can_be_priced_before_it_is_sent() {
    let (_devnode, chain) = Connection::fresh().await;
    let contract = chain.deploy(&COUNTER, &sr25519::dev::alice()).await;
    let block = chain.api.at_current_block().await.unwrap();
    let payload =
        block.transactions().from_call_data_bytes(&scale::Encode::encode(&call(contract, 0))).unwrap();
    let alice = sr25519::dev::alice();
    let signed = block
        .transactions()
        .create_signed(&payload, &alice, PolkadotExtrinsicParamsBuilder::new().build())
        .await
        .unwrap();
    let fee = signed.partial_fee_estimate().await.unwrap();
    assert!(fee > 0 && fee < UNIT, "{fee} plancks");
    let details: serde_json::Value =
        chain.rpc.request("system_dryRun", rpc_params![Bytes(signed.encoded().to_vec())]).await.unwrap();
    assert!(details.is_string());
}
