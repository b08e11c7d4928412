// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Models, versions, fee policy, lifecycle. Also IOwned.
interface IModelRegistry {
    /// ppm of each fee; together 1000000.
    struct FeePolicy {
        uint32 datasets;
        uint32 node;
        uint32 developer;
        uint32 oracles;
        uint32 treasury;
    }

    struct Model {
        string name;
        address developer;
        uint32 versions; // versions count from 1
        uint32 createdAt;
    }

    /// status: 1 proposed, 2 approved, 3 training, 4 evaluated, 5 live, 6 retired.
    struct Version {
        bytes32 artifactHash;
        uint64 baseModel; // 0: none
        uint32 baseVersion;
        uint32 baseCut; // ppm of the developer's cut, to the base's developer
        uint128 priceFloor; // wei per token
        uint16 method; // attribution method
        FeePolicy policy;
        string uri;
        uint32 createdAt;
        uint8 status;
    }

    struct StatusChange { uint32 fromBlock; uint8 status; }

    error NameInvalid(uint32 length);
    error UriInvalid(uint32 length);
    error PolicyUnbalanced(uint64 found);
    error UnknownModel(uint64 model);
    error UnknownVersion(uint64 model, uint32 version);
    error BaseTooDeep(uint64 model, uint8 most);
    error BaseCutTooHigh(uint32 found, uint32 most);
    error BaseCutWithoutBase(uint32 found);
    error MethodUnknown(uint16 found);
    error ArtifactMissing();
    error WrongStatus(uint64 model, uint32 version, uint8 from, uint8 to);
    error NotDeveloper(uint64 model, address caller);
    error TooManyVersions(uint64 model, uint32 most);

    event ModelRegistered(uint64 indexed model, address indexed developer, string name);
    event ModelDeveloperChanged(uint64 indexed model, address indexed developer);
    event VersionProposed(uint64 indexed model, uint32 indexed version, bytes32 artifactHash);
    event VersionStatusChanged(uint64 indexed model, uint32 indexed version, uint8 status);

    /// constructor(address owner)

    /// Anyone may register a model and propose versions of their own; only the owner moves a status.
    function registerModel(string memory name, address developer) external returns (uint64);
    function setDeveloper(uint64 model, address developer) external;
    function proposeVersion(
        uint64 model,
        bytes32 artifactHash,
        uint64 baseModel,
        uint32 baseVersion,
        uint32 baseCut,
        uint128 priceFloor,
        uint16 method,
        FeePolicy memory policy,
        string memory uri
    ) external returns (uint32);
    /// One step of the lifecycle forward, or retired from any.
    function setStatus(uint64 model, uint32 version, uint8 status) external;
    function model(uint64 id) external view returns (Model memory);
    function modelCount() external view returns (uint64);
    function developerOf(uint64 id) external view returns (address);
    function version(uint64 model, uint32 version) external view returns (Version memory);
    function statusChanges(uint64 model, uint32 version) external view returns (StatusChange[] memory);
}
