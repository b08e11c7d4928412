//! A version of a model: terms that never change, an artifact that is named once, and how far it has come.

use alloc::{string::String, vec::Vec};

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{
    lifecycle::{advance, NotAllowed, Roles, StatusError},
    substance::{HashMismatch, Named, Substance},
    terms::{Terms, TermsError},
};
use crate::{
    hashing::Hashing,
    ids::{Address, BlockNumber, Hash, ModelId},
    registry::VersionStatus,
};

/// The artifact hash of a version that is still to be trained.
pub const NO_ARTIFACT: Hash = [0; 32];

/// A status, from a block on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StatusChange {
    /// The block.
    pub from_block: BlockNumber,
    /// The status.
    pub status: VersionStatus,
}

/// A version, in one cell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Version {
    terms: Terms,
    /// SHA-256 of the artifact; [`NO_ARTIFACT`] until it is trained. Once named it never changes.
    artifact_hash: Hash,
    uri: String,
    created_at: BlockNumber,
    /// At most six, as it never goes back.
    statuses: Vec<StatusChange>,
}

/// A step that a version does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The step is somebody else's.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The step is another version's than this.
    #[error(transparent)]
    Hash(#[from] HashMismatch),
    /// The lifecycle has no such step.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// Nothing was trained that could be evaluated.
    #[error("no artifact is named")]
    ArtifactMissing,
}

/// Why a version's artifact cannot be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArtifactError {
    /// The caller may not.
    #[error("{caller} is neither the steward nor the owner")]
    NotSteward {
        /// Who called.
        caller: Address,
    },
    /// The hash is zero.
    #[error("no artifact is named")]
    Missing,
    /// It is not being trained.
    #[error("a version at status {status:?} is not in training")]
    NotInTraining {
        /// Where it stands.
        status: VersionStatus,
    },
    /// It has one.
    #[error("an artifact is named already")]
    Fixed {
        /// The artifact's hash.
        artifact_hash: Hash,
    },
}

/// Why a version is not approved by a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionError {
    /// Another version was voted on than this.
    #[error(transparent)]
    Hash(#[from] HashMismatch),
    /// It is not proposed.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// It does not have the feature that was voted on.
    #[error("the version does not carry feature {feature}")]
    NotCarried {
        /// The feature.
        feature: u32,
    },
}

impl Version {
    /// Proposes a version on `terms`; `artifact_hash` is [`NO_ARTIFACT`] where it is still to be trained,
    /// `base` is what the terms derive from, `uri` says where to read more and may be empty. The base
    /// exists before, so there are no cycles; its status does not matter.
    ///
    /// # Errors
    /// [`TermsError`] naming the first rule broken.
    pub fn propose(
        terms: Terms,
        artifact_hash: Hash,
        uri: String,
        base: Option<&Self>,
        now: BlockNumber,
    ) -> Result<Self, TermsError> {
        let terms = terms.check(base.map(|base| base.terms.depth), &uri)?;
        let proposed = StatusChange { from_block: now, status: VersionStatus::Proposed };
        Ok(Self { terms, artifact_hash, uri, created_at: now, statuses: alloc::vec![proposed] })
    }

    /// Moves to the status of number `to` at block `now`, as was decided on the version that is `named`. It
    /// holds from that block on; of two changes in one block the last one does. Who retires it may name it as
    /// it was before it had an artifact: else a steward who names one while a vote runs would undo the vote.
    ///
    /// # Errors
    /// [`StepError`] if the step is not the caller's, another version is named, the lifecycle has no such
    /// step, or there is nothing to evaluate; the first of these.
    pub fn set_status<H: Hashing>(
        self,
        caller: Address,
        roles: &Roles,
        named: &Named,
        to: u8,
        now: BlockNumber,
    ) -> Result<Self, StepError> {
        roles.ensure_step(caller, self.status(), to)?;
        if to == VersionStatus::Retired.number() {
            named.ensure_terms::<H>(&self)?;
        } else {
            named.ensure::<H>(&self)?;
        }
        let status = advance(self.status(), to)?;
        if status == VersionStatus::Evaluated && self.artifact_hash == NO_ARTIFACT {
            return Err(StepError::ArtifactMissing);
        }
        Ok(self.at(status, now))
    }

    /// Approves it at block `now`, as was voted for `feature` and the version that is `named`. What was voted
    /// on is what is approved, or nothing: the developer cannot have another version take its place.
    ///
    /// # Errors
    /// [`AdoptionError`] unless it is the one that is named, is proposed and carries the feature.
    pub fn adopt<H: Hashing>(
        self,
        feature: u32,
        named: &Named,
        now: BlockNumber,
    ) -> Result<Self, AdoptionError> {
        named.ensure::<H>(&self)?;
        let (from, approved) = (self.status(), VersionStatus::Approved);
        if from != VersionStatus::Proposed {
            return Err(StatusError { from, to: approved.number() }.into());
        }
        if !self.terms.features.contains(feature) {
            return Err(AdoptionError::NotCarried { feature });
        }
        Ok(self.at(approved, now))
    }

    /// Says what was trained, once, between approval and evaluation.
    ///
    /// # Errors
    /// [`ArtifactError`] for anyone but the steward and the owner, for a hash of zero, at any other status,
    /// and if an artifact is named.
    pub fn set_artifact(
        self,
        caller: Address,
        roles: &Roles,
        artifact_hash: Hash,
    ) -> Result<Self, ArtifactError> {
        if !roles.may_set_artifact(caller) {
            return Err(ArtifactError::NotSteward { caller });
        }
        if artifact_hash == NO_ARTIFACT {
            return Err(ArtifactError::Missing);
        }
        let status = self.status();
        if !matches!(status, VersionStatus::Approved | VersionStatus::Training) {
            return Err(ArtifactError::NotInTraining { status });
        }
        if self.artifact_hash != NO_ARTIFACT {
            return Err(ArtifactError::Fixed { artifact_hash: self.artifact_hash });
        }
        Ok(Self { artifact_hash, ..self })
    }

    fn at(mut self, status: VersionStatus, now: BlockNumber) -> Self {
        if self.statuses.last().is_some_and(|last| last.from_block == now) {
            self.statuses.pop();
        }
        self.statuses.push(StatusChange { from_block: now, status });
        self
    }

    /// All of it but its history, as version `number` of `model`.
    pub fn substance(&self, model: ModelId, number: u32) -> Substance<'_> {
        // The depth is left out: it follows from the base, whose terms never change.
        let Terms { base, depth: _, price_floor, method, policy, features } = &self.terms;
        Substance {
            model,
            version: number,
            base: *base,
            price_floor: *price_floor,
            method: *method,
            policy: *policy,
            features: features.numbers(),
            artifact_hash: self.artifact_hash,
            uri: &self.uri,
        }
    }

    /// Its terms.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// SHA-256 of its artifact; [`NO_ARTIFACT`] while it is to be trained.
    pub const fn artifact_hash(&self) -> Hash {
        self.artifact_hash
    }

    /// Where to read more.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The block of the proposal.
    pub const fn created_at(&self) -> BlockNumber {
        self.created_at
    }

    /// Its present status.
    pub fn status(&self) -> VersionStatus {
        // The history begins with the proposal and never becomes empty.
        self.statuses.last().map_or(VersionStatus::Proposed, |change| change.status)
    }

    /// Its statuses, oldest first.
    pub fn statuses(&self) -> &[StatusChange] {
        &self.statuses
    }
}
