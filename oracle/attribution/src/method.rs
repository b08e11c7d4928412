//! The numbers that define a version of the attribution method.

/// The version of the attribution method this crate implements, as reports name it.
pub const METHOD_VERSION: u16 = 1;

/// Numbers that decide which passages count. Reports use [`Method::V1`] only; other values are for
/// measuring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// The version, as reports name it.
    pub version: u16,
    /// Fewest canonical bytes of a span.
    pub min_bytes: usize,
    /// Fewest words that start in a span.
    pub min_words: usize,
    /// Most bytes of a span. A longer passage is covered by overlapping spans.
    pub max_bytes: usize,
    /// Most occurrences of a span in the datasets registered up to the credited one.
    pub max_occurrences: usize,
    /// Most datasets that share in one answer.
    pub max_shares: usize,
}

impl Method {
    /// Method v1. METHOD.md has the measurements behind the numbers.
    pub const V1: Self = Self {
        version: METHOD_VERSION,
        min_bytes: 48,
        min_words: 8,
        max_bytes: 1024,
        max_occurrences: 3,
        max_shares: 64,
    };
}
