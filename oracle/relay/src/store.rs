//! The durable store: what must survive a crash at any moment.

mod epochs;
mod outbox;
mod reports;
mod votes;

use std::path::Path;

use scale::Decode;
use tributary_database::{Database, OpenError};

pub use epochs::Recorded;
pub use outbox::Outgoing;
pub use votes::{Ballot, Cast};

/// The oracle's SQLite database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
}

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// It could not be opened.
    #[error(transparent)]
    Opening(#[from] OpenError),
    /// A row cannot be read.
    #[error("the {what} stored under {key} cannot be read")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// Its key.
        key: u64,
    },
    /// SQLite holds signed 64-bit numbers.
    #[error("{0} does not fit the database")]
    TooLarge(u64),
}

impl Store {
    /// Opens the database at `path` and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError`] if that fails.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open(path, &sqlx::migrate!("./migrations")).await? })
    }

    /// Flushes and closes the database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

fn decode<T: Decode>(bytes: &[u8], what: &'static str, key: u64) -> Result<T, StoreError> {
    T::decode(&mut &*bytes).map_err(|_| StoreError::Unreadable { what, key })
}

fn hash_of(bytes: Vec<u8>, what: &'static str, key: u64) -> Result<tributary_core::Hash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unreadable { what, key })
}

fn signed_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

#[cfg(test)]
mod tests;
