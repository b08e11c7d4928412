//! Only who holds a committee key's consent registers an oracle under it.

use alloy_primitives::{Address, Bytes, B256, U256};
use tributary_sandbox::{
    abi::INodeRegistry::{
        oracleCountCall, registerOracleCall, OracleRegistered, SignatureMalformed, SignatureNotCanonical,
        SignerTaken, WrongSigner,
    },
    consent_terms, constructors, Actor, Contract, NodeRegistry,
};

use super::{endpoint, oracle_keys, signer, Registry, NODE_STAKE, ORACLE_STAKE, UNBONDING};
use crate::{expectation::Emits, refusal::refuses_paid};

/// The order of secp256k1.
const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

impl Registry {
    /// Registering `signer(1)` with this signature has to be refused as that of another, found or not.
    #[track_caller]
    fn finds_another(&self, operator: &Actor, consent: Bytes) -> Address {
        let call = registerOracleCall { consent, ..self.consented(operator, 1) };
        let before = self.sandbox.state_root();
        let refused: WrongSigner = self.contract.call(operator, call, ORACLE_STAKE).refusal();
        assert_eq!(self.sandbox.state_root(), before, "a refused call changed the state");
        assert_eq!(refused.expected, signer(1));
        assert_ne!(refused.found, signer(1));
        refused.found
    }

    #[track_caller]
    fn malformed(&self, operator: &Actor, consent: Bytes) {
        let length = u32::try_from(consent.len()).unwrap();
        let call = registerOracleCall { consent, ..self.consented(operator, 1) };
        let stake = U256::from(ORACLE_STAKE);
        refuses_paid(&self.contract, operator, call, stake, SignatureMalformed { length });
    }

    #[track_caller]
    fn not_canonical(&self, operator: &Actor, consent: Bytes) {
        let expected = SignatureNotCanonical { v: consent[64], s: B256::from_slice(&consent[32..64]) };
        let call = registerOracleCall { consent, ..self.consented(operator, 1) };
        refuses_paid(&self.contract, operator, call, U256::from(ORACLE_STAKE), expected);
    }
}

#[test]
fn a_stranger_takes_no_seat_of_the_committee() {
    let registry = Registry::deploy();
    let [alice, squatter] = ["alice", "squatter"].map(|name| registry.actor(name));
    // What the squatter can have: no signature, one of its own key, and the one that alice showed.
    let own = oracle_keys().consent(2, &consent_terms(registry.contract.address(), squatter.address()));
    let seen = registry.consented(&alice, 1).consent;
    registry.malformed(&squatter, Bytes::new());
    assert_eq!(registry.finds_another(&squatter, own), signer(2));
    registry.finds_another(&squatter, seen);
    registry.finds_another(&squatter, Bytes::from([&[1; 64][..], &[27]].concat()));
    assert_eq!(registry.contract.view(oracleCountCall {}), 0);
    assert_eq!(registry.contract.balance(), 0);
    // And the seat is its holder's.
    let receipt = registry.contract.call(&alice, registry.consented(&alice, 1), ORACLE_STAKE).ok();
    let event: OracleRegistered = receipt.only_event();
    assert_eq!((event.signer, event.operator), (signer(1), alice.address()));
    let taken = SignerTaken { signer: signer(1) };
    let again = registry.consented(&squatter, 1);
    refuses_paid(&registry.contract, &squatter, again, U256::from(ORACLE_STAKE), taken);
}

#[test]
fn a_consent_is_for_one_operator_one_registry_and_one_chain() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    let arguments =
        constructors::node_registry(registry.owner.address(), NODE_STAKE, ORACLE_STAKE, UNBONDING);
    let elsewhere: Contract<NodeRegistry> =
        Contract::deploy(&registry.sandbox, &registry.owner, &arguments).ok().value;
    let own = consent_terms(registry.contract.address(), alice.address());
    for foreign in [
        consent_terms(registry.contract.address(), bob.address()),
        consent_terms(elsewhere.address(), alice.address()),
        tributary_core::nodes::ConsentTerms { chain_id: own.chain_id + 1, ..own },
    ] {
        registry.finds_another(&alice, oracle_keys().consent(1, &foreign));
    }
    // Both registries take their own.
    registry.contract.call(&alice, registry.consented(&alice, 1), ORACLE_STAKE).ok();
    let call = oracle_keys().registration(1, elsewhere.address(), alice.address(), endpoint(1));
    elsewhere.call(&alice, call, ORACLE_STAKE).ok();
}

#[test]
fn a_contract_that_operates_is_who_the_key_consents_to() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let miser = super::miser::Miser::deploy(&registry.sandbox, &alice);
    let contract = registry.contract.address();
    let refused = miser.call(&alice, contract, registry.consented(&alice, 1), ORACLE_STAKE);
    assert_eq!(refused.refusal::<WrongSigner>().expected, signer(1));
    miser.call(&alice, contract, registry.consented(miser.address, 1), ORACLE_STAKE).ok();
    assert_eq!(registry.oracle(1).operator, miser.address);
}

#[test]
fn a_consent_is_one_whole_signature() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let whole = registry.consented(&alice, 1).consent;
    for length in [1, 32, 64] {
        registry.malformed(&alice, whole.slice(..length));
    }
    registry.malformed(&alice, Bytes::from([&whole[..], &[0]].concat()));
    registry.malformed(&alice, Bytes::from([&whole[..], &whole[..]].concat()));
    registry.malformed(&alice, Bytes::from(vec![0; 6_000]));
}

#[test]
fn a_consent_has_one_form() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let low = registry.consented(&alice, 1).consent;
    // The order minus s, with the other parity, is a signature of the same key under the same digest.
    let s = ORDER.parse::<U256>().unwrap() - U256::from_be_slice(&low[32..64]);
    let high = [&low[..32], &s.to_be_bytes::<32>(), &[55 - low[64]]].concat();
    registry.not_canonical(&alice, high.into());
    for v in [0, 1, 26, 29, 54, 255] {
        registry.not_canonical(&alice, Bytes::from([&low[..64], &[v]].concat()));
    }
    let other_parity = [&low[..64], &[55 - low[64]]].concat();
    registry.finds_another(&alice, other_parity.into());
    for scalars in [[0; 64], [&[0; 32][..], &low[32..64]].concat().try_into().unwrap()] {
        let found = registry.finds_another(&alice, Bytes::from([&scalars[..], &[27]].concat()));
        assert_eq!(found, Address::ZERO, "nothing is recovered");
    }
}

#[test]
fn nobody_consents_for_nobody() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let consented = registry.consented(&alice, 1);
    let call = registerOracleCall { signer: Address::ZERO, ..consented.clone() };
    let found = WrongSigner { expected: Address::ZERO, found: signer(1) };
    refuses_paid(&registry.contract, &alice, call, U256::from(ORACLE_STAKE), found);
    let consent = Bytes::from([&[0; 64][..], &[27]].concat());
    let call = registerOracleCall { signer: Address::ZERO, consent, ..consented };
    let nothing = WrongSigner { expected: Address::ZERO, found: Address::ZERO };
    refuses_paid(&registry.contract, &alice, call, U256::from(ORACLE_STAKE), nothing);
}
