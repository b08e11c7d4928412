//! Calls to other contracts by the bare host call.

use alloc::vec::Vec;

use tributary_core::Address;

use crate::{
    host::{self, Failure, Freedom},
    word::{ToWord, Word},
};

/// A function selector: the first four bytes of the Keccak-256 hash of its signature.
pub type Selector = [u8; 4];

/// The longest call: a selector and this many words.
pub const MAX_WORDS: usize = 10;

const SELECTOR_LEN: usize = 4;
const WORD_LEN: usize = 32;
const INPUT_LEN: usize = 324;
const _: () = assert!(INPUT_LEN == SELECTOR_LEN.saturating_add(MAX_WORDS.saturating_mul(WORD_LEN)));

/// The most bytes of a callee's error that are passed on: a selector and four words, more than any error
/// that our contracts refuse each other with.
pub const MAX_REASON: usize = 132;

/// Why a call to another contract came to nothing. The callee's changes are rolled back in each case,
/// except [`CallError::Malformed`], where it ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The callee reverted; these are the first four bytes of its error, zero if there were fewer.
    #[error("the callee reverted with error selector {selector:02x?}")]
    Reverted {
        /// The error's selector.
        selector: Selector,
    },
    /// The callee trapped.
    #[error("the callee trapped")]
    Trapped,
    /// The money could not be moved.
    #[error("the transfer failed")]
    TransferFailed,
    /// Weight or storage deposit ran out in the callee.
    #[error("the callee ran out of resources")]
    OutOfResources,
    /// The callee's answer is not what its interface says: `written` bytes came back. Zero bytes are
    /// what an account without code answers.
    #[error("the callee answered {written} bytes that are not of the expected type")]
    Malformed {
        /// How many bytes came back, at most the size expected.
        written: u32,
    },
    /// The chain refused the call otherwise.
    #[error("the chain refused the call")]
    Refused,
}

/// A call under construction: a selector and its arguments, each one word.
#[derive(Clone, Debug)]
pub struct Call {
    callee: Address,
    freedom: Freedom,
    input: [u8; INPUT_LEN],
    len: usize,
}

impl Call {
    /// A call that changes nothing: the chain refuses any attempt of the callee to do so.
    pub fn view(callee: Address, selector: Selector) -> Self {
        Self::new(callee, selector, Freedom::ReadOnly)
    }

    /// A call that may change the callee's state. It cannot come back into the caller.
    pub fn change(callee: Address, selector: Selector) -> Self {
        Self::new(callee, selector, Freedom::NoReentry)
    }

    /// A call whose callee may call the caller again: all of the caller's state must be stored before.
    pub fn reentrant(callee: Address, selector: Selector) -> Self {
        Self::new(callee, selector, Freedom::Reentry)
    }

    fn new(callee: Address, selector: Selector, freedom: Freedom) -> Self {
        let mut input = [0; INPUT_LEN];
        if let Some(start) = input.first_chunk_mut() {
            *start = selector;
        }
        Self { callee, freedom, input, len: SELECTOR_LEN }
    }

    /// Adds an argument.
    ///
    /// # Panics
    /// Beyond [`MAX_WORDS`] arguments; how many there are never depends on data.
    #[must_use]
    pub fn arg(mut self, value: impl ToWord) -> Self {
        let end = self.len.saturating_add(WORD_LEN);
        match self.input.get_mut(self.len..end) {
            Some(place) => place.copy_from_slice(&value.to_word()),
            None => panic!("a call has at most {MAX_WORDS} words of arguments"),
        }
        self.len = end;
        self
    }

    /// The encoded call.
    pub fn input(&self) -> &[u8] {
        self.input.get(..self.len).unwrap_or_default()
    }

    /// Calls, for an answer of one word.
    ///
    /// # Errors
    /// [`CallError`] where the call failed or answered less than a word.
    pub fn word(&self) -> Result<Word, CallError> {
        self.word_with(self.input())
    }

    /// Calls, for an answer of `N` words.
    ///
    /// # Errors
    /// [`CallError`] where the call failed or answered less.
    pub fn words<const N: usize>(&self) -> Result<[Word; N], CallError> {
        let mut output = [[0; WORD_LEN]; N];
        let written = self.send(self.input(), output.as_flattened_mut())?;
        if written == output.as_flattened().len() {
            Ok(output)
        } else {
            Err(CallError::Malformed { written: u32::try_from(written).unwrap_or(u32::MAX) })
        }
    }

    /// Calls, for an answer that `read` understands.
    ///
    /// # Errors
    /// [`CallError`] where the call failed, and [`CallError::Malformed`] where `read` refuses the answer.
    pub fn read<T>(&self, read: impl FnOnce(&Word) -> Option<T>) -> Result<T, CallError> {
        read(&self.word()?).ok_or(CallError::Malformed { written: 32 })
    }

    /// Calls, for no answer, and passes on the callee's reason to refuse. An account without code would take
    /// any call in silence, so this asks for code first.
    ///
    /// # Errors
    /// The custom error that the callee reverted with, [`MAX_REASON`] bytes of it at most; nothing where the
    /// call failed otherwise, for want of weight or of a callee for instance.
    pub fn run(&self) -> Result<(), Vec<u8>> {
        if !host::is_contract(&self.callee) {
            return Err(Vec::new());
        }
        let mut output = [0; MAX_REASON];
        match host::call(self.freedom, &self.callee, 0, self.input(), &mut output) {
            (Ok(()), _) => Ok(()),
            (Err(Failure::Reverted), written) => Err(output.get(..written).unwrap_or_default().to_vec()),
            (Err(_), _) => Err(Vec::new()),
        }
    }

    /// Calls with other input than the words added, for an answer of one word.
    pub(crate) fn word_with(&self, input: &[u8]) -> Result<Word, CallError> {
        let mut output = [0; WORD_LEN];
        match self.send(input, &mut output)? {
            WORD_LEN => Ok(output),
            written => Err(CallError::Malformed { written: u32::try_from(written).unwrap_or(u32::MAX) }),
        }
    }

    fn send(&self, input: &[u8], output: &mut [u8]) -> Result<usize, CallError> {
        let (ended, written) = host::call(self.freedom, &self.callee, 0, input, output);
        ended.map(|()| written).map_err(|failure| error(failure, output.get(..written).unwrap_or_default()))
    }
}

/// Sends `amount` wei to `recipient`, which may refuse it and cannot come back into the caller.
///
/// # Errors
/// [`CallError`] where the money did not arrive.
pub fn pay(recipient: &Address, amount: u128) -> Result<(), CallError> {
    let mut output = [0; SELECTOR_LEN];
    let (ended, written) = host::call(Freedom::NoReentry, recipient, amount, &[], &mut output);
    ended.map_err(|failure| error(failure, output.get(..written).unwrap_or_default()))
}

/// The most bytes of an answer that [`forward`] passes on: as many as ink! takes in calldata.
pub const MAX_ANSWER: usize = 16_384;

/// Calls `callee` with any input and `amount` wei. It cannot come back into the caller.
///
/// # Errors
/// What it reverted with, [`MAX_ANSWER`] bytes at most; nothing where the call failed otherwise.
pub fn forward(callee: &Address, amount: u128, input: &[u8]) -> Result<(), Vec<u8>> {
    match host::call(Freedom::NoReentry, callee, amount, input, &mut []) {
        (Ok(()), _) => Ok(()),
        (Err(Failure::Reverted), _) => Err(host::return_data(MAX_ANSWER)),
        (Err(_), _) => Err(Vec::new()),
    }
}

fn error(failure: Failure, output: &[u8]) -> CallError {
    match failure {
        Failure::Reverted => {
            CallError::Reverted { selector: output.first_chunk().copied().unwrap_or_default() }
        }
        Failure::Trapped => CallError::Trapped,
        Failure::Transfer => CallError::TransferFailed,
        Failure::OutOfResources => CallError::OutOfResources,
        Failure::Other => CallError::Refused,
    }
}

#[cfg(test)]
mod tests;
