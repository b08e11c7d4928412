//! How nodes and oracles open their SQLite databases: what was committed survives a crash of the machine,
//! writes come one after the other, and reads never wait for them.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    Connection, SqliteConnection, SqlitePool,
};

/// Connections that read.
const READERS: u32 = 4;

/// For how long a write waits for those before it. The longest are those of all reports of an epoch; and what
/// a node cannot store is not paid.
const WRITER: Duration = Duration::from_secs(120);

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    /// For reading; refuses to write.
    pub readers: SqlitePool,
    /// The one connection that writes. Writers wait for it in the order in which they came; at SQLite's own
    /// lock they would have to try again, and one that had read before another wrote would be refused at
    /// once.
    pub writer: SqlitePool,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("database schema: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
}

impl Database {
    /// Opens the database at `path`, which is made if missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`] if that fails.
    pub async fn open(path: &Path, schema: &Migrator) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str("sqlite://")?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WRITER)
            .after_release(|connection, _| Box::pin(has_ended(connection)))
            .connect_with(options.clone())
            .await?;
        schema.run(&writer).await?;
        let reading = options.pragma("query_only", "ON");
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(reading).await?;
        Ok(Self { readers, writer })
    }

    /// Flushes and closes it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether no transaction is open on a connection that is given back.
///
/// When a commit fails, as on a full disk, SQLite has rolled back by itself; the rollback that follows is refused,
/// and sqlx goes on counting a transaction. All later ones would be savepoints, and once the first of these fails
/// to be released, none would be durable or be seen by readers, though each is said to be committed. So such a
/// connection is closed, and another one takes its place.
async fn has_ended(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind whatever rollback is still to come.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

#[cfg(test)]
mod tests;
