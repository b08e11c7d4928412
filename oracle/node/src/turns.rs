//! Payers' turns.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use tokio::sync::{Mutex, OwnedMutexGuard};
use tributary_core::Address;

/// The most requests of one payer that wait for their turn; each holds its body in memory.
pub const MOST_WAITING: usize = 4;

/// One answer at a time per payer: their nonces then stand in the order of the sequences.
#[derive(Debug, Default)]
pub struct Turns(Mutex<HashMap<Address, Weak<Mutex<()>>>>);

impl Turns {
    /// Waits until no other answer for `payer` is under way; the turn ends when the guard is dropped.
    /// `None` at once if [`MOST_WAITING`] are waiting already.
    pub async fn take(&self, payer: Address) -> Option<OwnedMutexGuard<()>> {
        let mut turns = self.0.lock().await;
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = match turns.get(&payer).and_then(Weak::upgrade) {
            // One is held by the answer under way, one by each that waits, and this one.
            Some(turn) if Arc::strong_count(&turn) > MOST_WAITING.saturating_add(1) => return None,
            Some(turn) => turn,
            None => {
                let turn = Arc::new(Mutex::new(()));
                turns.insert(payer, Arc::downgrade(&turn));
                turn
            }
        };
        drop(turns);
        Some(turn.lock_owned().await)
    }
}

#[cfg(test)]
mod tests;
