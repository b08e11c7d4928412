//! Storage that ink! has no cheap way to.

use crate::{host, word::Word};

/// The 32 bytes under `key`; zero if there are none. The space of these keys is apart from that of
/// ink!'s cells.
pub fn load_word(key: &Word) -> Word {
    host::load_word(key)
}

/// Stores `value` under `key`; zero clears it. ink!'s own way to clear a cell is a call to a precompile.
pub fn store_word(key: &Word, value: &Word) {
    host::store_word(key, value);
}
