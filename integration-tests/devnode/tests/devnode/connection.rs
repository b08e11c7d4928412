use std::time::Duration;

use frame_support::storage::storage_prefix;
use scale::{Decode, Encode};
use sp_core::H160;
use subxt::{
    config::PolkadotExtrinsicParamsBuilder,
    rpcs::{rpc_params, RpcClient},
    tx::Signer,
    OnlineClient, PolkadotConfig,
};
use tokio::time::{sleep, Instant};
use tributary_devnode::{
    runtime::{AccountId, Balance, Hash, Nonce, Runtime, RuntimeCall, RuntimeEvent},
    Devnode, Options,
};

/// How long anything a test waits for may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

type AccountInfo = frame_system::AccountInfo<Nonce, pallet_balances::AccountData<Balance>>;

/// A chain, as a client sees it.
pub struct Connection {
    pub rpc: RpcClient,
    pub api: OnlineClient<PolkadotConfig>,
}

/// What became of a transaction.
pub struct Included {
    pub block: Hash,
    pub events: Vec<RuntimeEvent>,
}

pub fn start(options: Options) -> Devnode {
    Devnode::start(options).unwrap()
}

impl Connection {
    pub async fn new(url: &str) -> Self {
        let rpc = RpcClient::from_insecure_url(url).await.unwrap();
        let api = OnlineClient::from_rpc_client(rpc.clone()).await.unwrap();
        Self { rpc, api }
    }

    /// Starts a chain for tests and connects to it.
    pub async fn fresh() -> (Devnode, Self) {
        let devnode = start(Options::default());
        let connection = Self::new(&devnode.url()).await;
        (devnode, connection)
    }

    pub async fn number(&self) -> u32 {
        let header: serde_json::Value = self.rpc.request("chain_getHeader", rpc_params![]).await.unwrap();
        number_of(&header)
    }

    pub async fn finalized(&self) -> u32 {
        let head: Hash = self.rpc.request("chain_getFinalizedHead", rpc_params![]).await.unwrap();
        let header = self.rpc.request("chain_getHeader", rpc_params![head]).await.unwrap();
        number_of(&header)
    }

    pub async fn hash(&self, number: u32) -> Hash {
        self.rpc.request("chain_getBlockHash", rpc_params![number]).await.unwrap()
    }

    pub async fn storage<T: Decode>(&self, key: Vec<u8>, at: Option<Hash>) -> Option<T> {
        let bytes: Option<sp_core::Bytes> = self
            .rpc
            .request("state_getStorage", rpc_params![sp_core::Bytes(key), at.map(|hash| format!("{hash:?}"))])
            .await
            .unwrap();
        bytes.map(|bytes| T::decode(&mut &bytes.0[..]).unwrap())
    }

    pub async fn account(&self, account: &AccountId, at: Option<Hash>) -> AccountInfo {
        let key = frame_system::Account::<Runtime>::hashed_key_for(account);
        self.storage(key, at).await.unwrap_or_default()
    }

    pub async fn free(&self, account: &AccountId) -> Balance {
        self.account(account, None).await.data.free
    }

    /// The account that stands behind an address, if one is mapped to it.
    pub async fn mapped(&self, address: H160) -> Option<AccountId> {
        let prefix = storage_prefix(b"Revive", b"OriginalAccount");
        self.storage([&prefix[..], &address.0].concat(), None).await
    }

    /// Milliseconds since 1970 of the newest block.
    pub async fn time(&self) -> u64 {
        let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
        self.storage(key, None).await.unwrap_or(0)
    }

    /// Asks the runtime at the newest block.
    pub async fn ask<T: Decode>(&self, method: &str, arguments: impl Encode) -> T {
        let answer: sp_core::Bytes = self
            .rpc
            .request("state_call", rpc_params![method, sp_core::Bytes(arguments.encode())])
            .await
            .unwrap();
        T::decode(&mut &answer.0[..]).unwrap()
    }

    /// Signs and submits by subxt, and waits until the transaction is final.
    pub async fn submit(&self, call: RuntimeCall, signer: &impl Signer<PolkadotConfig>) -> Included {
        let block = self.api.at_current_block().await.unwrap();
        let payload = block.transactions().from_call_data_bytes(&call.encode()).unwrap();
        let progress =
            block.transactions().sign_and_submit_then_watch_default(&payload, signer).await.unwrap();
        let included = tokio::time::timeout(PATIENCE, progress.wait_for_finalized()).await.unwrap().unwrap();
        let block = Hash::from_slice(included.block_hash().as_ref());
        Included { block, events: self.events(block).await }
    }

    pub async fn events(&self, block: Hash) -> Vec<RuntimeEvent> {
        let key = storage_prefix(b"System", b"Events").to_vec();
        let records: Vec<frame_system::EventRecord<RuntimeEvent, Hash>> =
            self.storage(key, Some(block)).await.unwrap_or_default();
        records.into_iter().map(|record| record.event).collect()
    }

    /// Signs by subxt and submits without waiting for a block.
    pub async fn send(&self, call: RuntimeCall, signer: &impl Signer<PolkadotConfig>, nonce: u64) {
        let block = self.api.at_current_block().await.unwrap();
        let payload = block.transactions().from_call_data_bytes(&call.encode()).unwrap();
        let parameters = PolkadotExtrinsicParamsBuilder::new().nonce(nonce).build();
        block.transactions().sign_and_submit(&payload, signer, parameters).await.unwrap();
    }

    /// Mines by JSON-RPC.
    pub async fn mine(&self, blocks: u32) {
        let _: serde_json::Value = self.rpc.request("dev_mine", rpc_params![blocks]).await.unwrap();
    }
}

impl Included {
    pub fn succeeded(&self) -> bool {
        self.events
            .iter()
            .any(|event| matches!(event, RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { .. })))
            && !self.events.iter().any(|event| {
                matches!(event, RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. }))
            })
    }
}

/// Waits until `condition` holds.
pub async fn eventually<F: std::future::Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await {
        assert!(Instant::now() < deadline, "what the test waits for did not happen within {PATIENCE:?}");
        sleep(Duration::from_millis(5)).await;
    }
}

fn number_of(header: &serde_json::Value) -> u32 {
    let digits = header["number"].as_str().unwrap().trim_start_matches("0x");
    u32::from_str_radix(digits, 16).unwrap()
}
