//! The contracts' interfaces, from the Solidity files under `contracts/interfaces/abi`.
#![allow(missing_docs, clippy::too_many_arguments, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

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
mod standards {
    alloy_sol_types::sol! {
        #![sol(abi, all_derives)]

        /// ERC-165.
        interface IERC165 {
            function supportsInterface(bytes4 interfaceId) external view returns (bool);
        }

        /// ERC-721 with its metadata extension.
        interface IERC721 {
            event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
            event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
            event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

            function name() external view returns (string memory);
            function symbol() external view returns (string memory);
            function tokenURI(uint256 tokenId) external view returns (string memory);
            function balanceOf(address owner) external view returns (uint256);
            function ownerOf(uint256 tokenId) external view returns (address);
            function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external;
            function safeTransferFrom(address from, address to, uint256 tokenId) external;
            function transferFrom(address from, address to, uint256 tokenId) external;
            function approve(address to, uint256 tokenId) external;
            function setApprovalForAll(address operator, bool approved) external;
            function getApproved(uint256 tokenId) external view returns (address);
            function isApprovedForAll(address owner, address operator) external view returns (bool);
        }

        /// ERC-2981.
        interface IERC2981 {
            function royaltyInfo(uint256 tokenId, uint256 salePrice) external view returns (address, uint256);
        }

        /// ERC-6093, the errors of ERC-721.
        interface IERC721Errors {
            error ERC721InvalidOwner(address owner);
            error ERC721NonexistentToken(uint256 tokenId);
            error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
            error ERC721InvalidSender(address sender);
            error ERC721InvalidReceiver(address receiver);
            error ERC721InsufficientApproval(address operator, uint256 tokenId);
            error ERC721InvalidApprover(address approver);
            error ERC721InvalidOperator(address operator);
        }
    }
}

pub use attribution_ledger::IAttributionLedger;
pub use dataset_nft::IDatasetNft;
pub use model_registry::IModelRegistry;
pub use node_registry::INodeRegistry;
pub use owned::{IOwned, IPausable};
pub use royalty_splitter::IRoyaltySplitter;
pub use standards::{IERC721Errors, IERC165, IERC2981, IERC721};

use alloy_json_abi::Error;

/// Every custom error that any contract of the suite declares.
pub(crate) fn errors() -> impl Iterator<Item = Error> {
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
