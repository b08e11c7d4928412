//! Who signs transactions.

use std::str::FromStr;

use alloy_primitives::{keccak256, Address, B256};
use subxt::{
    transactions::Signer as SubxtSigner,
    utils::{AccountId32, MultiSignature},
};
use subxt_signer::{sr25519::Keypair, DeriveJunction, SecretUri};
use tributary_core::{hashing::HostHashing, Hashing};

use crate::{
    error::{ClientError, Result},
    rpc::Chain,
};

/// A native account: the public key.
pub type AccountId = [u8; 32];

/// An sr25519 account of the chain with its secret. Its `Debug` shows the address only.
#[derive(Clone)]
pub struct Signer {
    keypair: Keypair,
    account: AccountId,
    address: Address,
}

impl Signer {
    /// Reads a secret: a 32-byte hex seed (`0x…`), a mnemonic phrase, either with a derivation path
    /// (`phrase//hard/soft///password`), or a path of the well-known development phrase (`//Alice`).
    ///
    /// # Errors
    /// [`ClientError::Secret`] if it is none of these.
    pub fn from_secret(secret: &str) -> Result<Self> {
        let uri = SecretUri::from_str(secret.trim()).map_err(|_| ClientError::Secret)?;
        Keypair::from_uri(&uri).map(Self::from_keypair).map_err(|_| ClientError::Secret)
    }

    /// Reads a 32-byte seed.
    ///
    /// # Errors
    /// [`ClientError::Secret`] if no key derives from it.
    pub fn from_seed(seed: [u8; 32]) -> Result<Self> {
        Keypair::from_secret_key(seed).map(Self::from_keypair).map_err(|_| ClientError::Secret)
    }

    /// A well-known development account: `dev("Alice")` is `//Alice`. Anyone knows its secret.
    ///
    /// # Errors
    /// [`ClientError::Secret`] if `name` is no derivation path.
    pub fn dev(name: &str) -> Result<Self> {
        Self::from_secret(&format!("//{name}"))
    }

    fn from_keypair(keypair: Keypair) -> Self {
        let account = keypair.public_key().0;
        Self { keypair, account, address: address_of(&account) }
    }

    /// The native account.
    pub const fn account_id(&self) -> AccountId {
        self.account
    }

    /// The native account as wallets write it, with the generic prefix 42.
    pub fn ss58(&self) -> String {
        ss58_of(self.account)
    }

    /// The address that contracts see.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// 32 bytes that follow from this account's secret and a `purpose` alone: whoever has the secret finds
    /// them again, and to anybody else they are random and tell nothing of it.
    ///
    /// They are a hash of the public key of the account that `purpose` hard-derives from this one. A
    /// signature would not do: a further one under the same sr25519 key is another.
    pub fn derive(&self, purpose: [u8; 32]) -> B256 {
        let child = self.keypair.derive([DeriveJunction::Hard(purpose)]);
        HostHashing::sha256(&child.public_key().0).into()
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Signer").field(&self.address).finish()
    }
}

impl SubxtSigner<Chain> for Signer {
    fn account_id(&self) -> AccountId32 {
        AccountId32(self.account)
    }

    fn sign(&self, payload: &[u8]) -> MultiSignature {
        MultiSignature::Sr25519(self.keypair.sign(payload).0)
    }
}

/// A native account as wallets write it, with the generic prefix 42.
pub fn ss58_of(account: AccountId) -> String {
    AccountId32(account).to_string()
}

/// The native account that wallets write so, whatever the prefix; `None` if it is none, or mistyped.
pub fn account_of(ss58: &str) -> Option<AccountId> {
    AccountId32::from_str(ss58).ok().map(|account| account.0)
}

/// How accounts made from an address end.
const DERIVED_SUFFIX: [u8; 12] = [0xEE; 12];

/// The address that contracts see for a native account, as `pallet_revive::AccountId32Mapper` maps it.
pub fn address_of(account: &AccountId) -> Address {
    let (head, tail) = account.split_at(20);
    if tail == DERIVED_SUFFIX {
        Address::from_slice(head)
    } else {
        Address::from_word(keccak256(account))
    }
}

/// The native account of an address that no native account maps to: contracts and Ethereum wallets.
pub fn derived_account(address: Address) -> AccountId {
    let mut account = [0xEE; 32];
    let (head, _) = account.split_at_mut(20);
    head.copy_from_slice(address.as_slice());
    account
}

#[cfg(test)]
mod tests;
