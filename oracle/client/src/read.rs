//! Reading contracts by dry run.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use futures::{stream, StreamExt, TryStreamExt};
use tributary_core::Wei;

use crate::{
    client::{to_native, Client},
    error::{ClientError, Result},
    signer::{derived_account, AccountId},
};

impl Client {
    /// Calls a view function in the state of a block, or of the newest final one. The contract sees the
    /// zero address as its caller.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the contract's error; [`ClientError::NoContract`] if there is none;
    /// [`ClientError::Output`] if its answer has another form.
    pub async fn read<C: SolCall>(&self, contract: Address, call: C, at: Option<B256>) -> Result<C::Return> {
        let at = self.block_or_final(at).await?;
        self.simulate_at(derived_account(Address::ZERO), contract, &call, 0, at).await
    }

    /// Makes many calls of one kind in the same state, some at a time, and returns their answers in order.
    ///
    /// # Errors
    /// The first call's that fails, as [`Client::read`].
    pub async fn read_many<C: SolCall>(
        &self,
        contract: Address,
        calls: impl IntoIterator<Item = C>,
        at: Option<B256>,
    ) -> Result<Vec<C::Return>> {
        let at = self.block_or_final(at).await?;
        // Collected first: a lazy iterator's borrows would make the future unusable in a task.
        let reads: Vec<_> = calls.into_iter().map(|call| self.read(contract, call, Some(at))).collect();
        stream::iter(reads).buffered(self.options().read_concurrency.max(1)).try_collect().await
    }

    /// What a call by `caller` with `value` would return in the newest state; nothing is submitted.
    ///
    /// # Errors
    /// As [`Client::read`].
    pub async fn simulate<C: SolCall>(
        &self,
        caller: AccountId,
        contract: Address,
        call: C,
        value: Wei,
    ) -> Result<C::Return> {
        let at = self.best_hash().await?;
        let native = to_native(&self.runtime_at(at).await?, value)?;
        self.simulate_at(caller, contract, &call, native, at).await
    }

    async fn simulate_at<C: SolCall>(
        &self,
        caller: AccountId,
        contract: Address,
        call: &C,
        native_value: u128,
        at: B256,
    ) -> Result<C::Return> {
        let run = self.dry_call(caller, contract, native_value, &call.abi_encode(), at).await?;
        C::abi_decode_returns(&run.output).map_err(|source| match run.output.is_empty() {
            // Calling an account without code succeeds and returns nothing.
            true => ClientError::NoContract { address: contract },
            false => ClientError::Output { contract, call: C::SIGNATURE, source },
        })
    }
}
