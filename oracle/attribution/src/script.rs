//! Which code points make words: three fixed classes, the same on every machine.
//!
//! The tables are ranges written out here rather than Unicode properties, so that no library's
//! Unicode version takes part in the result.

/// What a code point is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Part of a word: a run of letters is one word.
    Letter,
    /// A word by itself, in scripts written without spaces.
    Ideograph,
    /// A space of the canonical form.
    Space,
    /// Punctuation, symbols, everything else.
    Sign,
}

/// Ranges of [`Class::Letter`] from U+0080 up, both ends included.
const LETTERS: &[(u32, u32)] = &[
    (0x00aa, 0x00aa),
    (0x00b5, 0x00b5),
    (0x00ba, 0x00ba),
    (0x00c0, 0x00d6),
    (0x00d8, 0x00f6),
    (0x00f8, 0x037d),
    (0x037f, 0x0386),
    (0x0388, 0x0559),
    (0x0560, 0x0588),
    (0x0591, 0x05bd),
    (0x05c1, 0x05c2),
    (0x05c4, 0x05f2),
    (0x0610, 0x061a),
    (0x0620, 0x0669),
    (0x066e, 0x06d3),
    (0x06d5, 0x06ff),
    (0x0710, 0x0963),
    (0x0966, 0x0dff),
    (0x10a0, 0x10fa),
    (0x10fc, 0x10ff),
    (0x1200, 0x135f),
    (0x1380, 0x167f),
    (0x1c90, 0x1cbf),
    (0x1e00, 0x1fff),
    (0x2c00, 0x2dff),
    (0xa640, 0xa7ff),
    (0xab30, 0xabbf),
];

/// Ranges of [`Class::Ideograph`], both ends included.
const IDEOGRAPHS: &[(u32, u32)] = &[
    (0x0e00, 0x109f),
    (0x1100, 0x11ff),
    (0x1780, 0x17ff),
    (0x2e80, 0x2fdf),
    (0x3005, 0x3007),
    (0x3040, 0xa63f),
    (0xa960, 0xa97f),
    (0xac00, 0xd7ff),
    (0xf900, 0xfaff),
    (0x20000, 0x3ffff),
];

/// Whether a sorted table of ranges holds the code point.
fn within(ranges: &[(u32, u32)], point: u32) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= point);
    after.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|(_, end)| point <= *end)
}

/// The class of a code point.
pub fn class(c: char) -> Class {
    match c {
        ' ' => Class::Space,
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Class::Letter,
        '\0'..='\x7f' => Class::Sign,
        _ if within(LETTERS, c.into()) => Class::Letter,
        _ if within(IDEOGRAPHS, c.into()) => Class::Ideograph,
        _ => Class::Sign,
    }
}

/// The code point that starts at `at`, and its width in bytes. `None` at the end and where the
/// bytes are not valid UTF-8.
pub(crate) fn scalar(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let first = *bytes.get(at)?;
    if first.is_ascii() {
        return Some((char::from(first), 1));
    }
    let window = bytes.get(at..)?;
    let window = window.get(..4).unwrap_or(window);
    let c = window.utf8_chunks().next()?.valid().chars().next()?;
    Some((c, c.len_utf8()))
}

/// The code point that ends right before `at`, and its width in bytes. `None` at the start and
/// where the bytes are not valid UTF-8.
pub(crate) fn scalar_before(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    (1..=4).find_map(|width: usize| {
        let start = at.checked_sub(width)?;
        scalar(bytes, start).filter(|(_, found)| *found == width)
    })
}

/// Whether `at` may begin or end a word: not between two letters.
pub(crate) fn boundary(bytes: &[u8], at: usize) -> bool {
    let letter = |found: Option<(char, usize)>| found.is_some_and(|(c, _)| class(c) == Class::Letter);
    !(letter(scalar_before(bytes, at)) && letter(scalar(bytes, at)))
}

/// Where spans of a canonical text may start and end, and where its words start; all in bytes,
/// ascending.
#[derive(Debug, Default)]
pub(crate) struct Cuts {
    /// Boundaries that a code point other than a space follows.
    pub starts: Vec<usize>,
    /// Boundaries that a code point other than a space precedes.
    pub ends: Vec<usize>,
    /// First bytes of words.
    pub words: Vec<usize>,
}

impl Cuts {
    /// The cuts of a text.
    pub fn of(text: &str) -> Self {
        let mut cuts = Self::default();
        let mut before = None;
        for (at, c) in text.char_indices() {
            let here = class(c);
            let word_goes_on = before == Some(Class::Letter) && here == Class::Letter;
            if !word_goes_on {
                if before.is_some_and(|class| class != Class::Space) {
                    cuts.ends.push(at);
                }
                if here != Class::Space {
                    cuts.starts.push(at);
                }
                if matches!(here, Class::Letter | Class::Ideograph) {
                    cuts.words.push(at);
                }
            }
            before = Some(here);
        }
        if before.is_some_and(|class| class != Class::Space) {
            cuts.ends.push(text.len());
        }
        cuts
    }

    /// The last end that is at most `at` and after `start`.
    pub fn end_within(&self, start: usize, at: usize) -> Option<usize> {
        let after = self.ends.partition_point(|end| *end <= at);
        let end = *self.ends.get(after.checked_sub(1)?)?;
        (end > start).then_some(end)
    }

    /// How many words start in `start..end`.
    pub fn words_within(&self, start: usize, end: usize) -> usize {
        let to = self.words.partition_point(|word| *word < end);
        to.saturating_sub(self.words.partition_point(|word| *word < start))
    }
}

#[cfg(test)]
mod tests;
