//! The custom errors of the ABI, made from the core's typed ones.

use ink::Address;
use tributary_core::{
    models::{ModelError, StatusError, TermsError, MAX_BASE_CUT, MAX_VERSIONS},
    ownership::OwnershipError,
    registry::MAX_DEPTH,
    ModelId,
};

use crate::abi::to_abi;

/// What a call was refused for; `IModelRegistry` and `IOwned` say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::error]
#[allow(non_snake_case, missing_docs)]
pub enum Error {
    NotOwner { caller: Address, owner: Address },
    ZeroAddress,
    NameInvalid { length: u32 },
    UriInvalid { length: u32 },
    PolicyUnbalanced { found: u64 },
    UnknownModel { model: u64 },
    UnknownVersion { model: u64, version: u32 },
    BaseTooDeep { model: u64, most: u8 },
    BaseCutTooHigh { found: u32, most: u32 },
    BaseCutWithoutBase { found: u32 },
    MethodUnknown { found: u16 },
    ArtifactMissing,
    WrongStatus { model: u64, version: u32, from: u8, to: u8 },
    NotDeveloper { model: u64, caller: Address },
    TooManyVersions { model: u64, most: u32 },
}

impl Error {
    /// A change of `model` that is refused.
    pub fn model(model: ModelId, error: ModelError) -> Self {
        match error {
            ModelError::Name(error) => error.into(),
            ModelError::DeveloperZero => Self::ZeroAddress,
            ModelError::NotDeveloper { caller, .. } => {
                Self::NotDeveloper { model: model.0, caller: to_abi(caller) }
            }
            ModelError::TooManyVersions => Self::TooManyVersions { model: model.0, most: MAX_VERSIONS },
        }
    }

    /// A change of status that is refused.
    pub const fn status(model: ModelId, version: u32, error: StatusError) -> Self {
        Self::WrongStatus { model: model.0, version, from: error.from.number(), to: error.to }
    }
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

impl From<TermsError> for Error {
    fn from(error: TermsError) -> Self {
        match error {
            TermsError::Name { found } => Self::NameInvalid { length: found },
            TermsError::Uri { found } => Self::UriInvalid { length: found },
            TermsError::ArtifactMissing => Self::ArtifactMissing,
            TermsError::MethodUnknown { found } => Self::MethodUnknown { found },
            TermsError::Policy(error) => Self::PolicyUnbalanced { found: error.found },
            TermsError::VersionWithoutBase { found } => Self::UnknownVersion { model: 0, version: found },
            TermsError::CutWithoutBase { found } => Self::BaseCutWithoutBase { found },
            TermsError::CutTooHigh { found } => Self::BaseCutTooHigh { found, most: MAX_BASE_CUT.0 },
            TermsError::TooDeep { model } => Self::BaseTooDeep { model: model.0, most: MAX_DEPTH },
        }
    }
}
