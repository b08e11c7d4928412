//! The custom errors of the ABI, made from the core's typed ones.

use ink::{sol::FixedBytes, Address, U256};
use tributary_core::{
    ids::Hash,
    merkle::{PlaceError, ProofError},
    pause::PauseError,
    schedule::TermError,
    splitter::{
        BatchError, ClaimError, ExitError, ParamError, PayerError, ProposalError, ReleaseError, SettleError,
        SuccessionError, TableError, TenureError, TooManyChanges, TotalsError, MAX_BATCH, MAX_RECIPIENTS,
    },
    Account, MoneyError,
};

use crate::abi::{to_abi, Bytes32};

/// What a call was refused for; `IRoyaltySplitter`, `IOwned` and `IPausable` say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::error]
#[allow(non_snake_case, missing_docs)]
pub enum Error {
    NotOwner { caller: Address, owner: Address },
    ZeroAddress,
    NotGuardian { caller: Address, guardian: Address },
    Paused { untilBlock: u32 },
    PauseCoolingDown { untilBlock: u32 },
    NotPaused { untilBlock: u32 },
    NotLedger { caller: Address, ledger: Address },
    AlreadyWired { ledger: Address },
    NotWirer { caller: Address, wirer: Address },
    NotWired,
    NoLedgerScheduled,
    LedgerNotDue { fromBlock: u32 },
    LedgerLapsed { untilBlock: u32 },
    AmountZero,
    AmountTooLarge { found: U256, most: u128 },
    Overflow { left: u128, right: u128 },
    NotPayer { caller: Address },
    SessionKeyInvalid { key: Bytes32 },
    ReserveExceedsFree { wanted: u128, free: u128 },
    ExitPending { requestedAt: u32 },
    NoExitRequested { payer: Address },
    ExitNotCovered { cutBlock: u32, needed: u32, escapeAt: u32 },
    SpendAboveDeposit { spent: u128, deposited: u128 },
    WithdrawalAboveCap { wanted: u128, cap: u128 },
    UnknownAccount { account: Bytes32 },
    AccountNotPayable { account: Bytes32 },
    TreasuryHasNoRecipients {},
    PayeeUnknown { account: Bytes32 },
    ProofLength { found: u32 },
    ProofSide { step: u32, found: u8 },
    ProofRoot { expected: Bytes32, found: Bytes32 },
    ProofOverflow { left: u128, right: u128 },
    AbsenceMalformed { length: u32 },
    LeavesNotNeighbours { before: Bytes32, after_: Bytes32 },
    LeafNotAtEdge { leaf: Bytes32 },
    LeafOnWrongSide { leaf: Bytes32 },
    TreeNotEmpty { root: Bytes32 },
    ClaimAboveCap { claimed: u128, wanted: u128, cap: u128 },
    NothingFinal { account: Bytes32 },
    BatchEmpty,
    BatchMismatch { accounts: u32, amounts: u32, proofs: u32 },
    BatchTooLong { found: u32, most: u32 },
    NotRecipient { account: Bytes32, recipient: Address },
    NothingToRelease { account: Bytes32, recipient: Address },
    OwnerMustCall { account: Bytes32, owner: Address, caller: Address },
    TransferFailed { to: Address, amount: u128 },
    NotAccountOwner { account: Bytes32, caller: Address },
    RecipientsEmpty,
    RecipientsTooMany { found: u32, most: u32 },
    RecipientsMismatch { addresses: u32, shares: u32 },
    RecipientDuplicate { recipient: Address },
    RecipientZero { index: u32 },
    RecipientShareZero { recipient: Address },
    RecipientSharesUnbalanced { found: u64 },
    NoRecipientsProposed { account: Bytes32 },
    RecipientsNotDue { fromBlock: u32 },
    RecipientsNotSettled { cutBlock: u32, needed: u32 },
    NoRecipients { account: Bytes32 },
    RecipientsStand { account: Bytes32, since: u32 },
    EpochNotNext { expected: u64, found: u64 },
    CutOutOfRange { after_: u32, latest: u32, found: u32 },
    PayoutShrank { before: u128, after_: u128 },
    SpendShrank { before: u128, after_: u128 },
    VotesShrank { before: u128, after_: u128 },
    TooManyVotes { grown: u128, most: u128 },
    Insolvent { needed: u128, backed: u128 },
    TooManyChanges { most: u32 },
    TooManyNodes { most: u32 },
    ParamOutOfBounds { param: u8, found: u128, least: u128, most: u128 },
}

impl Error {
    /// A release of `account` that is refused.
    pub fn release(account: Hash, error: ReleaseError) -> Self {
        let account = FixedBytes(account);
        match error {
            ReleaseError::NotRecipient { recipient } => {
                Self::NotRecipient { account, recipient: to_abi(recipient) }
            }
            ReleaseError::NothingToRelease { recipient } => {
                Self::NothingToRelease { account, recipient: to_abi(recipient) }
            }
            ReleaseError::OwnerMustCall { owner, caller } => {
                Self::OwnerMustCall { account, owner: to_abi(owner), caller: to_abi(caller) }
            }
            ReleaseError::Money(error) => error.into(),
        }
    }

    /// A change of the recipients of `account` that is refused.
    pub fn proposal(account: Hash, error: ProposalError) -> Self {
        let account = FixedBytes(account);
        match error {
            ProposalError::NotAccountOwner { caller } => {
                Self::NotAccountOwner { account, caller: to_abi(caller) }
            }
            ProposalError::NoneProposed => Self::NoRecipientsProposed { account },
            ProposalError::NotDue { from_block } => Self::RecipientsNotDue { fromBlock: from_block },
            ProposalError::NotSettled { cut_block, needed } => {
                Self::RecipientsNotSettled { cutBlock: cut_block, needed }
            }
        }
    }

    /// Recipients of `account` that are not to be ended.
    pub fn tenure(account: Hash, error: TenureError) -> Self {
        match error {
            TenureError::Stands { since } => Self::RecipientsStand { account: FixedBytes(account), since },
            TenureError::NotSettled { cut_block, needed } => {
                Self::RecipientsNotSettled { cutBlock: cut_block, needed }
            }
        }
    }
}

impl From<MoneyError> for Error {
    fn from(error: MoneyError) -> Self {
        let (left, right) = operands(error);
        Self::Overflow { left, right }
    }
}

/// What was to be added, or subtracted from each other.
const fn operands(error: MoneyError) -> (u128, u128) {
    match error {
        MoneyError::Overflow { left, right } | MoneyError::Negative { left, right } => (left, right),
    }
}

impl From<PauseError> for Error {
    fn from(error: PauseError) -> Self {
        match error {
            PauseError::NotGuardian { caller, guardian } => {
                Self::NotGuardian { caller: to_abi(caller), guardian: to_abi(guardian) }
            }
            PauseError::Paused { until } => Self::Paused { untilBlock: until },
            PauseError::CoolingDown { until } => Self::PauseCoolingDown { untilBlock: until },
            PauseError::NotPaused { until } => Self::NotPaused { untilBlock: until },
        }
    }
}

impl From<ParamError> for Error {
    fn from(error: ParamError) -> Self {
        let [found, least, most] = [error.found, error.least, error.most].map(u128::from);
        Self::ParamOutOfBounds { param: error.param, found, least, most }
    }
}

impl From<TooManyChanges> for Error {
    fn from(error: TooManyChanges) -> Self {
        Self::TooManyChanges { most: error.most }
    }
}

impl From<TotalsError> for Error {
    fn from(error: TotalsError) -> Self {
        match error {
            TotalsError::Money(error) => error.into(),
            // More released than claimed would be a counter below zero; the division of what was
            // claimed never asks for it.
            TotalsError::ReleaseAboveCap { released, wanted, .. } => {
                Self::Overflow { left: released.0, right: wanted.0 }
            }
            TotalsError::WithdrawalAboveCap { wanted, cap } => {
                Self::WithdrawalAboveCap { wanted: wanted.0, cap: cap.0 }
            }
            TotalsError::ClaimAboveCap { claimed, wanted, cap } => {
                Self::ClaimAboveCap { claimed: claimed.0, wanted: wanted.0, cap: cap.0 }
            }
            TotalsError::PayoutShrank { before, after } => {
                Self::PayoutShrank { before: before.0, after_: after.0 }
            }
            TotalsError::SpendShrank { before, after } => {
                Self::SpendShrank { before: before.0, after_: after.0 }
            }
            TotalsError::Insolvent { needed, backed } => {
                Self::Insolvent { needed: needed.0, backed: backed.0 }
            }
        }
    }
}

impl From<SettleError> for Error {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::EpochNotNext { expected, found } => {
                Self::EpochNotNext { expected: expected.0, found: found.0 }
            }
            SettleError::Cut { after, latest, found } => Self::CutOutOfRange { after_: after, latest, found },
            SettleError::VotesShrank { before, after } => {
                Self::VotesShrank { before: before.0, after_: after.0 }
            }
            SettleError::TooManyVotes { grown, most } => Self::TooManyVotes { grown: grown.0, most: most.0 },
            SettleError::Totals(error) => error.into(),
        }
    }
}

impl From<SuccessionError> for Error {
    fn from(error: SuccessionError) -> Self {
        match error {
            SuccessionError::NoneScheduled => Self::NoLedgerScheduled,
            SuccessionError::Term(TermError::NotDue { from_block }) => {
                Self::LedgerNotDue { fromBlock: from_block }
            }
            SuccessionError::Term(TermError::Lapsed { until_block }) => {
                Self::LedgerLapsed { untilBlock: until_block }
            }
        }
    }
}

impl From<ProofError> for Error {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Length { found } => Self::ProofLength { found },
            ProofError::Side { step, found } => Self::ProofSide { step, found },
            ProofError::Root { expected, found } => {
                Self::ProofRoot { expected: FixedBytes(expected.hash), found: FixedBytes(found.hash) }
            }
            ProofError::Sum(error) => {
                let (left, right) = operands(error);
                Self::ProofOverflow { left, right }
            }
        }
    }
}

impl From<ClaimError> for Error {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::UnknownAccount(error) => Self::UnknownAccount { account: FixedBytes(error.word) },
            ClaimError::TreasuryWhole => Self::TreasuryHasNoRecipients {},
            ClaimError::NotPayable { account } => {
                Self::AccountNotPayable { account: FixedBytes(account.to_word()) }
            }
            ClaimError::NothingFinal { account } => nothing_final(&account),
            ClaimError::Proof(error) => error.into(),
            ClaimError::Absence(error) => error.into(),
            ClaimError::Totals(error) => error.into(),
        }
    }
}

impl From<PlaceError> for Error {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Malformed { length } => Self::AbsenceMalformed { length },
            PlaceError::NotNeighbours { before, after } => {
                Self::LeavesNotNeighbours { before: FixedBytes(before), after_: FixedBytes(after) }
            }
            PlaceError::NotAtEdge { leaf } => Self::LeafNotAtEdge { leaf: FixedBytes(leaf) },
            PlaceError::WrongSide { leaf } => Self::LeafOnWrongSide { leaf: FixedBytes(leaf) },
            PlaceError::NotEmpty { root } => Self::TreeNotEmpty { root: FixedBytes(root) },
        }
    }
}

fn nothing_final(account: &Account) -> Error {
    Error::NothingFinal { account: FixedBytes(account.to_word()) }
}

impl From<BatchError> for Error {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Empty => Self::BatchEmpty,
            BatchError::Mismatch { accounts, amounts, proofs } => {
                Self::BatchMismatch { accounts, amounts, proofs }
            }
            BatchError::TooLong { found } => {
                Self::BatchTooLong { found, most: u32::try_from(MAX_BATCH).unwrap_or(u32::MAX) }
            }
        }
    }
}

impl From<PayerError> for Error {
    fn from(error: PayerError) -> Self {
        match error {
            PayerError::AmountZero => Self::AmountZero,
            PayerError::Money(error) => error.into(),
            PayerError::NotPayer { address } => Self::NotPayer { caller: to_abi(address) },
            PayerError::SessionKeyInvalid { key } => Self::SessionKeyInvalid { key: FixedBytes(key) },
            PayerError::ReserveExceedsFree { wanted, free } => {
                Self::ReserveExceedsFree { wanted: wanted.0, free: free.0 }
            }
            PayerError::ExitPending { requested_at } => Self::ExitPending { requestedAt: requested_at },
        }
    }
}

impl From<ExitError> for Error {
    fn from(error: ExitError) -> Self {
        match error {
            ExitError::NoExitRequested { payer } => Self::NoExitRequested { payer: to_abi(payer) },
            ExitError::NotCovered { cut_block, needed, escape_at } => {
                Self::ExitNotCovered { cutBlock: cut_block, needed, escapeAt: escape_at }
            }
            ExitError::NothingFinal { account } => nothing_final(&account),
            ExitError::Proof(error) => error.into(),
            ExitError::SpendAboveDeposit { spent, deposited } => {
                Self::SpendAboveDeposit { spent: spent.0, deposited: deposited.0 }
            }
            ExitError::Totals(error) => error.into(),
            ExitError::Money(error) => error.into(),
        }
    }
}

impl From<TableError> for Error {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Empty => Self::RecipientsEmpty,
            TableError::TooMany { found } => {
                Self::RecipientsTooMany { found, most: u32::try_from(MAX_RECIPIENTS).unwrap_or(u32::MAX) }
            }
            TableError::Mismatch { addresses, shares } => Self::RecipientsMismatch { addresses, shares },
            TableError::Zero { index } => Self::RecipientZero { index },
            TableError::Duplicate { address } => Self::RecipientDuplicate { recipient: to_abi(address) },
            TableError::ShareZero { address } => Self::RecipientShareZero { recipient: to_abi(address) },
            TableError::Unbalanced { found } => Self::RecipientSharesUnbalanced { found },
        }
    }
}
