//! Passages of an answer that were credited to datasets.

use serde::{Deserialize, Serialize};
use tributary_attribution::Span;

/// A passage and where it is registered; all places are bytes of canonical texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where the credited bytes start in the answer.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The dataset credited.
    pub dataset: u64,
    /// Where the passage first occurs in it.
    pub offset: usize,
    /// How often it occurs in the datasets registered up to that one.
    pub occurrences: usize,
}

impl From<&Span> for Passage {
    fn from(span: &Span) -> Self {
        Self {
            start: span.credited.start,
            end: span.credited.end,
            dataset: span.dataset,
            offset: span.offset,
            occurrences: span.occurrences,
        }
    }
}
