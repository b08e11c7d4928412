//! The contracts on the real `pallet-revive`, in the test's own process: no node, no blocks to wait
//! for, no fees.
//!
//! [`Suite`] deploys all contracts wired together; [`Contract`] handles call them in the types of their
//! Solidity interfaces ([`abi`]); every [`Outcome`] carries the decoded answer or refusal, the events
//! and the cost. `README.md` shows how a test reads.

mod actor;
pub mod artifact;
mod books;
mod chain;
mod committee;
mod contract;
pub mod dao;
mod outcome;
pub mod probe;
mod suite;
pub mod typed_data;
mod wallet;

pub use actor::Actor;
pub use books::Books;
pub use chain::{Deployed, Sandbox, ENDOWMENT};
pub use committee::{consent_terms, Committee, OracleKeys};
pub use contract::{
    AttributionLedger, AttributionLedgerError, Contract, DatasetNft, DatasetNftError, Governance,
    GovernanceError, Kind, ModelRegistry, ModelRegistryError, NodeRegistry, NodeRegistryError,
    RoyaltySplitter, RoyaltySplitterError,
};
pub use dao::{Action, Dao, DaoBuilder, Motion};
pub use outcome::{Cost, Log, Outcome, Receipt, Revert};
pub use suite::{Suite, SuiteBuilder, TOKEN};
pub use tributary_abi::{self as abi, constructors};
pub use tributary_devnode::runtime;
pub use wallet::{signer, Wallet};
