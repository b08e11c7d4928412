//! How messages end: by the host call itself. ink!'s coding of answers and errors, once per message, would be a
//! third of the contract's code, which every call pays for.

use tributary_interfaces::{ending, word::push_bytes, ToWord};

use crate::errors::Error;

/// Undoes what the message did and ends it with this error.
#[inline(never)]
pub fn refuse(error: &Error) -> ! {
    ending::revert(&error.encode())
}

/// Ends a message that returns nothing.
pub fn nothing(result: Result<(), Error>) -> ! {
    match result {
        Ok(()) => ending::end_unwritten(),
        Err(error) => refuse(&error),
    }
}

/// Ends a message that returns one word.
pub fn word<T: ToWord>(result: Result<T, Error>) -> ! {
    match result {
        Ok(word) => ending::answer_word(word),
        Err(error) => refuse(&error),
    }
}

/// Ends a message that returns whether it did what it should: true, or an error.
pub fn done(result: Result<(), Error>) -> ! {
    word(result.map(|()| true))
}

/// Ends a message that returns a text.
pub fn text(text: &str) -> ! {
    const OFFSET: u8 = 32;
    let mut encoded = OFFSET.to_word().to_vec();
    push_bytes(&mut encoded, text.as_bytes());
    ending::answer(&encoded)
}
