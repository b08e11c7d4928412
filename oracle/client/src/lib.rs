//! Typed client of the Tributary contracts on any pallet-revive chain.
//!
//! Everything off chain talks to the chain through [`Client`]: reads are dry runs at a block; writes are
//! dry-run first, signed with an explicit nonce and a mortality, followed until they are in a final block,
//! and return their decoded events; a contract's refusal is its custom error with its values. Contracts are
//! called with the `sol!` types in [`abi`]. No metadata is compiled in: encodings follow the connected
//! chain's own.
//!
//! ```no_run
//! use tributary_client::{abi::IDatasetNft, Client, Deployment};
//!
//! # async fn example() -> tributary_client::Result<()> {
//! let client = Client::connect("ws://127.0.0.1:9944").await?;
//! let suite = Deployment::load("deployment.json".as_ref())?.connect(&client).await?;
//! let count = suite.dataset_nft.read(IDatasetNft::datasetCountCall {}).await?;
//! # let _ = count;
//! # Ok(())
//! # }
//! ```

mod blocks;
mod client;
mod code;
mod config;
pub mod contracts;
pub mod dao;
mod deployment;
mod dispatch;
mod dry_run;
mod earning;
mod error;
mod events;
pub mod governance;
mod instantiate;
mod journal;
pub mod keys;
mod logging;
mod models;
mod nonces;
mod office;
mod properties;
mod read;
mod receipt;
mod revert;
mod rpc;
mod runtime;
mod signer;
mod snapshot;
mod submit;
mod termination;
mod time;
mod totals;
mod weight;
mod write;

pub use alloy_primitives::{Address, Bytes, B256, U256};
pub use alloy_sol_types::{SolCall, SolError, SolEvent};
pub use blocks::Block;
pub use client::Client;
pub use config::{check_scheme, read_config, ConfigFileError};
pub use contracts::{
    AttributionLedger, Contract, DatasetNft, Governance, ModelRegistry, NodeRegistry, RoyaltySplitter,
};
pub use dao::Until;
pub use deployment::{ConstructorArguments, Deployment, Making, Origin, Suite};
pub use dispatch::DispatchFailure;
pub use error::{ClientError, Result};
pub use events::{BlockEvents, EventRecord};
pub use instantiate::{Code, Estimate, Instantiation};
pub use journal::Journal;
pub use logging::log_to_stderr;
pub use models::version_hash;
pub use office::{Office, Seen};
pub use properties::{ChainProperties, Requirements, Shortfall};
pub use receipt::{ContractEvent, Receipt};
pub use revert::KnownError;
pub use rpc::ClientOptions;
pub use signer::{account_of, address_of, derived_account, ss58_of, AccountId, Signer};
pub use snapshot::RegistryReader;
pub use termination::Termination;
pub use tributary_abi as abi;
pub use weight::Weight;
