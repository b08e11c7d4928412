//! What kind of chain this is, and whether the suite can live on it.

use serde::Serialize;
use subxt::ext::scale_decode;
use tributary_core::Wei;

use alloy_primitives::B256;

use crate::{
    client::{to_wei, Client},
    error::Result,
    runtime::Runtime,
    weight::Weight,
};

/// A chain's name, currency and limits, as its newest final state declares them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainProperties {
    /// Its name, in the node's words.
    pub name: String,
    /// Hash of block 0.
    pub genesis_hash: B256,
    /// Version of its runtime.
    pub spec_version: u32,
    /// Its EIP-155 chain id.
    pub chain_id: u64,
    /// The currency's symbol, where the node names it.
    pub token_symbol: Option<String>,
    /// The currency's native decimals, where the node names them.
    pub token_decimals: Option<u8>,
    /// Wei per native unit.
    pub native_to_eth_ratio: u32,
    /// The least that an account must hold.
    pub existential_deposit: Wei,
    /// Deposit per byte of storage.
    pub deposit_per_byte: Wei,
    /// Deposit per item of storage.
    pub deposit_per_item: Wei,
    /// The most one transaction may take.
    pub max_extrinsic_weight: Weight,
    /// The most bytes that a block's normal transactions may have.
    pub max_block_bytes: u32,
    /// For how many blocks the chain remembers block hashes.
    pub block_hash_count: u32,
    /// Whether accounts are mapped to addresses by themselves.
    pub auto_map: bool,
}

/// What the suite needs of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// Wei per native unit: the contracts round payments by it.
    pub native_to_eth_ratio: u32,
    /// What the heaviest transaction takes.
    pub extrinsic_weight: Weight,
    /// Bytes of the longest transaction.
    pub extrinsic_bytes: u32,
    /// The least mortality that leaves a transaction time to become final.
    pub block_hash_count: u32,
}

impl Default for Requirements {
    /// Polkadot Hub's ratio, half a second and half its proof per transaction, the largest code with its
    /// constructor arguments, and 64 blocks of mortality.
    fn default() -> Self {
        Self {
            native_to_eth_ratio: 100_000_000,
            extrinsic_weight: Weight { ref_time: 500_000_000_000, proof_size: 2_500_000 },
            extrinsic_bytes: 1_179_648,
            block_hash_count: 64,
        }
    }
}

/// A way in which a chain does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shortfall {
    /// Payments would be rounded differently.
    #[error("its ratio is {found} wei per native unit, the contracts are made for {needed}")]
    Ratio {
        /// The chain's.
        found: u32,
        /// The suite's.
        needed: u32,
    },
    /// Transactions would not fit.
    #[error("a transaction may take {found}, the heaviest takes {needed}")]
    ExtrinsicWeight {
        /// The chain's.
        found: Weight,
        /// The suite's.
        needed: Weight,
    },
    /// Contract code would not fit.
    #[error("its blocks hold {found} bytes, the longest transaction has {needed}")]
    BlockBytes {
        /// The chain's.
        found: u32,
        /// The suite's.
        needed: u32,
    },
    /// Transactions would die too early.
    #[error("it remembers {found} block hashes, transactions need {needed}")]
    BlockHashCount {
        /// The chain's.
        found: u32,
        /// The suite's.
        needed: u32,
    },
}

impl ChainProperties {
    /// Every way in which this chain does not meet `needed`; empty if it fits.
    pub fn shortfalls(&self, needed: &Requirements) -> Vec<Shortfall> {
        let mut shortfalls = Vec::new();
        if self.native_to_eth_ratio != needed.native_to_eth_ratio {
            let (found, needed) = (self.native_to_eth_ratio, needed.native_to_eth_ratio);
            shortfalls.push(Shortfall::Ratio { found, needed });
        }
        if !needed.extrinsic_weight.fits(self.max_extrinsic_weight) {
            let (found, needed) = (self.max_extrinsic_weight, needed.extrinsic_weight);
            shortfalls.push(Shortfall::ExtrinsicWeight { found, needed });
        }
        if self.max_block_bytes < needed.extrinsic_bytes {
            let (found, needed) = (self.max_block_bytes, needed.extrinsic_bytes);
            shortfalls.push(Shortfall::BlockBytes { found, needed });
        }
        if self.block_hash_count < needed.block_hash_count {
            let (found, needed) = (self.block_hash_count, needed.block_hash_count);
            shortfalls.push(Shortfall::BlockHashCount { found, needed });
        }
        shortfalls
    }
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
    max_block: Weight,
    per_class: PerClass<WeightsOfClass>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct WeightsOfClass {
    max_extrinsic: Option<Weight>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockLength {
    max: PerClass<u32>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PerClass<T> {
    normal: T,
}

/// The most one normal transaction may take.
pub(crate) fn max_extrinsic_weight(runtime: &Runtime) -> Result<Weight> {
    let weights: BlockWeights = runtime.constant("System", "BlockWeights")?;
    Ok(weights.per_class.normal.max_extrinsic.unwrap_or(weights.max_block))
}

impl Client {
    /// Reads the chain's EIP-155 id.
    ///
    /// # Errors
    /// As [`Client::properties`].
    pub async fn chain_id(&self) -> Result<u64> {
        self.runtime_at(self.final_hash().await?).await?.constant("Revive", "ChainId")
    }

    /// Reads the chain's properties.
    ///
    /// # Errors
    /// [`crate::ClientError::Runtime`] if it is no chain with `pallet-revive`; the node's.
    pub async fn properties(&self) -> Result<ChainProperties> {
        let at = self.final_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let name = self.rpc().ask("system_chain", |methods| async move { methods.system_chain().await });
        let declared = self
            .rpc()
            .ask("system_properties", |methods| async move { methods.system_properties().await })
            .await?;
        let length: BlockLength = runtime.constant("System", "BlockLength")?;
        let wei = |pallet: &str, constant: &str| to_wei(&runtime, runtime.constant(pallet, constant)?);
        Ok(ChainProperties {
            name: name.await?,
            genesis_hash: self.genesis_hash(),
            spec_version: runtime.spec_version,
            chain_id: runtime.constant("Revive", "ChainId")?,
            token_symbol: first(declared.get("tokenSymbol")).and_then(|v| v.as_str()).map(str::to_owned),
            token_decimals: first(declared.get("tokenDecimals"))
                .and_then(serde_json::Value::as_u64)
                .and_then(|decimals| u8::try_from(decimals).ok()),
            native_to_eth_ratio: runtime.constant("Revive", "NativeToEthRatio")?,
            existential_deposit: wei("Balances", "ExistentialDeposit")?,
            deposit_per_byte: wei("Revive", "DepositPerByte")?,
            deposit_per_item: wei("Revive", "DepositPerItem")?,
            max_extrinsic_weight: max_extrinsic_weight(&runtime)?,
            max_block_bytes: length.max.normal,
            block_hash_count: runtime.constant("System", "BlockHashCount")?,
            // Runtimes from before the setting existed do not map by themselves.
            auto_map: runtime.constant("Revive", "AutoMap").unwrap_or(false),
        })
    }
}

/// A chain with several currencies lists them, its own first.
fn first(value: Option<&serde_json::Value>) -> Option<&serde_json::Value> {
    match value? {
        serde_json::Value::Array(values) => values.first(),
        value => Some(value),
    }
}

#[cfg(test)]
mod tests;
