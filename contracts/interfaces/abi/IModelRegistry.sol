// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Models, versions, features, fee policy, lifecycle. Also IOwned.
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
        bytes32 artifactHash; // SHA-256; 0 while it is to be trained
        uint64 baseModel; // 0: none
        uint32 baseVersion;
        uint32 baseCut; // ppm of the developer's cut, to the base's developer
        uint128 priceFloor; // wei per token
        uint16 method; // attribution method
        FeePolicy policy;
        string uri;
        uint32[] features; // ascending, at most 16
        uint32 createdAt;
        uint8 status;
    }

    /// status: 1 proposed, 2 adopted, 3 withdrawn.
    struct Feature {
        address proposer;
        string title;
        string uri;
        uint8 status;
        uint32 version; // that was approved with it first; 0: none
        uint32 createdAt;
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
    /// expected: what the caller named; found: what versionHash says.
    error VersionHashMismatch(uint64 model, uint32 version, bytes32 expected, bytes32 found);
    error WrongStatus(uint64 model, uint32 version, uint8 from, uint8 to);
    error NotAllowed(uint64 model, uint32 version, address caller, uint8 from, uint8 to);
    error NotDeveloper(uint64 model, address caller);
    error TooManyVersions(uint64 model, uint32 most);
    error NotSteward(uint64 model, address caller);
    error ArtifactMissing(uint64 model, uint32 version);
    error ArtifactFixed(uint64 model, uint32 version, bytes32 artifactHash);
    error NotInTraining(uint64 model, uint32 version, uint8 status);
    error UnknownFeature(uint64 model, uint32 feature);
    error TooManyFeatures(uint64 model, uint32 most);
    error NotProposer(uint64 model, uint32 feature, address caller);
    error FeatureNotProposed(uint64 model, uint32 feature, uint8 status);
    error FeatureNotCarried(uint64 model, uint32 version, uint32 feature);
    error FeatureListTooLong(uint32 found, uint32 most);
    error FeaturesUnsorted(uint32 before, uint32 feature);

    event ModelRegistered(uint64 indexed model, address indexed developer, string name);
    event ModelDeveloperChanged(uint64 indexed model, address indexed developer);
    event VersionProposed(uint64 indexed model, uint32 indexed version, bytes32 artifactHash);
    event VersionStatusChanged(uint64 indexed model, uint32 indexed version, uint8 status);
    event ArtifactSet(uint64 indexed model, uint32 indexed version, bytes32 artifactHash);
    event StewardSet(uint64 indexed model, address indexed steward);
    event FeatureProposed(
        uint64 indexed model,
        uint32 indexed feature,
        address indexed proposer,
        string title,
        string uri
    );
    event FeatureWithdrawn(uint64 indexed model, uint32 indexed feature);
    event FeatureAdopted(uint64 indexed model, uint32 indexed feature, uint32 version);

    /// constructor(address owner)

    /// Anyone may register a model, propose versions of their own and features of any; the owner decides.
    function registerModel(string memory name, address developer) external returns (uint64);
    function setDeveloper(uint64 model, address developer) external;
    /// Who has approved versions trained and evaluated; zero ends the role. The owner only.
    function setSteward(uint64 model, address steward) external;
    /// title: 1 to 64 bytes; uri: where it is discussed, may be empty. Anyone may.
    function proposeFeature(uint64 model, string memory title, string memory uri) external returns (uint32);
    /// While it is no more than proposed. Its proposer and the owner only.
    function withdrawFeature(uint64 model, uint32 feature) external;
    /// artifactHash 0: it is still to be trained. features: of the model, strictly ascending.
    function proposeVersion(
        uint64 model,
        bytes32 artifactHash,
        uint64 baseModel,
        uint32 baseVersion,
        uint32 baseCut,
        uint128 priceFloor,
        uint16 method,
        FeePolicy memory policy,
        string memory uri,
        uint32[] memory features
    ) external returns (uint32);
    /// What a vote ends in: approves the version if it is the one of this hash, is proposed and carries the
    /// feature, and pins to it the feature and the others that it carries. One that was pinned before stays so;
    /// one that was withdrawn stays so unless it is the one voted on. The owner only.
    function adopt(uint64 model, uint32 feature, uint32 version, bytes32 versionHash) external;
    /// Once, while the version is approved or in training. The steward and the owner only.
    function setArtifact(uint64 model, uint32 version, bytes32 artifactHash) external;
    /// One step of the lifecycle forward, or retired from any: the owner. To training and evaluated: the
    /// steward too. From proposed to retired: the developer too. Evaluated needs an artifact. versionHash: of
    /// the version that is meant.
    function setStatus(uint64 model, uint32 version, uint8 status, bytes32 versionHash) external;
    function model(uint64 id) external view returns (Model memory);
    function modelCount() external view returns (uint64);
    function developerOf(uint64 id) external view returns (address);
    function stewardOf(uint64 model) external view returns (address);
    function feature(uint64 model, uint32 feature) external view returns (Feature memory);
    function featureCount(uint64 model) external view returns (uint32);
    function version(uint64 model, uint32 version) external view returns (Version memory);
    /// keccak256("tributary/version/v1" ‖ SCALE(model, version, base, priceFloor, method, policy, features,
    /// artifactHash, uri)): all of a version but its status and createdAt. An artifact that is named later
    /// changes it.
    function versionHash(uint64 model, uint32 version) external view returns (bytes32);
    function statusChanges(uint64 model, uint32 version) external view returns (StatusChange[] memory);
}
