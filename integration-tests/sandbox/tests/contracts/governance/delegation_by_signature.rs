//! Delegations that somebody else relays (ERC-5805). The delegator is whose signature it is.

use std::borrow::Cow;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, delegateBySigCall, delegateCall, ECDSAInvalidSignature, ECDSAInvalidSignatureS,
        GovernorInvalidSignature, InvalidAccountNonce, VotesExpiredSignature,
    },
    dao::FOR,
    runtime::CHAIN_ID,
    signer,
    typed_data::{domain, domain_of, Ballot, Delegation},
    Actor, Dao, TOKEN,
};

use super::{
    account::Accounts,
    events::{delegated, voting, EmitsAll},
    wallet::{holding, Wallet},
};
use crate::refusal::refuses;

const NOBODY: Address = Address::ZERO;

/// A holder who signs and one who relays.
struct Scene {
    dao: Dao,
    wallet: Wallet,
    holder: Actor,
    relay: Actor,
}

impl Scene {
    fn new() -> Self {
        let dao = Dao::builder().build();
        let (wallet, holder) = holding(&dao, "dora", 10 * TOKEN);
        let relay = dao.sandbox().actor("relay");
        Self { dao, wallet, holder, relay }
    }

    fn domain(&self) -> Eip712Domain {
        domain(self.dao.address())
    }

    /// To an account, for a while, with the holder's next nonce.
    fn delegation(&self, delegatee: impl Into<Address>) -> Delegation {
        let (nonce, expiry) = (self.dao.nonce(&self.holder), U256::from(self.dao.sandbox().time() + 600));
        Delegation { delegatee: delegatee.into(), nonce, expiry }
    }

    fn sign(&self, delegation: &Delegation) -> [u8; 65] {
        self.wallet.sign_typed(delegation, &self.domain())
    }

    /// The delegation as the holder signs it, ready to be relayed.
    fn signed(&self, delegation: &Delegation) -> delegateBySigCall {
        delegation.relayed(&self.sign(delegation))
    }

    /// The signature counts, but as that of the account that it is of under `read`, which has no tokens and of
    /// which nobody has a key; the holder keeps its votes.
    #[track_caller]
    fn moves_a_strangers_votes(&self, read: &Delegation, signature: &[u8; 65]) {
        let stranger = signer(read.eip712_signing_hash(&self.domain()), signature).unwrap();
        assert_ne!(stranger, self.wallet.address());
        let holder =
            |dao: &Dao| (dao.delegate_of(&self.holder), dao.nonce(&self.holder), dao.votes(&self.holder));
        let before = (holder(&self.dao), self.dao.votes(read.delegatee));
        let call = Delegation { nonce: self.dao.nonce(stranger), ..read.clone() };
        assert_eq!(call, *read, "a stranger used no nonce yet");
        let receipt = self.dao.contract().call(&self.relay, call.relayed(signature), 0).ok();
        receipt.emits(&[delegated(stranger, NOBODY, read.delegatee)]);
        assert_eq!((holder(&self.dao), self.dao.votes(read.delegatee)), before);
    }

    /// With a nonce other than 0 that account is refused, which used none.
    #[track_caller]
    fn is_refused_for_a_strangers_nonce(&self, read: &Delegation, signature: &[u8; 65]) {
        let stranger = signer(read.eip712_signing_hash(&self.domain()), signature).unwrap();
        assert_ne!(stranger, self.wallet.address());
        let refusal = InvalidAccountNonce { account: stranger, currentNonce: U256::ZERO };
        refuses(self.dao.contract(), &self.relay, read.relayed(signature), refusal);
    }
}

#[test]
fn a_signed_delegation_counts_for_its_signer_whoever_relays_it() {
    let scene = Scene::new();
    let (dao, dora, bob) = (&scene.dao, scene.wallet.address(), scene.dao.member(1).address());
    let receipt = dao.contract().call(&scene.relay, scene.signed(&scene.delegation(bob)), 0).ok();
    receipt.emits(&[delegated(dora, NOBODY, bob), voting(bob, 300 * TOKEN, 310 * TOKEN)]);
    assert_eq!((dao.delegate_of(dora), dao.nonce(dora)), (bob, U256::ONE));
    assert_eq!((dao.delegate_of(&scene.relay), dao.nonce(&scene.relay)), (NOBODY, U256::ZERO));

    // To itself, relayed by itself.
    let receipt = dao.contract().call(&scene.holder, scene.signed(&scene.delegation(dora)), 0).ok();
    receipt.emits(&[
        delegated(dora, bob, dora),
        voting(bob, 310 * TOKEN, 300 * TOKEN),
        voting(dora, 0, 10 * TOKEN),
    ]);
    // To nobody, and to nobody again.
    let receipt = dao.contract().call(&scene.relay, scene.signed(&scene.delegation(NOBODY)), 0).ok();
    receipt.emits(&[delegated(dora, dora, NOBODY), voting(dora, 10 * TOKEN, 0)]);
    let receipt = dao.contract().call(&scene.relay, scene.signed(&scene.delegation(NOBODY)), 0).ok();
    receipt.emits(&[delegated(dora, NOBODY, NOBODY)]);
    assert_eq!(dao.nonce(dora), U256::from(4));
}

#[test]
fn its_last_second_counts_and_the_one_after_does_not() {
    let scene = Scene::new();
    let (contract, relay, now) = (scene.dao.contract(), &scene.relay, U256::from(scene.dao.sandbox().time()));
    for expiry in [U256::ZERO, now - U256::ONE] {
        let delegation = Delegation { expiry, ..scene.delegation(relay) };
        let refusal = VotesExpiredSignature { expiry };
        refuses(contract, relay, scene.signed(&delegation), refusal.clone());
        // Whatever the signature and the nonce are.
        refuses(contract, relay, delegation.relayed(&[0; 65]), refusal.clone());
        let late = Delegation { nonce: U256::from(9), ..delegation };
        refuses(contract, relay, scene.signed(&late), refusal);
    }
    for expiry in [now, U256::from(u64::MAX) + U256::ONE, U256::ONE << 128usize, U256::MAX] {
        let delegation = Delegation { expiry, ..scene.delegation(relay) };
        contract.call(relay, scene.signed(&delegation), 0).ok();
    }
    let call = scene.signed(&Delegation { expiry: now, ..scene.delegation(relay) });
    contract.dry_run(relay, call.clone(), 0).ok();
    scene.dao.sandbox().advance(1);
    refuses(contract, relay, call, VotesExpiredSignature { expiry: now });
}

#[test]
fn a_signed_delegation_counts_once_and_in_its_turn() {
    let scene = Scene::new();
    let (contract, relay, account) = (scene.dao.contract(), &scene.relay, scene.wallet.address());
    let bob = scene.dao.member(1).address();
    // Nonces that are no 64 bits, or no 128, are none of these.
    for nonce in [U256::ONE, U256::from(5), U256::ONE << 64usize, U256::ONE << 128usize, U256::MAX] {
        let call = scene.signed(&Delegation { nonce, ..scene.delegation(bob) });
        refuses(contract, relay, call, InvalidAccountNonce { account, currentNonce: U256::ZERO });
    }
    let first = scene.signed(&scene.delegation(bob));
    contract.call(relay, first.clone(), 0).ok();
    refuses(contract, relay, first.clone(), InvalidAccountNonce { account, currentNonce: U256::ONE });
    // Also after the holder chose otherwise by itself, which uses no nonce.
    contract.call(&scene.holder, delegateCall { delegatee: account }, 0).ok();
    refuses(contract, relay, first, InvalidAccountNonce { account, currentNonce: U256::ONE });
    for nonce in [(U256::ONE << 64usize) + U256::ONE, (U256::ONE << 128usize) + U256::ONE] {
        let call = scene.signed(&Delegation { nonce, ..scene.delegation(bob) });
        refuses(contract, relay, call, InvalidAccountNonce { account, currentNonce: U256::ONE });
    }
    assert_eq!((scene.dao.delegate_of(account), scene.dao.votes(account)), (account, 10 * TOKEN));
}

#[test]
fn what_was_changed_after_it_was_signed_is_not_the_holders() {
    let scene = Scene::new();
    let [bob, carol] = [1, 2].map(|place| scene.dao.member(place).address());
    let delegation = scene.delegation(bob);
    let signature = scene.sign(&delegation);
    scene.moves_a_strangers_votes(&Delegation { delegatee: carol, ..delegation.clone() }, &signature);
    let later = delegation.expiry + U256::ONE;
    scene.moves_a_strangers_votes(&Delegation { expiry: later, ..delegation.clone() }, &signature);
    let next = Delegation { nonce: U256::ONE, ..delegation.clone() };
    scene.is_refused_for_a_strangers_nonce(&next, &signature);
    scene.dao.contract().call(&scene.relay, delegation.relayed(&signature), 0).ok();
    assert_eq!(scene.dao.votes(bob), 310 * TOKEN);
}

#[test]
fn a_delegation_is_for_one_contract_of_one_name_on_one_chain() {
    let scene = Scene::new();
    let other = Dao::builder().build_on(scene.dao.sandbox().clone());
    let bob = scene.dao.member(1).address();
    let foreign = |own: &Eip712Domain| {
        [
            domain(other.address()),
            domain_of(scene.dao.address(), CHAIN_ID + 1),
            Eip712Domain { name: Some(Cow::Borrowed("Tributory")), ..own.clone() },
            Eip712Domain { version: Some(Cow::Borrowed("2")), ..own.clone() },
        ]
    };
    for domain in foreign(&scene.domain()) {
        let delegation = scene.delegation(bob);
        let signature = scene.wallet.sign_typed(&delegation, &domain);
        scene.moves_a_strangers_votes(&delegation, &signature);
    }
    // From the second one on not even a stranger's votes move.
    scene.dao.contract().call(&scene.relay, scene.signed(&scene.delegation(bob)), 0).ok();
    for domain in foreign(&scene.domain()) {
        let delegation = scene.delegation(bob);
        let signature = scene.wallet.sign_typed(&delegation, &domain);
        scene.is_refused_for_a_strangers_nonce(&delegation, &signature);
    }
}

#[test]
fn a_signature_has_one_form() {
    let scene = Scene::new();
    let (contract, relay) = (scene.dao.contract(), &scene.relay);
    let delegation = scene.delegation(relay);
    let digest = delegation.eip712_signing_hash(&scene.domain());
    let (low, high) = (scene.wallet.sign(digest), scene.wallet.sign_high_s(digest));
    let s = B256::from_slice(&high[32..64]);
    for v in [high[64], low[64], 0, 29] {
        let call = delegateBySigCall { v, ..delegation.relayed(&high) };
        refuses(contract, relay, call, ECDSAInvalidSignatureS { s });
    }
    for v in [0, 1, 26, 29, 255] {
        let call = delegateBySigCall { v, ..delegation.relayed(&low) };
        refuses(contract, relay, call, ECDSAInvalidSignature {});
    }
    for (r, s) in
        [(B256::ZERO, B256::ZERO), (B256::ZERO, B256::repeat_byte(1)), (B256::repeat_byte(1), B256::ZERO)]
    {
        for v in [27, 28] {
            let call = delegateBySigCall { v, r, s, ..delegation.relayed(&low) };
            refuses(contract, relay, call, ECDSAInvalidSignature {});
        }
    }
    let mut other_parity = low;
    other_parity[64] = 55 - low[64];
    scene.moves_a_strangers_votes(&delegation, &other_parity);
    contract.call(relay, delegation.relayed(&low), 0).ok();
    assert_eq!(scene.dao.votes(relay), 10 * TOKEN);
}

#[test]
fn a_ballot_delegates_nothing_and_a_delegation_is_no_ballot() {
    let scene = Scene::new();
    let (voter, bob) = (scene.wallet.address(), scene.dao.member(1).address());
    let delegation = scene.delegation(bob);
    let proposal_id = U256::from_be_slice(bob.as_slice());
    let ballot = Ballot { proposalId: proposal_id, support: FOR, voter, nonce: delegation.nonce };
    let signature = scene.wallet.sign_typed(&ballot, &scene.domain());
    scene.moves_a_strangers_votes(&delegation, &signature);
    let signature = scene.sign(&delegation).into();
    let call = castVoteBySigCall { proposalId: proposal_id, support: FOR, voter, signature };
    refuses(scene.dao.contract(), &scene.relay, call, GovernorInvalidSignature { voter });
}
