//! Epochs as the ledger announced them, and where following them stands.

use scale::Encode;
use sqlx::{sqlite::SqliteRow, Row, SqliteTransaction};
use tributary_core::{epoch::Commitment, BlockNumber, EpochId, Hash};

use super::{decode, hash_of, signed_number, Store, StoreError};
use crate::ledger::Announced;

/// An epoch that the ledger announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What the ledger announced.
    pub commitment: Commitment,
    /// The object that says what became of its reports, once it was followed.
    pub judged: Option<Hash>,
}

impl Store {
    /// Records what the chain announced up to `next_block`, in one transaction; an epoch announced again
    /// (after a void) replaces the one before and all above it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_epochs(
        &self,
        announced: &Announced,
        next_block: BlockNumber,
    ) -> Result<(), StoreError> {
        let mut transaction = self.database.writer.begin().await?;
        for (hash, commitment) in &announced.epochs {
            let epoch = signed_number(commitment.epoch.0)?;
            forget_from(&mut transaction, epoch).await?;
            sqlx::query("INSERT INTO epochs (epoch, hash, commitment) VALUES (?, ?, ?)")
                .bind(epoch)
                .bind(hash.as_slice())
                .bind(commitment.encode())
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM outbox WHERE epoch <= ?").bind(epoch).execute(&mut *transaction).await?;
        }
        sqlx::query(
            "INSERT INTO progress (id, next_block, voided_at) VALUES (0, ?, ?)
             ON CONFLICT (id) DO UPDATE SET
                 next_block = excluded.next_block, voided_at = MAX(voided_at, excluded.voided_at)",
        )
        .bind(i64::from(next_block))
        .bind(i64::from(announced.voided_at.unwrap_or(0)))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets epochs from `epoch` on: they were voided.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_epochs_from(&self, epoch: EpochId) -> Result<(), StoreError> {
        let mut transaction = self.database.writer.begin().await?;
        forget_from(&mut transaction, signed_number(epoch.0)?).await?;
        Ok(transaction.commit().await?)
    }

    /// The next block whose events have not been recorded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_block(&self) -> Result<Option<BlockNumber>, StoreError> {
        self.progress("next_block").await
    }

    /// The newest block in which the ledger voided epochs; 0 if it never did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn voided_at(&self) -> Result<BlockNumber, StoreError> {
        Ok(self.progress("voided_at").await?.unwrap_or(0))
    }

    /// One of the blocks that say how far the events were recorded; `None` before any was.
    async fn progress(&self, block: &'static str) -> Result<Option<BlockNumber>, StoreError> {
        let row = sqlx::query("SELECT next_block, voided_at FROM progress")
            .fetch_optional(&self.database.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let found = row.try_get::<i64, _>(block)?.unsigned_abs();
        u32::try_from(found).map(Some).map_err(|_| StoreError::Unreadable { what: block, key: found })
    }

    /// The recorded epochs above `epoch`, ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn epochs_above(&self, epoch: EpochId) -> Result<Vec<Commitment>, StoreError> {
        let rows = sqlx::query("SELECT epoch, commitment FROM epochs WHERE epoch > ? ORDER BY epoch")
            .bind(signed_number(epoch.0)?)
            .fetch_all(&self.database.readers)
            .await?;
        rows.iter().map(commitment_of).collect()
    }

    /// The first recorded epoch above `epoch`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_epoch(&self, epoch: EpochId) -> Result<Option<Commitment>, StoreError> {
        let row = sqlx::query("SELECT epoch, commitment FROM epochs WHERE epoch > ? ORDER BY epoch LIMIT 1")
            .bind(signed_number(epoch.0)?)
            .fetch_optional(&self.database.readers)
            .await?;
        row.as_ref().map(commitment_of).transpose()
    }

    /// A recorded epoch.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn epoch(&self, epoch: EpochId) -> Result<Option<Recorded>, StoreError> {
        let Ok(number) = signed_number(epoch.0) else { return Ok(None) };
        let row = sqlx::query("SELECT epoch, commitment, judged FROM epochs WHERE epoch = ?")
            .bind(number)
            .fetch_optional(&self.database.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let commitment = commitment_of(&row)?;
        let judged = row.try_get::<Option<Vec<u8>>, _>("judged")?;
        let judged = judged.map(|name| hash_of(name, "object name", epoch.0)).transpose()?;
        Ok(Some(Recorded { commitment, judged }))
    }

    /// Notes the object that says what became of an epoch's reports.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_judged(&self, epoch: EpochId, object: &Hash) -> Result<(), StoreError> {
        sqlx::query("UPDATE epochs SET judged = ? WHERE epoch = ?")
            .bind(object.as_slice())
            .bind(signed_number(epoch.0)?)
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// The final epoch whose books a start goes on from, and their object.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn snapshot(&self) -> Result<Option<(EpochId, Hash)>, StoreError> {
        let row =
            sqlx::query("SELECT epoch, object FROM snapshot").fetch_optional(&self.database.readers).await?;
        let Some(row) = row else { return Ok(None) };
        let epoch = row.try_get::<i64, _>("epoch")?.unsigned_abs();
        Ok(Some((EpochId(epoch), hash_of(row.try_get("object")?, "object name", epoch)?)))
    }

    /// Forgets the books to go on from: they cannot be read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_snapshot(&self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM snapshot").execute(&self.database.writer).await?;
        Ok(())
    }

    /// Notes the books to go on from. `object` must be durable. Votes up to `epoch` are forgotten: the ledger
    /// takes none of those epochs again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_snapshot(&self, epoch: EpochId, object: &Hash) -> Result<(), StoreError> {
        let mut transaction = self.database.writer.begin().await?;
        sqlx::query(
            "INSERT INTO snapshot (id, epoch, object) VALUES (0, ?, ?)
             ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, object = excluded.object",
        )
        .bind(signed_number(epoch.0)?)
        .bind(object.as_slice())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM votes WHERE epoch <= ?")
            .bind(signed_number(epoch.0)?)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// The commitment in a row of `epochs`.
fn commitment_of(row: &SqliteRow) -> Result<Commitment, StoreError> {
    let key = row.try_get::<i64, _>("epoch")?.unsigned_abs();
    decode(&row.try_get::<Vec<u8>, _>("commitment")?, "commitment", key)
}

/// Deletes the epochs from `epoch` on, with what they consumed.
async fn forget_from(transaction: &mut SqliteTransaction<'_>, epoch: i64) -> Result<(), StoreError> {
    for statement in ["DELETE FROM epochs WHERE epoch >= ?", "DELETE FROM consumed WHERE epoch >= ?"] {
        sqlx::query(statement).bind(epoch).execute(&mut **transaction).await?;
    }
    Ok(())
}
