// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Dataset registry; also ERC-165, ERC-721 with metadata, ERC-2981 (their functions, events and the
/// ERC-6093 errors come from the standards) and IOwned. It reads 16,384 bytes of calldata, so the data of
/// safeTransferFrom can have 16,220: a call with more reverts with the two bytes 0x0101, which are no custom error.
interface IDatasetNft {
    /// status: 1 active, 2 delisted by its owner, 3 quarantined by the contract's owner.
    struct Dataset {
        bytes32 contentRoot; // SHA-256 of the file
        uint64 byteSize;
        string mediaType;
        string licence; // SPDX id, or 0x + SHA-256 of the licence text
        string uri;
        uint64[] parents; // smaller ids, immutable, chain of at most 4
        uint32[] parentShares; // ppm of this dataset's royalties, same order
        uint32 createdAt;
        uint8 status;
    }

    struct StatusChange {
        uint32 fromBlock;
        uint8 status;
    }

    error CommitmentMissing(bytes32 commitment);
    error CommitmentTooFresh(uint32 committedAt, uint32 revealFrom);
    error CommitmentExpired(uint32 committedAt, uint32 expiredAt);
    error CommitmentExists(bytes32 commitment, uint32 committedAt);
    error ContentRootTaken(bytes32 contentRoot, uint64 dataset);
    error EmptyContent();
    error MediaTypeInvalid(uint32 length);
    error LicenceInvalid(uint32 length);
    error UriInvalid(uint32 length);
    error ParentsMismatch(uint32 parents, uint32 shares);
    error TooManyParents(uint32 found, uint32 most);
    error ParentUnknown(uint64 parent);
    error ParentsUnsorted(uint64 before, uint64 after_);
    error ParentShareZero(uint64 parent);
    error ParentSharesExceedWhole(uint64 found);
    error TooDeep(uint64 parent, uint8 depth, uint8 most);
    error FamilyTooLarge(uint64 parent, uint16 found, uint16 most);
    error RoyaltyTooHigh(uint32 found, uint32 most);
    error UnknownDataset(uint64 dataset);
    error WrongStatus(uint64 dataset, uint8 expected, uint8 found);
    error NotDatasetOwner(uint64 dataset, address caller);
    error TooManyChanges(uint32 most);

    event RegistrationCommitted(address indexed creator, bytes32 indexed commitment);
    event DatasetRegistered(uint64 indexed dataset, address indexed creator, bytes32 indexed contentRoot, uint64 byteSize);
    event DatasetStatusChanged(uint64 indexed dataset, uint8 status);
    event DatasetReassigned(uint64 indexed dataset, address indexed from, address indexed to);

    /// constructor(address owner)

    /// commitment = keccak256(abi.encodePacked("tributary/registration/v1", creator, contentRoot, salt)), to be
    /// revealed by `register` 10 blocks later at the earliest and 255 at the latest.
    function commitRegistration(bytes32 commitment) external;
    /// royaltyPpm: ERC-2981 royalty on resale. Returns the new id.
    function register(
        bytes32 contentRoot,
        uint64 byteSize,
        string memory mediaType,
        string memory licence,
        string memory uri,
        uint64[] memory parents,
        uint32[] memory parentShares,
        uint32 royaltyPpm,
        bytes32 salt
    ) external returns (uint64);
    function dataset(uint64 id) external view returns (Dataset memory);
    function datasetCount() external view returns (uint64);
    /// 0 if no dataset has it.
    function datasetByContentRoot(bytes32 contentRoot) external view returns (uint64);
    function statusChanges(uint64 id) external view returns (StatusChange[] memory);
    function delist(uint64 id) external;
    function relist(uint64 id) external;
    function quarantine(uint64 id) external;
    function liftQuarantine(uint64 id) external;
    /// Owner role: moves a squatted dataset to its true author.
    function reassign(uint64 id, address to) external;
    /// The newest reassignment: its block, 0 for none, and the block until which answers earned for whom
    /// it had before: the same, or the one from which the dataset did not count. Recipients of the time
    /// before may be ended by it (IRoyaltySplitter.endRecipients).
    function reassignment(uint64 id) external view returns (uint32 at, uint32 earnedUntil);
}
