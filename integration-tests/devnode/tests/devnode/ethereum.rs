use pallet_revive::{
    evm::{Account, GenericTransaction, InputOrData},
    pallet_revive_types::runtime_api::{BlockV1, EthTransactInfoV1},
    EthTransactError,
};
use scale::Encode;
use sp_core::{Bytes, H160, U256};
use sp_runtime::generic;
use subxt::rpcs::rpc_params;
use tributary_devnode::{
    eth_account,
    runtime::{Balance, Hash, RuntimeCall, UncheckedExtrinsic, CHAIN_ID, NATIVE_TO_ETH_RATIO, UNIT},
};

use crate::{
    connection::{eventually, Connection},
    contracts::{counter, created},
};

impl Connection {
    /// What an Ethereum wallet's transaction becomes: estimated by the runtime, signed by
    /// secp256k1, wrapped into `eth_transact`, submitted.
    async fn transact(&self, from: &Account, to: Option<H160>, value: U256, input: Vec<u8>) {
        let nonce: u32 = self.ask("ReviveApi_nonce", from.address()).await;
        let gas_price: U256 = self.ask("ReviveApi_gas_price", ()).await;
        let mut transaction = GenericTransaction {
            chain_id: Some(CHAIN_ID.into()),
            from: Some(from.address()),
            to,
            value: Some(value),
            input: InputOrData::from(input),
            nonce: Some(nonce.into()),
            gas_price: Some(gas_price),
            ..Default::default()
        };
        let estimate: Result<EthTransactInfoV1<Balance>, EthTransactError> =
            self.ask("ReviveApi_eth_transact", wire(transaction.clone())).await;
        transaction.gas = Some(estimate.unwrap().eth_gas);
        let payload = from.sign_transaction(transaction.try_into_unsigned().unwrap()).signed_payload();
        let call = RuntimeCall::Revive(pallet_revive::Call::eth_transact { payload });
        let extrinsic: UncheckedExtrinsic = generic::UncheckedExtrinsic::new_bare(call).into();
        let _: Hash =
            self.rpc.request("author_submitExtrinsic", rpc_params![Bytes(extrinsic.encode())]).await.unwrap();
    }
}

fn wire(transaction: GenericTransaction) -> impl Encode {
    pallet_revive::pallet_revive_types::runtime_api::GenericTransactionV1::from(transaction)
}

#[tokio::test]
async fn an_ethereum_wallet_pays() {
    let (_devnode, chain) = Connection::fresh().await;
    let alith = Account::default();
    let receiver = H160::repeat_byte(0x22);
    let wei = U256::from(UNIT) * U256::from(NATIVE_TO_ETH_RATIO);
    chain.transact(&alith, Some(receiver), wei * U256::from(2), Vec::new()).await;
    eventually(|| async { chain.number().await == 1 }).await;
    // The account's minimum balance is not spendable and so not part of its Ethereum balance.
    let balance: U256 = chain.ask("ReviveApi_balance", receiver).await;
    assert_eq!(balance, wei * U256::from(2));
    assert!(chain.free(&eth_account(receiver)).await >= 2 * UNIT);
}

#[tokio::test]
async fn an_ethereum_wallet_deploys_and_calls() {
    let (_devnode, chain) = Connection::fresh().await;
    let alith = Account::default();
    chain.transact(&alith, None, U256::zero(), counter()).await;
    eventually(|| async { chain.number().await == 1 }).await;
    let contract = created(&chain.events(chain.hash(1).await).await)[0];
    assert_eq!(contract, pallet_revive::create1(&alith.address(), 0));
    chain.transact(&alith, Some(contract), U256::zero(), Vec::new()).await;
    eventually(|| async { chain.number().await == 2 }).await;
    let stored: Result<Option<Vec<u8>>, u8> = chain.ask("ReviveApi_get_storage", (contract, [0u8; 32])).await;
    assert_eq!(U256::from_big_endian(&stored.unwrap().unwrap()), U256::one());
    // What an Ethereum JSON-RPC server shows as the block.
    let block: BlockV1 = chain.ask("ReviveApi_eth_block", ()).await;
    assert_eq!(block.number, 2.into());
}
