//! What a client did.

use std::sync::{Arc, Mutex, PoisonError};

use crate::receipt::Receipt;

/// The receipts of a client's transactions with contracts, in order, for programs that have to say what they
/// did whatever comes after it. It grows with each: not for programs that run for long. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<Receipt>>>);

impl Journal {
    /// All so far.
    pub fn receipts(&self) -> Vec<Receipt> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note(&self, receipt: &Receipt) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(receipt.clone());
    }
}
