//! The canonical text form in which answers and datasets are compared.
//!
//! The form is a byte substitution with a closed table, so it is a total function (a dataset that
//! is not valid UTF-8 still has one) and depends on no Unicode version. Normalisation (NFC, NFKC)
//! is left out for that reason: its tables grow with every Unicode version, and two machines with
//! different tables would derive different shares from the same answer. What typesetting and
//! software swap without an author's doing is folded instead:
//!
//! | input | becomes |
//! |---|---|
//! | U+0009..000D, U+0020, U+0085, U+00A0, U+1680, U+2000..200A, U+2028, U+2029, U+202F, U+205F, U+3000 | space |
//! | U+00AD, U+200B, U+2060, U+FEFF | nothing |
//! | U+02BC, U+2018, U+2019, U+201A, U+201B | `'` |
//! | U+201C, U+201D, U+201E, U+201F | `"` |
//! | U+2010, U+2011 | `-` |
//!
//! Then every run of spaces becomes one space, and spaces at both ends are removed. Every other
//! byte stays as it is.

/// What the table makes of the bytes at one position.
enum Fold {
    /// One byte of output.
    Byte(u8),
    /// No output.
    Nothing,
}

/// The entry of the table that matches at the start of `rest`, and how many bytes it takes.
fn fold(rest: &[u8]) -> Option<(Fold, usize)> {
    use Fold::{Byte, Nothing};
    Some(match *rest {
        [0x09..=0x0d | 0x20, ..] => (Byte(b' '), 1),
        [0x00..=0x7f, ..] => return None,
        [0xc2, 0x85 | 0xa0, ..] => (Byte(b' '), 2),
        [0xc2, 0xad, ..] => (Nothing, 2),
        [0xca, 0xbc, ..] => (Byte(b'\''), 2),
        [0xe1, 0x9a, 0x80, ..] => (Byte(b' '), 3),
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => (Byte(b' '), 3),
        [0xe2, 0x80, 0x8b, ..] => (Nothing, 3),
        [0xe2, 0x80, 0x90 | 0x91, ..] => (Byte(b'-'), 3),
        [0xe2, 0x80, 0x98..=0x9b, ..] => (Byte(b'\''), 3),
        [0xe2, 0x80, 0x9c..=0x9f, ..] => (Byte(b'"'), 3),
        [0xe2, 0x81, 0x9f, ..] => (Byte(b' '), 3),
        [0xe2, 0x81, 0xa0, ..] => (Nothing, 3),
        [0xe3, 0x80, 0x80, ..] => (Byte(b' '), 3),
        [0xef, 0xbb, 0xbf, ..] => (Nothing, 3),
        _ => return None,
    })
}

/// The canonical form of any bytes. It is never longer than the input, and the canonical form of
/// valid UTF-8 is its own canonical form.
pub fn canonical_bytes(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len());
    let mut rest = input;
    while let Some((&first, after)) = rest.split_first() {
        let (byte, width) = match fold(rest) {
            Some((Fold::Byte(byte), width)) => (byte, width),
            Some((Fold::Nothing, width)) => {
                rest = rest.get(width..).unwrap_or_default();
                continue;
            }
            None => (first, 1),
        };
        rest = if width == 1 { after } else { rest.get(width..).unwrap_or_default() };
        if byte != b' ' || out.last().is_some_and(|last| *last != b' ') {
            out.push(byte);
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

/// The canonical form of a text: [`canonical_bytes`] of its UTF-8 bytes.
pub fn canonical(text: &str) -> String {
    // The table replaces whole code points by ASCII or nothing, so what is left is valid UTF-8 and
    // this conversion changes nothing.
    String::from_utf8_lossy(&canonical_bytes(text.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests;
