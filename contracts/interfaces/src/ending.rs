//! Ends of messages by the host call itself, which leaves out ink!'s coding of the answer and its write of the
//! root cell.

use crate::{
    host,
    word::{ToWord, Word},
};

/// Ends a message that returns nothing, successfully and at once, without ink!'s write of the root cell.
///
/// For messages that did not change the root cell: it saves them that write; and where a callee may have
/// called back into the contract, the write would undo what that call did to the root cell.
pub fn end_unwritten() -> ! {
    host::answer(&[])
}

/// Ends a message well with the ABI encoding of what it returns.
pub fn answer(encoded: &[u8]) -> ! {
    host::answer(encoded)
}

/// Ends a message well that returns one word.
pub fn answer_word(word: impl ToWord) -> ! {
    host::answer(&word.to_word())
}

/// Ends a message well that returns these words.
pub fn answer_words(words: &[Word]) -> ! {
    host::answer(words.as_flattened())
}

/// Undoes what the message did and ends it, with the encoding of a custom error, or nothing.
pub fn revert(reason: &[u8]) -> ! {
    host::revert(reason)
}
