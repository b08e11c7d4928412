//! Range minima over the suffix array: a tree of block minima that adds 1/31 of its size.
//!
//! They answer "the first dataset that holds this string" and "the nearest suffix of an earlier
//! dataset" in logarithmic time, however many later copies of a text were registered.

use std::ops::Range;

/// Values per block.
const FAN: usize = 32;

/// Values, the minima of their blocks, the minima of those, and so on up to one block.
#[derive(Debug)]
pub(crate) struct Minima {
    levels: Vec<Vec<u32>>,
}

impl Minima {
    /// Builds the tree over the values.
    pub fn over(values: Vec<u32>) -> Self {
        let mut levels = vec![values];
        while let Some(below) = levels.last().filter(|level| level.len() > FAN) {
            let above = below.chunks(FAN).map(|block| block.iter().copied().min().unwrap_or(u32::MAX));
            let above = above.collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// The values themselves.
    pub fn values(&self) -> &[u32] {
        self.levels.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// The smallest value with an index in `range`.
    pub fn min(&self, range: Range<usize>) -> Option<u32> {
        let Range { mut start, mut end } = range;
        let mut least = None;
        let mut take = |part: Option<&[u32]>| {
            let found = part.unwrap_or_default().iter().copied().min();
            least = [least, found].into_iter().flatten().min();
        };
        for level in &self.levels {
            end = end.min(level.len());
            if start >= end {
                break;
            }
            let head = start.next_multiple_of(FAN).min(end);
            let tail = block_start(end).max(head);
            take(level.get(start..head));
            // Above the last level no parent would answer for the middle.
            if level.len() <= FAN {
                take(level.get(head..end));
                break;
            }
            take(level.get(tail..end));
            (start, end) = (head.div_ceil(FAN), block_of(tail));
        }
        least
    }

    /// The smallest index at or after `from` whose value is below `limit`.
    pub fn first_below(&self, from: usize, limit: u32) -> Option<usize> {
        let mut start = from;
        for (height, level) in self.levels.iter().enumerate() {
            let end = start.next_multiple_of(FAN);
            let end = if end == start { start.saturating_add(FAN) } else { end };
            let block = level.get(start..end.min(level.len()))?;
            if let Some(at) = block.iter().position(|value| *value < limit) {
                let found = start.checked_add(at)?;
                return self.descend(height, found, |block| block.iter().position(|value| *value < limit));
            }
            start = block_of(end);
        }
        None
    }

    /// The largest index before `to` whose value is below `limit`.
    pub fn last_below(&self, to: usize, limit: u32) -> Option<usize> {
        let mut end = to;
        for (height, level) in self.levels.iter().enumerate() {
            end = end.min(level.len());
            let start = block_start(end.checked_sub(1)?);
            let block = level.get(start..end)?;
            if let Some(at) = block.iter().rposition(|value| *value < limit) {
                let found = start.checked_add(at)?;
                return self.descend(height, found, |block| block.iter().rposition(|value| *value < limit));
            }
            end = block_of(start);
        }
        None
    }

    /// From an entry of a level down to the value `choose` picks in each block under it.
    fn descend(
        &self,
        height: usize,
        entry: usize,
        choose: impl Fn(&[u32]) -> Option<usize>,
    ) -> Option<usize> {
        let mut at = entry;
        for level in self.levels.get(..height)?.iter().rev() {
            let start = at.checked_mul(FAN)?;
            let end = start.checked_add(FAN)?.min(level.len());
            at = start.checked_add(choose(level.get(start..end)?)?)?;
        }
        Some(at)
    }
}

/// The block an index is in.
fn block_of(index: usize) -> usize {
    index.checked_div(FAN).unwrap_or_default()
}

/// The first index of the block an index is in.
fn block_start(index: usize) -> usize {
    block_of(index).saturating_mul(FAN)
}

#[cfg(test)]
mod tests;
