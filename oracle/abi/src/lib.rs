//! The contracts' interfaces as Rust types, from the Solidity files under `contracts/interfaces/abi`.
#![allow(missing_docs, clippy::too_many_arguments, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

pub mod constructors;
mod standards;

mod owned {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IOwned.sol"
    );
}
mod dataset_nft {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IDatasetNft.sol"
    );
}
mod royalty_splitter {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IRoyaltySplitter.sol"
    );
}
mod attribution_ledger {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IAttributionLedger.sol"
    );
}
mod node_registry {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/INodeRegistry.sol"
    );
}
mod model_registry {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IModelRegistry.sol"
    );
}

pub use attribution_ledger::IAttributionLedger;
pub use dataset_nft::IDatasetNft;
pub use model_registry::IModelRegistry;
pub use node_registry::INodeRegistry;
pub use owned::{IOwned, IPausable};
pub use royalty_splitter::IRoyaltySplitter;
pub use standards::{IERC721Errors, IERC721Metadata, IERC165, IERC2981, IERC721};

use alloy_json_abi::Error;

/// Every custom error that any contract of the suite declares.
pub fn errors() -> impl Iterator<Item = Error> {
    [
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
