//! An embedded development chain: a Substrate client (database, transaction pool, JSON-RPC) whose
//! runtime, `pallet-revive` as on Polkadot Hub, is compiled in and executed natively. It has no
//! wasm, no network and no consensus; a block is final at once, or when a set number of others
//! have followed it.
//!
//! Tests start one in their own process:
//!
//! ```no_run
//! # async fn example() -> Result<(), tributary_devnode::Error> {
//! let devnode = tributary_devnode::Devnode::start(Default::default())?;
//! println!("connect subxt to {}", devnode.url());
//! devnode.mine(100).await?;
//! devnode.shutdown().await
//! # }
//! ```

// The macros of FRAME and of pallet-revive name this crate.
extern crate alloc;

mod error;
mod executor;
mod finality;
mod genesis;
mod node;
mod options;
mod rpc;
pub mod runtime;
mod sealing;
mod service;

pub use error::Error;
pub use finality::MAX_FINALITY_LAG;
pub use genesis::{development_accounts, eth_account, DEVELOPMENT_ENDOWMENT};
pub use node::Devnode;
pub use options::{Endowment, EndowmentError, Options};
pub use sealing::{Head, SealError, MAX_MINED_BLOCKS};
