//! Epochs that a quorum signed and that are to be on chain.

use scale::Encode;
use sqlx::Row;
use tributary_core::{epoch::Commitment, BlockNumber, EpochId, Hash};

use super::{decode, hash_of, signed_number, Store, StoreError};

/// A quorum's epoch that is to be on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The commitment.
    pub commitment: Commitment,
    /// The committee that signed it.
    pub config_digest: Hash,
    /// `index ‖ r ‖ s ‖ v` per signer, ascending.
    pub signatures: Vec<u8>,
    /// The block at which it came here.
    pub received_at: BlockNumber,
    /// How often it was sent.
    pub attempts: u32,
}

impl Store {
    /// Puts a quorum's epoch into the outbox; returns whether it is new. One of the same number and
    /// committee stays as it is; another committee's gives way.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enqueue(&self, outgoing: &Outgoing) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO outbox (epoch, commitment, config_digest, signatures, received_at)
             VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (epoch) DO UPDATE SET
                 commitment = excluded.commitment, config_digest = excluded.config_digest,
                 signatures = excluded.signatures, received_at = excluded.received_at, attempts = 0
             WHERE outbox.config_digest <> excluded.config_digest",
        )
        .bind(signed_number(outgoing.commitment.epoch.0)?)
        .bind(outgoing.commitment.encode())
        .bind(outgoing.config_digest.as_slice())
        .bind(outgoing.signatures.as_slice())
        .bind(i64::from(outgoing.received_at))
        .execute(&self.database.writer)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The outbox, lowest epoch first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outgoing(&self) -> Result<Vec<Outgoing>, StoreError> {
        let rows = sqlx::query(
            "SELECT epoch, commitment, config_digest, signatures, received_at, attempts
             FROM outbox ORDER BY epoch",
        )
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let key = row.try_get::<i64, _>("epoch")?.unsigned_abs();
                let number = |name| Ok::<_, StoreError>(row.try_get::<i64, _>(name)?.unsigned_abs());
                let small = |name| {
                    let found = number(name)?;
                    u32::try_from(found).map_err(|_| StoreError::Unreadable { what: name, key })
                };
                Ok(Outgoing {
                    commitment: decode(&row.try_get::<Vec<u8>, _>("commitment")?, "commitment", key)?,
                    config_digest: hash_of(row.try_get("config_digest")?, "config digest", key)?,
                    signatures: row.try_get("signatures")?,
                    received_at: small("received_at")?,
                    attempts: small("attempts")?,
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
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// Takes an epoch out of the outbox: it is on chain, or can never be. Another one that has its number by
    /// now stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn dequeue(&self, outgoing: &Outgoing) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE epoch = ? AND commitment = ? AND config_digest = ?")
            .bind(signed_number(outgoing.commitment.epoch.0)?)
            .bind(outgoing.commitment.encode())
            .bind(outgoing.config_digest.as_slice())
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}
