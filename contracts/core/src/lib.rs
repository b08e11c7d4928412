//! Every pure rule of the Tributary protocol.
//!
//! `no_std`, without a chain, a clock or a network: the caller, the time and the hash functions are
//! arguments. Contracts and everything off chain share these definitions, so that each byte that is
//! signed or hashed is defined once. `docs/protocol.md` describes the same in prose; the golden
//! vectors under `vectors/` pin the encodings.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod account;
pub mod agreement;
pub mod committee;
pub mod dataset;
pub mod domain;
#[cfg(feature = "ed25519")]
pub mod ed25519;
pub mod epoch;
pub mod governance;
pub mod hashing;
pub mod history;
pub mod ids;
pub mod ledger;
pub mod merkle;
pub mod models;
pub mod money;
pub mod nodes;
pub mod ownership;
pub mod pause;
pub mod policy;
pub mod ppm;
pub mod proportion;
pub mod registry;
pub mod report;
pub mod schedule;
pub mod secp256k1;
pub mod splitter;
pub mod voucher;

pub use account::Account;
pub use domain::Domain;
pub use hashing::Hashing;
pub use history::History;
pub use ids::{Address, BlockNumber, DatasetId, EpochId, Hash, ModelId, NodeId};
pub use money::{MoneyError, Wei};
pub use policy::FeePolicy;
pub use ppm::Ppm;
pub use report::{Report, SignedReport};
pub use voucher::Voucher;
