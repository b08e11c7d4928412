//! The rules of the model registry: what a version is, and how it lives.
//!
//! A version's terms never change; only its status does. A status holds from the block of its change,
//! and of two changes in one block the last one.

mod lifecycle;
mod model;
mod terms;
mod version;

#[cfg(test)]
mod tests;

pub use lifecycle::{advance, StatusError};
pub use model::{Model, ModelError, MAX_VERSIONS};
pub use terms::{
    check_name, Base, Terms, TermsError, KNOWN_METHOD, MAX_BASE_CUT, MAX_NAME_BYTES, MAX_URI_BYTES,
};
pub use version::{StatusChange, Version};
