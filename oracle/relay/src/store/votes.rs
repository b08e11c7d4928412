//! What this oracle signed, remembered before the signature leaves.

use sqlx::Row;
use tributary_core::{EpochId, Hash};

use super::{hash_of, signed_number, Store, StoreError};
use crate::agreement::Proposal;

/// What a vote is about: one stage of the epoch that follows `prev`, under one committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The epoch.
    pub epoch: EpochId,
    /// The hash of the epoch it follows.
    pub prev: Hash,
    /// The committee.
    pub config_digest: Hash,
    /// The stage.
    pub stage: u32,
}

impl Ballot {
    /// What a vote for a proposal is about.
    pub const fn of(proposal: &Proposal) -> Self {
        Self {
            epoch: proposal.commitment.epoch,
            prev: proposal.commitment.prev,
            config_digest: proposal.config_digest,
            stage: proposal.stage,
        }
    }
}

/// What became of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    /// It is durable, and the signature may leave.
    New,
    /// The same was voted for before: the same signature may leave again.
    Again,
    /// Another commitment was voted for in this stage.
    Other(Hash),
    /// A later stage was voted in.
    Later(u32),
}

impl Store {
    /// Votes for the commitment of `hash`, once; `proposal` is kept with it for a leader to repeat.
    ///
    /// # Errors
    /// [`StoreError`]; nothing may then be signed.
    pub async fn vote(
        &self,
        ballot: &Ballot,
        hash: &Hash,
        proposal: Option<&[u8]>,
    ) -> Result<Cast, StoreError> {
        let done = sqlx::query(
            "INSERT INTO votes (epoch, prev, config_digest, stage, hash, proposal)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6
             WHERE NOT EXISTS (SELECT 1 FROM votes
                 WHERE epoch = ?1 AND prev = ?2 AND config_digest = ?3 AND stage >= ?4)",
        )
        .bind(signed_number(ballot.epoch.0)?)
        .bind(ballot.prev.as_slice())
        .bind(ballot.config_digest.as_slice())
        .bind(i64::from(ballot.stage))
        .bind(hash.as_slice())
        .bind(proposal)
        .execute(&self.database.writer)
        .await?;
        if done.rows_affected() > 0 {
            return Ok(Cast::New);
        }
        let key = ballot.epoch.0;
        self.voted(ballot, hash).await?.ok_or(StoreError::Unreadable { what: "vote", key })
    }

    /// What stands in the way of a vote for the commitment of `hash`, if anything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn voted(&self, ballot: &Ballot, hash: &Hash) -> Result<Option<Cast>, StoreError> {
        let row = sqlx::query(
            "SELECT stage, hash FROM votes
             WHERE epoch = ? AND prev = ? AND config_digest = ? AND stage >= ? ORDER BY stage DESC",
        )
        .bind(signed_number(ballot.epoch.0)?)
        .bind(ballot.prev.as_slice())
        .bind(ballot.config_digest.as_slice())
        .bind(i64::from(ballot.stage))
        .fetch_all(&self.database.readers)
        .await?;
        let Some(newest) = row.first() else { return Ok(None) };
        let key = ballot.epoch.0;
        let stage = u32::try_from(newest.try_get::<i64, _>("stage")?)
            .map_err(|_| StoreError::Unreadable { what: "stage", key })?;
        // The same vote may be repeated as long as no later stage was voted in.
        if stage > ballot.stage {
            return Ok(Some(Cast::Later(stage)));
        }
        let before = hash_of(newest.try_get("hash")?, "hash", key)?;
        Ok(Some(if before == *hash { Cast::Again } else { Cast::Other(before) }))
    }

    /// The proposal that this oracle made in a stage, as it was sent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn own_proposal(&self, ballot: &Ballot) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query(
            "SELECT proposal FROM votes WHERE epoch = ? AND prev = ? AND config_digest = ? AND stage = ?",
        )
        .bind(signed_number(ballot.epoch.0)?)
        .bind(ballot.prev.as_slice())
        .bind(ballot.config_digest.as_slice())
        .bind(i64::from(ballot.stage))
        .fetch_optional(&self.database.readers)
        .await?;
        Ok(row.map(|row| row.try_get("proposal")).transpose()?.flatten())
    }
}
