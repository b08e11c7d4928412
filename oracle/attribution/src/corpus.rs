//! The registered datasets, in registration order, under one index.

use std::ops::Range;

use crate::canonical::canonical_bytes;
use crate::index::{Fault, Index, MAX_INDEX_BYTES};

/// Ends every dataset in the index. No UTF-8 text contains it, so no match crosses it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// A registered dataset and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetText {
    /// The dataset's id on chain; ids are given in the order of registration.
    pub id: u64,
    /// The bytes its content root commits to. Text is expected; other bytes match no answer.
    pub text: Vec<u8>,
}

/// Why a corpus could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// Two texts came with the same id.
    #[error("dataset {id} was given more than once")]
    DuplicateDataset {
        /// The id.
        id: u64,
    },
    /// The canonical texts with one separator each exceed what one index holds.
    #[error("the datasets have {bytes} canonical bytes, separators included; one index holds {max}")]
    TooLarge {
        /// Bytes to index.
        bytes: usize,
        /// The bound, [`MAX_INDEX_BYTES`].
        max: usize,
    },
    /// The sorted index failed its proof: a fault of the sorting library or of the machine.
    #[error("the suffix array is out of order at rank {rank} of {bytes}")]
    IndexFault {
        /// The first wrong rank.
        rank: usize,
        /// Bytes indexed.
        bytes: usize,
    },
}

/// The registered datasets as the method and the model see them: canonical, in registration
/// order, indexed.
#[derive(Debug)]
pub struct Corpus {
    index: Index,
    /// Ids, ascending.
    ids: Vec<u64>,
    /// Where each dataset's text starts in the index, ascending; beside [`Self::ids`].
    starts: Vec<usize>,
}

impl Corpus {
    /// Indexes the datasets. The order in which they are given does not matter.
    ///
    /// # Errors
    /// [`CorpusError::DuplicateDataset`], [`CorpusError::TooLarge`], [`CorpusError::IndexFault`].
    pub fn build(mut datasets: Vec<DatasetText>) -> Result<Self, CorpusError> {
        datasets.sort_by_key(|dataset| dataset.id);
        let mut text = Vec::new();
        let mut ids = Vec::with_capacity(datasets.len());
        let mut starts = Vec::with_capacity(datasets.len());
        for DatasetText { id, text: raw } in datasets {
            if ids.last() == Some(&id) {
                return Err(CorpusError::DuplicateDataset { id });
            }
            ids.push(id);
            starts.push(text.len());
            text.extend(canonical_bytes(&raw));
            text.push(SEPARATOR);
        }
        let bytes = text.len();
        let index = Index::build(text).map_err(|fault| match fault {
            Fault::TooLong => CorpusError::TooLarge { bytes, max: MAX_INDEX_BYTES },
            Fault::Order(rank) => CorpusError::IndexFault { rank, bytes },
        })?;
        Ok(Self { index, ids, starts })
    }

    /// Ids of the datasets, ascending.
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// Canonical bytes of all datasets together.
    pub fn canonical_len(&self) -> usize {
        self.index.text().len().saturating_sub(self.ids.len())
    }

    /// The canonical text of a dataset, or `None` if the corpus has no such dataset.
    pub fn text(&self, id: u64) -> Option<&[u8]> {
        let ordinal = self.ids.binary_search(&id).ok()?;
        let Range { start, end } = self.extent(ordinal)?;
        self.index.text().get(start..end.checked_sub(1)?)
    }

    /// How often a passage occurs in all datasets, overlapping occurrences included. The passage is
    /// brought into canonical form first; an empty one occurs nowhere.
    pub fn occurrences(&self, passage: &str) -> usize {
        let passage = canonical_bytes(passage.as_bytes());
        if passage.is_empty() {
            0
        } else {
            self.index.ranks(&passage).len()
        }
    }

    /// The index over all datasets.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Which dataset (by its place in the order of ids) holds a position of the index.
    pub(crate) fn ordinal_at(&self, position: usize) -> Option<usize> {
        self.starts.partition_point(|start| *start <= position).checked_sub(1)
    }

    /// The id of the dataset at a place in the order of ids.
    pub(crate) fn id_of(&self, ordinal: usize) -> Option<u64> {
        self.ids.get(ordinal).copied()
    }

    /// Where a dataset lies in the index, its separator included.
    pub(crate) fn extent(&self, ordinal: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(ordinal)?;
        let next = ordinal.checked_add(1)?;
        Some(start..self.starts.get(next).copied().unwrap_or(self.index.text().len()))
    }
}

#[cfg(test)]
mod tests;
