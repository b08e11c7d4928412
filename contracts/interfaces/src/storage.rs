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

/// Ends a message that returns nothing, successfully and at once, without ink!'s write of the root cell.
///
/// For messages that did not change the root cell: it saves them that write; and where a callee may have
/// called back into the contract, the write would undo what that call did to the root cell.
pub fn end_unwritten() -> ! {
    host::answer(&[])
}
