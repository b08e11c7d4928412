//! The durable store: every signed report, and what each payer used up.

use std::{collections::BTreeMap, path::Path, str::FromStr};

use scale::{Decode, Encode};
use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    Row, SqlitePool,
};
use tokio::sync::Mutex;
use tributary_core::{
    epoch::{PayerCursor, State},
    Address, NodeId, Report, SignedReport, Wei,
};

/// The node's SQLite database.
#[derive(Debug)]
pub struct Store {
    pool: SqlitePool,
    /// Sequences are given one at a time.
    sequencing: Mutex<()>,
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
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool, sequencing: Mutex::new(()) })
    }

    /// Flushes and closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Gives the report its sequence, has it signed, and makes it durable together with what its payer
    /// used up. Only when this returns may the answer end.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was recorded then, and the sequence is given to the next report.
    pub async fn record(
        &self,
        mut report: Report,
        generation: u32,
        sign: impl FnOnce(Report) -> SignedReport + Send,
    ) -> Result<SignedReport, StoreError> {
        let _guard = self.sequencing.lock().await;
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query("SELECT COALESCE(MAX(sequence), 0) + 1 AS next FROM reports")
            .fetch_one(&mut *transaction)
            .await?;
        report.sequence = row.try_get::<i64, _>("next")?.unsigned_abs();
        let payer = report.voucher.payer;
        let before = read_cursor(&mut transaction, &payer).await?.unwrap_or_default();
        let spent_before = if before.generation == generation { before.spent } else { Wei::ZERO };
        let spent = spent_before.try_add(report.fee)?;
        let (sequence, nonce, fee) = (report.sequence, report.voucher.nonce, report.fee);
        let signed = sign(report);
        sqlx::query(
            "INSERT INTO reports (sequence, payer, nonce, generation, fee, signed) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(signed_number(sequence)?)
        .bind(payer.0.as_slice())
        .bind(signed_number(nonce)?)
        .bind(i64::from(generation))
        .bind(fee.0.to_be_bytes().as_slice())
        .bind(signed.encode())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT OR REPLACE INTO cursors (payer, generation, nonce, spent) VALUES (?, ?, ?, ?)")
            .bind(payer.0.as_slice())
            .bind(i64::from(generation))
            .bind(signed_number(nonce)?)
            .bind(spent.0.to_be_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(signed)
    }

    /// What `payer` used up at `node`, in the form that reports are judged by.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn books_of(&self, payer: Address, node: NodeId) -> Result<State, StoreError> {
        let mut connection = self.pool.begin().await?;
        let cursor = read_cursor(&mut connection, &payer).await?;
        let mut state = State::genesis();
        state.cursors = cursor.map(|cursor| ((payer, node), cursor)).into_iter().collect::<BTreeMap<_, _>>();
        Ok(state)
    }

    /// Reports from sequence `from` on, ascending, at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reports(&self, from: u64, most: u32) -> Result<Vec<SignedReport>, StoreError> {
        let rows =
            sqlx::query("SELECT sequence, signed FROM reports WHERE sequence >= ? ORDER BY sequence LIMIT ?")
                .bind(signed_number(from)?)
                .bind(i64::from(most))
                .fetch_all(&self.pool)
                .await?;
        rows.iter()
            .map(|row| {
                let sequence = row.try_get::<i64, _>("sequence")?.unsigned_abs();
                let bytes = row.try_get::<Vec<u8>, _>("signed")?;
                SignedReport::decode(&mut bytes.as_slice()).map_err(|_| StoreError::Unreadable { sequence })
            })
            .collect()
    }

    /// The sequence that the next report will have.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_sequence(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COALESCE(MAX(sequence), 0) + 1 AS next FROM reports")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get::<i64, _>("next")?.unsigned_abs())
    }
}

async fn read_cursor(
    transaction: &mut sqlx::Transaction<'_, sqlx::Sqlite>,
    payer: &Address,
) -> Result<Option<PayerCursor>, StoreError> {
    let row = sqlx::query("SELECT generation, nonce, spent FROM cursors WHERE payer = ?")
        .bind(payer.0.as_slice())
        .fetch_optional(&mut **transaction)
        .await?;
    row.map(|row| {
        let spent: Vec<u8> = row.try_get("spent")?;
        let spent =
            spent.try_into().map(u128::from_be_bytes).map_err(|_| StoreError::Unreadable { sequence: 0 })?;
        let generation = row.try_get::<i64, _>("generation")?.unsigned_abs();
        Ok(PayerCursor {
            generation: u32::try_from(generation).map_err(|_| StoreError::TooLarge(generation))?,
            nonce: row.try_get::<i64, _>("nonce")?.unsigned_abs(),
            spent: Wei(spent),
        })
    })
    .transpose()
}

fn signed_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge(number))
}

#[cfg(test)]
mod tests;
