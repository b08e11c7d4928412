//! What the compiler makes of the Solidity files. Their own comments say what things are.
#![allow(missing_docs, clippy::too_many_arguments, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

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
mod governance {
    alloy_sol_types::sol!(
        #![sol(abi, all_derives)]
        "../../contracts/interfaces/abi/IGovernance.sol"
    );
}

pub use attribution_ledger::IAttributionLedger;
pub use dataset_nft::IDatasetNft;
pub use governance::IGovernance;
pub use model_registry::IModelRegistry;
pub use node_registry::INodeRegistry;
pub use owned::{IOwned, IPausable};
pub use royalty_splitter::IRoyaltySplitter;
pub use standards::{IERC721Errors, IERC721Metadata, IERC165, IERC2981, IERC721};
