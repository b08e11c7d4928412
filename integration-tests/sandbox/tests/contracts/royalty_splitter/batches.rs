//! Several claims, or a claim and a release, in one call.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use tributary_core::{Account, DatasetId};
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, claimAndReleaseCall, claimManyCall},
    probe, Actor, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{end_of_path, oracle, word, Scene},
};

/// Twenty datasets that earned 1, 2, 3... tokens, final.
fn settled() -> (Scene, Actor) {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 500 * TOKEN);
    for id in 1..=20 {
        scene.earn(dataset(id), &alice, u128::from(id) * TOKEN);
    }
    scene.settle();
    (scene, alice)
}

const fn dataset(id: u64) -> Account {
    Account::Dataset(DatasetId(id))
}

fn batch(scene: &Scene, accounts: impl IntoIterator<Item = u64>) -> claimManyCall {
    let mut call = claimManyCall { accounts: Vec::new(), cumulatives: Vec::new(), proofs: Vec::new() };
    for id in accounts {
        let (account, cumulative, proof) = scene.books.claim(dataset(id));
        call.accounts.push(account);
        call.cumulatives.push(cumulative);
        call.proofs.push(proof);
    }
    call
}

#[test]
fn a_full_batch_claims_all() {
    let (scene, alice) = settled();
    let receipt = scene.splitter().call(&alice, batch(&scene, 1..=16), 0).ok();
    assert_eq!(receipt.value, 136 * TOKEN);
    let events: Vec<IRoyaltySplitter::Claimed> = receipt.events();
    let expected: Vec<_> = (1..=16).map(|id| (word(dataset(id)), u128::from(id) * TOKEN)).collect();
    let found: Vec<_> = events.iter().map(|event| (event.account, event.amount)).collect();
    assert_eq!(found, expected);
    scene.assert_conserved();
    let receipt = scene.splitter().call(&alice, batch(&scene, 15..=18), 0).ok();
    assert_eq!((receipt.value, receipt.logs.len()), (35 * TOKEN, 2), "what was claimed adds nothing");
    scene.assert_conserved();
}

#[test]
fn an_account_listed_twice_is_paid_once() {
    let (scene, alice) = settled();
    let receipt = scene.splitter().call(&alice, batch(&scene, [4, 9, 4, 4]), 0).ok();
    assert_eq!((receipt.value, receipt.logs.len()), (13 * TOKEN, 2));
    assert_eq!(scene.totals().claimed, 13 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn a_batch_is_something_of_equal_lengths_and_not_too_long() {
    let (scene, alice) = settled();
    let splitter = scene.splitter();
    refuses(splitter, &alice, batch(&scene, []), IRoyaltySplitter::BatchEmpty {});
    let refusal = IRoyaltySplitter::BatchTooLong { found: 17, most: 16 };
    refuses(splitter, &alice, batch(&scene, 1..=17), refusal);
    let good = batch(&scene, 1..=3);
    let mismatch = |accounts, amounts, proofs| IRoyaltySplitter::BatchMismatch { accounts, amounts, proofs };
    let mut call = good.clone();
    call.accounts.pop();
    refuses(splitter, &alice, call, mismatch(2, 3, 3));
    let mut call = good.clone();
    call.cumulatives.push(1);
    refuses(splitter, &alice, call, mismatch(3, 4, 3));
    let call = claimManyCall { proofs: Vec::new(), ..good };
    refuses(splitter, &alice, call, mismatch(3, 3, 0));
}

#[test]
fn one_bad_claim_spoils_the_batch() {
    let (scene, alice) = settled();
    let mut call = batch(&scene, 1..=5);
    call.cumulatives[4] += 1;
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.payout_tree().root().hash.into(),
        found: end_of_path(dataset(5), call.cumulatives[4], &call.proofs[4]),
    };
    refuses(scene.splitter(), &alice, call, refusal);
    let mut call = batch(&scene, 1..=5);
    call.accounts[0] = word(Account::Payer(alice.core_address()));
    let refusal = IRoyaltySplitter::AccountNotPayable { account: call.accounts[0] };
    refuses(scene.splitter(), &alice, call, refusal);
    assert_eq!(scene.totals().claimed, 0);
}

#[test]
fn more_input_than_a_call_may_have_changes_nothing() {
    let (scene, alice) = settled();
    let mut call = batch(&scene, 1..=16);
    call.proofs.fill(vec![0; 49 * 32].into());
    let before = scene.suite.sandbox().state_root();
    assert!(scene.splitter().call(&alice, call, 0).result.is_err());
    assert_eq!(scene.suite.sandbox().state_root(), before);
}

fn claim_and_release(scene: &Scene, account: Account, recipient: Address) -> claimAndReleaseCall {
    let (account, cumulative, proof) = scene.books.claim(account);
    claimAndReleaseCall { account, cumulative, proof, recipient }
}

#[test]
fn a_claim_is_released_in_the_same_call() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 9 * TOKEN), scene.suite.actor("bob"));
    let earner = oracle(&bob);
    scene.earn(earner, &alice, TOKEN + 1);
    scene.settle();
    let before = scene.suite.sandbox().balance(&bob);
    let call = claim_and_release(&scene, earner, bob.address());

    let receipt = scene.splitter().call(&alice, call.clone(), 0).ok();

    assert_eq!(receipt.value, TOKEN + 1);
    let claimed: IRoyaltySplitter::Claimed = receipt.event();
    let released: IRoyaltySplitter::RoyaltyReleased = receipt.event();
    assert_eq!((claimed.amount, released.amount), (TOKEN + 1, TOKEN + 1));
    assert_eq!((released.account, released.recipient), (word(earner), bob.address()));
    assert_eq!(scene.suite.sandbox().balance(&bob), before + TOKEN + 1);
    scene.assert_conserved();
    let refusal = IRoyaltySplitter::NothingToRelease { account: word(earner), recipient: bob.address() };
    refuses(scene.splitter(), &alice, call, refusal);
    // What was claimed before is released with what is new.
    scene.earn(earner, &alice, 5);
    scene.settle();
    scene.claim(earner);
    scene.earn(earner, &alice, 6);
    scene.settle();
    let call = claim_and_release(&scene, earner, bob.address());
    assert_eq!(scene.splitter().call(&bob, call, 0).ok().value, 11);
    scene.assert_conserved();
}

#[test]
fn a_claim_stands_and_falls_with_its_release() {
    let mut scene = Scene::new();
    let (alice, mallory) = (scene.payer("alice", 9 * TOKEN), scene.suite.actor("mallory"));
    let rejecting = probe::rejecting(scene.suite.sandbox(), &alice);
    scene.earn(oracle(rejecting), &alice, TOKEN);
    scene.earn(Account::Dataset(DatasetId(77)), &alice, TOKEN);
    scene.settle();
    let call = claim_and_release(&scene, oracle(rejecting), rejecting);
    let refusal = IRoyaltySplitter::TransferFailed { to: rejecting, amount: TOKEN };
    refuses(scene.splitter(), &alice, call.clone(), refusal);
    let call = claimAndReleaseCall { recipient: mallory.address(), ..call };
    let (account, recipient) = (call.account, mallory.address());
    refuses(scene.splitter(), &alice, call.clone(), IRoyaltySplitter::NotRecipient { account, recipient });
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.payout_tree().root().hash.into(),
        found: end_of_path(oracle(rejecting), TOKEN, &Bytes::new()),
    };
    let call = claimAndReleaseCall { proof: Bytes::new(), ..call };
    refuses(scene.splitter(), &alice, call, refusal);
    // Nobody registered this dataset.
    let call = claim_and_release(&scene, dataset(77), mallory.address());
    let refusal = IRoyaltySplitter::PayeeUnknown { account: word(dataset(77)) };
    refuses(scene.splitter(), &alice, call, refusal);
    assert_eq!(scene.totals().claimed, 0);
    scene.assert_conserved();
}

#[test]
fn a_refused_batch_leaves_no_trace_in_a_call_that_goes_on() {
    let (scene, alice) = settled();
    let mut bad = batch(&scene, 1..=5);
    bad.cumulatives[4] += 1;
    let bad = bad.abi_encode();
    let puppet = probe::Puppet::deploy(scene.suite.sandbox(), &alice, |_| (scene.splitter().address(), bad));
    let paid = scene.suite.sandbox().call(&alice, puppet.address(), Vec::new(), U256::from(1)).ok();
    let attempts = puppet.attempts(&paid.logs);
    assert_eq!(attempts.len(), 1);
    assert!(!attempts[0].0 && attempts[0].1.starts_with(&IRoyaltySplitter::ProofRoot::SELECTOR));
    assert_eq!(paid.logs.len(), 1, "no claim is announced");
    assert_eq!(scene.totals().claimed, 0);
    scene.assert_conserved();
    assert_eq!(scene.splitter().call(&alice, batch(&scene, 1..=5), 0).ok().value, 15 * TOKEN);
}

#[test]
fn a_refused_release_leaves_no_claim_in_a_call_that_goes_on() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 9 * TOKEN);
    let rejecting = probe::rejecting(scene.suite.sandbox(), &alice);
    scene.earn(oracle(rejecting), &alice, TOKEN);
    scene.settle();
    let call = claim_and_release(&scene, oracle(rejecting), rejecting).abi_encode();
    let puppet = probe::Puppet::deploy(scene.suite.sandbox(), &alice, |_| (scene.splitter().address(), call));
    let paid = scene.suite.sandbox().call(&alice, puppet.address(), Vec::new(), U256::from(1)).ok();
    let refusal = IRoyaltySplitter::TransferFailed { to: rejecting, amount: TOKEN };
    assert_eq!(puppet.attempts(&paid.logs), [(false, refusal.abi_encode().into())]);
    assert_eq!(scene.totals().claimed, 0);
    assert_eq!(scene.suite.sandbox().balance(rejecting), 0);
    scene.assert_conserved();
}
