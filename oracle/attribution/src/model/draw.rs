//! Reproducible draws.

use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A source of draws: ChaCha20 keyed with a seed, whose stream is the same everywhere.
#[derive(Debug)]
pub(crate) struct Draw(ChaCha20Rng);

impl Draw {
    /// The draws of a seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }

    /// A number below `bound`, each equally likely; 0 if `bound` is 0. Rejects the words above the
    /// largest multiple of the bound, so its result does not hang on a library's sampling code.
    pub fn below(&mut self, bound: u64) -> u64 {
        let Some(excess) = u64::MAX.checked_rem(bound) else { return 0 };
        let last = u64::MAX.saturating_sub(excess);
        loop {
            let word = self.0.next_u64();
            if word < last {
                return word.checked_rem(bound).unwrap_or_default();
            }
        }
    }

    /// An index into `len` items.
    pub fn index(&mut self, len: usize) -> usize {
        let bound = u64::try_from(len).unwrap_or(u64::MAX);
        usize::try_from(self.below(bound)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
