//! Answers, kept with their reports.

use std::time::{Duration, SystemTime};

use sqlx::Row;
use tributary_core::{Hash, SignedReport};

use crate::{
    passage::Passage,
    store::{fixed, reports::read_signed, signed_number, Store, StoreError},
};

/// An answer as it was charged: what its report's hashes and shares follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The consumer's salt.
    pub salt: [u8; 32],
    /// The text.
    pub text: String,
    /// The passages that were credited.
    pub passages: Vec<Passage>,
    /// Whether it ended before the model was done.
    pub cut_short: bool,
}

/// An answer with its report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The report.
    pub signed: SignedReport,
    /// What was answered.
    pub transcript: Transcript,
}

impl Transcript {
    pub(super) async fn insert(
        &self,
        transaction: &mut sqlx::Transaction<'_, sqlx::Sqlite>,
        voucher: &Hash,
        sequence: u64,
        made_at: SystemTime,
    ) -> Result<(), StoreError> {
        let passages =
            serde_json::to_string(&self.passages).map_err(|_| StoreError::Column { column: "passages" })?;
        sqlx::query(
            "INSERT INTO answers (voucher, sequence, salt, text, passages, cut_short, made_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(voucher.as_slice())
        .bind(signed_number(sequence)?)
        .bind(self.salt.as_slice())
        .bind(&self.text)
        .bind(passages)
        .bind(self.cut_short)
        .bind(seconds(made_at)?)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The answer to the voucher with this digest, if there was one and it is still kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn kept_answer(&self, voucher: &Hash) -> Result<Option<KeptAnswer>, StoreError> {
        let row = sqlx::query(
            "SELECT sequence, signed, salt, text, passages, cut_short FROM answers \
             JOIN reports USING (sequence) WHERE voucher = ?",
        )
        .bind(voucher.as_slice())
        .fetch_optional(&self.database.readers)
        .await?;
        row.map(|row| {
            let passages: String = row.try_get("passages")?;
            let transcript = Transcript {
                salt: fixed("salt", row.try_get("salt")?)?,
                text: row.try_get("text")?,
                passages: serde_json::from_str(&passages)
                    .map_err(|_| StoreError::Column { column: "passages" })?,
                cut_short: row.try_get("cut_short")?,
            };
            Ok(KeptAnswer { signed: read_signed(&row)?, transcript })
        })
        .transpose()
    }

    /// Deletes answers older than `age`, never reports; returns how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_answers(&self, age: Duration) -> Result<u64, StoreError> {
        let before = SystemTime::now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
        let done = sqlx::query("DELETE FROM answers WHERE made_at < ?")
            .bind(seconds(before)?)
            .execute(&self.database.writer)
            .await?;
        Ok(done.rows_affected())
    }
}

fn seconds(time: SystemTime) -> Result<i64, StoreError> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    signed_number(since.as_secs())
}
