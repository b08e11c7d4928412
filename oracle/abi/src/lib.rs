//! The contracts' interfaces as Rust types, from the Solidity files under `contracts/interfaces/abi`.

mod bindings;
pub mod constructors;

pub use bindings::{
    IAttributionLedger, IDatasetNft, IERC721Errors, IERC721Metadata, IGovernance, IModelRegistry,
    INodeRegistry, IOwned, IPausable, IRoyaltySplitter, IERC165, IERC2981, IERC721,
};

use alloy_json_abi::Error;

/// Every custom error that any contract of the suite declares. One that several declare comes as often, the
/// DAO's first: who keeps the last one of a selector has the other contract's names of the arguments.
pub fn errors() -> impl Iterator<Item = Error> {
    [
        IGovernance::abi::errors(),
        IOwned::abi::errors(),
        IPausable::abi::errors(),
        IDatasetNft::abi::errors(),
        IRoyaltySplitter::abi::errors(),
        IAttributionLedger::abi::errors(),
        INodeRegistry::abi::errors(),
        IModelRegistry::abi::errors(),
        IERC721Errors::abi::errors(),
    ]
    .into_iter()
    .flat_map(|by_name| by_name.into_values().flatten())
}
