//! Which features a version carries.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

/// The most features of one version: approving it may write the cell of each.
pub const MAX_FEATURES: usize = 16;

/// Features of a model by their numbers, strictly ascending, at most [`MAX_FEATURES`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Features(Vec<u32>);

/// Why a list is none of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeaturesError {
    /// There are more than [`MAX_FEATURES`].
    #[error("{found} features, at most {MAX_FEATURES}")]
    TooMany {
        /// How many.
        found: u32,
    },
    /// They do not ascend, or one occurs twice.
    #[error("feature {feature} does not sort after {before}")]
    Unsorted {
        /// The one before.
        before: u32,
        /// The offending one.
        feature: u32,
    },
    /// The model has no such feature.
    #[error("feature {feature} was never proposed")]
    Unknown {
        /// Its number.
        feature: u32,
    },
}

impl Features {
    /// Reads a list of features of a model that has `known`, numbered from 1.
    ///
    /// # Errors
    /// [`FeaturesError`] for the first thing wrong.
    pub fn read(list: Vec<u32>, known: u32) -> Result<Self, FeaturesError> {
        if list.len() > MAX_FEATURES {
            return Err(FeaturesError::TooMany { found: u32::try_from(list.len()).unwrap_or(u32::MAX) });
        }
        let mut before: Option<u32> = None;
        for &feature in &list {
            if let Some(before) = before.filter(|before| *before >= feature) {
                return Err(FeaturesError::Unsorted { before, feature });
            }
            if feature == 0 || feature > known {
                return Err(FeaturesError::Unknown { feature });
            }
            before = Some(feature);
        }
        Ok(Self(list))
    }

    /// Their numbers.
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }

    /// Whether this one is among them.
    pub fn contains(&self, feature: u32) -> bool {
        self.0.binary_search(&feature).is_ok()
    }
}
