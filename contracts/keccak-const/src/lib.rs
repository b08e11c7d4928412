//! Keccak-256 in constant expressions.
//!
//! ink! computes every selector and event signature of a contract in constant expressions, each several
//! times over. The compiler interprets them: with loops over lanes and remainders, as `keccak-const` on
//! crates.io is written, one hash takes about 40 ms, and a contract of ours takes minutes. Here rounds
//! are written out over local variables, which the interpreter runs some twenty times faster. The
//! interface is the part of the other crate's that ink! uses; `Cargo.toml` of the workspace puts this one
//! in its place.
//!
//! Source: FIPS 202, section 3 (the permutation); Keccak's own padding `0x01 … 0x80`, as Ethereum uses it.
#![no_std]

#[cfg(test)]
mod tests;

/// Bytes absorbed between two permutations.
const RATE: usize = 136;

/// The round constants of ι.
const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// A Keccak-256 hash under way.
#[derive(Clone, Debug)]
pub struct Keccak256 {
    lanes: [u64; 25],
    /// Bytes absorbed since the last permutation, below [`RATE`].
    filled: usize,
}

impl Keccak256 {
    /// Nothing absorbed yet.
    #[allow(clippy::new_without_default)] // As the crate that this one stands in for.
    pub const fn new() -> Self {
        Self { lanes: [0; 25], filled: 0 }
    }

    /// Absorbs `input`.
    // Indices stay below RATE and lengths of slices; constant expressions know no iterators.
    #[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
    pub const fn update(mut self, input: &[u8]) -> Self {
        let mut at = 0;
        while at < input.len() {
            self.lanes[self.filled >> 3] ^= (input[at] as u64) << ((self.filled & 7) << 3);
            self.filled += 1;
            at += 1;
            if self.filled == RATE {
                self.lanes = permute(self.lanes);
                self.filled = 0;
            }
        }
        self
    }

    /// The hash of what was absorbed.
    #[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // As above.
    pub const fn finalize(&self) -> [u8; 32] {
        let mut lanes = self.lanes;
        lanes[self.filled >> 3] ^= 1 << ((self.filled & 7) << 3);
        lanes[(RATE - 1) >> 3] ^= 0x80 << 56;
        let lanes = permute(lanes);
        let mut hash = [0; 32];
        let mut at = 0;
        while at < 32 {
            hash[at] = (lanes[at >> 3] >> ((at & 7) << 3)) as u8;
            at += 1;
        }
        hash
    }
}

macro_rules! rotated {
    ($lane:expr, $by:literal) => {
        ($lane << $by) | ($lane >> (64 - $by))
    };
}

/// Keccak-f[1600]: lane (x, y) stands at x + 5 y.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // As above.
#[allow(clippy::manual_rotate)] // A call costs the interpreter more than two shifts.
const fn permute(lanes: [u64; 25]) -> [u64; 25] {
    let [mut a00, mut a10, mut a20, mut a30, mut a40, mut a01, mut a11, mut a21, mut a31, mut a41, mut a02, mut a12, mut a22, mut a32, mut a42, mut a03, mut a13, mut a23, mut a33, mut a43, mut a04, mut a14, mut a24, mut a34, mut a44] =
        lanes;
    let mut round = 0;
    while round < 24 {
        // θ
        let c0 = a00 ^ a01 ^ a02 ^ a03 ^ a04;
        let c1 = a10 ^ a11 ^ a12 ^ a13 ^ a14;
        let c2 = a20 ^ a21 ^ a22 ^ a23 ^ a24;
        let c3 = a30 ^ a31 ^ a32 ^ a33 ^ a34;
        let c4 = a40 ^ a41 ^ a42 ^ a43 ^ a44;
        let d0 = c4 ^ rotated!(c1, 1);
        let d1 = c0 ^ rotated!(c2, 1);
        let d2 = c1 ^ rotated!(c3, 1);
        let d3 = c2 ^ rotated!(c4, 1);
        let d4 = c3 ^ rotated!(c0, 1);
        // ρ and π: lane (x, y) rotated goes to (y, 2 x + 3 y).
        let b00 = a00 ^ d0;
        let b02 = rotated!((a10 ^ d1), 1);
        let b04 = rotated!((a20 ^ d2), 62);
        let b01 = rotated!((a30 ^ d3), 28);
        let b03 = rotated!((a40 ^ d4), 27);
        let b13 = rotated!((a01 ^ d0), 36);
        let b10 = rotated!((a11 ^ d1), 44);
        let b12 = rotated!((a21 ^ d2), 6);
        let b14 = rotated!((a31 ^ d3), 55);
        let b11 = rotated!((a41 ^ d4), 20);
        let b21 = rotated!((a02 ^ d0), 3);
        let b23 = rotated!((a12 ^ d1), 10);
        let b20 = rotated!((a22 ^ d2), 43);
        let b22 = rotated!((a32 ^ d3), 25);
        let b24 = rotated!((a42 ^ d4), 39);
        let b34 = rotated!((a03 ^ d0), 41);
        let b31 = rotated!((a13 ^ d1), 45);
        let b33 = rotated!((a23 ^ d2), 15);
        let b30 = rotated!((a33 ^ d3), 21);
        let b32 = rotated!((a43 ^ d4), 8);
        let b42 = rotated!((a04 ^ d0), 18);
        let b44 = rotated!((a14 ^ d1), 2);
        let b41 = rotated!((a24 ^ d2), 61);
        let b43 = rotated!((a34 ^ d3), 56);
        let b40 = rotated!((a44 ^ d4), 14);
        // χ and ι
        a00 = b00 ^ (!b10 & b20) ^ ROUNDS[round];
        a10 = b10 ^ (!b20 & b30);
        a20 = b20 ^ (!b30 & b40);
        a30 = b30 ^ (!b40 & b00);
        a40 = b40 ^ (!b00 & b10);
        a01 = b01 ^ (!b11 & b21);
        a11 = b11 ^ (!b21 & b31);
        a21 = b21 ^ (!b31 & b41);
        a31 = b31 ^ (!b41 & b01);
        a41 = b41 ^ (!b01 & b11);
        a02 = b02 ^ (!b12 & b22);
        a12 = b12 ^ (!b22 & b32);
        a22 = b22 ^ (!b32 & b42);
        a32 = b32 ^ (!b42 & b02);
        a42 = b42 ^ (!b02 & b12);
        a03 = b03 ^ (!b13 & b23);
        a13 = b13 ^ (!b23 & b33);
        a23 = b23 ^ (!b33 & b43);
        a33 = b33 ^ (!b43 & b03);
        a43 = b43 ^ (!b03 & b13);
        a04 = b04 ^ (!b14 & b24);
        a14 = b14 ^ (!b24 & b34);
        a24 = b24 ^ (!b34 & b44);
        a34 = b34 ^ (!b44 & b04);
        a44 = b44 ^ (!b04 & b14);
        round += 1;
    }
    [
        a00, a10, a20, a30, a40, a01, a11, a21, a31, a41, a02, a12, a22, a32, a42, a03, a13, a23, a33, a43,
        a04, a14, a24, a34, a44,
    ]
}
