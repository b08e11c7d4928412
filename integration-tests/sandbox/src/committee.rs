//! Oracles' keys and what a committee of them signs.

use alloy_primitives::{keccak256, Address, Bytes};
use k256::ecdsa::SigningKey;
use tributary_abi::INodeRegistry::registerOracleCall;
use tributary_core::{
    committee::{quorum, Committee as Members, CommitteeError},
    epoch::Commitment,
    hashing::HostHashing,
    nodes::ConsentTerms,
    Domain, Hash,
};
use tributary_devnode::runtime::CHAIN_ID;

use crate::outcome::fail;

/// Secp256k1 keys of oracles. The same seed gives the same keys.
#[derive(Clone, Debug)]
pub struct OracleKeys(Vec<SigningKey>);

impl OracleKeys {
    /// `count` keys made from `seed`.
    ///
    /// # Panics
    /// Never: a hash that is no key has a chance of 2^-128.
    pub fn from_seed(seed: &str, count: u8) -> Self {
        let key = |index| {
            let secret = keccak256([seed.as_bytes(), b"/", &[index]].concat());
            SigningKey::from_slice(secret.as_slice()).unwrap_or_else(|error| fail(&error.to_string()))
        };
        Self((0..count).map(key).collect())
    }

    /// Their addresses, in order.
    pub fn addresses(&self) -> Vec<Address> {
        self.0.iter().map(|key| Address::from_public_key(key.verifying_key())).collect()
    }

    /// The secret bytes of the key at `index`, if there is one.
    pub fn secret(&self, index: u8) -> Option<[u8; 32]> {
        self.0.get(usize::from(index)).map(|key| key.to_bytes().into())
    }

    /// `index ‖ r ‖ s ‖ v` of the key at `index` under `digest`, `s` low, `v` 27 or 28.
    ///
    /// # Panics
    /// Without such a key.
    #[track_caller]
    pub fn sign(&self, index: u8, digest: &Hash) -> [u8; 66] {
        let key = self.0.get(usize::from(index)).unwrap_or_else(|| fail(&format!("no oracle {index}")));
        let (signature, recovery) =
            key.sign_prehash_recoverable(digest).unwrap_or_else(|error| fail(&error.to_string()));
        let parts =
            [index].into_iter().chain(signature.to_bytes()).chain([recovery.to_byte().saturating_add(27)]);
        let mut bytes = [0; 66];
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        bytes
    }

    /// The signature of the key at `index` under these terms, `r ‖ s ‖ v`.
    ///
    /// # Panics
    /// Without such a key.
    #[track_caller]
    pub fn consent(&self, index: u8, terms: &ConsentTerms) -> Bytes {
        let [_, signature @ ..] = self.sign(index, &terms.digest::<HostHashing>());
        Bytes::copy_from_slice(&signature)
    }

    /// The call by which `operator` registers an oracle under the key at `index`, with its consent.
    ///
    /// # Panics
    /// Without such a key.
    #[track_caller]
    pub fn registration(
        &self,
        index: u8,
        registry: Address,
        operator: Address,
        endpoint: String,
    ) -> registerOracleCall {
        let signer = self.addresses().get(usize::from(index)).copied().unwrap_or_default();
        let consent = self.consent(index, &consent_terms(registry, operator));
        registerOracleCall { signer, endpoint, consent }
    }
}

/// What a key signs to let `operator` register an oracle at `registry` of this chain.
pub fn consent_terms(registry: Address, operator: Address) -> ConsentTerms {
    let [registry, operator] =
        [registry, operator].map(|address| tributary_core::Address(address.into_array()));
    ConsentTerms { chain_id: CHAIN_ID, registry, operator }
}

/// A committee that signs for one ledger.
#[derive(Clone, Debug)]
pub struct Committee {
    keys: OracleKeys,
    members: Members,
    ledger: tributary_core::Address,
    domain: Domain,
}

impl Committee {
    /// The committee of `keys` that `ledger` counts as its `version`-th.
    ///
    /// # Errors
    /// If the keys are not 3f + 1 of at most 16.
    pub fn new(
        keys: OracleKeys,
        version: u32,
        ledger: Address,
        domain: Domain,
    ) -> Result<Self, CommitteeError> {
        let members = keys.addresses().into_iter().map(|member| tributary_core::Address(member.into_array()));
        let members = Members::new(version, members.collect())?;
        Ok(Self { keys, members, ledger: tributary_core::Address(ledger.into_array()), domain })
    }

    /// Its members' keys.
    pub const fn keys(&self) -> &OracleKeys {
        &self.keys
    }

    /// Its members' addresses, in order.
    pub fn members(&self) -> Vec<Address> {
        self.keys.addresses()
    }

    /// How many signatures an epoch needs: 2f + 1.
    pub fn quorum(&self) -> u8 {
        u8::try_from(quorum(self.members.members.len())).unwrap_or(u8::MAX)
    }

    /// What its signatures are bound to.
    pub fn config_digest(&self) -> Hash {
        self.members.config_digest::<HostHashing>(&self.ledger)
    }

    /// What its members sign for an epoch.
    pub fn digest(&self, commitment: &Commitment) -> Hash {
        commitment.digest::<HostHashing>(&self.domain, &self.config_digest())
    }

    /// The signatures of its first 2f + 1 members, as `submit` takes them.
    pub fn sign(&self, commitment: &Commitment) -> Bytes {
        self.sign_by(0..self.quorum(), commitment)
    }

    /// The signatures of the members at `indices`, in the order given.
    ///
    /// # Panics
    /// Without such a member.
    #[track_caller]
    pub fn sign_by(&self, indices: impl IntoIterator<Item = u8>, commitment: &Commitment) -> Bytes {
        let digest = self.digest(commitment);
        let mut signatures = Vec::new();
        for index in indices {
            signatures.extend(self.keys.sign(index, &digest));
        }
        signatures.into()
    }
}
