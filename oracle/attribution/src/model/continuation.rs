//! What follows the longest suffix of a text that occurs in the datasets.

use std::ops::Range;

use super::draw::Draw;
use super::LONGEST_CONTEXT;
use crate::index::Index;
use crate::script::{boundary, class, scalar, Class};
use crate::token::token_end;

/// Occurrences looked at to tell whether a context leaves a choice. A context with more is taken
/// to leave one.
const LOOKED_AT: usize = 64;

/// A text as the bytes of its last tokens.
#[derive(Debug, Default)]
pub(crate) struct Context {
    bytes: Vec<u8>,
    /// Where each token starts in `bytes`.
    starts: Vec<usize>,
}

/// A suffix of the context that occurs in the datasets and goes on there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its length in tokens.
    pub tokens: usize,
    /// Its length in bytes.
    pub bytes: usize,
    /// Ranks of its occurrences.
    pub ranks: Range<usize>,
}

/// A token drawn from what follows a context.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Next {
    /// The token.
    pub token: String,
    /// Where the occurrence it was drawn from ends in the index.
    pub end: usize,
    /// Whether there was another token to draw.
    pub chosen: bool,
}

impl Context {
    /// Appends a token.
    pub fn push(&mut self, token: &str) {
        self.starts.push(self.bytes.len());
        // The first word of a text stands after a space everywhere but at a dataset's beginning.
        if self.bytes.is_empty() && !token.starts_with(' ') {
            self.bytes.push(b' ');
        }
        self.bytes.extend_from_slice(token.as_bytes());
    }

    /// The bytes of the last `tokens` tokens. `None` if there are not so many, or if they begin
    /// inside a word joined by a sign (the `s` of `whale's`), where a match would mean nothing.
    fn suffix(&self, tokens: usize) -> Option<&[u8]> {
        let start = *self.starts.get(self.starts.len().checked_sub(tokens)?)?;
        let suffix = self.bytes.get(start..)?;
        let (first, _) = scalar(suffix, 0)?;
        (class(first) != Class::Letter).then_some(suffix)
    }

    /// The suffix of so many tokens, if it occurs and goes on.
    fn found(&self, index: &Index, tokens: usize) -> Option<Found> {
        let suffix = self.suffix(tokens)?;
        let ranks = index.ranks(suffix);
        let found = Found { tokens, bytes: suffix.len(), ranks };
        // What goes on with a space sorts first, so looking at some is enough.
        let goes_on = found.ranks.clone().take(LOOKED_AT).any(|rank| found.follows(index, rank).is_some());
        goes_on.then_some(found)
    }

    /// The longest suffix that occurs and goes on, of at most [`LONGEST_CONTEXT`] tokens.
    pub fn longest(&self, index: &Index) -> Option<Found> {
        let mut longest = None;
        for tokens in 1..=LONGEST_CONTEXT.min(self.starts.len()) {
            match self.found(index, tokens) {
                Some(found) => longest = Some(found),
                // A longer suffix occurs only where this one does, unless this one was skipped.
                None if self.suffix(tokens).is_some() => break,
                None => {}
            }
        }
        longest
    }

    /// Draws the next token after the longest suffix. If that leaves no choice and `fewest` tokens
    /// or more are enough for one, after the longest suffix that leaves a choice.
    pub fn next(&self, index: &Index, fewest: usize, draw: &mut Draw) -> Option<Next> {
        let longest = self.longest(index)?;
        if longest.leaves_choice(index) {
            return longest.draw(index, draw, true);
        }
        let shorter = (fewest..longest.tokens).rev().filter_map(|tokens| self.found(index, tokens));
        match { shorter }.find(|found| found.leaves_choice(index)) {
            Some(found) => found.draw(index, draw, true),
            None => longest.draw(index, draw, false),
        }
    }
}

impl Found {
    /// The token that follows the occurrence at a rank, and where it ends.
    fn follows<'a>(&self, index: &'a Index, rank: usize) -> Option<(&'a str, usize)> {
        let at = index.position(rank)?.checked_add(self.bytes)?;
        let text = index.text();
        if !boundary(text, at) {
            return None;
        }
        let end = token_end(text, at)?;
        Some((std::str::from_utf8(text.get(at..end)?).ok()?, end))
    }

    /// Whether two different tokens follow.
    fn leaves_choice(&self, index: &Index) -> bool {
        if self.ranks.len() > LOOKED_AT {
            return true;
        }
        let mut tokens =
            self.ranks.clone().filter_map(|rank| self.follows(index, rank)).map(|(token, _)| token);
        let first = tokens.next();
        tokens.any(|token| Some(token) != first)
    }

    /// Draws one of the occurrences that go on, each equally likely.
    fn draw(&self, index: &Index, draw: &mut Draw, chosen: bool) -> Option<Next> {
        let drawn = (0..LOOKED_AT).find_map(|_| {
            let rank = self.ranks.start.checked_add(draw.index(self.ranks.len()))?;
            self.follows(index, rank)
        });
        // Occurrences inside longer words may crowd out those that go on; these sort first.
        let first = || self.ranks.clone().take(LOOKED_AT).find_map(|rank| self.follows(index, rank));
        let (token, end) = drawn.or_else(first)?;
        Some(Next { token: token.to_owned(), end, chosen })
    }
}

#[cfg(test)]
mod tests;
