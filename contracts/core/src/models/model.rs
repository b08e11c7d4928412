//! A model: a name, a developer, and a count of versions.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use super::terms::{check_name, TermsError};
use crate::ids::{Address, BlockNumber};

/// The most versions of one model: whoever derives an epoch reads them all.
pub const MAX_VERSIONS: u32 = 4_096;

/// The most features proposed for one model: as many as have numbers. Anyone may propose, so a lower bound
/// would let anyone use it up.
pub const MAX_PROPOSED_FEATURES: u32 = u32::MAX;

/// A model.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Model {
    /// What it is called. Not unique.
    pub name: String,
    /// Proposes its versions and earns their developer's cut.
    pub developer: Address,
    /// How many versions there are; they count from 1.
    pub versions: u32,
    /// The block of registration.
    pub created_at: BlockNumber,
    /// How many features were proposed; they count from 1.
    pub features: u32,
    /// Has its approved versions trained and evaluated, for the registry's owner.
    pub steward: Option<Address>,
}

/// What a model is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The name is none.
    #[error(transparent)]
    Name(#[from] TermsError),
    /// The developer is the zero address.
    #[error("the zero address develops nothing")]
    DeveloperZero,
    /// The caller may not do this.
    #[error("{caller} is not the developer {developer}")]
    NotDeveloper {
        /// Who called.
        caller: Address,
        /// Who may.
        developer: Address,
    },
    /// There are [`MAX_VERSIONS`].
    #[error("a model has at most {MAX_VERSIONS} versions")]
    TooManyVersions,
    /// There are [`MAX_PROPOSED_FEATURES`].
    #[error("a model has at most {MAX_PROPOSED_FEATURES} features")]
    TooManyFeatures,
}

fn developing(developer: Address) -> Result<Address, ModelError> {
    if developer == Address::default() {
        return Err(ModelError::DeveloperZero);
    }
    Ok(developer)
}

impl Model {
    /// Registers a model without versions.
    ///
    /// # Errors
    /// [`ModelError`] for a name out of bounds and for the zero address.
    pub fn register(name: String, developer: Address, now: BlockNumber) -> Result<Self, ModelError> {
        check_name(&name)?;
        let developer = developing(developer)?;
        Ok(Self { name, developer, versions: 0, created_at: now, features: 0, steward: None })
    }

    fn ensure_developer(&self, caller: Address) -> Result<(), ModelError> {
        if caller == self.developer {
            return Ok(());
        }
        Err(ModelError::NotDeveloper { caller, developer: self.developer })
    }

    /// Hands the model over, with what it earned and nobody claimed.
    ///
    /// # Errors
    /// [`ModelError`] for anyone but the developer, and for the zero address.
    pub fn set_developer(self, caller: Address, developer: Address) -> Result<Self, ModelError> {
        self.ensure_developer(caller)?;
        Ok(Self { developer: developing(developer)?, ..self })
    }

    /// Counts another version, whose number is [`Model::versions`] then.
    ///
    /// # Errors
    /// [`ModelError`] for anyone but the developer, and beyond [`MAX_VERSIONS`].
    pub fn add_version(self, caller: Address) -> Result<Self, ModelError> {
        self.ensure_developer(caller)?;
        if self.versions >= MAX_VERSIONS {
            return Err(ModelError::TooManyVersions);
        }
        Ok(Self { versions: self.versions.saturating_add(1), ..self })
    }
    /// Counts another feature, whose number is [`Model::features`] then. Anyone may propose one.
    ///
    /// # Errors
    /// [`ModelError::TooManyFeatures`] beyond [`MAX_PROPOSED_FEATURES`].
    pub fn add_feature(self) -> Result<Self, ModelError> {
        let features = self.features.checked_add(1).ok_or(ModelError::TooManyFeatures)?;
        Ok(Self { features, ..self })
    }

    /// Gives the role of the steward to an address; zero ends it.
    pub fn with_steward(self, steward: Address) -> Self {
        Self { steward: (steward != Address::default()).then_some(steward), ..self }
    }
}
