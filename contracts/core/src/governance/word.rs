//! ABI words: numbers and addresses at their right end.

use crate::ids::Address;

#[cfg(test)]
mod tests;

/// Bytes of a word.
pub(super) const WORD: usize = 32;

/// A word.
pub type Word = [u8; WORD];

/// The word of a number or an address: `bytes` after zeros. No `N` here is above 32.
pub(super) fn right_aligned<const N: usize>(bytes: &[u8; N]) -> Word {
    let mut word = Word::default();
    if let Some((_, tail)) = word.split_last_chunk_mut::<N>() {
        *tail = *bytes;
    }
    word
}

/// An offset or a length; `None` if it is beyond all memory.
pub(super) fn number(word: &Word) -> Option<usize> {
    let [high, low] = halves(word)?;
    if high != 0 {
        return None;
    }
    usize::try_from(low).ok()
}

/// The address in a word; `None` if any of the twelve bytes before it is not zero.
pub(super) fn address(word: &Word) -> Option<Address> {
    is_address(word).then_some(Address(*word.last_chunk()?))
}

/// Whether a word has nothing before its last twenty bytes.
pub(super) fn is_address(word: &Word) -> bool {
    halves(word).is_some_and(|[high, _]| high >> 32 == 0)
}

/// A word as two numbers: few instructions, where a loop over its bytes takes many.
pub(super) fn halves(word: &Word) -> Option<[u128; 2]> {
    let ([high, low], []) = word.as_chunks::<16>() else { return None };
    Some([u128::from_be_bytes(*high), u128::from_be_bytes(*low)])
}
