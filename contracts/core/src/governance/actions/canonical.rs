//! Whether the lists of actions stand in calldata in the one form that Solidity writes, so that nothing has
//! to be encoded again.

use super::{words_size, Counts, HEAD};
use crate::governance::word::{halves, is_address, number, Word, WORD};

/// What the lists hold and where they end, if these arguments begin with four words and the first three are
/// the offsets of the lists, which follow one another without gaps, each in its canonical form. The fourth
/// word may be anything, and so may what is behind the lists.
pub(super) fn measure(arguments: &[u8]) -> Option<(Counts, usize)> {
    let (words, _) = arguments.as_chunks::<WORD>();
    let ([targets_at, values_at, calldatas_at, _], lists) = words.split_first_chunk::<4>()?;
    let (targets, behind) = list(lists)?;
    let (values, behind) = list(behind)?;
    let (offsets, mut behind) = list(behind)?;
    let counts = Counts { targets: targets.len(), values: values.len(), calldatas: offsets.len() };
    let places = [number(targets_at)?, number(values_at)?, number(calldatas_at)?];
    if places != [HEAD, counts.values_at(), counts.calldatas_at()] || !targets.iter().all(is_address) {
        return None;
    }
    let mut at = offsets.as_flattened().len();
    for offset in offsets {
        let (length, content) = behind.split_first()?;
        let length = number(length)?;
        let (content, next) = content.split_at_checked(length.div_ceil(WORD))?;
        if number(offset)? != at || !is_padded(content, length) {
            return None;
        }
        at = at.saturating_add(words_size(content.len()));
        behind = next;
    }
    Some((counts, counts.calldatas_at().saturating_add(WORD).saturating_add(at)))
}

/// The list whose length is the first of these words, and the words behind it.
fn list(words: &[Word]) -> Option<(&[Word], &[Word])> {
    let (length, content) = words.split_first()?;
    content.split_at_checked(number(length)?)
}

/// Whether the words of `length` bytes are zero behind them.
fn is_padded(content: &[Word], length: usize) -> bool {
    let used = length.checked_rem(WORD).unwrap_or(0);
    used == 0 || content.last().is_some_and(|last| is_zero_behind(last, used))
}

/// Whether a word is zero behind its first `used` bytes.
fn is_zero_behind(word: &Word, used: usize) -> bool {
    let bits = u32::try_from(used).unwrap_or(0).saturating_mul(8);
    halves(word).is_some_and(|[high, low]| {
        let high = high.checked_shl(bits).unwrap_or(0);
        let low = low.checked_shl(bits.saturating_sub(u128::BITS)).unwrap_or(0);
        high == 0 && low == 0
    })
}
