//! A version of the chain's runtime: what its metadata says about encoding.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use alloy_primitives::B256;
use scale::{Compact, Decode, Encode};
use subxt::{
    config::{
        substrate::{SpecVersionForRange, SubstrateConfigBuilder},
        DefaultExtrinsicParamsBuilder, Hasher,
    },
    events::Events,
    ext::{
        frame_decode::{
            runtime_apis::{decode_runtime_api_response, IntoEncodableValues},
            storage::encode_storage_key_prefix,
        },
        scale_decode::DecodeAsType,
        scale_encode::EncodeAsFields,
    },
    transactions::{DynamicPayload, SubmittableTransaction},
    utils::H256,
    Metadata, OfflineClient, OfflineClientAtBlock,
};

use crate::{
    error::{ClientError, Result},
    rpc::{b256, h256, Chain, Rpc},
    signer::Signer,
};

/// Metadata versions that describe runtime APIs, newest first.
const METADATA_VERSIONS: [u32; 2] = [16, 15];

/// One runtime, for encoding and decoding without a connection.
#[derive(Clone)]
pub(crate) struct Runtime {
    pub(crate) spec_version: u32,
    at: OfflineClientAtBlock<Chain>,
}

/// For how long, and from where, a transaction is valid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mortality {
    pub(crate) birth: u32,
    pub(crate) birth_hash: B256,
    pub(crate) blocks: u32,
}

impl Runtime {
    fn new(spec_version: u32, transaction_version: u32, genesis: B256, metadata: Metadata) -> Result<Self> {
        let config = SubstrateConfigBuilder::new()
            .set_metadata_for_spec_versions([(spec_version, Arc::new(metadata))])
            .set_spec_version_for_block_ranges([SpecVersionForRange {
                block_range: 0..u64::MAX,
                spec_version,
                transaction_version,
            }])
            .set_genesis_hash(h256(genesis))
            .build();
        let at = OfflineClient::new_with_config(config)
            .at_block(0u64)
            .map_err(|error| ClientError::runtime("metadata", error))?;
        Ok(Self { spec_version, at })
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        self.at.metadata_ref()
    }

    /// The chain's hash of `bytes`, such as a transaction's.
    pub(crate) fn hash(&self, bytes: &[u8]) -> B256 {
        let hash: H256 = self.at.hasher().hash(bytes);
        b256(hash)
    }

    pub(crate) fn encode_api<Args: IntoEncodableValues>(
        &self,
        api: &'static str,
        method: &'static str,
        args: Args,
    ) -> Result<Vec<u8>> {
        let payload = subxt::dynamic::runtime_api_call::<Args, ()>(api, method, args);
        self.at
            .runtime_apis()
            .encode_args(&payload)
            .map_err(|error| ClientError::runtime(format!("{api}.{method}"), error))
    }

    pub(crate) fn decode_api<T: DecodeAsType>(
        &self,
        api: &'static str,
        method: &'static str,
        answer: &[u8],
    ) -> Result<T> {
        let metadata = self.metadata();
        decode_runtime_api_response(api, method, &mut &*answer, metadata, metadata.types(), T::into_visitor())
            .map_err(|error| ClientError::runtime(format!("{api}.{method}"), error))
    }

    pub(crate) fn constant<T: DecodeAsType>(&self, pallet: &str, name: &str) -> Result<T> {
        self.at
            .constants()
            .entry(subxt::dynamic::constant::<T>(pallet, name))
            .map_err(|error| ClientError::runtime(format!("{pallet}.{name}"), error))
    }

    /// Where a map of the runtime keeps the value of an account's or an address's bytes.
    pub(crate) fn map_key<const N: usize>(&self, pallet: &str, map: &str, key: [u8; N]) -> Result<Vec<u8>> {
        let address = subxt::dynamic::storage::<([u8; N],), subxt::dynamic::Value>(pallet, map);
        self.at
            .storage()
            .entry(address)
            .and_then(|entry| entry.fetch_key((key,)))
            .map_err(|error| ClientError::runtime(format!("{pallet}.{map}"), error))
    }

    /// The events in the value of [`events_key`].
    pub(crate) fn events(&self, bytes: Vec<u8>) -> Events<Chain> {
        self.at.events().from_bytes(bytes)
    }

    /// Encodes and signs a transaction.
    pub(crate) fn sign<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
        nonce: u64,
        mortality: Mortality,
    ) -> Result<Vec<u8>> {
        let params = DefaultExtrinsicParamsBuilder::<Chain>::new()
            .nonce(nonce)
            .mortal_from_unchecked(
                mortality.blocks.into(),
                mortality.birth.into(),
                h256(mortality.birth_hash),
            )
            .build();
        let item = || format!("{}.{}", call.pallet_name(), call.call_name());
        let signed = self
            .at
            .transactions()
            .create_signable_offline(call, params)
            .and_then(|mut signable| signable.sign(signer))
            .map_err(|error| ClientError::runtime(item(), error))?;
        Ok(SubmittableTransaction::into_encoded(signed))
    }
}

/// Where the runtime keeps a block's events.
pub(crate) fn events_key() -> [u8; 32] {
    encode_storage_key_prefix("System", "Events")
}

/// Where the runtime keeps a block's time.
pub(crate) fn time_key() -> [u8; 32] {
    encode_storage_key_prefix("Timestamp", "Now")
}

/// Blocks whose runtime version is remembered.
const REMEMBERED_BLOCKS: usize = 64;

/// The runtimes met so far.
#[derive(Default)]
pub(crate) struct Runtimes {
    by_version: Mutex<HashMap<u32, Runtime>>,
    by_block: Mutex<VecDeque<(B256, Runtime)>>,
}

impl Runtimes {
    /// The runtime that state at `block` belongs to.
    pub(crate) async fn at(&self, rpc: &Rpc, genesis: B256, block: B256) -> Result<Runtime> {
        if let Some(runtime) = self.remembered(block) {
            return Ok(runtime);
        }
        let version = rpc
            .ask("state_getRuntimeVersion", |methods| async move {
                methods.state_get_runtime_version(Some(h256(block))).await
            })
            .await?;
        let known = lock(&self.by_version).get(&version.spec_version).cloned();
        let runtime = match known {
            Some(runtime) => runtime,
            None => {
                let metadata = fetch_metadata(rpc, block).await?;
                let runtime =
                    Runtime::new(version.spec_version, version.transaction_version, genesis, metadata)?;
                tracing::debug!(spec_version = version.spec_version, "runtime metadata read");
                lock(&self.by_version).insert(version.spec_version, runtime.clone());
                runtime
            }
        };
        let mut blocks = lock(&self.by_block);
        if blocks.len() >= REMEMBERED_BLOCKS {
            blocks.pop_front();
        }
        blocks.push_back((block, runtime.clone()));
        Ok(runtime)
    }

    fn remembered(&self, block: B256) -> Option<Runtime> {
        lock(&self.by_block).iter().find(|(hash, _)| *hash == block).map(|(_, runtime)| runtime.clone())
    }
}

/// Nothing panics while these are held, so a poisoned lock still guards whole values.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn fetch_metadata(rpc: &Rpc, block: B256) -> Result<Metadata> {
    let malformed = |error: scale::Error| ClientError::runtime("metadata", error);
    let offered = rpc.state_call("Metadata_metadata_versions", &[], block).await?;
    let offered = Vec::<u32>::decode(&mut &*offered).map_err(malformed)?;
    let version = METADATA_VERSIONS
        .into_iter()
        .find(|version| offered.contains(version))
        .ok_or_else(|| ClientError::runtime("metadata", format!("only versions {offered:?} are offered")))?;
    let answer = rpc.state_call("Metadata_metadata_at_version", &version.encode(), block).await?;
    let mut rest = &*answer;
    match Option::<Compact<u32>>::decode(&mut rest).map_err(malformed)? {
        Some(_) => Metadata::decode(&mut rest).map_err(malformed),
        None => {
            Err(ClientError::runtime("metadata", format!("version {version} was offered, then withheld")))
        }
    }
}
