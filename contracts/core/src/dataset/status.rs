//! Whether a dataset counts, and since when.
//!
//! Its owner delists and relists it; the contract's owner quarantines it and lifts that. A quarantine
//! overrides: under it the owner can do neither, and lifting it brings back what was before. Nothing
//! here touches what a dataset earned.

use alloc::vec::Vec;

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::token::Token;
use crate::ids::{BlockNumber, DatasetId};

#[cfg(test)]
mod tests;

/// The most changes that a dataset's history holds, its registration included: they stand in one cell
/// of at most 402 bytes, and whoever derives an epoch reads them all.
pub const MAX_CHANGES: usize = 80;
/// The most changes up to which a dataset's owner may add one; the rest is the contract's owner's, whose
/// quarantine no owner can so make impossible. Neither can its own: the last place is for a quarantine.
pub const MAX_CHANGES_BY_OWNER: usize = 64;

/// Whether a dataset counts; the numbers are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Status {
    /// It does.
    #[codec(index = 1)]
    Active = 1,
    /// Its owner took it out.
    #[codec(index = 2)]
    Delisted = 2,
    /// The contract's owner took it out.
    #[codec(index = 3)]
    Quarantined = 3,
}

impl From<Status> for u8 {
    fn from(status: Status) -> Self {
        status as u8
    }
}

/// A change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusChange {
    /// Active to delisted, by the dataset's owner.
    Delist,
    /// Delisted to active, by the dataset's owner.
    Relist,
    /// Active or delisted to quarantined, by the contract's owner.
    Quarantine,
    /// Quarantined to what was before, by the contract's owner.
    Lift,
}

/// Why a status cannot change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// The change does not lead from this status.
    #[error("dataset {dataset} is {found:?}, not {expected:?}")]
    WrongStatus {
        /// The dataset.
        dataset: DatasetId,
        /// The status the change begins at; of two, the usual one.
        expected: Status,
        /// The status it has.
        found: Status,
    },
    /// The history is full.
    #[error("dataset {dataset} changed its status {most} times")]
    TooManyChanges {
        /// The dataset.
        dataset: DatasetId,
        /// How many changes there may be before this one.
        most: u32,
    },
}

impl StatusChange {
    /// How many changes a history may hold for this one to be added.
    const fn room(self) -> usize {
        match self {
            Self::Delist | Self::Relist => MAX_CHANGES_BY_OWNER,
            Self::Quarantine => MAX_CHANGES,
            // What is lifted can be quarantined once more.
            Self::Lift => MAX_CHANGES.saturating_sub(1),
        }
    }
}

impl Token {
    /// Whether the dataset counts.
    pub fn status(&self) -> Status {
        match (self.quarantined, self.delisted) {
            (true, _) => Status::Quarantined,
            (false, true) => Status::Delisted,
            (false, false) => Status::Active,
        }
    }

    /// Changes the status. Who may do so is the caller's to check.
    ///
    /// # Errors
    /// [`StatusError::WrongStatus`] if the change does not lead from the present one.
    pub fn change_status(&mut self, dataset: DatasetId, change: StatusChange) -> Result<(), StatusError> {
        let found = self.status();
        let from = |expected: Status| {
            if found == expected {
                Ok(())
            } else {
                Err(StatusError::WrongStatus { dataset, expected, found })
            }
        };
        match change {
            StatusChange::Delist => {
                from(Status::Active)?;
                self.delisted = true;
            }
            StatusChange::Relist => {
                from(Status::Delisted)?;
                self.delisted = false;
            }
            StatusChange::Quarantine => {
                if found == Status::Quarantined {
                    return from(Status::Active);
                }
                self.quarantined = true;
            }
            StatusChange::Lift => {
                from(Status::Quarantined)?;
                self.quarantined = false;
            }
        }
        Ok(())
    }
}

/// A dataset's statuses with the block from which each held, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StatusChanges(Vec<(BlockNumber, Status)>);

impl StatusChanges {
    /// The history of a dataset that never changed: active since `created_at`.
    pub fn since(created_at: BlockNumber) -> Self {
        Self(alloc::vec![(created_at, Status::Active)])
    }

    /// Notes what `change` led to at block `now`. Of several changes in one block only the last is
    /// kept: no block saw the others.
    ///
    /// # Errors
    /// [`StatusError::TooManyChanges`] if the history has no room for a change of this kind.
    pub fn record(
        &mut self,
        dataset: DatasetId,
        change: StatusChange,
        led_to: Status,
        now: BlockNumber,
    ) -> Result<(), StatusError> {
        if let Some((_, newest)) = self.0.last_mut().filter(|(from, _)| *from == now) {
            *newest = led_to;
            return Ok(());
        }
        let room = change.room();
        if self.0.len() >= room {
            return Err(StatusError::TooManyChanges {
                dataset,
                most: u32::try_from(room).unwrap_or(u32::MAX),
            });
        }
        self.0.push((now, led_to));
        Ok(())
    }

    /// The changes, oldest first.
    pub fn changes(&self) -> &[(BlockNumber, Status)] {
        &self.0
    }
}
