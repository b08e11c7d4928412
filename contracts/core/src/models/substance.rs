//! What a version is, however far it has come, and the hash by which a decision names it.
//!
//! Numbers are given out as versions are proposed, and artifacts are named later: neither says alone what
//! somebody decided on.

use alloc::vec::Vec;

use scale::Encode;

use super::{Base, Version, NO_ARTIFACT};
use crate::{
    hashing::Hashing,
    ids::{Hash, ModelId},
    money::Wei,
    policy::FeePolicy,
};

/// All of a version but its history: what a decision on it is about. How many bases it stands on follows
/// from its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct Substance<'a> {
    /// The model.
    pub model: ModelId,
    /// Its number among the model's versions.
    pub version: u32,
    /// What it derives from.
    pub base: Option<Base>,
    /// The least price per token, in wei.
    pub price_floor: Wei,
    /// The attribution method of its reports.
    pub method: u16,
    /// How its fees divide.
    pub policy: FeePolicy,
    /// The features that it carries, by their numbers.
    pub features: &'a [u32],
    /// SHA-256 of its artifact; zero while it is to be trained.
    pub artifact_hash: Hash,
    /// Where to read more.
    pub uri: &'a str,
}

impl Substance<'_> {
    /// The bytes that are hashed: `"tributary/version/v1" ‖ SCALE(self)`.
    pub fn preimage(&self) -> Vec<u8> {
        let mut bytes = b"tributary/version/v1".to_vec();
        self.encode_to(&mut bytes);
        bytes
    }

    /// Keccak-256 of [`Substance::preimage`]: the version's hash.
    pub fn hash<H: Hashing>(&self) -> Hash {
        H::keccak256(&self.preimage())
    }
}

/// A version as somebody names it who decides on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The model.
    pub model: ModelId,
    /// The version's number.
    pub version: u32,
    /// Its hash, as it was when it was decided on.
    pub hash: Hash,
}

/// The version of that number is not the one that was decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hash {expected:02x?} is named, the version has {found:02x?}")]
pub struct HashMismatch {
    /// What was named.
    pub expected: Hash,
    /// What the version has.
    pub found: Hash,
}

impl Named {
    /// Passes if this is what `version`, which has the number, is.
    ///
    /// # Errors
    /// [`HashMismatch`] if it has other terms, another artifact or another URI.
    pub fn ensure<H: Hashing>(&self, version: &Version) -> Result<(), HashMismatch> {
        let found = version.substance(self.model, self.version).hash::<H>();
        if found == self.hash {
            return Ok(());
        }
        Err(HashMismatch { expected: self.hash, found })
    }

    /// Passes if this is what `version` is, or was before its artifact was named: for decisions that no
    /// artifact changes, which whoever names one must not be able to stop.
    ///
    /// # Errors
    /// As [`Named::ensure`].
    pub fn ensure_terms<H: Hashing>(&self, version: &Version) -> Result<(), HashMismatch> {
        let substance = version.substance(self.model, self.version);
        let before = Substance { artifact_hash: NO_ARTIFACT, ..substance };
        if before.hash::<H>() == self.hash {
            return Ok(());
        }
        self.ensure::<H>(version)
    }
}
