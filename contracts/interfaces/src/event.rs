//! Events by the bare host call, a third of the cost of ink!'s `emit_event`.
//!
//! The contract still declares its events with `#[ink(event)]`, which puts them into the ABI and gives
//! their signature topic; tests decode what is emitted by that ABI.

use crate::{host, word::Word};

/// Emits an event: `topics` begin with its signature topic, followed by its indexed parameters in
/// order; `data` is the ABI encoding of the others. At most four topics.
pub fn emit(topics: &[Word], data: &[u8]) {
    host::deposit_event(topics, data);
}

/// Emits an event whose parameters are all one word each.
pub fn emit_words(topics: &[Word], data: &[Word]) {
    host::deposit_event(topics, data.as_flattened());
}
