//! The custom errors of the ABI, made from the core's typed ones.

use ink::{sol::FixedBytes, Address};
use tributary_core::{
    models::{
        AdoptionError, ArtifactError, FeaturesError, HashMismatch, ModelError, StatusError, StepError,
        TermsError, WithdrawalError, MAX_BASE_CUT, MAX_FEATURES, MAX_PROPOSED_FEATURES, MAX_VERSIONS,
    },
    ownership::OwnershipError,
    registry::MAX_DEPTH,
    ModelId,
};

use crate::abi::{to_abi, Bytes32};

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
    VersionHashMismatch { model: u64, version: u32, expected: Bytes32, found: Bytes32 },
    WrongStatus { model: u64, version: u32, from: u8, to: u8 },
    NotAllowed { model: u64, version: u32, caller: Address, from: u8, to: u8 },
    NotDeveloper { model: u64, caller: Address },
    TooManyVersions { model: u64, most: u32 },
    NotSteward { model: u64, caller: Address },
    ArtifactMissing { model: u64, version: u32 },
    ArtifactFixed { model: u64, version: u32, artifactHash: Bytes32 },
    NotInTraining { model: u64, version: u32, status: u8 },
    UnknownFeature { model: u64, feature: u32 },
    TooManyFeatures { model: u64, most: u32 },
    NotProposer { model: u64, feature: u32, caller: Address },
    FeatureNotProposed { model: u64, feature: u32, status: u8 },
    FeatureNotCarried { model: u64, version: u32, feature: u32 },
    FeatureListTooLong { found: u32, most: u32 },
    FeaturesUnsorted { before: u32, feature: u32 },
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
            ModelError::TooManyFeatures => {
                Self::TooManyFeatures { model: model.0, most: MAX_PROPOSED_FEATURES }
            }
        }
    }

    /// A list of features of `model` that is refused.
    pub fn features(model: ModelId, error: FeaturesError) -> Self {
        match error {
            FeaturesError::TooMany { found } => {
                Self::FeatureListTooLong { found, most: u32::try_from(MAX_FEATURES).unwrap_or(u32::MAX) }
            }
            FeaturesError::Unsorted { before, feature } => Self::FeaturesUnsorted { before, feature },
            FeaturesError::Unknown { feature } => Self::UnknownFeature { model: model.0, feature },
        }
    }

    /// A step that is refused.
    pub fn step(model: ModelId, version: u32, error: StepError) -> Self {
        match error {
            StepError::NotAllowed(error) => Self::NotAllowed {
                model: model.0,
                version,
                caller: to_abi(error.caller),
                from: error.from.number(),
                to: error.to,
            },
            StepError::Hash(error) => Self::hash(model, version, error),
            StepError::Status(error) => Self::status(model, version, error),
            StepError::ArtifactMissing => Self::ArtifactMissing { model: model.0, version },
        }
    }

    /// An artifact that is refused.
    pub fn artifact(model: ModelId, version: u32, error: ArtifactError) -> Self {
        match error {
            ArtifactError::NotSteward { caller } => {
                Self::NotSteward { model: model.0, caller: to_abi(caller) }
            }
            ArtifactError::Missing => Self::ArtifactMissing { model: model.0, version },
            ArtifactError::NotInTraining { status } => {
                Self::NotInTraining { model: model.0, version, status: status.number() }
            }
            ArtifactError::Fixed { artifact_hash } => {
                Self::ArtifactFixed { model: model.0, version, artifactHash: FixedBytes(artifact_hash) }
            }
        }
    }

    /// A vote that approves nothing.
    pub const fn adoption(model: ModelId, version: u32, error: AdoptionError) -> Self {
        match error {
            AdoptionError::Hash(error) => Self::hash(model, version, error),
            AdoptionError::Status(error) => Self::status(model, version, error),
            AdoptionError::NotCarried { feature } => {
                Self::FeatureNotCarried { model: model.0, version, feature }
            }
        }
    }

    /// A withdrawal that is refused.
    pub fn withdrawal(model: ModelId, feature: u32, error: WithdrawalError) -> Self {
        match error {
            WithdrawalError::NotProposer { caller, .. } => {
                Self::NotProposer { model: model.0, feature, caller: to_abi(caller) }
            }
            WithdrawalError::NotProposed { status } => {
                Self::FeatureNotProposed { model: model.0, feature, status: status.number() }
            }
        }
    }

    const fn hash(model: ModelId, version: u32, error: HashMismatch) -> Self {
        let (expected, found) = (FixedBytes(error.expected), FixedBytes(error.found));
        Self::VersionHashMismatch { model: model.0, version, expected, found }
    }

    const fn status(model: ModelId, version: u32, error: StatusError) -> Self {
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
            TermsError::MethodUnknown { found } => Self::MethodUnknown { found },
            TermsError::Policy(error) => Self::PolicyUnbalanced { found: error.found },
            TermsError::VersionWithoutBase { found } => Self::UnknownVersion { model: 0, version: found },
            TermsError::CutWithoutBase { found } => Self::BaseCutWithoutBase { found },
            TermsError::CutTooHigh { found } => Self::BaseCutTooHigh { found, most: MAX_BASE_CUT.0 },
            TermsError::TooDeep { model } => Self::BaseTooDeep { model: model.0, most: MAX_DEPTH },
        }
    }
}
