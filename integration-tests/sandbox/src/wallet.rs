//! Wallets: accounts with keys that sign.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};

use crate::{
    actor::Actor,
    chain::{Sandbox, ENDOWMENT},
    outcome::fail,
};

/// The order of secp256k1.
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

/// A secp256k1 key. The same name gives the same key.
#[derive(Clone, Debug)]
pub struct Wallet {
    name: String,
    key: SigningKey,
}

impl Wallet {
    /// The key called `name`. It is not that of [`Actor::ethereum`], which has none.
    ///
    /// # Panics
    /// Never: a hash that is no key has a chance of 2^-128.
    pub fn new(name: &str) -> Self {
        let secret = keccak256(["wallet/", name].concat());
        let key = SigningKey::from_slice(secret.as_slice()).unwrap_or_else(|error| fail(&error.to_string()));
        Self { name: name.to_owned(), key }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address.
    pub fn address(&self) -> Address {
        Address::from_public_key(self.key.verifying_key())
    }

    /// Its account, with [`ENDOWMENT`] more than it had.
    #[track_caller]
    pub fn actor(&self, sandbox: &Sandbox) -> Actor {
        let actor = Actor::at(&self.name, self.address());
        sandbox.endow(actor.account(), ENDOWMENT);
        actor
    }

    /// Its signature under `digest`: `r ‖ s ‖ v`, `s` low, `v` 27 or 28.
    ///
    /// # Panics
    /// Never: the digest is 32 bytes.
    pub fn sign(&self, digest: B256) -> [u8; 65] {
        let signed = self.key.sign_prehash_recoverable(digest.as_slice());
        let (signature, recovery) = signed.unwrap_or_else(|error| fail(&error.to_string()));
        let scalars = signature.to_bytes();
        assemble(scalars.as_slice(), recovery.to_byte().saturating_add(27))
    }

    /// The other signature of the same key under the same digest: the order minus `s`, with the other `v`.
    pub fn sign_high_s(&self, digest: B256) -> [u8; 65] {
        let low = self.sign(digest);
        let (scalars, last) = low.split_at(64);
        let (r, s) = scalars.split_at(32);
        let high = ORDER.wrapping_sub(U256::from_be_slice(s)).to_be_bytes::<32>();
        let v = if last.contains(&27) { 28 } else { 27 };
        assemble(&[r, &high].concat(), v)
    }

    /// Its signature of typed data in `domain`, by alloy's digest.
    pub fn sign_typed(&self, data: &impl SolStruct, domain: &Eip712Domain) -> [u8; 65] {
        self.sign(data.eip712_signing_hash(domain))
    }
}

/// Whose signature `r ‖ s ‖ v` is under `digest`, by k256. `None` for a high `s`, any `v` but 27 and 28, and
/// where no key fits.
pub fn signer(digest: B256, signature: &[u8; 65]) -> Option<Address> {
    let (scalars, v) = signature.split_at(64);
    let recovery = match v {
        [27] => RecoveryId::new(false, false),
        [28] => RecoveryId::new(true, false),
        _ => return None,
    };
    let signature = Signature::from_slice(scalars).ok()?;
    if signature.normalize_s().is_some() {
        return None;
    }
    let key = VerifyingKey::recover_from_prehash(digest.as_slice(), &signature, recovery).ok()?;
    Some(Address::from_public_key(&key))
}

fn assemble(scalars: &[u8], v: u8) -> [u8; 65] {
    let mut signature = [v; 65];
    for (to, from) in signature.iter_mut().zip(scalars) {
        *to = *from;
    }
    signature
}
