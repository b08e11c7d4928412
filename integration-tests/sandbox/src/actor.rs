//! Accounts that call contracts.

use alloy_primitives::{keccak256, Address};
use pallet_revive::AddressMapper;
use tributary_devnode::runtime::{AccountId, Runtime};

/// An account outside any contract: its name, its account id and the address that contracts see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    name: String,
    account: AccountId,
}

impl Actor {
    /// An account of an Ethereum key, which is what a MetaMask-class wallet holds: the id is the
    /// address and twelve times `0xEE`. The same name gives the same account. It owns nothing yet:
    /// see [`crate::Sandbox::actor`].
    pub fn ethereum(name: &str) -> Self {
        let mut id = [0xEE; 32];
        for (byte, hashed) in id.iter_mut().zip(keccak256(name)).take(20) {
            *byte = hashed;
        }
        Self { name: name.to_owned(), account: AccountId::new(id) }
    }

    /// The account of the Ethereum key that has this address. It owns nothing yet.
    pub fn at(name: &str, address: Address) -> Self {
        let mut id = [0xEE; 32];
        for (byte, own) in id.iter_mut().zip(address.into_array()) {
            *byte = own;
        }
        Self { name: name.to_owned(), account: AccountId::new(id) }
    }

    /// An account of an sr25519 or ed25519 key, whose address is a hash that the chain maps back once
    /// the account exists. The same name gives the same account. It owns nothing yet.
    pub fn substrate(name: &str) -> Self {
        Self { name: name.to_owned(), account: AccountId::new(keccak256(name).0) }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its account on the chain.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// Its address in contracts.
    pub fn address(&self) -> Address {
        Address::new(pallet_revive::AccountId32Mapper::<Runtime>::to_address(&self.account).0)
    }

    /// Its address in the types of the protocol's rules.
    pub fn core_address(&self) -> tributary_core::Address {
        tributary_core::Address(self.address().into_array())
    }
}

impl From<&Actor> for Address {
    fn from(actor: &Actor) -> Self {
        actor.address()
    }
}
