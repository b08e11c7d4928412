//! The durable store: what must survive a crash at any moment.

mod epochs;
mod outbox;
mod reports;
mod votes;

use std::{path::Path, str::FromStr};

use scale::Decode;
use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    SqlitePool,
};

pub use epochs::Recorded;
pub use outbox::Outgoing;
pub use votes::{Ballot, Cast};

/// Connections that read.
const READERS: u32 = 4;

/// The oracle's SQLite database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    /// The one connection that writes. Writers wait for it in the order in which they came; at SQLite's
    /// own lock they would have to try again, and one that had read before another wrote would be
    /// refused at once.
    writer: SqlitePool,
}

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("database schema: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
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
        let options = SqliteConnectOptions::from_str("sqlite://")?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!("./migrations").run(&writer).await?;
        let pool = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { pool, writer })
    }

    /// Flushes and closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
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
