//! Everything that is left to chance, from one seed.

use rand_chacha::{
    rand_core::{RngCore, SeedableRng},
    ChaCha8Rng,
};

/// A generator that gives the same throws for the same seed.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + u32::try_from(self.below(u64::from(most - least) + 1)).unwrap()
    }

    /// Whether something that happens `percent` times in a hundred happens.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `items`; nothing of none.
    pub fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        let count = u64::try_from(items.len()).unwrap();
        (count > 0).then(|| items[usize::try_from(self.below(count)).unwrap()].clone())
    }

    /// A key by its weight.
    pub fn weighted<T: Copy>(&mut self, weights: &[(T, u64)]) -> T {
        let mut left = self.below(weights.iter().map(|(_, weight)| weight).sum());
        for (item, weight) in weights {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        unreachable!("below their sum")
    }

    /// An amount from 1 to `most`: now and then the least or all of it, else any.
    pub fn amount(&mut self, most: u128) -> u128 {
        match self.below(10) {
            0 => 1,
            1 => most.max(1),
            _ => (u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64())) % most.max(1) + 1,
        }
    }

    /// Any 32 bytes.
    pub fn word(&mut self) -> [u8; 32] {
        let mut word = [0; 32];
        self.0.fill_bytes(&mut word);
        word
    }

    /// Mixes `items`.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, usize::try_from(self.below(u64::try_from(end).unwrap() + 1)).unwrap());
        }
    }
}
