//! Approvals by signature (EIP-2612). What is signed is alloy's digest, and who signed is found by k256.

use std::borrow::Cow;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, delegateCall, permitCall, transferFromCall, ECDSAInvalidSignature,
        ECDSAInvalidSignatureS, ERC20InvalidSpender, ERC2612ExpiredSignature, ERC2612InvalidSigner,
        GovernorInvalidSignature, InvalidAccountNonce,
    },
    dao::FOR,
    runtime::CHAIN_ID,
    signer,
    typed_data::{domain, domain_of, Ballot, Delegation, ExtendedBallot, Permit},
    Actor, Dao, TOKEN,
};

use super::{
    account::Accounts,
    events::{approved, delegated, transferred, voting, EmitsAll},
    wallet::{holding, Wallet},
};
use crate::refusal::refuses;

/// The order of secp256k1.
const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// A holder who signs, who may spend then, and who relays.
struct Scene {
    dao: Dao,
    wallet: Wallet,
    owner: Actor,
    spender: Actor,
    relay: Actor,
}

impl Scene {
    fn new() -> Self {
        let dao = Dao::builder().build();
        let (wallet, owner) = holding(&dao, "olga", 10 * TOKEN);
        let [spender, relay] = ["spender", "relay"].map(|name| dao.sandbox().actor(name));
        Self { dao, wallet, owner, spender, relay }
    }

    fn domain(&self) -> Eip712Domain {
        domain(self.dao.address())
    }

    /// Seven tokens, for a while, with the owner's next nonce.
    fn permit(&self) -> Permit {
        Permit {
            owner: self.wallet.address(),
            spender: self.spender.address(),
            value: U256::from(7 * TOKEN),
            nonce: self.dao.nonce(&self.owner),
            deadline: U256::from(self.dao.sandbox().time() + 600),
        }
    }

    fn sign(&self, permit: &Permit) -> [u8; 65] {
        self.wallet.sign_typed(permit, &self.domain())
    }

    /// The permit as the owner signs it, ready to be relayed.
    fn signed(&self, permit: &Permit) -> permitCall {
        permit.relayed(&self.sign(permit))
    }

    fn allowance(&self) -> U256 {
        self.dao.allowance(&self.owner, &self.spender)
    }

    /// The call has to be refused as signed by whose signature it is under `read`, which is not the owner.
    #[track_caller]
    fn another_signed(&self, call: permitCall, read: &Permit, signature: &[u8; 65]) {
        let found = signer(read.eip712_signing_hash(&self.domain()), signature).unwrap();
        assert_ne!(found, call.owner);
        let refusal = ERC2612InvalidSigner { signer: found, owner: call.owner };
        refuses(self.dao.contract(), &self.relay, call, refusal);
    }
}

#[test]
fn a_permit_lets_spend_whoever_relays_it() {
    let scene = Scene::new();
    let (dao, permit) = (&scene.dao, scene.permit());
    assert_eq!(permit.nonce, U256::ZERO);
    let receipt = dao.contract().call(&scene.relay, scene.signed(&permit), 0).ok();
    receipt.emits(&[approved(permit.owner, permit.spender, permit.value)]);
    assert_eq!(scene.allowance(), permit.value);
    assert_eq!(dao.nonce(&scene.owner), U256::ONE);
    assert_eq!((dao.nonce(&scene.relay), dao.nonce(&scene.spender)), (U256::ZERO, U256::ZERO));
    let call = transferFromCall { from: permit.owner, to: permit.spender, value: permit.value };
    let receipt = dao.contract().call(&scene.spender, call, 0).ok();
    receipt.emits(&[transferred(permit.owner, permit.spender, 7 * TOKEN)]);
    assert_eq!((dao.tokens(&scene.owner), dao.tokens(&scene.spender)), (3 * TOKEN, 7 * TOKEN));
    // The next one, with the next nonce, counts instead.
    let next = Permit { value: U256::ZERO, ..scene.permit() };
    assert_eq!(next.nonce, U256::ONE);
    dao.contract().call(&scene.spender, scene.signed(&next), 0).ok();
    assert_eq!((scene.allowance(), dao.nonce(&scene.owner)), (U256::ZERO, U256::from(2)));
}

#[test]
fn a_permit_is_of_any_amount() {
    let scene = Scene::new();
    for value in [U256::ONE, U256::ONE << 128usize, U256::MAX - U256::ONE, U256::MAX, U256::ZERO] {
        let permit = Permit { value, ..scene.permit() };
        let receipt = scene.dao.contract().call(&scene.relay, scene.signed(&permit), 0).ok();
        receipt.emits(&[approved(permit.owner, permit.spender, value)]);
        assert_eq!(scene.allowance(), value);
    }
}

#[test]
fn its_last_second_counts_and_the_one_after_does_not() {
    let scene = Scene::new();
    let now = U256::from(scene.dao.sandbox().time());
    for deadline in [U256::ZERO, now - U256::ONE] {
        let permit = Permit { deadline, ..scene.permit() };
        let refusal = ERC2612ExpiredSignature { deadline };
        refuses(scene.dao.contract(), &scene.relay, scene.signed(&permit), refusal.clone());
        // Whatever the signature is.
        refuses(scene.dao.contract(), &scene.relay, permit.relayed(&[0; 65]), refusal);
    }
    for deadline in [now, U256::from(u64::MAX) + U256::ONE, U256::ONE << 128usize, U256::MAX] {
        let permit = Permit { deadline, ..scene.permit() };
        scene.dao.contract().call(&scene.relay, scene.signed(&permit), 0).ok();
    }
    assert_eq!(scene.dao.nonce(&scene.owner), U256::from(4));
    // A block later the first of these would have expired.
    let permit = Permit { deadline: now, ..scene.permit() };
    let call = scene.signed(&permit);
    scene.dao.contract().dry_run(&scene.relay, call.clone(), 0).ok();
    scene.dao.sandbox().advance(1);
    refuses(scene.dao.contract(), &scene.relay, call, ERC2612ExpiredSignature { deadline: now });
}

#[test]
fn a_permit_counts_once() {
    let scene = Scene::new();
    let permit = scene.permit();
    let signature = scene.sign(&permit);
    scene.dao.contract().call(&scene.relay, permit.relayed(&signature), 0).ok();
    let read = Permit { nonce: U256::ONE, ..permit.clone() };
    scene.another_signed(permit.relayed(&signature), &read, &signature);
    // Nor does one with a nonce that has not come yet.
    let early = Permit { nonce: U256::from(2), ..permit.clone() };
    let signature = scene.sign(&early);
    scene.another_signed(early.relayed(&signature), &read, &signature);
    // It does once it has.
    scene.dao.contract().call(&scene.relay, scene.signed(&read), 0).ok();
    scene.dao.contract().call(&scene.relay, early.relayed(&signature), 0).ok();
    assert_eq!(scene.dao.nonce(&scene.owner), U256::from(3));
}

#[test]
fn everything_that_is_stated_is_signed() {
    let scene = Scene::new();
    let permit = scene.permit();
    let signature = scene.sign(&permit);
    let bob = scene.dao.member(1).address();
    for stated in [
        Permit { owner: bob, ..permit.clone() },
        Permit { spender: scene.relay.address(), ..permit.clone() },
        Permit { value: permit.value + U256::ONE, ..permit.clone() },
        Permit { value: permit.value + (U256::ONE << 128usize), ..permit.clone() },
        Permit { deadline: permit.deadline + U256::ONE, ..permit.clone() },
        Permit { deadline: permit.deadline + (U256::ONE << 128usize), ..permit.clone() },
    ] {
        scene.another_signed(stated.relayed(&signature), &stated, &signature);
    }
    scene.dao.contract().call(&scene.relay, permit.relayed(&signature), 0).ok();
}

#[test]
fn nobody_signs_for_another() {
    let scene = Scene::new();
    let (permit, mallory) = (scene.permit(), Wallet::new("mallory"));
    let signature = mallory.sign_typed(&permit, &scene.domain());
    scene.another_signed(permit.relayed(&signature), &permit, &signature);
    let refusal = ERC2612InvalidSigner { signer: mallory.address(), owner: permit.owner };
    refuses(scene.dao.contract(), &scene.relay, permit.relayed(&signature), refusal);
    // Of nobody, whom nothing that is recovered could be, no signature is.
    let nobodys = Permit { owner: Address::ZERO, ..permit };
    let signature = mallory.sign_typed(&nobodys, &scene.domain());
    let refusal = ERC2612InvalidSigner { signer: mallory.address(), owner: Address::ZERO };
    refuses(scene.dao.contract(), &scene.relay, nobodys.relayed(&signature), refusal);
    let mut nothing = [0; 65];
    nothing[64] = 27;
    refuses(scene.dao.contract(), &scene.relay, nobodys.relayed(&nothing), ECDSAInvalidSignature {});
}

#[test]
fn a_permit_is_for_one_contract_of_one_name_on_one_chain() {
    let scene = Scene::new();
    let other = Dao::builder().build_on(scene.dao.sandbox().clone());
    let (permit, own) = (scene.permit(), scene.domain());
    for foreign in [
        domain(other.address()),
        domain_of(scene.dao.address(), CHAIN_ID + 1),
        domain_of(scene.dao.address(), 1),
        Eip712Domain { name: Some(Cow::Borrowed("Tributory")), ..own.clone() },
        Eip712Domain { version: Some(Cow::Borrowed("2")), ..own.clone() },
        Eip712Domain { version: None, ..own.clone() },
        Eip712Domain { salt: Some(B256::ZERO), ..own.clone() },
    ] {
        let signature = scene.wallet.sign_typed(&permit, &foreign);
        scene.another_signed(permit.relayed(&signature), &permit, &signature);
    }
    // Each contract takes its own.
    scene.dao.contract().call(&scene.relay, scene.signed(&permit), 0).ok();
    let signature = scene.wallet.sign_typed(&permit, &domain(other.address()));
    other.contract().call(&scene.relay, permit.relayed(&signature), 0).ok();
    assert_eq!(other.allowance(&scene.owner, &scene.spender), permit.value);
}

#[test]
fn a_signature_has_one_form() {
    let scene = Scene::new();
    let permit = scene.permit();
    let (contract, relay) = (scene.dao.contract(), &scene.relay);
    let digest = permit.eip712_signing_hash(&scene.domain());
    let low = scene.wallet.sign(digest);
    let high = scene.wallet.sign_high_s(digest);
    let s = B256::from_slice(&high[32..64]);
    assert_ne!((&low[32..64], low[64]), (&high[32..64], high[64]));
    for v in [high[64], low[64], 0, 29] {
        let call = permitCall { v, ..permit.relayed(&high) };
        refuses(contract, relay, call, ECDSAInvalidSignatureS { s });
    }
    for v in [0, 1, 26, 29, 30, 54, 255] {
        let call = permitCall { v, ..permit.relayed(&low) };
        refuses(contract, relay, call, ECDSAInvalidSignature {});
    }
    let mut other_parity = low;
    other_parity[64] = 55 - low[64];
    scene.another_signed(permit.relayed(&other_parity), &permit, &other_parity);
    contract.call(relay, permit.relayed(&low), 0).ok();
}

#[test]
fn what_no_key_signs_is_refused() {
    let scene = Scene::new();
    let permit = scene.permit();
    let order: B256 = ORDER.parse().unwrap();
    let whole = scene.signed(&permit);
    for v in [27, 28] {
        for (r, s) in
            [(B256::ZERO, whole.s), (whole.r, B256::ZERO), (B256::ZERO, B256::ZERO), (order, whole.s)]
        {
            let call = permitCall { v, r, s, ..whole.clone() };
            refuses(scene.dao.contract(), &scene.relay, call, ECDSAInvalidSignature {});
        }
        for s in [order, B256::repeat_byte(0xff)] {
            let call = permitCall { v, s, ..whole.clone() };
            refuses(scene.dao.contract(), &scene.relay, call, ECDSAInvalidSignatureS { s });
        }
    }
}

#[test]
fn nobody_is_let_spend_and_no_nonce_is_used_for_it() {
    let scene = Scene::new();
    let permit = Permit { spender: Address::ZERO, ..scene.permit() };
    let refusal = ERC20InvalidSpender { spender: Address::ZERO };
    refuses(scene.dao.contract(), &scene.relay, scene.signed(&permit), refusal);
    assert_eq!(scene.dao.nonce(&scene.owner), U256::ZERO);
}

#[test]
fn permits_and_delegations_share_their_nonces() {
    let scene = Scene::new();
    let (contract, relay, owner) = (scene.dao.contract(), &scene.relay, scene.wallet.address());
    let permit = scene.permit();
    let delegation = Delegation { delegatee: owner, nonce: U256::ZERO, expiry: permit.deadline };
    let signature = scene.wallet.sign_typed(&delegation, &scene.domain());
    let receipt = contract.call(relay, delegation.relayed(&signature), 0).ok();
    receipt.emits(&[delegated(owner, Address::ZERO, owner), voting(owner, 0, 10 * TOKEN)]);
    // The permit was signed with the nonce that is used now.
    let first = scene.sign(&permit);
    scene.another_signed(permit.relayed(&first), &Permit { nonce: U256::ONE, ..permit.clone() }, &first);
    contract.call(relay, scene.signed(&scene.permit()), 0).ok();
    let late = Delegation { nonce: U256::ONE, ..delegation };
    let signature = scene.wallet.sign_typed(&late, &scene.domain());
    let refusal = InvalidAccountNonce { account: owner, currentNonce: U256::from(2) };
    refuses(contract, relay, late.relayed(&signature), refusal);
    // What its account does itself uses none.
    contract.call(&scene.owner, delegateCall { delegatee: relay.address() }, 0).ok();
    assert_eq!(scene.dao.nonce(&scene.owner), U256::from(2));
}

#[test]
fn what_is_signed_to_vote_or_delegate_lets_nobody_spend() {
    let scene = Scene::new();
    let (permit, voter) = (scene.permit(), scene.wallet.address());
    // Words that the same bytes could be of another type.
    let (proposal_id, nonce) = (U256::from_be_slice(scene.spender.address().as_slice()), permit.nonce);
    let delegation = Delegation { delegatee: permit.spender, nonce, expiry: permit.deadline };
    let ballot = Ballot { proposalId: proposal_id, support: FOR, voter, nonce };
    let (reason, params) = (String::new(), Default::default());
    let extended = ExtendedBallot { proposalId: proposal_id, support: FOR, voter, nonce, reason, params };
    let domain = scene.domain();
    for signature in [
        scene.wallet.sign_typed(&delegation, &domain),
        scene.wallet.sign_typed(&ballot, &domain),
        scene.wallet.sign_typed(&extended, &domain),
    ] {
        scene.another_signed(permit.relayed(&signature), &permit, &signature);
    }
}

#[test]
fn a_permit_neither_votes_nor_delegates() {
    let scene = Scene::new();
    let (dao, permit, voter) = (&scene.dao, scene.permit(), scene.wallet.address());
    let signature = scene.sign(&permit);
    let proposal_id = U256::from_be_slice(permit.spender.as_slice());
    let call =
        castVoteBySigCall { proposalId: proposal_id, support: FOR, voter, signature: signature.into() };
    refuses(dao.contract(), &scene.relay, call, GovernorInvalidSignature { voter });
    // Who delegates is found by the signature: somebody without tokens here, whom nobody has a key of.
    let delegation = Delegation { delegatee: permit.spender, nonce: permit.nonce, expiry: permit.deadline };
    let stranger = signer(delegation.eip712_signing_hash(&scene.domain()), &signature).unwrap();
    assert_ne!(stranger, voter);
    let receipt = dao.contract().call(&scene.relay, delegation.relayed(&signature), 0).ok();
    receipt.emits(&[delegated(stranger, Address::ZERO, permit.spender)]);
    assert_eq!((dao.nonce(&scene.owner), dao.nonce(stranger)), (U256::ZERO, U256::ONE));
    assert_eq!((dao.delegate_of(&scene.owner), dao.votes(permit.spender)), (Address::ZERO, 0));
}
