//! The durable store: what must survive a crash at any moment.

use std::{path::Path, str::FromStr};

use scale::{Decode, Encode};
use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    Row, SqlitePool,
};
use tributary_core::{epoch::Commitment, EpochId, Hash, NodeId, SignedReport};

/// The oracle's SQLite database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
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

/// A quorum's epoch that is to be on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The commitment.
    pub commitment: Commitment,
    /// `index ‖ r ‖ s ‖ v` per signer, ascending.
    pub signatures: Vec<u8>,
    /// How often it was sent.
    pub attempts: i64,
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
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool })
    }

    /// Flushes and closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Keeps verified reports; one that is known by (node, sequence) is left as it is.
    ///
    /// # Errors
    /// [`StoreError`] if they are not all durable.
    pub async fn add_reports(&self, reports: &[(Hash, SignedReport)]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        for (digest, signed) in reports {
            sqlx::query("INSERT INTO reports (node, sequence, digest, signed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(signed_number(signed.report.node.0)?)
                .bind(signed_number(signed.report.sequence)?)
                .bind(digest.as_slice())
                .bind(signed.encode())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Replaces reports by those that a quorum settled on.
    ///
    /// # Errors
    /// [`StoreError`] if they are not all durable.
    pub async fn replace_reports(&self, reports: &[(Hash, SignedReport)]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        for (digest, signed) in reports {
            sqlx::query(
                "INSERT OR REPLACE INTO reports (node, sequence, digest, signed) VALUES (?, ?, ?, ?)",
            )
            .bind(signed_number(signed.report.node.0)?)
            .bind(signed_number(signed.report.sequence)?)
            .bind(digest.as_slice())
            .bind(signed.encode())
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The reports of `node` from sequence `from` on, ascending, at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reports(&self, node: NodeId, from: u64, most: u32) -> Result<Vec<SignedReport>, StoreError> {
        let rows = sqlx::query(
            "SELECT sequence, signed FROM reports WHERE node = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
        )
        .bind(signed_number(node.0)?)
        .bind(signed_number(from)?)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let key = row.try_get::<i64, _>("sequence")?.unsigned_abs();
                decode(&row.try_get::<Vec<u8>, _>("signed")?, "report", key)
            })
            .collect()
    }

    /// The first sequence of `node`, from `from` on, that is not here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn first_missing(&self, node: NodeId, from: u64) -> Result<u64, StoreError> {
        let before = from.saturating_sub(1);
        let row = sqlx::query(
            "SELECT MIN(here.sequence) + 1 AS missing FROM
                 (SELECT ?1 AS sequence UNION ALL
                  SELECT sequence FROM reports WHERE node = ?2 AND sequence > ?1) AS here
             WHERE NOT EXISTS (SELECT 1 FROM reports WHERE node = ?2 AND sequence = here.sequence + 1)",
        )
        .bind(signed_number(before)?)
        .bind(signed_number(node.0)?)
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get::<i64, _>("missing")?.unsigned_abs())
    }

    /// How many reports are here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn report_count(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM reports").fetch_one(&self.pool).await?;
        Ok(row.try_get::<i64, _>("n")?.unsigned_abs())
    }

    /// Records the epochs that the chain announced up to `next_block`, in one transaction; an epoch
    /// announced again (after a void) replaces the one before and all above it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_epochs(
        &self,
        announced: &[(Hash, Commitment)],
        next_block: u32,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        for (hash, commitment) in announced {
            let epoch = signed_number(commitment.epoch.0)?;
            sqlx::query("DELETE FROM epochs WHERE epoch >= ?").bind(epoch).execute(&mut *transaction).await?;
            sqlx::query("INSERT INTO epochs (epoch, hash, commitment) VALUES (?, ?, ?)")
                .bind(epoch)
                .bind(hash.as_slice())
                .bind(commitment.encode())
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM outbox WHERE epoch <= ?").bind(epoch).execute(&mut *transaction).await?;
        }
        sqlx::query("INSERT INTO progress (id, next_block) VALUES (0, ?) ON CONFLICT (id) DO UPDATE SET next_block = excluded.next_block")
            .bind(i64::from(next_block))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets epochs from `epoch` on: they were voided.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_epochs_from(&self, epoch: EpochId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM epochs WHERE epoch >= ?")
            .bind(signed_number(epoch.0)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The next block whose events have not been recorded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_block(&self) -> Result<Option<u32>, StoreError> {
        let row = sqlx::query("SELECT next_block FROM progress").fetch_optional(&self.pool).await?;
        row.map(|row| {
            let found = row.try_get::<i64, _>("next_block")?.unsigned_abs();
            u32::try_from(found).map_err(|_| StoreError::Unreadable { what: "block number", key: found })
        })
        .transpose()
    }

    /// All recorded epochs, ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn epochs(&self) -> Result<Vec<Commitment>, StoreError> {
        let rows =
            sqlx::query("SELECT epoch, commitment FROM epochs ORDER BY epoch").fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let key = row.try_get::<i64, _>("epoch")?.unsigned_abs();
                decode(&row.try_get::<Vec<u8>, _>("commitment")?, "commitment", key)
            })
            .collect()
    }

    /// Puts a quorum's epoch into the outbox, in place of another one of the same number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enqueue(
        &self,
        commitment: &Commitment,
        hash: &Hash,
        signatures: &[u8],
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT OR REPLACE INTO outbox (epoch, hash, commitment, signatures) VALUES (?, ?, ?, ?)",
        )
        .bind(signed_number(commitment.epoch.0)?)
        .bind(hash.as_slice())
        .bind(commitment.encode())
        .bind(signatures)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The outbox, lowest epoch first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outgoing(&self) -> Result<Vec<Outgoing>, StoreError> {
        let rows = sqlx::query("SELECT epoch, commitment, signatures, attempts FROM outbox ORDER BY epoch")
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let key = row.try_get::<i64, _>("epoch")?.unsigned_abs();
                Ok(Outgoing {
                    commitment: decode(&row.try_get::<Vec<u8>, _>("commitment")?, "commitment", key)?,
                    signatures: row.try_get("signatures")?,
                    attempts: row.try_get("attempts")?,
                })
            })
            .collect()
    }

    /// Counts an attempt to send an epoch.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_attempt(&self, epoch: EpochId) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET attempts = attempts + 1 WHERE epoch = ?")
            .bind(signed_number(epoch.0)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes an epoch out of the outbox: it is on chain, or can never be.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn dequeue(&self, epoch: EpochId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE epoch = ?")
            .bind(signed_number(epoch.0)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn decode<T: Decode>(bytes: &[u8], what: &'static str, key: u64) -> Result<T, StoreError> {
    T::decode(&mut &*bytes).map_err(|_| StoreError::Unreadable { what, key })
}

fn signed_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

#[cfg(test)]
mod tests;
