//! The attribution engine: which registered datasets shaped an answer.
mod attribution;
pub mod canonical;
mod corpus;
mod index;
mod method;
pub mod script;
mod shares;
pub use attribution::*; pub use corpus::*; pub use method::*; pub use index::MAX_INDEX_BYTES;
