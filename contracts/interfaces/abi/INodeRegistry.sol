// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// GPU nodes and oracles: keys, stake, unbonding. Also IOwned.
interface INodeRegistry {
    /// status: 1 active, 2 leaving, 3 left.
    struct Node {
        address operator;
        address payout;
        uint128 stake;
        uint32 registeredAt;
        uint32 leavingAt; // 0 while active
        uint8 status;
        bytes32 key; // the newest ed25519 key
        string endpoint;
    }

    struct KeyChange { uint32 fromBlock; bytes32 key; }
    struct ActivityChange { uint32 fromBlock; bool active; }
    struct PriceChange { uint32 fromBlock; uint128 pricePerToken; }

    struct Oracle {
        address operator;
        address payout; // who gets its earnings
        address signer; // secp256k1 address that signs commitments
        uint128 stake;
        uint32 registeredAt;
        uint32 leavingAt;
        uint8 status;
        string endpoint;
    }

    error StakeTooLow(uint128 found, uint128 least);
    error AmountTooLarge(uint256 found, uint128 most);
    error KeyInvalid(bytes32 key);
    error KeyTaken(bytes32 key, uint64 node);
    error EndpointInvalid(uint32 length);
    error UnknownNode(uint64 node);
    error UnknownOracle(address signer);
    error NotOperator(address caller, address operator);
    error NotActive(uint64 node, uint8 status);
    error NotLeaving(uint64 node, uint8 status);
    error OracleNotActive(address signer, uint8 status);
    error OracleNotLeaving(address signer, uint8 status);
    error SignerTaken(address signer);
    error SignatureMalformed(uint32 length);
    error SignatureNotCanonical(uint8 v, bytes32 s);
    error WrongSigner(address expected, address found);
    error StillBonded(uint32 untilBlock);
    error NothingStaked(uint64 node);
    error PriceZero(uint64 model);
    error TooManyChanges(uint32 most);
    error TooManyModels(uint32 most);
    error TransferFailed(address to, uint128 amount);
    error ParamOutOfBounds(uint8 param, uint128 found, uint128 least, uint128 most);

    event NodeRegistered(uint64 indexed node, address indexed operator, bytes32 key, string endpoint);
    event NodeKeyRotated(uint64 indexed node, bytes32 key);
    event NodePriceSet(uint64 indexed node, uint64 indexed model, uint128 pricePerToken);
    event NodeEndpointChanged(uint64 indexed node, string endpoint);
    event NodePayoutChanged(uint64 indexed node, address indexed payout);
    event NodeStakeAdded(uint64 indexed node, uint128 amount);
    event NodeLeaving(uint64 indexed node, uint32 bondedUntil);
    event NodeLeft(uint64 indexed node, uint128 stake);
    event OracleRegistered(address indexed signer, address indexed operator, string endpoint);
    event OracleEndpointChanged(address indexed signer, string endpoint);
    event OraclePayoutChanged(address indexed signer, address indexed payout);
    event OracleLeaving(address indexed signer, uint32 bondedUntil);
    event OracleLeft(address indexed signer, uint128 stake);

    /// constructor(address owner, uint128 minNodeStake, uint128 minOracleStake, uint32 unbondingBlocks)

    function minNodeStake() external view returns (uint128);
    function minOracleStake() external view returns (uint128);
    function unbondingBlocks() external view returns (uint32);
    /// With its price for a first model, so that no node is active without one.
    function registerNode(bytes32 key, string memory endpoint, address payout, uint64 model, uint128 pricePerToken)
        external payable returns (uint64);
    function addStake(uint64 node) external payable;
    function rotateKey(uint64 node, bytes32 key) external;
    function setPrice(uint64 node, uint64 model, uint128 pricePerToken) external;
    function setEndpoint(uint64 node, string memory endpoint) external;
    function setPayout(uint64 node, address payout) external;
    function leave(uint64 node) external;
    function withdrawStake(uint64 node) external;
    function node(uint64 id) external view returns (Node memory);
    function nodeCount() external view returns (uint64);
    function payoutOf(uint64 id) external view returns (address);
    function keyChanges(uint64 id) external view returns (KeyChange[] memory);
    function activityChanges(uint64 id) external view returns (ActivityChange[] memory);
    /// Every model that the node ever set a price for, at most 1,024.
    function pricedModels(uint64 id) external view returns (uint64[] memory);
    function priceChanges(uint64 id, uint64 model) external view returns (PriceChange[] memory);

    /// consent: the signer's r ‖ s ‖ v (s low, v 27 or 28) under sha256("tributary/oracle-registration/v1" ‖
    /// chain id, 8 bytes little-endian ‖ this registry ‖ caller).
    function registerOracle(address signer, string memory endpoint, bytes memory consent) external payable;
    function setOracleEndpoint(address signer, string memory endpoint) external;
    function setOraclePayout(address signer, address payout) external;
    function leaveOracle(address signer) external;
    function withdrawOracleStake(address signer) external;
    function oracle(address signer) external view returns (Oracle memory);
    /// The oracle's payout address; the signer itself if no oracle ever registered under it.
    function oraclePayoutOf(address signer) external view returns (address);
    function oracleCount() external view returns (uint64);
    function oracleAt(uint64 index) external view returns (address);
}
