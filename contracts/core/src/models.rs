//! The rules of the model registry: what a version is, and how it lives.

mod lifecycle;
mod terms;

#[cfg(test)]
mod tests;

pub use lifecycle::{advance, StatusError};
pub use terms::{
    check_name, Base, Terms, TermsError, KNOWN_METHOD, MAX_BASE_CUT, MAX_NAME_BYTES, MAX_URI_BYTES,
};
