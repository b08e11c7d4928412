// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Holds deposits and royalties. Also IOwned and IPausable. An account is a word as core's
/// `Account::to_word` writes it: eleven zero bytes, kind, 20-byte id.
interface IRoyaltySplitter {
    struct Params {
        uint32 exitDelay; // blocks after a request until a final cut must cover: voucher life + report age
        uint32 escapeAfter; // T: blocks after a request without such a cut until the last final leaf suffices
        uint32 recipientDelay; // blocks between proposing and applying recipients
    }

    struct Payer {
        uint128 deposited; // cumulative
        uint128 withdrawn; // cumulative
        uint128 settled; // spent as proven at exits; free = deposited - withdrawn - settled - reserved
        uint128 reserved; // of the current generation
        uint32 firstDepositAt;
        uint32 exitRequestedAt; // 0: none
        uint32 generation; // counts exits
        bytes32 sessionKey;
    }

    struct KeyChange { uint32 fromBlock; bytes32 key; }
    struct ReserveChange { uint32 fromBlock; uint32 generation; uint128 total; }
    /// open: vouchers count from this block; false: an exit was requested at it.
    struct PayerChange { uint32 fromBlock; uint32 generation; bool open; }

    struct Totals {
        uint128 deposited;
        uint128 withdrawn;
        uint128 released;
        uint128 claimed;
        uint128 payoutSum;
        uint128 spendSum;
    }

    /// What a final epoch brings; commitment is its hash, which the next epoch names.
    struct Settlement {
        uint64 epoch;
        bytes32 commitment;
        uint32 cutBlock;
        bytes32 payoutHash;
        uint128 payoutSum;
        bytes32 spendHash;
        uint128 spendSum;
        bytes32 votesHash; // votes earned, which the DAO reads; in units of 10^-18
        uint128 votesSum;
    }

    struct Root {
        uint64 epoch;
        bytes32 commitment;
        uint32 cutBlock;
        uint32 finalizedAt;
        bytes32 payoutHash;
        uint128 payoutSum;
        bytes32 spendHash;
        uint128 spendSum;
        bytes32 votesHash; // votes earned, which the DAO reads; in units of 10^-18
        uint128 votesSum;
    }

    struct Recipients {
        address[] addresses; // empty: the account's natural payee
        uint32[] shares;
        uint32 pendingFrom; // block at which a proposed change may be applied, 0: none
        address[] pendingAddresses;
        uint32[] pendingShares;
    }

    error NotLedger(address caller, address ledger);
    error AlreadyWired(address ledger);
    error NotWirer(address caller, address wirer);
    error NotWired();
    error NoLedgerScheduled();
    error LedgerNotDue(uint32 fromBlock);
    error LedgerLapsed(uint32 untilBlock);
    error AmountZero();
    error AmountTooLarge(uint256 found, uint128 most);
    /// An amount below zero or of 2^128 and more: what was to be added, or subtracted from each other.
    error Overflow(uint128 left, uint128 right);
    error NotPayer(address caller);
    error SessionKeyInvalid(bytes32 key);
    error ReserveExceedsFree(uint128 wanted, uint128 free);
    error ExitPending(uint32 requestedAt);
    error NoExitRequested(address payer);
    error ExitNotCovered(uint32 cutBlock, uint32 needed, uint32 escapeAt);
    error SpendAboveDeposit(uint128 spent, uint128 deposited);
    /// The final root leaves nothing to payers: cap is 0.
    error WithdrawalAboveCap(uint128 wanted, uint128 cap);
    error UnknownAccount(bytes32 account);
    error AccountNotPayable(bytes32 account);
    error TreasuryHasNoRecipients();
    error PayeeUnknown(bytes32 account);
    error ProofLength(uint32 found);
    error ProofSide(uint32 step, uint8 found);
    error ProofRoot(bytes32 expected, bytes32 found);
    error ProofOverflow(uint128 left, uint128 right);
    error AbsenceMalformed(uint32 length);
    /// Leaves by their hashes.
    error LeavesNotNeighbours(bytes32 before, bytes32 after_);
    error LeafNotAtEdge(bytes32 leaf);
    error LeafOnWrongSide(bytes32 leaf);
    error TreeNotEmpty(bytes32 root);
    error ClaimAboveCap(uint128 claimed, uint128 wanted, uint128 cap);
    error NothingFinal(bytes32 account);
    error BatchEmpty();
    error BatchMismatch(uint32 accounts, uint32 amounts, uint32 proofs);
    error BatchTooLong(uint32 found, uint32 most);
    error NotRecipient(bytes32 account, address recipient);
    error NothingToRelease(bytes32 account, address recipient);
    error OwnerMustCall(bytes32 account, address owner, address caller);
    error TransferFailed(address to, uint128 amount);
    error NotAccountOwner(bytes32 account, address caller);
    error RecipientsEmpty();
    error RecipientsTooMany(uint32 found, uint32 most);
    error RecipientsMismatch(uint32 addresses, uint32 shares);
    error RecipientDuplicate(address recipient);
    error RecipientZero(uint32 index);
    error RecipientShareZero(address recipient);
    error RecipientSharesUnbalanced(uint64 found);
    error NoRecipientsProposed(bytes32 account);
    error RecipientsNotDue(uint32 fromBlock);
    error RecipientsNotSettled(uint32 cutBlock, uint32 needed);
    error NoRecipients(bytes32 account);
    error RecipientsStand(bytes32 account, uint32 since);
    error EpochNotNext(uint64 expected, uint64 found);
    error CutOutOfRange(uint32 after_, uint32 latest, uint32 found);
    error PayoutShrank(uint128 before, uint128 after_);
    error SpendShrank(uint128 before, uint128 after_);
    error VotesShrank(uint128 before, uint128 after_);
    error TooManyVotes(uint128 grown, uint128 most);
    error Insolvent(uint128 needed, uint128 backed);
    error TooManyChanges(uint32 most);
    error TooManyNodes(uint32 most);
    error ParamOutOfBounds(uint8 param, uint128 found, uint128 least, uint128 most);

    event Wired(address indexed ledger);
    event LedgerScheduled(address indexed ledger, uint32 fromBlock, uint32 untilBlock);
    event LedgerCancelled(address indexed ledger);
    event LedgerReplaced(address indexed previousLedger, address indexed newLedger);
    event Deposited(address indexed payer, uint128 amount, uint128 deposited);
    event SessionKeyRegistered(address indexed payer, bytes32 key);
    event Reserved(address indexed payer, uint64 indexed node, uint128 amount, uint128 total);
    event ExitRequested(address indexed payer, uint32 generation);
    /// The generation ended. What a payer got back in all is the sum of this and of PartlyExited.
    event Exited(address indexed payer, uint32 generation, uint128 amount, uint128 spent);
    /// The payer got a part, and is leaving still: a later exit pays the rest.
    event PartlyExited(address indexed payer, uint32 generation, uint128 amount, uint128 spent, uint128 rest);
    event Settled(uint64 indexed epoch, uint32 cutBlock, uint128 payoutSum, uint128 spendSum);
    event Claimed(bytes32 indexed account, uint128 amount, uint128 cumulative);
    event RoyaltyReleased(bytes32 indexed account, address indexed recipient, uint128 amount);
    event RecipientsProposed(bytes32 indexed account, address[] recipients, uint32[] shares, uint32 fromBlock);
    event RecipientsChanged(bytes32 indexed account, address[] recipients, uint32[] shares);
    event RecipientsEnded(bytes32 indexed account);
    event TreasuryChanged(address indexed previousTreasury, address indexed newTreasury);

    /// constructor(address owner, address guardian, address treasury, address datasetNft,
    ///             address nodeRegistry, address modelRegistry, Params params)
    /// The deployer may call wire once; after that nobody can.
    function wire(address ledger) external;
    /// Names the ledger that may take office after exitDelay + escapeAfter blocks, in which every payer
    /// can leave, and for as many blocks from then on, in place of any scheduled before.
    /// The owner only; the ledger in office settles until another takes its place.
    function scheduleLedger(address ledger) external;
    /// Gives up the scheduled ledger, lapsed or not. The owner only.
    function cancelLedger() external;
    /// Puts the scheduled ledger in office once its block is reached, and until it lapses. Anyone may call it.
    function activateLedger() external;

    function deposit() external payable;
    function registerSessionKey(bytes32 key) external;
    /// Moves part of the caller's free balance to a node, for good until an exit.
    function reserve(uint64 node, uint128 amount) external;
    function requestExit() external;
    /// spent: the caller's cumulative spend in the current final root, proven; empty proof and 0 where
    /// the first deposit is younger than the final cut, or nothing is final. Pays what was not spent, or as much
    /// of it as the final root leaves to payers; the rest another exit pays once it leaves more.
    function exit(uint128 spent, bytes memory proof) external;

    /// The ledger only.
    function settle(Settlement memory settlement) external;
    /// Whether settle would accept these sums now.
    function canSettle(uint128 payoutSum, uint128 spendSum) external view returns (bool);

    /// Permissionless and idempotent: pays into the account only what is new. proof: steps of 49 bytes.
    function claim(bytes32 account, uint128 cumulative, bytes memory proof) external returns (uint128);
    /// 1 to 16 claims, all or none. The contract reads 16,384 bytes of calldata: 196, and for each claim 128 and
    /// the proof filled up to a multiple of 32. So 16 claims fit with up to 17 steps each, 14 with 20, 9 with 32;
    /// what does not fit reverts with the two bytes 0x0101, which are no custom error.
    function claimMany(bytes32[] memory accounts, uint128[] memory cumulatives, bytes[] memory proofs) external returns (uint128);
    /// Claims, then releases to `recipient` what it is due.
    function claimAndRelease(bytes32 account, uint128 cumulative, bytes memory proof, address recipient) external returns (uint128);
    /// Pays `recipient` its part of what the account claimed; anyone may call it, but for a dataset without
    /// recipients whose owner is a contract: that has to call itself.
    function release(bytes32 account, address recipient) external returns (uint128);
    /// What `release` would pay now if `recipient` called it.
    function releasable(bytes32 account, address recipient) external view returns (uint128);

    /// Dataset owner (or the account's natural payee).
    function proposeRecipients(bytes32 account, address[] memory recipients, uint32[] memory shares) external;
    /// After the delay, with a claim under a root cut after the proposal: what was earned before goes to
    /// the recipients of before. An account that never earned proves its absence, with cumulative 0.
    function applyRecipients(bytes32 account, uint128 cumulative, bytes memory proof) external;
    /// Anyone, for a dataset that was reassigned since its recipients took office, with a claim as above
    /// under a root that covers what they earned. What is claimed later is the natural payee's.
    function endRecipients(bytes32 account, uint128 cumulative, bytes memory proof) external;
    function setTreasury(address newTreasury) external;

    function ledger() external view returns (address);
    /// The ledger that waits to take office, or lapsed, and the first and the last block in which it may; zero for
    /// none.
    function scheduledLedger() external view returns (address ledger, uint32 fromBlock, uint32 untilBlock);
    function treasury() external view returns (address);
    function datasetNft() external view returns (address);
    function nodeRegistry() external view returns (address);
    function modelRegistry() external view returns (address);
    function params() external view returns (Params memory);
    function totals() external view returns (Totals memory);
    function root() external view returns (Root memory);
    function claimed(bytes32 account) external view returns (uint128);
    function recipients(bytes32 account) external view returns (Recipients memory);
    function payeeOf(bytes32 account) external view returns (address);
    function payer(address account) external view returns (Payer memory);
    function payerCount() external view returns (uint64);
    function payerAt(uint64 index) external view returns (address);
    function payerChanges(address account) external view returns (PayerChange[] memory);
    function sessionKeyChanges(address account) external view returns (KeyChange[] memory);
    /// Every node that the payer ever reserved for, at most 1,024.
    function reservedNodes(address account) external view returns (uint64[] memory);
    function reserveChanges(address account, uint64 node) external view returns (ReserveChange[] memory);
}
