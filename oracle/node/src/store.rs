//! The durable store: every signed report, the answers, and what each payer used up.

mod answers;
mod intents;
mod reports;

use std::{path::Path, str::FromStr};

use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    SqlitePool,
};

pub use answers::{KeptAnswer, Transcript};

/// Connections that read.
const READERS: u32 = 4;

/// The node's SQLite database. Clones share it.
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
    /// The database failed; nothing was recorded.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("database schema: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
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

fn signed_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

/// A column of exactly `N` bytes.
fn fixed<const N: usize>(column: &'static str, bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Column { column })
}

#[cfg(test)]
mod tests;
