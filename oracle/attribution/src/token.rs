//! Tokens: what fees count and what the model writes.
//!
//! A token is an optional space and then a word (a run of letters), an ideograph or a sign. The
//! tokens of a canonical text, joined, are that text.

use crate::canonical::canonical;
use crate::script::{class, scalar, Class};

/// Where the token that starts at `at` ends. `None` at the end of the text and where the bytes are
/// not valid UTF-8 (a dataset's separator is not).
pub(crate) fn token_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut c, mut width) = scalar(bytes, at)?;
    let mut end = at.checked_add(width)?;
    if class(c) == Class::Space {
        (c, width) = scalar(bytes, end)?;
        end = end.checked_add(width)?;
    }
    if class(c) != Class::Letter {
        return Some(end);
    }
    while let Some((_, width)) = scalar(bytes, end).filter(|(c, _)| class(*c) == Class::Letter) {
        end = end.checked_add(width)?;
    }
    Some(end)
}

/// The tokens of the canonical form of a text.
pub fn tokenize(text: &str) -> Vec<String> {
    let text = canonical(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(end) = token_end(text.as_bytes(), at) {
        tokens.extend(text.get(at..end).map(str::to_owned));
        at = end;
    }
    tokens
}

/// How many tokens [`tokenize`] makes of a text.
pub fn count_tokens(text: &str) -> u64 {
    let text = canonical(text);
    let ends = std::iter::successors(Some(0), |at| token_end(text.as_bytes(), *at));
    u64::try_from(ends.skip(1).count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
