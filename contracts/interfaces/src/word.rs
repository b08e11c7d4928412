//! ABI words: every static value is 32 bytes, big-endian, left-padded; `bytesN` is right-padded.

use alloc::vec::Vec;

use tributary_core::{governance::Amount, Address, DatasetId, EpochId, ModelId, NodeId, Wei};

/// One ABI word.
pub type Word = [u8; 32];

/// A value that is one ABI word.
pub trait ToWord {
    /// The word.
    fn to_word(&self) -> Word;
}

/// Writes `bytes` to the right end of a zero word; bytes beyond 32 are cut off on the left.
const fn right_aligned<const N: usize>(bytes: &[u8; N]) -> Word {
    let mut word = [0; 32];
    if let (Some((_, tail)), Some((_, source))) =
        (word.split_last_chunk_mut::<N>(), bytes.split_last_chunk::<N>())
    {
        *tail = *source;
    }
    word
}

/// The word of a `bytesN`: `bytes` before zeros. None is above 32 bytes.
pub fn left_aligned<const N: usize>(bytes: &[u8; N]) -> Word {
    let mut word = Word::default();
    if let Some(start) = word.first_chunk_mut::<N>() {
        *start = *bytes;
    }
    word
}

/// Appends `bytes`, or a text's, as the ABI writes them where their offset points: length, content and padding.
pub fn push_bytes(encoded: &mut Vec<u8>, bytes: &[u8]) {
    // Calldata is at most 128 KiB.
    encoded.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_word());
    encoded.extend_from_slice(bytes);
    let padding = bytes.len().next_multiple_of(32).saturating_sub(bytes.len());
    encoded.resize(encoded.len().saturating_add(padding), 0);
}

macro_rules! integer_words {
    ($($integer:ty),*) => {$(
        impl ToWord for $integer {
            fn to_word(&self) -> Word {
                right_aligned(&self.to_be_bytes())
            }
        }
    )*};
}

integer_words!(u8, u16, u32, u64, u128);

macro_rules! newtype_words {
    ($($newtype:ty),*) => {$(
        impl ToWord for $newtype {
            fn to_word(&self) -> Word {
                self.0.to_word()
            }
        }
    )*};
}

newtype_words!(DatasetId, EpochId, ModelId, NodeId, Wei);

impl ToWord for bool {
    fn to_word(&self) -> Word {
        u8::from(*self).to_word()
    }
}

impl ToWord for [u8; 32] {
    fn to_word(&self) -> Word {
        *self
    }
}

impl ToWord for Amount {
    fn to_word(&self) -> Word {
        self.to_be_bytes()
    }
}

impl ToWord for Address {
    fn to_word(&self) -> Word {
        right_aligned(&self.0)
    }
}

/// Reads an address; `None` if any of the twelve bytes before it is not zero.
pub fn to_address(word: &Word) -> Option<Address> {
    let (padding, address) = word.split_last_chunk::<20>()?;
    padding.iter().all(|byte| *byte == 0).then_some(Address(*address))
}

macro_rules! readers {
    ($($name:ident: $integer:ty, $bytes:literal, $bits:literal;)*) => {$(
        #[doc = concat!("Reads a number; `None` if it takes more than ", $bits, " bits.")]
        pub fn $name(word: &Word) -> Option<$integer> {
            let (padding, number) = word.split_last_chunk::<$bytes>()?;
            padding.iter().all(|byte| *byte == 0).then_some(<$integer>::from_be_bytes(*number))
        }
    )*};
}

readers! {
    to_u32: u32, 4, 32;
    to_u64: u64, 8, 64;
    to_u128: u128, 16, 128;
}

/// Reads a boolean; `None` unless the word is zero or one.
pub fn to_bool(word: &Word) -> Option<bool> {
    match word.split_last()? {
        (0, rest) if rest.iter().all(|byte| *byte == 0) => Some(false),
        (1, rest) if rest.iter().all(|byte| *byte == 0) => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
