//! Answers that began.

use tributary_core::{Address, Hash};

use crate::store::{Store, StoreError};

impl Store {
    /// Notes durably, before an answer's first byte, that it begins. Should its report never be stored
    /// (the disk fills up, the process is killed), its voucher is used up all the same.
    ///
    /// # Errors
    /// [`StoreError`]; then the answer must not begin.
    pub async fn begin(&self, voucher: &Hash, payer: Address, nonce: u64) -> Result<(), StoreError> {
        sqlx::query("INSERT OR REPLACE INTO intents (voucher, payer, nonce) VALUES (?, ?, ?)")
            .bind(voucher.as_slice())
            .bind(payer.0.as_slice())
            .bind(nonce.to_be_bytes().as_slice())
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }

    /// Takes back that an answer began: nothing of it was given.
    ///
    /// # Errors
    /// [`StoreError`]; the voucher stays used up then.
    pub async fn withdraw(&self, voucher: &Hash) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM intents WHERE voucher = ?")
            .bind(voucher.as_slice())
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}
