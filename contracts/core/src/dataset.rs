//! Datasets as tokens: how they are registered, owned, moved, delisted and quarantined.
//!
//! A dataset's number is its token id. What changes lives in its [`Token`], what never does in its
//! [`Record`] and its parents.

pub mod reassignment;
pub mod record;
pub mod registration;
pub mod status;
pub mod token;

pub use reassignment::Reassignment;
pub use record::{Licence, MediaType, Record, RecordError, Uri};
pub use registration::{Lineage, Parents, RegistrationError};
pub use status::{Status, StatusChange, StatusChanges, StatusError};
pub use token::{Token, TokenError};
