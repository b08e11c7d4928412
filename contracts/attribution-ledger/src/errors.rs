//! The custom errors of the ABI, made from the core's typed ones.

use ink::{
    sol::{DynBytes, FixedBytes},
    Address,
};
use tributary_core::{
    committee::CommitteeError,
    epoch::CommitmentError,
    ledger::{Malformed, ParamError, QueueError, SignatureError},
    pause::PauseError,
    schedule::TermError,
    MoneyError,
};

use crate::abi::{to_abi, Bytes32};

/// What a call was refused for; `IAttributionLedger`, `IOwned` and `IPausable` say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::error]
#[allow(non_snake_case, missing_docs)]
pub enum Error {
    NotOwner { caller: Address, owner: Address },
    ZeroAddress,
    NotGuardian { caller: Address, guardian: Address },
    Paused { untilBlock: u32 },
    PauseCoolingDown { untilBlock: u32 },
    NotPaused { untilBlock: u32 },
    CommitmentMalformed { length: u32 },
    WrongEpoch { expected: u64, found: u64 },
    WrongPredecessor { expected: Bytes32, found: Bytes32 },
    CutOutOfRange { after_: u32, latest: u32, found: u32 },
    Unbalanced { credits: u128, debits: u128, payouts: u128, spends: u128 },
    TotalShrank { before: u128, after_: u128 },
    TooManyVotes { grown: u128, most: u128 },
    TooManyPending { pending: u8, most: u8 },
    SignaturesMalformed { length: u32 },
    SignerUnknown { index: u8, members: u8 },
    SignersUnordered { before: u8, after_: u8 },
    SignatureInvalid { index: u8 },
    QuorumMissed { found: u8, needed: u8 },
    NothingPending,
    WindowOpen { epoch: u64, untilBlock: u32 },
    SettlementRefused { epoch: u64, reason: DynBytes },
    StillPayable { epoch: u64 },
    CommitteeSize { found: u32 },
    CommitteeDuplicate { member: Address },
    CommitteeZero { index: u32 },
    NoCommitteeScheduled,
    CommitteeNotDue { fromBlock: u32 },
    CommitteeLapsed { untilBlock: u32 },
    ParamOutOfBounds { param: u8, found: u128, least: u128, most: u128 },
    SplitterUnreadable { splitter: Address },
    NothingToInherit { finalEpoch: u64, settledEpoch: u64 },
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

impl From<Malformed> for Error {
    fn from(error: Malformed) -> Self {
        Self::CommitmentMalformed { length: error.length }
    }
}

impl From<QueueError> for Error {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::TooManyPending { pending, most } => {
                Self::TooManyPending { pending: u8::try_from(pending).unwrap_or(u8::MAX), most }
            }
            QueueError::Commitment(error) => error.into(),
            QueueError::NothingPending => Self::NothingPending,
            QueueError::NothingToInherit { last_final, settled } => {
                Self::NothingToInherit { finalEpoch: last_final.0, settledEpoch: settled.0 }
            }
            QueueError::WindowOpen { epoch, until } => Self::WindowOpen { epoch: epoch.0, untilBlock: until },
        }
    }
}

impl From<CommitmentError> for Error {
    fn from(error: CommitmentError) -> Self {
        match error {
            CommitmentError::Epoch { expected, found } => {
                Self::WrongEpoch { expected: expected.0, found: found.0 }
            }
            CommitmentError::Prev { expected, found } => {
                Self::WrongPredecessor { expected: FixedBytes(expected), found: FixedBytes(found) }
            }
            CommitmentError::Cut { after, latest, found } => {
                Self::CutOutOfRange { after_: after, latest, found }
            }
            CommitmentError::Votes { grown, most } => Self::TooManyVotes { grown: grown.0, most: most.0 },
            CommitmentError::Unbalanced { credits, debits, payouts, spends } => {
                let [credits, debits, payouts, spends] = [credits, debits, payouts, spends].map(|wei| wei.0);
                Self::Unbalanced { credits, debits, payouts, spends }
            }
            // A successor's totals are only ever subtracted from: `left` is the new one.
            CommitmentError::Money(
                MoneyError::Negative { left, right } | MoneyError::Overflow { left, right },
            ) => Self::TotalShrank { before: right, after_: left },
        }
    }
}

impl From<SignatureError> for Error {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Malformed { length } => Self::SignaturesMalformed { length },
            SignatureError::SignerUnknown { index, members } => Self::SignerUnknown { index, members },
            SignatureError::SignersUnordered { before, after } => {
                Self::SignersUnordered { before, after_: after }
            }
            SignatureError::QuorumMissed { found, needed } => Self::QuorumMissed { found, needed },
            SignatureError::Invalid { index } => Self::SignatureInvalid { index },
        }
    }
}

impl From<CommitteeError> for Error {
    fn from(error: CommitteeError) -> Self {
        match error {
            CommitteeError::Size { found } => Self::CommitteeSize { found },
            CommitteeError::Duplicate { member } => Self::CommitteeDuplicate { member: to_abi(member) },
            CommitteeError::Zero { index } => Self::CommitteeZero { index },
        }
    }
}

impl From<TermError> for Error {
    fn from(error: TermError) -> Self {
        match error {
            TermError::NotDue { from_block } => Self::CommitteeNotDue { fromBlock: from_block },
            TermError::Lapsed { until_block } => Self::CommitteeLapsed { untilBlock: until_block },
        }
    }
}

impl From<ParamError> for Error {
    fn from(error: ParamError) -> Self {
        let [found, least, most] = [error.found, error.least, error.most].map(u128::from);
        Self::ParamOutOfBounds { param: error.param.index(), found, least, most }
    }
}
