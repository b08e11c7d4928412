//! What a call is predicted to do, byte for byte.

use std::fmt;

use alloy_primitives::{LogData, U256};
use alloy_sol_types::{SolError, SolEvent};

/// A call that succeeds: its answer and its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    pub answer: Vec<u8>,
    pub events: Vec<LogData>,
}

/// A call that is refused with a custom error.
#[derive(Clone)]
pub struct Refusal {
    /// The error's name.
    pub name: &'static str,
    /// Its bytes.
    pub data: Vec<u8>,
    shown: String,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused with {}", self.shown)
    }
}

/// Either.
pub type Verdict = Result<Effect, Refusal>;

/// A refusal with this error.
pub fn refused<E: SolError + fmt::Debug>(error: E) -> Refusal {
    let name = E::SIGNATURE.split('(').next().unwrap_or_default();
    Refusal { name, data: error.abi_encode(), shown: format!("{error:?}") }
}

/// Success without an answer.
pub fn silent(events: Vec<LogData>) -> Effect {
    Effect { answer: Vec::new(), events }
}

/// Success, answered with true.
pub fn done(events: Vec<LogData>) -> Effect {
    Effect { answer: U256::ONE.to_be_bytes_vec(), events }
}

/// An event as it is stored.
pub fn event(event: &impl SolEvent) -> LogData {
    event.encode_log_data()
}
