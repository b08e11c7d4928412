// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.27;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721URIStorage} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";

/// OpenZeppelin's ERC-721 with a text per token, which anybody mints.
contract PeerCollection is ERC721URIStorage {
    uint256 private _count;

    constructor() ERC721("Tributary datasets", "TRIBD") {}

    function mint(string calldata uri) external returns (uint256 tokenId) {
        tokenId = ++_count;
        _mint(msg.sender, tokenId);
        _setTokenURI(tokenId, uri);
    }
}
