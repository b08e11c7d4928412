//! Histories and lists kept in storage cells of bounded size.
//!
//! The newest entries share one cell, so that adding another costs one read and one write of it; a full page
//! moves to a cell of its own and is never touched again.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::ids::{BlockNumber, ModelId, NodeId};

/// The most changes of one history, and entries of one list. A view returns all of them, at up to 96 bytes
/// each; the chain allows 128 KiB of return data.
pub const MAX_CHANGES: u32 = 1_024;

/// What pages hold.
pub trait Entry: Clone {
    /// How many fit in one cell of 416 bytes, beside five bytes of the page's own.
    const PER_PAGE: usize;
}

impl Entry for NodeId {
    const PER_PAGE: usize = 51;
}

impl Entry for ModelId {
    const PER_PAGE: usize = 51;
}

/// An entry of a history; it holds from its block on, as of the block's end.
pub trait Change: Entry {
    /// The block from which it holds.
    fn block(&self) -> BlockNumber;
}

/// A history's newest page. The default is a history without entries.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Page<T> {
    /// How many full pages precede it; they are numbered from 0.
    pub archived: u32,
    /// Its entries, oldest first, at most [`Entry::PER_PAGE`].
    pub changes: Vec<T>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { archived: 0, changes: Vec::new() }
    }
}

/// A history after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<T> {
    /// Its newest page.
    pub newest: Page<T>,
    /// The page that became full, with its number.
    pub full: Option<(u32, Vec<T>)>,
}

/// A history is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a history holds at most {most} changes")]
pub struct TooManyChanges {
    /// The most it holds.
    pub most: u32,
}

/// A list is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a list holds at most {most} entries")]
pub struct TooManyEntries {
    /// The most it holds.
    pub most: u32,
}

impl<T> Page<T> {
    /// Whether nothing was ever added.
    pub fn is_empty(&self) -> bool {
        self.archived == 0 && self.changes.is_empty()
    }

    /// The newest entry.
    pub fn last(&self) -> Option<&T> {
        self.changes.last()
    }
}

impl<T: Entry> Page<T> {
    /// How many entries the whole history has.
    pub fn count(&self) -> u32 {
        let per_page = u32::try_from(T::PER_PAGE).unwrap_or(u32::MAX);
        let here = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        self.archived.saturating_mul(per_page).saturating_add(here)
    }

    /// Adds `entry` at the end.
    ///
    /// # Errors
    /// [`TooManyEntries`] if there is no room.
    pub fn append(self, entry: T) -> Result<Recorded<T>, TooManyEntries> {
        if self.count() >= MAX_CHANGES {
            return Err(TooManyEntries { most: MAX_CHANGES });
        }
        Ok(self.push(entry))
    }

    fn push(mut self, entry: T) -> Recorded<T> {
        if self.changes.len() < T::PER_PAGE {
            self.changes.push(entry);
            return Recorded { newest: self, full: None };
        }
        let newest = Self { archived: self.archived.saturating_add(1), changes: alloc::vec![entry] };
        Recorded { newest, full: Some((self.archived, self.changes)) }
    }
}

impl<T: Change> Page<T> {
    /// Adds `change`, leaving room for `spare` more entries. Of two changes in one block only the later
    /// one stays.
    ///
    /// # Errors
    /// [`TooManyChanges`] if that leaves less room than `spare`.
    pub fn record(mut self, change: T, spare: u32) -> Result<Recorded<T>, TooManyChanges> {
        let same_block = self.last().is_some_and(|last| last.block() == change.block());
        let before = self.count().saturating_sub(u32::from(same_block));
        if before.saturating_add(spare) >= MAX_CHANGES {
            return Err(TooManyChanges { most: MAX_CHANGES });
        }
        if same_block {
            self.changes.pop();
        }
        Ok(self.push(change))
    }
}
