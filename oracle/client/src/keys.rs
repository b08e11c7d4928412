//! Secret keys: what they are for, how they are kept in encrypted files, and where processes take them
//! from. Nothing here prints, logs or serialises a secret in the clear, and secrets are wiped from memory
//! when they are dropped.

mod error;
mod file;
mod oracle;
mod passphrase;
mod purpose;
mod secret;
mod source;

pub use error::KeyError;
pub use file::KeyFile;
pub use oracle::{recover, OracleKey, OracleKeyError, OracleSignature};
pub use passphrase::Passphrase;
pub use purpose::{PublicPart, Purpose};
pub use secret::Secret;
pub use source::{read_secret_file, read_secret_text, KeySource};
