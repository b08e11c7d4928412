//! A model: a name, a developer, and a count of versions.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use super::terms::{check_name, TermsError};
use crate::ids::{Address, BlockNumber};

/// The most versions of one model: whoever derives an epoch reads them all.
pub const MAX_VERSIONS: u32 = 4_096;

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
        Ok(Self { name, developer: developing(developer)?, versions: 0, created_at: now })
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
}
