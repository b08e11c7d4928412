//! The custom errors of the ABI, made from the core's typed ones.

use ink::{sol::FixedBytes, Address, U256};
use tributary_core::{
    dataset::{
        registration::{MAX_FAMILY, MAX_PARENTS, MAX_RESALE_ROYALTY},
        RecordError, RegistrationError, StatusError, TokenError,
    },
    ownership::OwnershipError,
    registry::MAX_DEPTH,
};

use crate::abi::{to_abi, token_id, Bytes32};

/// What a call was refused for; `IDatasetNft`, `IOwned` and ERC-6093 say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::error]
#[allow(non_snake_case, missing_docs)]
pub enum Error {
    NotOwner { caller: Address, owner: Address },
    ZeroAddress,
    ERC721InvalidOwner { owner: Address },
    ERC721NonexistentToken { tokenId: U256 },
    ERC721IncorrectOwner { sender: Address, tokenId: U256, owner: Address },
    ERC721InvalidSender { sender: Address },
    ERC721InvalidReceiver { receiver: Address },
    ERC721InsufficientApproval { operator: Address, tokenId: U256 },
    ERC721InvalidApprover { approver: Address },
    ERC721InvalidOperator { operator: Address },
    CommitmentMissing { commitment: Bytes32 },
    CommitmentTooFresh { committedAt: u32, revealFrom: u32 },
    CommitmentExpired { committedAt: u32, expiredAt: u32 },
    CommitmentExists { commitment: Bytes32, committedAt: u32 },
    ContentRootTaken { contentRoot: Bytes32, dataset: u64 },
    EmptyContent,
    MediaTypeInvalid { length: u32 },
    LicenceInvalid { length: u32 },
    UriInvalid { length: u32 },
    ParentsMismatch { parents: u32, shares: u32 },
    TooManyParents { found: u32, most: u32 },
    ParentUnknown { parent: u64 },
    ParentsUnsorted { before: u64, after_: u64 },
    ParentShareZero { parent: u64 },
    ParentSharesExceedWhole { found: u64 },
    TooDeep { parent: u64, depth: u8, most: u8 },
    FamilyTooLarge { parent: u64, found: u16, most: u16 },
    RoyaltyTooHigh { found: u32, most: u32 },
    UnknownDataset { dataset: u64 },
    WrongStatus { dataset: u64, expected: u8, found: u8 },
    NotDatasetOwner { dataset: u64, caller: Address },
    TooManyChanges { most: u32 },
}

impl From<OwnershipError> for Error {
    fn from(error: OwnershipError) -> Self {
        match error {
            OwnershipError::NotOwner { caller, owner } => {
                Self::NotOwner { caller: to_abi(caller), owner: to_abi(owner) }
            }
            OwnershipError::ZeroAddress => Self::ZeroAddress,
        }
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::InvalidSender { sender } => Self::ERC721InvalidSender { sender: to_abi(sender) },
            TokenError::InvalidReceiver { receiver } => {
                Self::ERC721InvalidReceiver { receiver: to_abi(receiver) }
            }
            TokenError::InsufficientApproval { operator, dataset } => {
                Self::ERC721InsufficientApproval { operator: to_abi(operator), tokenId: token_id(dataset) }
            }
            TokenError::IncorrectOwner { sender, dataset, owner } => Self::ERC721IncorrectOwner {
                sender: to_abi(sender),
                tokenId: token_id(dataset),
                owner: to_abi(owner),
            },
            TokenError::InvalidApprover { approver } => {
                Self::ERC721InvalidApprover { approver: to_abi(approver) }
            }
            TokenError::InvalidOperator { operator } => {
                Self::ERC721InvalidOperator { operator: to_abi(operator) }
            }
        }
    }
}

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::EmptyContent => Self::EmptyContent,
            RecordError::MediaType { length } => Self::MediaTypeInvalid { length },
            RecordError::Licence { length } => Self::LicenceInvalid { length },
            RecordError::Uri { length } => Self::UriInvalid { length },
        }
    }
}

impl From<RegistrationError> for Error {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::CommitmentMissing { commitment } => {
                Self::CommitmentMissing { commitment: FixedBytes(commitment) }
            }
            RegistrationError::CommitmentTooFresh { committed_at, reveal_from } => {
                Self::CommitmentTooFresh { committedAt: committed_at, revealFrom: reveal_from }
            }
            RegistrationError::CommitmentExpired { committed_at, expired_at } => {
                Self::CommitmentExpired { committedAt: committed_at, expiredAt: expired_at }
            }
            RegistrationError::CommitmentExists { commitment, committed_at } => {
                Self::CommitmentExists { commitment: FixedBytes(commitment), committedAt: committed_at }
            }
            RegistrationError::ParentsMismatch { parents, shares } => {
                Self::ParentsMismatch { parents, shares }
            }
            RegistrationError::TooManyParents { found } => {
                Self::TooManyParents { found, most: MAX_PARENTS as u32 }
            }
            RegistrationError::ParentUnknown { parent } => Self::ParentUnknown { parent: parent.0 },
            RegistrationError::ParentsUnsorted { before, after } => {
                Self::ParentsUnsorted { before: before.0, after_: after.0 }
            }
            RegistrationError::ParentShareZero { parent } => Self::ParentShareZero { parent: parent.0 },
            RegistrationError::ParentSharesExceedWhole { found } => Self::ParentSharesExceedWhole { found },
            RegistrationError::TooDeep { parent, depth } => {
                Self::TooDeep { parent: parent.0, depth, most: MAX_DEPTH }
            }
            RegistrationError::FamilyTooLarge { parent, found } => {
                Self::FamilyTooLarge { parent: parent.0, found, most: MAX_FAMILY }
            }
            RegistrationError::RoyaltyTooHigh { found } => {
                Self::RoyaltyTooHigh { found, most: MAX_RESALE_ROYALTY.0 }
            }
        }
    }
}

impl From<StatusError> for Error {
    fn from(error: StatusError) -> Self {
        match error {
            StatusError::WrongStatus { dataset, expected, found } => {
                Self::WrongStatus { dataset: dataset.0, expected: expected.into(), found: found.into() }
            }
            StatusError::TooManyChanges { most, .. } => Self::TooManyChanges { most },
        }
    }
}
