//! Reports as nodes signed them, and which epoch consumed them.

use scale::Encode;
use sqlx::Row;
use tributary_core::{EpochId, Hash, NodeId, SignedReport};

use super::{decode, signed_number, Store, StoreError};

/// The most reports kept of one sequence before one of them is settled: two prove a contradiction, and a
/// node may sign any number.
const VARIANTS: i64 = 2;

/// A variant of a sequence comes before another one if it is settled, or if it came first.
const FIRST_VARIANT: &str = "NOT EXISTS (SELECT 1 FROM reports AS other
     WHERE other.node = reports.node AND other.sequence = reports.sequence
       AND (other.settled > reports.settled OR (other.settled = reports.settled AND other.id < reports.id)))";

impl Store {
    /// Keeps verified reports and returns how many are new. Of each sequence two are kept at most; the
    /// first one that came stands until an epoch settles on another.
    ///
    /// # Errors
    /// [`StoreError`] if they are not all durable.
    pub async fn add_reports(&self, reports: &[(Hash, SignedReport)]) -> Result<u64, StoreError> {
        let mut transaction = self.database.writer.begin().await?;
        let mut added = 0u64;
        for (digest, signed) in reports {
            let done = sqlx::query(
                "INSERT INTO reports (node, sequence, digest, signed)
                 SELECT ?1, ?2, ?3, ?4
                 WHERE (SELECT COUNT(*) FROM reports WHERE node = ?1 AND sequence = ?2) < ?5
                 ON CONFLICT DO NOTHING",
            )
            .bind(signed_number(signed.report.node.0)?)
            .bind(signed_number(signed.report.sequence)?)
            .bind(digest.as_slice())
            .bind(signed.encode())
            .bind(VARIANTS)
            .execute(&mut *transaction)
            .await?;
            added = added.saturating_add(done.rows_affected());
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Notes which reports an epoch of the ledger consumed; they stand from now on. `reports` are sorted by
    /// (node, sequence). What does not fit the database is left out.
    ///
    /// # Errors
    /// [`StoreError`] if it is not all durable.
    pub async fn settle_reports(
        &self,
        epoch: EpochId,
        reports: &[(Hash, SignedReport)],
    ) -> Result<(), StoreError> {
        let number = signed_number(epoch.0)?;
        let mut transaction = self.database.writer.begin().await?;
        let mut ranges: Vec<(i64, i64, i64)> = Vec::new();
        for (digest, signed) in reports {
            let report = &signed.report;
            let (Ok(node), Ok(sequence)) = (signed_number(report.node.0), signed_number(report.sequence))
            else {
                continue;
            };
            sqlx::query("UPDATE reports SET settled = 0 WHERE node = ? AND sequence = ?")
                .bind(node)
                .bind(sequence)
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO reports (node, sequence, digest, signed, settled) VALUES (?, ?, ?, ?, 1)
                 ON CONFLICT (node, sequence, digest) DO UPDATE SET settled = 1",
            )
            .bind(node)
            .bind(sequence)
            .bind(digest.as_slice())
            .bind(signed.encode())
            .execute(&mut *transaction)
            .await?;
            let until = sequence.saturating_add(1);
            match ranges.last_mut() {
                Some((of, _, end)) if *of == node => *end = until,
                _ => ranges.push((node, sequence, until)),
            }
        }
        for (node, first, until) in ranges {
            sqlx::query("INSERT OR REPLACE INTO consumed (node, first, until, epoch) VALUES (?, ?, ?, ?)")
                .bind(node)
                .bind(first)
                .bind(until)
                .bind(number)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The epoch whose range of `node` holds `sequence`. A sequence that was skipped as dead is in a range,
    /// but not among the epoch's reports.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn consumed_in(&self, node: NodeId, sequence: u64) -> Result<Option<EpochId>, StoreError> {
        let (Ok(node), Ok(sequence)) = (signed_number(node.0), signed_number(sequence)) else {
            return Ok(None);
        };
        let row = sqlx::query(
            "SELECT until, epoch FROM consumed WHERE node = ? AND first <= ? ORDER BY first DESC LIMIT 1",
        )
        .bind(node)
        .bind(sequence)
        .fetch_optional(&self.database.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let epoch = EpochId(row.try_get::<i64, _>("epoch")?.unsigned_abs());
        Ok((row.try_get::<i64, _>("until")? > sequence).then_some(epoch))
    }

    /// The reports of `node` from sequence `from` on, ascending, one of each sequence, at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reports(&self, node: NodeId, from: u64, most: u32) -> Result<Vec<SignedReport>, StoreError> {
        let rows = sqlx::query(&format!(
            "SELECT sequence, signed FROM reports WHERE node = ? AND sequence >= ? AND {FIRST_VARIANT}
             ORDER BY sequence LIMIT ?"
        ))
        .bind(signed_number(node.0)?)
        .bind(signed_number(from)?)
        .bind(i64::from(most))
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let key = row.try_get::<i64, _>("sequence")?.unsigned_abs();
                decode(&row.try_get::<Vec<u8>, _>("signed")?, "report", key)
            })
            .collect()
    }

    /// How many sequences of `node` from `from` on are here, counting no further than `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, node: NodeId, from: u64, most: u32) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS n FROM
                 (SELECT DISTINCT sequence FROM reports WHERE node = ? AND sequence >= ? LIMIT ?)",
        )
        .bind(signed_number(node.0)?)
        .bind(signed_number(from)?)
        .bind(i64::from(most))
        .fetch_one(&self.database.readers)
        .await?;
        Ok(u32::try_from(row.try_get::<i64, _>("n")?).unwrap_or(u32::MAX))
    }

    /// The sequences of `node` that are here, from `from` to before `until`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn held(&self, node: NodeId, from: u64, until: u64) -> Result<Vec<u64>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT sequence FROM reports WHERE node = ? AND sequence >= ? AND sequence < ?
             ORDER BY sequence",
        )
        .bind(signed_number(node.0)?)
        .bind(signed_number(from)?)
        .bind(signed_number(until)?)
        .fetch_all(&self.database.readers)
        .await?;
        rows.iter().map(|row| Ok(row.try_get::<i64, _>("sequence")?.unsigned_abs())).collect()
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
        .fetch_one(&self.database.readers)
        .await?;
        Ok(row.try_get::<i64, _>("missing")?.unsigned_abs())
    }

    /// The sequence after the highest of `node` that is here, at least `from`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn after_last(&self, node: NodeId, from: u64) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT MAX(sequence) AS last FROM reports WHERE node = ?")
            .bind(signed_number(node.0)?)
            .fetch_one(&self.database.readers)
            .await?;
        let last = row.try_get::<Option<i64>, _>("last")?.map_or(0, i64::unsigned_abs);
        Ok(last.saturating_add(1).max(from))
    }

    /// How many reports are here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn report_count(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM reports").fetch_one(&self.database.readers).await?;
        Ok(row.try_get::<i64, _>("n")?.unsigned_abs())
    }
}
