//! What a version promises; it never changes.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::features::Features;
use crate::{
    ids::ModelId,
    money::Wei,
    policy::{FeePolicy, UnbalancedPolicy},
    ppm::Ppm,
    registry::MAX_DEPTH,
};

/// The longest name of a model, in bytes.
pub const MAX_NAME_BYTES: usize = 64;
/// The longest URI of a version or a feature, in bytes: it shares a cell with the rest.
pub const MAX_URI_BYTES: usize = 200;
/// The most of a developer's cut that a base may take: half. An adapter whose developer keeps less is
/// better published by the base's developer.
pub const MAX_BASE_CUT: Ppm = Ppm(500_000);
/// The only attribution method there is.
pub const KNOWN_METHOD: u16 = 1;

/// What a version derives from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Base {
    /// The base model.
    pub model: ModelId,
    /// Its version.
    pub version: u32,
    /// What the base's developer gets of this one's developer's cut.
    pub cut: Ppm,
}

impl Base {
    /// Reads the ABI's form, where model 0 is no base and the rest is 0 too.
    ///
    /// # Errors
    /// [`TermsError::VersionWithoutBase`] for a version of no model, [`TermsError::CutWithoutBase`] for
    /// a cut that nobody gets.
    pub const fn read(model: ModelId, version: u32, cut: Ppm) -> Result<Option<Self>, TermsError> {
        match (model.0, version, cut.0) {
            (0, 0, 0) => Ok(None),
            (0, 0, found) => Err(TermsError::CutWithoutBase { found }),
            (0, found, _) => Err(TermsError::VersionWithoutBase { found }),
            _ => Ok(Some(Self { model, version, cut })),
        }
    }
}

/// A version's terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Terms {
    /// What it derives from.
    pub base: Option<Base>,
    /// How many bases it stands on; at most [`MAX_DEPTH`].
    pub depth: u8,
    /// The least price per token, in wei.
    pub price_floor: Wei,
    /// The attribution method of its reports.
    pub method: u16,
    /// How its fees divide.
    pub policy: FeePolicy,
    /// What it has that somebody asked for.
    pub features: Features,
}

/// What makes terms no terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// A name is empty, too long, or has control characters.
    #[error("a name has 1 to {MAX_NAME_BYTES} bytes without control characters, found {found}")]
    Name {
        /// Its bytes.
        found: u32,
    },
    /// A URI is too long, or has characters that no URI has.
    #[error("a URI has at most {MAX_URI_BYTES} bytes of visible ASCII, found {found}")]
    Uri {
        /// Its bytes.
        found: u32,
    },
    /// The method is not known.
    #[error("attribution method {found} is not known")]
    MethodUnknown {
        /// The method.
        found: u16,
    },
    /// The cuts do not make the whole.
    #[error(transparent)]
    Policy(#[from] UnbalancedPolicy),
    /// A version of no model.
    #[error("base version {found} without a base")]
    VersionWithoutBase {
        /// The version.
        found: u32,
    },
    /// A cut for a base that is not there.
    #[error("a base cut of {found} ppm without a base")]
    CutWithoutBase {
        /// The cut.
        found: u32,
    },
    /// The base takes too much.
    #[error("a base cut of {found} ppm, at most {}", MAX_BASE_CUT.0)]
    CutTooHigh {
        /// The cut.
        found: u32,
    },
    /// The chain of bases is too long.
    #[error("model {model} stands on {MAX_DEPTH} bases already")]
    TooDeep {
        /// The base.
        model: ModelId,
    },
}

/// Checks a model's name.
///
/// # Errors
/// [`TermsError::Name`].
pub fn check_name(name: &str) -> Result<(), TermsError> {
    if (1..=MAX_NAME_BYTES).contains(&name.len()) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(TermsError::Name { found: bytes(name) })
}

/// Checks the URI of a version or a feature.
///
/// # Errors
/// [`TermsError::Uri`].
pub fn check_uri(uri: &str) -> Result<(), TermsError> {
    if uri.len() <= MAX_URI_BYTES && uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(TermsError::Uri { found: bytes(uri) })
}

impl Terms {
    /// Terms with `base_depth`, the depth of the base if there is one.
    ///
    /// # Errors
    /// [`TermsError`] naming the first rule broken.
    pub fn check(self, base_depth: Option<u8>, uri: &str) -> Result<Self, TermsError> {
        if self.method != KNOWN_METHOD {
            return Err(TermsError::MethodUnknown { found: self.method });
        }
        check_uri(uri)?;
        self.policy.validate()?;
        let depth = match (self.base, base_depth) {
            (Some(base), _) if base.cut > MAX_BASE_CUT => {
                return Err(TermsError::CutTooHigh { found: base.cut.0 });
            }
            (Some(base), Some(depth)) if depth >= MAX_DEPTH => {
                return Err(TermsError::TooDeep { model: base.model });
            }
            (Some(_), depth) => depth.unwrap_or(0).saturating_add(1),
            (None, _) => 0,
        };
        Ok(Self { depth, ..self })
    }
}

fn bytes(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}
