//! The rules of the model registry: what a version is, how it lives, and which features it carries.
//!
//! A version's terms never change, and its artifact is named once, before it is evaluated; after that only
//! its status does. A status holds from the block of its change, and of two changes in one block the last
//! one. Who decides on a version names it by its hash.

mod feature;
mod features;
mod lifecycle;
mod model;
mod substance;
mod terms;
mod version;

#[cfg(test)]
mod tests;

pub use feature::{Feature, FeatureStatus, WithdrawalError};
pub use features::{Features, FeaturesError, MAX_FEATURES};
pub use lifecycle::{advance, NotAllowed, Roles, StatusError};
pub use model::{Model, ModelError, MAX_PROPOSED_FEATURES, MAX_VERSIONS};
pub use substance::{HashMismatch, Named, Substance};
pub use terms::{
    check_name, check_uri, Base, Terms, TermsError, KNOWN_METHOD, MAX_BASE_CUT, MAX_NAME_BYTES, MAX_URI_BYTES,
};
pub use version::{AdoptionError, ArtifactError, StatusChange, StepError, Version, NO_ARTIFACT};
