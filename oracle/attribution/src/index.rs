//! The suffix array over all datasets, and the questions the method and the model ask of it.
//!
//! A suffix array is unique for its bytes, so the sorting library is no part of the protocol. Its
//! output decides who is paid, so it is proven in linear time before it is used.

mod minima;
mod proof;

use std::ops::Range;

use minima::Minima;

/// The most bytes one index holds: positions are kept in 32 bits, and the sorter takes `i32`.
pub const MAX_INDEX_BYTES: usize = 2_147_483_646;

/// Why an index could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// More than [`MAX_INDEX_BYTES`].
    TooLong,
    /// The sorter put the suffix at this rank in the wrong place.
    Order(usize),
}

/// A text, its suffix array and the minima of the suffix array's ranges.
#[derive(Debug)]
pub(crate) struct Index {
    text: Vec<u8>,
    minima: Minima,
}

impl Index {
    /// Sorts all suffixes of `text`. Takes 5.1 bytes of memory for each byte kept, and 9 while
    /// building.
    pub fn build(text: Vec<u8>) -> Result<Self, Fault> {
        if text.len() > MAX_INDEX_BYTES {
            return Err(Fault::TooLong);
        }
        let mut sorted = vec![0i32; text.len()];
        divsufsort::sort_in_place(&text, &mut sorted);
        let suffixes: Vec<u32> = sorted.into_iter().map(i32::cast_unsigned).collect();
        proof::check(&text, &suffixes).map_err(Fault::Order)?;
        Ok(Self { text, minima: Minima::over(suffixes) })
    }

    /// The text under the index.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Positions of all suffixes in the order of the suffixes.
    fn suffixes(&self) -> &[u32] {
        self.minima.values()
    }

    /// The text from a position on.
    fn suffix(&self, at: u32) -> &[u8] {
        usize::try_from(at).ok().and_then(|at| self.text.get(at..)).unwrap_or_default()
    }

    /// Ranks of all suffixes that begin with `prefix`.
    pub fn ranks(&self, prefix: &[u8]) -> Range<usize> {
        let low = self.rank_of(prefix);
        let rest = self.suffixes().get(low..).unwrap_or_default();
        let many = rest.partition_point(|at| {
            let suffix = self.suffix(*at);
            suffix.get(..prefix.len()).unwrap_or(suffix) <= prefix
        });
        low..low.saturating_add(many)
    }

    /// The rank `pattern` would have among the suffixes.
    pub fn rank_of(&self, pattern: &[u8]) -> usize {
        self.suffixes().partition_point(|at| self.suffix(*at) < pattern)
    }

    /// The position of the suffix at a rank.
    pub fn position(&self, rank: usize) -> Option<usize> {
        self.suffixes().get(rank).and_then(|at| usize::try_from(*at).ok())
    }

    /// The longest beginning of `pattern` (whose rank is `rank`) that occurs at a position below
    /// `limit`, in bytes.
    pub fn longest_below(&self, pattern: &[u8], rank: usize, limit: usize) -> usize {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        // Among the suffixes allowed, the one sharing most with the pattern is its neighbour.
        let shared = |found: Option<usize>| {
            let at = found.and_then(|rank| self.suffixes().get(rank));
            at.map_or(0, |at| shared_prefix(self.suffix(*at), pattern))
        };
        shared(self.minima.last_below(rank, limit)).max(shared(self.minima.first_below(rank, limit)))
    }

    /// The smallest position among the suffixes at `ranks`.
    pub fn first_position(&self, ranks: Range<usize>) -> Option<usize> {
        self.minima.min(ranks).and_then(|at| usize::try_from(at).ok())
    }

    /// How many of the suffixes at `ranks` start below `limit`, counted up to `most`.
    pub fn count_below(&self, ranks: Range<usize>, limit: usize, most: usize) -> usize {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let mut from = ranks.start;
        let mut count = 0usize;
        while count < most {
            match self.minima.first_below(from, limit) {
                Some(rank) if rank < ranks.end => {
                    count = count.saturating_add(1);
                    from = rank.saturating_add(1);
                }
                _ => break,
            }
        }
        count
    }
}

/// How many bytes two strings share at their beginnings.
fn shared_prefix(a: &[u8], b: &[u8]) -> usize {
    const STRIDE: usize = 32;
    let strides = a.chunks_exact(STRIDE).zip(b.chunks_exact(STRIDE)).take_while(|(a, b)| a == b).count();
    let done = strides.saturating_mul(STRIDE);
    let rest = |s| <[u8]>::get(s, done..).unwrap_or_default();
    done.saturating_add(rest(a).iter().zip(rest(b)).take_while(|(a, b)| a == b).count())
}

#[cfg(test)]
mod tests;
