//! Each signer's next nonce.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::signer::AccountId;

/// One lock per signer. Its holder signs and submits, so transactions enter the pool in nonce order and
/// a refused one leaves no gap behind; waiting for blocks happens outside.
#[derive(Default)]
pub(crate) struct Nonces {
    by_account: Mutex<HashMap<AccountId, Arc<AsyncMutex<Option<u64>>>>>,
}

impl Nonces {
    /// Waits for the signer's turn. `None` inside: ask the chain.
    pub(crate) async fn turn(&self, account: AccountId) -> OwnedMutexGuard<Option<u64>> {
        let lock = {
            let mut accounts = self.by_account.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(accounts.entry(account).or_default())
        };
        lock.lock_owned().await
    }

    /// Makes the next write ask the chain, after a transaction that turned out dead.
    pub(crate) async fn forget(&self, account: AccountId) {
        *self.turn(account).await = None;
    }
}
