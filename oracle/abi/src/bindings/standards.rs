//! The Ethereum standards that the dataset registry keeps, as their documents write them.

alloy_sol_types::sol! {
    #![sol(abi, all_derives)]

    /// ERC-165.
    interface IERC165 {
        function supportsInterface(bytes4 interfaceID) external view returns (bool);
    }

    /// ERC-721. `safeTransferFrom` is overloaded: with data it is `safeTransferFrom_0Call`, without
    /// `safeTransferFrom_1Call`.
    interface IERC721 {
        event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
        event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
        event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

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

    /// ERC-721's metadata extension.
    interface IERC721Metadata {
        function name() external view returns (string memory);
        function symbol() external view returns (string memory);
        function tokenURI(uint256 tokenId) external view returns (string memory);
    }

    /// ERC-2981.
    interface IERC2981 {
        function royaltyInfo(uint256 tokenId, uint256 salePrice)
            external view returns (address receiver, uint256 royaltyAmount);
    }

    /// ERC-6093: the errors of ERC-721.
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
