//! The durable store: every signed report, the answers, and what each payer used up.

mod answers;
mod intents;
mod reports;

use std::path::Path;

use tributary_database::{Database, OpenError};

pub use answers::{KeptAnswer, Transcript};

/// The node's SQLite database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
}

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed; nothing was recorded.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// It could not be opened.
    #[error(transparent)]
    Opening(#[from] OpenError),
    /// A stored report cannot be read.
    #[error("report {sequence} cannot be read")]
    Unreadable {
        /// Its sequence.
        sequence: u64,
    },
    /// A column has another form than this program writes.
    #[error("column {column} cannot be read")]
    Column {
        /// Which.
        column: &'static str,
    },
    /// SQLite holds signed 64-bit numbers.
    #[error("{0} does not fit the database")]
    TooLarge(u64),
    /// A payer's spend overflows.
    #[error(transparent)]
    Money(#[from] tributary_core::MoneyError),
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

fn signed_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

/// A column of exactly `N` bytes.
fn fixed<const N: usize>(column: &'static str, bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Column { column })
}

#[cfg(test)]
mod tests;
