//! A connection to one chain.

use std::sync::Arc;

use alloy_primitives::{Address, B256, U256};
use scale::Decode;
use tributary_core::Wei;

use crate::{
    deployment::Deployment,
    error::{ClientError, Result},
    nonces::Nonces,
    rpc::{b256, ClientOptions, Rpc},
    runtime::{Runtime, Runtimes},
    signer::{AccountId, Signer},
};

/// A chain by one of its nodes. Cheap to clone; clones share the connection and the signers' nonces.
///
/// The connection comes back by itself; requests wait for it up to
/// [`ClientOptions::request_timeout`].
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    rpc: Rpc,
    genesis_hash: B256,
    options: ClientOptions,
    runtimes: Runtimes,
    nonces: Nonces,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.inner.rpc.endpoint())
            .field("genesis_hash", &self.inner.genesis_hash)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Connects with the default [`ClientOptions`].
    ///
    /// # Errors
    /// [`ClientError::Url`] or [`ClientError::Unreachable`].
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, ClientOptions::default()).await
    }

    /// Connects.
    ///
    /// # Errors
    /// [`ClientError::Url`] or [`ClientError::Unreachable`].
    pub async fn connect_with(url: &str, options: ClientOptions) -> Result<Self> {
        let rpc = Rpc::connect(url, &options).await?;
        let genesis_hash =
            b256(rpc.ask("chain_getBlockHash", |methods| async move { methods.genesis_hash().await }).await?);
        let (runtimes, nonces) = (Runtimes::default(), Nonces::default());
        Ok(Self { inner: Arc::new(Inner { rpc, genesis_hash, options, runtimes, nonces }) })
    }

    /// Hash of the chain's block 0.
    pub fn genesis_hash(&self) -> B256 {
        self.inner.genesis_hash
    }

    /// The node's scheme, host and port.
    pub fn endpoint(&self) -> &str {
        self.inner.rpc.endpoint()
    }

    /// Checks that `deployment` is on this chain.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`] if it is not.
    pub fn check(&self, deployment: &Deployment) -> Result<()> {
        let (expected, found) = (deployment.genesis_hash, self.inner.genesis_hash);
        if expected == found {
            Ok(())
        } else {
            Err(ClientError::WrongChain { expected, found })
        }
    }

    /// What an address can spend, in wei, at a block or the newest final one.
    ///
    /// # Errors
    /// The node's.
    pub async fn balance(&self, address: Address, at: Option<B256>) -> Result<Wei> {
        let at = self.block_or_final(at).await?;
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api("ReviveApi", "balance", (address.into_array(),))?;
        let answer = self.rpc().state_call("ReviveApi_balance", &input, at).await?;
        let limbs: [u64; 4] = runtime.decode_api("ReviveApi", "balance", &answer)?;
        u128::try_from(U256::from_limbs(limbs))
            .map(Wei)
            .map_err(|error| ClientError::runtime("ReviveApi.balance", error))
    }

    /// What a signer can spend, in the newest final state; contracts need not know its account yet.
    ///
    /// # Errors
    /// The node's.
    pub async fn spendable(&self, signer: &Signer) -> Result<Wei> {
        let at = self.final_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let key = runtime.map_key("System", "Account", signer.account_id())?;
        let Some(kept) = self.rpc().storage(&key, at).await? else { return Ok(Wei::ZERO) };
        let AccountInfo { free, reserved, frozen, .. } = AccountInfo::decode(&mut &*kept)
            .map_err(|error| ClientError::runtime("System.Account", error))?;
        let existential: u128 = runtime.constant("Balances", "ExistentialDeposit")?;
        to_wei(&runtime, free.saturating_sub(frozen.saturating_sub(reserved).max(existential)))
    }

    /// The native account behind an address: the one mapped to it, else the derived one.
    ///
    /// # Errors
    /// The node's.
    pub async fn account_id(&self, address: Address) -> Result<AccountId> {
        let at = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api("ReviveApi", "account_id", (address.into_array(),))?;
        let answer = self.rpc().state_call("ReviveApi_account_id", &input, at).await?;
        runtime.decode_api("ReviveApi", "account_id", &answer)
    }

    pub(crate) fn rpc(&self) -> &Rpc {
        &self.inner.rpc
    }

    pub(crate) fn options(&self) -> &ClientOptions {
        &self.inner.options
    }

    pub(crate) fn nonces(&self) -> &Nonces {
        &self.inner.nonces
    }

    pub(crate) async fn runtime_at(&self, block: B256) -> Result<Runtime> {
        self.inner.runtimes.at(&self.inner.rpc, self.inner.genesis_hash, block).await
    }
}

/// What `System.Account` keeps of an account, as far as it is needed here.
#[derive(Decode)]
struct AccountInfo {
    _nonce: u32,
    _references: [u32; 3],
    free: u128,
    reserved: u128,
    frozen: u128,
}

/// Wei as native units.
pub(crate) fn to_native(runtime: &Runtime, amount: Wei) -> Result<u128> {
    let ratio: u32 = runtime.constant("Revive", "NativeToEthRatio")?;
    let dust = || ClientError::Dust { amount, ratio };
    let native = amount.0.checked_div(ratio.into()).ok_or_else(dust)?;
    if native.checked_mul(ratio.into()) == Some(amount.0) {
        Ok(native)
    } else {
        Err(dust())
    }
}

/// Native units as wei.
pub(crate) fn to_wei(runtime: &Runtime, native: u128) -> Result<Wei> {
    let ratio: u32 = runtime.constant("Revive", "NativeToEthRatio")?;
    native.checked_mul(ratio.into()).map(Wei).ok_or_else(|| {
        ClientError::runtime("Revive.NativeToEthRatio", format!("{native} native units exceed 2^128 wei"))
    })
}

#[cfg(test)]
mod tests;
