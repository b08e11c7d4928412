//! Where sentences begin and end in canonical bytes.

use crate::corpus::SEPARATOR;
use crate::script::{class, scalar, scalar_before, Class};

/// How far back the beginning of a sentence is looked for, in bytes.
const LONGEST_BEGINNING: usize = 400;

/// Whether a sentence ends right before `at`: a mark that ends sentences, closing quotes and
/// brackets, then a space and something other than a small letter, or the end of the text. A mark
/// after a short capitalised word (`Mr.`, `U. S.`) ends nothing.
pub(crate) fn ends_at(text: &[u8], at: usize) -> bool {
    match scalar(text, at) {
        None => {}
        Some((' ', _)) => match scalar(text, at.saturating_add(1)) {
            Some((c, _)) if c.is_ascii_lowercase() => return false,
            _ => {}
        },
        Some(_) => return false,
    }
    let mut end = at;
    while let Some((c, width)) = scalar_before(text, end) {
        end = end.saturating_sub(width);
        match c {
            '"' | '\'' | ')' | ']' => {}
            '!' | '?' | '\u{3002}' => return true,
            '.' => return !abbreviates(text, end),
            _ => return false,
        }
    }
    false
}

/// Whether the word before a full stop at `at` is a short capitalised one or a number.
fn abbreviates(text: &[u8], at: usize) -> bool {
    let mut start = at;
    let mut letters = 0usize;
    let mut first = None;
    while let Some((c, width)) = scalar_before(text, start).filter(|(c, _)| class(*c) == Class::Letter) {
        start = start.saturating_sub(width);
        letters = letters.saturating_add(1);
        first = Some(c);
    }
    first.is_none_or(|c| letters <= 3 && (c.is_ascii_uppercase() || c.is_ascii_digit()))
}

/// Whether a sentence begins at `at`: at the beginning of a text, and after the space that follows
/// a sentence's end.
fn begins_at(text: &[u8], at: usize) -> bool {
    match at.checked_sub(1) {
        None => true,
        Some(before) => match text.get(before) {
            Some(&SEPARATOR) => true,
            Some(&b' ') => ends_at(text, before),
            _ => false,
        },
    }
}

/// Where the sentence that holds `at` begins, if that is near.
pub(crate) fn begins_before(text: &[u8], at: usize) -> Option<usize> {
    (at.saturating_sub(LONGEST_BEGINNING)..=at).rev().find(|at| begins_at(text, *at))
}

/// Where the next sentence at or after `at` begins, within `reach` bytes.
pub(crate) fn begins_after(text: &[u8], at: usize, reach: usize) -> Option<usize> {
    (at..at.saturating_add(reach).min(text.len())).find(|at| begins_at(text, *at))
}

#[cfg(test)]
mod tests;
