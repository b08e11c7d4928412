// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Committee, epochs, finality. Also IOwned and IPausable.
interface IAttributionLedger {
    struct Params {
        uint32 challengeWindow; // blocks an epoch stays pending
        uint8 maxPending; // K
        uint32 maxReportAge; // blocks between a report's anchor and the cut
        uint32 maxVoucherLife; // blocks between a voucher's use and its expiry
        uint32 deadAfter; // R: blocks after which a missing sequence is skipped
        uint32 retirementGrace; // blocks a retired model version still counts
        uint32 committeeDelay; // blocks until a new committee signs; at least the splitter's exitDelay + escapeAfter
        uint32 stageBlocks; // staged transmission: each oracle's turn
    }

    struct Pending {
        uint64 epoch;
        bytes32 hash;
        uint32 cutBlock;
        uint32 submittedAt;
        bytes32 payoutHash;
        uint128 payoutSum;
        bytes32 spendHash;
        uint128 spendSum;
        bytes32 votesHash; // votes earned, in units of 10^-18
        uint128 votesSum;
    }

    /// A committee that may take office in these blocks, both included.
    struct ScheduledCommittee {
        address[] members;
        uint32 version;
        uint32 fromBlock;
        uint32 untilBlock;
    }

    error CommitmentMalformed(uint32 length);
    error WrongEpoch(uint64 expected, uint64 found);
    error WrongPredecessor(bytes32 expected, bytes32 found);
    error CutOutOfRange(uint32 after_, uint32 latest, uint32 found);
    error Unbalanced(uint128 credits, uint128 debits, uint128 payouts, uint128 spends);
    error TotalShrank(uint128 before, uint128 after_);
    /// An epoch adds at most 2^96 to the sum of votes earned.
    error TooManyVotes(uint128 grown, uint128 most);
    error TooManyPending(uint8 pending, uint8 most);
    error SignaturesMalformed(uint32 length);
    error SignerUnknown(uint8 index, uint8 members);
    error SignersUnordered(uint8 before, uint8 after_);
    error SignatureInvalid(uint8 index);
    error QuorumMissed(uint8 found, uint8 needed);
    error NothingPending();
    error WindowOpen(uint64 epoch, uint32 untilBlock);
    /// reason: the splitter's custom error, whole; empty where the call failed otherwise, as for want of weight.
    error SettlementRefused(uint64 epoch, bytes reason);
    error StillPayable(uint64 epoch);
    error CommitteeSize(uint32 found);
    error CommitteeDuplicate(address member);
    error CommitteeZero(uint32 index);
    error NoCommitteeScheduled();
    error CommitteeNotDue(uint32 fromBlock);
    error CommitteeLapsed(uint32 untilBlock);
    /// param: place in Params, from 0.
    error ParamOutOfBounds(uint8 param, uint128 found, uint128 least, uint128 most);
    /// What the constructor was given as the splitter does not answer `params()` as one does.
    error SplitterUnreadable(address splitter);
    error NothingToInherit(uint64 finalEpoch, uint64 settledEpoch);

    /// The whole commitment, so that anyone can read it back.
    event EpochSubmitted(uint64 indexed epoch, bytes32 indexed commitmentHash, address indexed transmitter, bytes commitment);
    event EpochFinalized(uint64 indexed epoch, bytes32 indexed commitmentHash, uint128 payoutSum, uint128 spendSum);
    event EpochVoided(uint64 indexed epoch, bytes32 indexed commitmentHash);
    event Inherited(uint64 indexed epoch, bytes32 indexed commitmentHash);
    event CommitteeScheduled(uint32 version, address[] members, uint32 fromBlock, uint32 untilBlock);
    event CommitteeCancelled(uint32 version);
    event CommitteeActivated(uint32 version, address[] members);

    /// constructor(address owner, address guardian, address splitter, bytes32 genesisHash,
    ///             address[] committee, Params params)

    /// commitment: SCALE of core's Commitment. signatures: per signer 66 bytes, index ‖ r ‖ s ‖ v
    /// (v 27 or 28, s low), indices strictly ascending.
    function submit(bytes memory commitment, bytes memory signatures) external;
    /// Finalizes the oldest pending epoch whose window has passed and settles it on the splitter.
    function finalizeEpoch() external returns (uint64);
    /// Voids the oldest pending epoch, and all that build on it, if the splitter can not pay it.
    function voidInsolvent() external;
    /// Starts where the splitter's final root stands, if that is beyond this ledger's: what a ledger
    /// does that takes another's place. Anyone may call it.
    function inherit() external;
    /// Names the committee that may take office after committeeDelay blocks, in which every payer can leave,
    /// and for as many blocks from then on, in place of any scheduled before. The owner only.
    function scheduleCommittee(address[] memory members) external;
    /// Gives up the scheduled committee, lapsed or not. The owner only.
    function cancelCommittee() external;
    /// Puts the scheduled committee in office once its block is reached, and until it lapses. Anyone may call it.
    function activateCommittee() external;

    function splitter() external view returns (address);
    function genesisHash() external view returns (bytes32);
    function params() external view returns (Params memory);
    function committee() external view returns (address[] memory);
    function committeeVersion() external view returns (uint32);
    /// The committee that waits to take office, or lapsed; empty and zero for none.
    function scheduledCommittee() external view returns (ScheduledCommittee memory);
    function configDigest() external view returns (bytes32);
    /// The newest epoch, pending or final; 0 before any.
    function headEpoch() external view returns (uint64);
    function headHash() external view returns (bytes32);
    function finalEpoch() external view returns (uint64);
    function pending() external view returns (Pending[] memory);
}
