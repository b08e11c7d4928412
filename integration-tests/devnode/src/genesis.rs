//! The state the chain starts from: the development accounts, the endowments, and nothing else.

use polkadot_sdk_frame::runtime::prelude::Sr25519Keyring;
use scale::Encode;
use sp_core::{ecdsa, hex2array, storage::well_known_keys::CODE as CODE_KEY, storage::Storage, Pair, H160};
use sp_runtime::{traits::IdentifyAccount, BuildStorage, MultiSigner};

use crate::{
    executor::CODE,
    options::Options,
    runtime::{
        AccountId, Balance, BalancesConfig, BlockHashCount, MapsAccounts, NativeToEthRatio,
        RuntimeGenesisConfig, UNIT,
    },
    Error,
};

#[cfg(test)]
mod tests;

/// What every development account owns at genesis: ten million native tokens, in plancks.
pub const DEVELOPMENT_ENDOWMENT: Balance = 10_000_000 * UNIT;

/// Names of the development accounts, in the order of their derivation.
const NAMES: [&str; 6] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"];

/// Addresses of the well-known Ethereum development keys, from Alith to Faith.
const ETHEREUM: [[u8; 20]; 6] = [
    hex2array!("f24ff3a9cf04c71dbc94d0b566f7a27b94566cac"),
    hex2array!("3cd0a705a2dc65e5b1e1205896baa2be8a07c6e0"),
    hex2array!("798d4ba9baf0064ec19eb4f0a1a45785ae9d6dfc"),
    hex2array!("773539d4ac0e786233d90a233654ccee26a613d9"),
    hex2array!("ff64d3f6efe2317ee2807d223a0bdc4c0c49dfdb"),
    hex2array!("c0f0f4ab324c46e55d02d0033343b4be8a55532d"),
];

/// The account an Ethereum address owns on this chain: its 20 bytes and twelve times `0xEE`.
///
/// Contracts live in such accounts as well. An account with another key (sr25519, ed25519, ecdsa)
/// has an address too, but not this account; endow such an account by its own id.
pub fn eth_account(address: H160) -> AccountId {
    let mut id = [0xEE; 32];
    for (byte, value) in id.iter_mut().zip(address.0) {
        *byte = value;
    }
    AccountId::new(id)
}

/// The accounts endowed at genesis: sr25519 `//Alice` to `//Ferdie` and their `//stash`es, ecdsa
/// `//Alice` to `//Ferdie`, and the Ethereum keys from Alith to Faith.
///
/// # Errors
/// If a key cannot be derived from its name, which no name here causes.
pub fn development_accounts() -> Result<Vec<AccountId>, Error> {
    let sr25519 = Sr25519Keyring::well_known().map(|key| Ok(key.to_account_id()));
    let ecdsa = NAMES.iter().map(|name| {
        let pair = ecdsa::Pair::from_string(&format!("//{name}"), None)
            .map_err(|error| Error::Genesis(format!("cannot derive the ecdsa key of {name}: {error:?}")))?;
        Ok(MultiSigner::from(pair.public()).into_account())
    });
    let ethereum = ETHEREUM.iter().map(|address| Ok(eth_account(H160(*address))));
    sr25519.chain(ecdsa).chain(ethereum).collect()
}

/// Builds the state of block 0 by `options`. An account named several times owns the sum.
///
/// # Errors
/// If an account owns less than the existential deposit, if all money exceeds 128 bits, or if the
/// runtime rejects the state.
pub(crate) fn storage(options: &Options) -> Result<Storage, Error> {
    let mut balances = std::collections::BTreeMap::<AccountId, Balance>::new();
    let development = development_accounts()?.into_iter().map(|account| (account, DEVELOPMENT_ENDOWMENT));
    let endowed = options.endow.iter().map(|endowment| (endowment.account.clone(), endowment.plancks));
    let mut issued: Balance = 0;
    for (account, plancks) in development.chain(endowed) {
        issued = issued
            .checked_add(plancks)
            .ok_or_else(|| Error::Genesis("the endowments exceed 128 bits of plancks".to_owned()))?;
        let balance = balances.entry(account).or_default();
        *balance = balance.saturating_add(plancks);
    }
    let existential = <crate::runtime::ExistentialDeposit as sp_core::Get<Balance>>::get();
    if let Some((account, plancks)) = balances.iter().find(|(_, plancks)| **plancks < existential) {
        return Err(Error::Genesis(format!(
            "{account} is endowed with {plancks} plancks, below the existential deposit of {existential}"
        )));
    }
    let config = RuntimeGenesisConfig {
        balances: BalancesConfig { balances: balances.into_iter().collect(), dev_accounts: None },
        ..Default::default()
    };
    // Before the accounts: they are mapped when they come into being.
    let mut storage = Storage::default();
    let mut put = |key: [u8; 16], value: Vec<u8>| storage.top.insert(key.to_vec(), value);
    put(MapsAccounts::key(), (!options.manual_mapping).encode());
    if let Some(ratio) = options.native_to_eth_ratio {
        put(NativeToEthRatio::key(), ratio.encode());
    }
    if let Some(blocks) = options.block_hash_count {
        put(BlockHashCount::key(), blocks.encode());
    }
    config.assimilate_storage(&mut storage).map_err(Error::Genesis)?;
    storage.top.insert(CODE_KEY.to_vec(), CODE.to_vec());
    Ok(storage)
}
