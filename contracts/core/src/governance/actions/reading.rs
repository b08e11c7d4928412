//! Arguments of varying length, read out of calldata as the ABI specification lays them out: the argument's
//! word is an offset, counted from the first argument, at which its length stands, followed by its content.
//!
//! Any encoding is taken whose parts are in bounds, also if they overlap or leave gaps, as Solidity does;
//! padding behind bytes is not read.

use alloc::vec::Vec;

use crate::governance::word::{number, Word, WORD};

#[cfg(test)]
mod tests;

/// Encoded arguments, without the selector.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a>(&'a [u8]);

impl<'a> Arguments<'a> {
    /// These bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The list of static values at `offset`, one word each; `None` beyond the end.
    pub fn words(&self, offset: &Word) -> Option<&'a [Word]> {
        self.words_at(number(offset)?)
    }

    /// The bytes or text at `offset`; `None` beyond the end.
    pub fn bytes(&self, offset: &Word) -> Option<&'a [u8]> {
        let (length, content) = self.sized(number(offset)?)?;
        content.get(..length)
    }

    /// The list of byte strings at `offset`; `None` beyond the end. Their offsets count from behind the
    /// list's length.
    pub fn byte_strings(&self, offset: &Word) -> Option<Vec<&'a [u8]>> {
        let offsets = self.words(offset)?;
        let content = Self(self.sized(number(offset)?)?.1);
        offsets.iter().map(|offset| content.bytes(offset)).collect()
    }

    /// As [`Arguments::words`], where the offset is known.
    pub(super) fn words_at(&self, at: usize) -> Option<&'a [Word]> {
        let (length, content) = self.sized(at)?;
        let (words, _) = content.get(..length.checked_mul(WORD)?)?.as_chunks();
        Some(words)
    }

    /// The number at byte `at`, and what follows it.
    fn sized(&self, at: usize) -> Option<(usize, &'a [u8])> {
        let (length, content) = self.0.get(at..)?.split_first_chunk()?;
        Some((number(length)?, content))
    }
}
