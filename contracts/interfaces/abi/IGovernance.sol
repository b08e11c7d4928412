// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// The DAO: its token with votes, its governor and its timelock in one contract, which owns the others and is the
/// treasury. Names, types and meanings are those of the standards and of OpenZeppelin Contracts 5.7 (IGovernor with
/// its extensions, ERC20Votes, ERC20Permit), of which it has all functions, events and errors that its tools read.
///
/// Blocks are the clock of votes (ERC-6372), unix seconds that of the timelock. A proposal's id is the Keccak-256 hash
/// of abi.encode(targets, values, calldatas, descriptionHash). Votes count with 18 decimals. "By vote only": an action
/// of an executed proposal does it, and a call from outside reverts with GovernorOnlyExecutor. Calldata that cannot be
/// read reverts with the two bytes 0x0101, which are no custom error; the chain takes 131,072 bytes of it, and 65,536
/// of an event's data, so that a description has 64,896 bytes at most.
interface IGovernance {
    /// What the DAO is created with; each can be set by vote, within bounds that are fixed.
    struct Params {
        uint32 votingDelay; // blocks from the proposal until its snapshot
        uint32 votingPeriod; // blocks from the snapshot until the deadline
        uint32 lateQuorumExtension; // blocks that are left at least after the quorum is reached
        uint32 timelockDelay; // seconds from queueing until execution
        uint32 gracePeriod; // seconds after which what is executable expires
        uint32 quorumNumerator; // ppm of the supply
        uint128 proposalThreshold; // votes
    }

    /// The least that a vote can set, given at creation for good.
    struct Floors {
        uint32 votingPeriod; // blocks
        uint32 timelockDelay; // seconds
    }

    /// How work earns votes; each epoch goes by what is set at its cut. Both at 0: it earns none.
    struct Earning {
        uint64 rate; // ppm: votes per wei of the treasury's cut, 1,000,000 for one unit of 10^-18 per wei
        uint128 cap; // the most votes that all earn together in an epoch
    }

    /// Votes earned, as far as syncVotes read them: minted <= allowed <= votesSum.
    struct Earned {
        address splitter; // 0 before wiring
        uint64 epoch; // 0 before any
        uint32 cutBlock; // of this epoch; before any, the block after which cuts count
        bytes32 votesHash; // of its tree of cumulative votes
        uint128 votesSum;
        uint128 ceiling; // the highest cap that any epoch cut later can have had
        uint128 allowed; // the most votes that can be minted in all
        uint128 minted;
    }

    /// state: 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 6 expired, 7 executed.
    struct Proposal {
        address proposer;
        uint32 createdAt; // the block where ProposalCreated is
        uint32 voteStart; // the snapshot: votes count as at its end, ballots after it
        uint32 voteEnd; // the last block for ballots
        uint128 againstVotes;
        uint128 forVotes;
        uint128 abstainVotes;
        uint128 quorum; // for and abstaining together; 0 until the snapshot is past
        uint64 etaSeconds; // executable from here; 0 until queued
        uint64 untilSeconds; // expired from here; 0 until queued
        bool sparesGuardian; // only replaces the guardian, who cannot veto it
        uint256 previous; // the proposal made before; 0 for the first
    }

    struct Checkpoint208 {
        uint48 _key; // block
        uint208 _value; // votes from its end on
    }

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    error ERC20ExceededSafeSupply(uint256 increasedSupply, uint256 cap);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);
    error InvalidAccountNonce(address account, uint256 currentNonce);
    error VotesExpiredSignature(uint256 expiry);
    error ECDSAInvalidSignature();
    error ECDSAInvalidSignatureS(bytes32 s);
    /// An action failed and gave no reason.
    error FailedCall();
    /// Queued, but not yet to be executed. operationId: the proposal's.
    error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates);

    error GovernorAlreadyCastVote(address voter);
    /// Never raised: the state of a queued proposal says so (GovernorUnexpectedProposalState).
    error GovernorAlreadyQueuedProposal(uint256 proposalId);
    /// Never raised: what executes is this contract, so it takes deposits.
    error GovernorDisabledDeposit();
    error GovernorInsufficientProposerVotes(address proposer, uint256 votes, uint256 threshold);
    error GovernorInvalidProposalLength(uint256 targets, uint256 calldatas, uint256 values);
    error GovernorInvalidQuorumFraction(uint256 quorumNumerator, uint256 quorumDenominator);
    error GovernorInvalidSignature(address voter);
    error GovernorInvalidVoteParams();
    error GovernorInvalidVoteType();
    error GovernorInvalidVotingPeriod(uint256 votingPeriod);
    error GovernorNonexistentProposal(uint256 proposalId);
    error GovernorOnlyExecutor(address account);
    error GovernorPreventLateQuorumVoteExtensionTooLarge(uint256 newVoteExtension, uint256 maxVoteExtension);
    /// Never raised: queueing succeeds wherever the state allows it.
    error GovernorProposalQueueingFailed(uint256 proposalId);
    /// Never raised: every proposal waits in the timelock.
    error GovernorProposalQueueingNotRequired(uint256 proposalId);
    error GovernorRestrictedProposer(address proposer);
    error GovernorUnableToCancel(uint256 proposalId, address account);
    /// expectedStates: bit n for state n; 0: the proposal should not exist.
    error GovernorUnexpectedProposalState(uint256 proposalId, uint8 current, bytes32 expectedStates);

    /// param: 0 to 6 by its place in Params, 7 and 8 in Floors, 9 the rate and 10 the cap of earning, 11 what is
    /// minted within a block: at most what there was before.
    error ParamOutOfBounds(uint8 param, uint128 found, uint128 least, uint128 most);
    /// The guardian cannot veto a proposal that only replaces it.
    error GuardianSpared(uint256 proposalId);
    error SelfCallUnknown(bytes4 selector);
    error SelfCallMalformed(bytes4 selector);
    error SelfCallPaying(uint256 value);
    /// An action with calldata, and nobody there to read it.
    error TargetWithoutCode(address target);
    error NoBallots();
    error BallotsMismatch(uint32 support, uint32 voters, uint32 signatures);
    error HoldersMismatch(uint32 holders, uint32 amounts);
    error ZeroAddress();

    error SplitterWired(address splitter);
    error NotDeployer(address caller, address deployer);
    error NotWired();
    /// It does not answer as a splitter does.
    error SplitterUnreadable(address splitter);
    /// The splitter's answer is none that follows the epoch read last; no splitter of the suite gives one.
    error EpochBehind(uint64 synced, uint64 found);
    error CutOutOfRange(uint32 after_, uint32 latest, uint32 found);
    error VotesShrank(uint128 before, uint128 after_);
    /// Neither a dataset (1) nor a node (2).
    error NotEarner(uint8 kind);
    /// Its registry knows no owner or payout address.
    error EarnerUnknown(uint8 kind, uint64 id);
    /// A contract that holds a dataset's token claims its votes itself, as its royalties.
    error OwnerMustCall(bytes32 account, address owner, address caller);
    error NothingSynced();
    /// All that is allowed is minted.
    error VotesAboveAllowed(uint128 minted, uint128 wanted, uint128 allowed);
    error ProofLength(uint32 found);
    error ProofSide(uint32 step, uint8 found);
    error ProofRoot(bytes32 expected, bytes32 found);
    error ProofOverflow(uint128 left, uint128 right);

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate);
    event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes);
    /// Never emitted: the domain cannot change.
    event EIP712DomainChanged();

    /// signatures: an empty text for each action.
    event ProposalCreated(
        uint256 proposalId,
        address proposer,
        address[] targets,
        uint256[] values,
        string[] signatures,
        bytes[] calldatas,
        uint256 voteStart,
        uint256 voteEnd,
        string description
    );
    event ProposalQueued(uint256 proposalId, uint256 etaSeconds);
    event ProposalExecuted(uint256 proposalId);
    event ProposalCanceled(uint256 proposalId);
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);
    event VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason);
    /// Never emitted: ballots have no params here.
    event VoteCastWithParams(
        address indexed voter,
        uint256 proposalId,
        uint8 support,
        uint256 weight,
        string reason,
        bytes params
    );
    event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);
    event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);
    event ProposalThresholdSet(uint256 oldProposalThreshold, uint256 newProposalThreshold);
    event QuorumNumeratorUpdated(uint256 oldQuorumNumerator, uint256 newQuorumNumerator);
    event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);
    event ProposalGuardianSet(address oldProposalGuardian, address newProposalGuardian);
    event MinDelayChange(uint256 oldDuration, uint256 newDuration);
    event GracePeriodChange(uint256 oldDuration, uint256 newDuration);
    event Wired(address indexed splitter);
    event EarningSet(uint64 oldRate, uint128 oldCap, uint64 newRate, uint128 newCap);
    event VotesSynced(uint64 indexed epoch, uint128 votesSum, uint128 allowed);
    /// With the Transfer from 0 and the DelegateVotesChanged of any mint.
    event VotesClaimed(uint8 indexed kind, uint64 indexed id, address indexed to, uint128 amount);

    /// constructor(address guardian, Params params, Floors floors, Earning earning, address[] holders,
    ///             uint128[] amounts)
    /// The deployer may call wire once; after that nobody can.

    /// Money without calldata goes to the treasury; ink! has this as a function of selector 0x00000000.
    receive() external payable;

    // ERC-20, its metadata, permits (ERC-2612) and the EIP-712 domain (ERC-5267).

    /// The name of token, governor and EIP-712 domain.
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function decimals() external view returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    /// 2^256 - 1 is never used up.
    function approve(address spender, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
    /// One counter for permits, delegations and ballots: each of them that is relayed ends all signed before.
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );

    // Votes (ERC-5805) and their clock (ERC-6372). A balance counts once it is delegated, to oneself or another.

    /// The block's number.
    function clock() external view returns (uint48);
    function CLOCK_MODE() external view returns (string memory);
    /// getVotes is overloaded: now, and at the end of a past block.
    function getVotes(address account) external view returns (uint256);
    function getVotes(address account, uint256 timepoint) external view returns (uint256);
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
    /// Votes that are not delegated included.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
    /// 0: nobody.
    function delegates(address account) external view returns (address);
    function delegate(address delegatee) external;
    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external;
    /// The changes of an account's votes, at most one in a block. Beyond the last: Panic(0x32).
    function numCheckpoints(address account) external view returns (uint32);
    function checkpoints(address account, uint32 pos) external view returns (Checkpoint208 memory);

    // The governor.

    function version() external view returns (string memory);
    function COUNTING_MODE() external view returns (string memory);
    /// token and timelock are this contract.
    function token() external view returns (address);
    function timelock() external view returns (address);
    function BALLOT_TYPEHASH() external view returns (bytes32);
    function EXTENDED_BALLOT_TYPEHASH() external view returns (bytes32);
    function hashProposal(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external view returns (uint256);
    function getProposalId(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external view returns (uint256);

    /// A description that ends with "#proposer=0x" and 40 hex digits can be proposed by that address only.
    function propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256);
    /// Anyone, once it succeeded.
    function queue(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external returns (uint256);
    /// Anyone, between etaSeconds and untilSeconds: all actions or none. An action that fails is the reason of
    /// the revert, and the proposal stays queued. Money sent along stays with the treasury. Meanwhile nobody can call
    /// the DAO, not even to ask it: an action that has somebody pay it, or send it a token by safeTransferFrom, fails.
    function execute(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external payable returns (uint256);
    /// Its proposer while it is pending, the guardian while it is queued.
    function cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external returns (uint256);

    /// support: 0 against, 1 for, 2 abstain; a word that is no uint8 is unreadable. Returns the weight: the voter's
    /// votes at the end of the snapshot. It may be 0, and the ballot is cast all the same.
    function castVote(uint256 proposalId, uint8 support) external returns (uint256);
    function castVoteWithReason(uint256 proposalId, uint8 support, string memory reason) external returns (uint256);
    /// params: empty, for all ballots.
    function castVoteWithReasonAndParams(uint256 proposalId, uint8 support, string memory reason, bytes memory params)
        external
        returns (uint256);
    /// signature: r ‖ s ‖ v (s low, v 27 or 28) of a Ballot; what it takes itself of a voter with code (ERC-1271).
    function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes memory signature)
        external
        returns (uint256);
    /// The same of an ExtendedBallot.
    function castVoteWithReasonAndParamsBySig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string memory reason,
        bytes memory params,
        bytes memory signature
    ) external returns (uint256);
    /// Ballots of several voters without code. Those that do not count, such as for a signature used already, are
    /// skipped; returns how many counted.
    function castVotesBySig(
        uint256 proposalId,
        uint8[] memory support,
        address[] memory voters,
        bytes[] memory signatures
    ) external returns (uint256);

    /// 0 to 7 as in Proposal. Reverts for an unknown proposal, of which the next ones say 0.
    function state(uint256 proposalId) external view returns (uint8);
    function proposalSnapshot(uint256 proposalId) external view returns (uint256);
    function proposalDeadline(uint256 proposalId) external view returns (uint256);
    function proposalEta(uint256 proposalId) external view returns (uint256);
    function proposalProposer(uint256 proposalId) external view returns (address);
    /// Always true.
    function proposalNeedsQueuing(uint256 proposalId) external view returns (bool);
    function proposalVotes(uint256 proposalId)
        external
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);
    function hasVoted(uint256 proposalId, address account) external view returns (bool);
    function getVotesWithParams(address account, uint256 timepoint, bytes memory params)
        external
        view
        returns (uint256);
    function quorum(uint256 timepoint) external view returns (uint256);
    function proposalCount() external view returns (uint256);
    /// 0 before any; the others are behind it, by Proposal.previous.
    function latestProposal() external view returns (uint256);
    /// Reverts for an unknown one.
    function proposal(uint256 proposalId) external view returns (Proposal memory);

    // Votes earned by work: a dataset's and a node's share of what the treasury's cut earns, as each final epoch of
    // the splitter says. What a false root says beyond the cap is never minted.

    /// Names the splitter whose final root is read, and the registries that it names.
    function wire(address splitter) external;
    /// Reads the splitter's final root. Anyone may; claims go by the root read last.
    function syncVotes() external;
    /// Permissionless and idempotent: mints only what is new of an account's cumulative votes, to the present owner
    /// of the dataset (kind 1) or the payout address of the node (kind 2), and returns that. proof: steps of 49
    /// bytes, as the splitter's claim takes them. If less is allowed, that much; the rest is open until more is.
    function claimVotes(uint8 kind, uint64 id, uint128 cumulative, bytes memory proof) external returns (uint128);
    /// What was minted for an account in all, whoever owned it.
    function claimedVotes(uint8 kind, uint64 id) external view returns (uint128);
    function earned() external view returns (Earned memory);

    // Parameters, and what sets them by vote only: for proposals made later.

    /// Blocks.
    function votingDelay() external view returns (uint256);
    function votingPeriod() external view returns (uint256);
    function lateQuorumVoteExtension() external view returns (uint48);
    /// Votes.
    function proposalThreshold() external view returns (uint256);
    /// ppm of the supply; quorumNumerator is overloaded: now, and at the end of a past block.
    function quorumNumerator() external view returns (uint256);
    function quorumNumerator(uint256 timepoint) external view returns (uint256);
    function quorumDenominator() external view returns (uint256);
    /// Seconds.
    function getMinDelay() external view returns (uint256);
    function GRACE_PERIOD() external view returns (uint256);
    function floors() external view returns (Floors memory);
    /// Who may veto what is queued, and nothing else; 0: nobody.
    function proposalGuardian() external view returns (address);
    function earning() external view returns (Earning memory);
    function setVotingDelay(uint48 newVotingDelay) external;
    function setVotingPeriod(uint32 newVotingPeriod) external;
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;
    function setProposalThreshold(uint256 newProposalThreshold) external;
    function updateQuorumNumerator(uint256 newQuorumNumerator) external;
    function updateDelay(uint256 newDelay) external;
    function updateGracePeriod(uint256 newGracePeriod) external;
    function setProposalGuardian(address newProposalGuardian) external;
    /// For epochs cut from this block on; the final ones are read before. newRate: at most 10^12; newCap: at most
    /// a hundredth of the supply, and 2^96.
    function setEarning(uint64 newRate, uint128 newCap) external;

    // What else the DAO does to itself by vote only: also transfer, approve and transferFrom of its own tokens.

    function mint(address to, uint256 amount) external;
    /// One more call of another contract.
    function relay(address target, uint256 value, bytes memory data) external payable;

    // What a holder of tokens answers (ERC-721, ERC-1155), and which standards it has (ERC-165).

    function onERC721Received(address operator, address from, uint256 tokenId, bytes memory data)
        external
        returns (bytes4);
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes memory data)
        external
        returns (bytes4);
    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] memory ids,
        uint256[] memory values,
        bytes memory data
    ) external returns (bytes4);
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}
