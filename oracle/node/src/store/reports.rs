//! Signed reports by sequence, and what each payer used up.

use std::{collections::BTreeMap, time::SystemTime};

use scale::{Decode, Encode};
use sqlx::{sqlite::SqliteRow, Row};
use tributary_core::{
    epoch::{PayerCursor, State},
    Address, Hash, NodeId, Report, SignedReport, Wei,
};

use crate::store::{fixed, signed_number, Store, StoreError, Transcript};

const NEXT: &str = "SELECT COALESCE(MAX(sequence), 0) + 1 AS next FROM reports";

impl Store {
    /// Gives the report its sequence, has it signed, and makes it durable together with the answer and
    /// with what its payer used up. `voucher` is the voucher's digest. Only when this returns may the
    /// answer end.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was recorded then, and the sequence is given to the next report.
    pub async fn record(
        &self,
        mut report: Report,
        generation: u32,
        voucher: &Hash,
        transcript: &Transcript,
        sign: impl FnOnce(Report) -> SignedReport + Send,
    ) -> Result<SignedReport, StoreError> {
        let mut transaction = self.database.writer.begin().await?;
        let row = sqlx::query(NEXT).fetch_one(&mut *transaction).await?;
        report.sequence = row.try_get::<i64, _>("next")?.unsigned_abs();
        let payer = report.voucher.payer;
        let before = read_cursor(&mut transaction, &payer).await?.unwrap_or_default();
        let spent_before = if before.generation == generation { before.spent } else { Wei::ZERO };
        let spent = spent_before.try_add(report.fee)?;
        let (sequence, nonce, fee) = (report.sequence, report.voucher.nonce.to_be_bytes(), report.fee);
        let signed = sign(report);
        sqlx::query(
            "INSERT INTO reports (sequence, payer, nonce, generation, fee, signed) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(signed_number(sequence)?)
        .bind(payer.0.as_slice())
        .bind(nonce.as_slice())
        .bind(i64::from(generation))
        .bind(fee.0.to_be_bytes().as_slice())
        .bind(signed.encode())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT OR REPLACE INTO cursors (payer, generation, nonce, spent) VALUES (?, ?, ?, ?)")
            .bind(payer.0.as_slice())
            .bind(i64::from(generation))
            .bind(nonce.as_slice())
            .bind(spent.0.to_be_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        transcript.insert(&mut transaction, voucher, sequence, SystemTime::now()).await?;
        // Whatever began with this nonce or a lower one is answered for by the cursor from now on.
        sqlx::query("DELETE FROM intents WHERE payer = ? AND nonce <= ?")
            .bind(payer.0.as_slice())
            .bind(nonce.as_slice())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(signed)
    }

    /// What `payer` used up at `node`, in the form that reports are judged by. The nonce covers answers
    /// that began and were never reported.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn books_of(&self, payer: Address, node: NodeId) -> Result<State, StoreError> {
        let mut connection = self.database.readers.begin().await?;
        let cursor = read_cursor(&mut connection, &payer).await?;
        let begun = sqlx::query("SELECT MAX(nonce) AS nonce FROM intents WHERE payer = ?")
            .bind(payer.0.as_slice())
            .fetch_one(&mut *connection)
            .await?
            .try_get::<Option<Vec<u8>>, _>("nonce")?
            .map(|bytes| fixed("nonce", bytes).map(u64::from_be_bytes))
            .transpose()?;
        let cursor = match (cursor, begun) {
            (None, None) => None,
            (cursor, begun) => {
                let cursor = cursor.unwrap_or_default();
                Some(PayerCursor { nonce: cursor.nonce.max(begun.unwrap_or_default()), ..cursor })
            }
        };
        let mut state = State::genesis();
        state.cursors = cursor.map(|cursor| ((payer, node), cursor)).into_iter().collect::<BTreeMap<_, _>>();
        Ok(state)
    }

    /// Reports from sequence `from` on, ascending, at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reports(&self, from: u64, most: u32) -> Result<Vec<SignedReport>, StoreError> {
        // No sequence is beyond what SQLite holds.
        let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
        let rows =
            sqlx::query("SELECT sequence, signed FROM reports WHERE sequence >= ? ORDER BY sequence LIMIT ?")
                .bind(from)
                .bind(i64::from(most))
                .fetch_all(&self.database.readers)
                .await?;
        rows.iter().map(read_signed).collect()
    }

    /// The sequence that the next report will have.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_sequence(&self) -> Result<u64, StoreError> {
        let row = sqlx::query(NEXT).fetch_one(&self.database.readers).await?;
        Ok(row.try_get::<i64, _>("next")?.unsigned_abs())
    }
}

/// The report of a row with `sequence` and `signed`.
pub(super) fn read_signed(row: &SqliteRow) -> Result<SignedReport, StoreError> {
    let sequence = row.try_get::<i64, _>("sequence")?.unsigned_abs();
    let bytes = row.try_get::<Vec<u8>, _>("signed")?;
    SignedReport::decode(&mut bytes.as_slice()).map_err(|_| StoreError::Unreadable { sequence })
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
        let generation = row.try_get::<i64, _>("generation")?.unsigned_abs();
        Ok(PayerCursor {
            generation: u32::try_from(generation).map_err(|_| StoreError::TooLarge(generation))?,
            nonce: u64::from_be_bytes(fixed("nonce", row.try_get("nonce")?)?),
            spent: Wei(u128::from_be_bytes(fixed("spent", row.try_get("spent")?)?)),
        })
    })
    .transpose()
}
