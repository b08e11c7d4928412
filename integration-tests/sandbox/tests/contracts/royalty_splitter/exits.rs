//! When a payer may leave, and with how much.

use alloy_primitives::Bytes;
use tributary_core::{
    merkle::{Absence, LeafFields},
    Account,
};
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, exitCall, requestExitCall},
    Actor, Suite, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{end_of_path, oracle, word, Scene},
};

/// The default suite's delays.
const COVERED: u32 = 80;
const ESCAPE: u32 = 200;

fn without_leaf() -> exitCall {
    exitCall { spent: 0, proof: Bytes::new() }
}

fn with_leaf(scene: &Scene, payer: &Actor) -> exitCall {
    let (spent, proof) = scene.books.exit(payer.core_address());
    exitCall { spent, proof }
}

/// Asks for an exit; returns the block.
fn request(scene: &Scene, payer: &Actor) -> u32 {
    scene.splitter().call(payer, requestExitCall {}, 0).ok();
    scene.suite.block()
}

/// The exit has to pay exactly `expected`.
#[track_caller]
fn leaves_with(scene: &Scene, payer: &Actor, call: exitCall, expected: u128) {
    let (sandbox, before) = (scene.suite.sandbox(), scene.payer_record(payer));
    let (purse, spent) = (sandbox.balance(payer), call.spent);
    let receipt = scene.splitter().call(payer, call, 0).ok();
    let gained = i128::try_from(sandbox.balance(payer)).unwrap() - i128::try_from(purse).unwrap();
    assert_eq!(gained, i128::try_from(expected).unwrap() - receipt.cost.deposit_wei());
    let event: IRoyaltySplitter::Exited = receipt.event();
    let expected_event = IRoyaltySplitter::Exited {
        payer: payer.address(),
        generation: before.generation,
        amount: expected,
        spent,
    };
    assert_eq!(event, expected_event);
    let after = scene.payer_record(payer);
    assert_eq!((after.generation, after.exitRequestedAt), (before.generation + 1, 0));
    assert_eq!((after.withdrawn, after.reserved), (before.withdrawn + expected, 0));
    assert_eq!(after.settled, spent);
    scene.assert_conserved();
}

#[track_caller]
fn not_covered(scene: &Scene, payer: &Actor, call: exitCall, cut_block: u32, requested_at: u32) {
    let refusal = IRoyaltySplitter::ExitNotCovered {
        cutBlock: cut_block,
        needed: requested_at + COVERED,
        escapeAt: requested_at + ESCAPE,
    };
    refuses(scene.splitter(), payer, call, refusal);
}

#[test]
fn nobody_leaves_without_asking_and_asks_twice() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", TOKEN));
    let deposited_at = scene.suite.block();
    let mallory = scene.suite.actor("mallory");
    for stranger in [&alice, &mallory] {
        let refusal = IRoyaltySplitter::NoExitRequested { payer: stranger.address() };
        refuses(splitter, stranger, without_leaf(), refusal);
    }
    let refusal = IRoyaltySplitter::NotPayer { caller: mallory.address() };
    refuses(splitter, &mallory, requestExitCall {}, refusal);

    scene.suite.advance(5);
    let receipt = splitter.call(&alice, requestExitCall {}, 0).ok();
    let event: IRoyaltySplitter::ExitRequested = receipt.event();
    assert_eq!((event.payer, event.generation), (alice.address(), 0));
    let requested_at = scene.suite.block();
    assert_eq!(scene.payer_record(&alice).exitRequestedAt, requested_at);
    let changes = splitter.view(IRoyaltySplitter::payerChangesCall { account: alice.address() });
    let changes: Vec<_> = changes.iter().map(|change| (change.fromBlock, change.open)).collect();
    assert_eq!(changes, [(deposited_at, true), (requested_at, false)]);
    scene.suite.advance(5);
    let refusal = IRoyaltySplitter::ExitPending { requestedAt: requested_at };
    refuses(splitter, &alice, requestExitCall {}, refusal);
    scene.assert_conserved();
}

#[test]
fn a_cut_one_block_short_covers_nobody() {
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", TOKEN));
    let requested_at = request(&scene, &alice);
    not_covered(&scene, &alice, without_leaf(), 0, requested_at);
    scene.earn(oracle(&alice), &alice, TOKEN);
    scene.settle_cut_at(requested_at + COVERED - 1);
    not_covered(&scene, &alice, with_leaf(&scene, &alice), requested_at + COVERED - 1, requested_at);
    let cut = scene.settle().cut_block;
    assert!(cut > requested_at + COVERED);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 8 * TOKEN);
}

#[test]
fn a_cut_at_the_block_covers_the_payer() {
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 9 * TOKEN + 7), scene.payer("bob", TOKEN));
    let requested_at = request(&scene, &alice);
    scene.earn(oracle(&alice), &alice, TOKEN + 3);
    scene.settle_cut_at(requested_at + COVERED);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 8 * TOKEN + 4);
    // Gone is gone.
    let refusal = IRoyaltySplitter::NoExitRequested { payer: alice.address() };
    refuses(scene.splitter(), &alice, with_leaf(&scene, &alice), refusal);
    let refusal = IRoyaltySplitter::NotPayer { caller: alice.address() };
    refuses(scene.splitter(), &alice, requestExitCall {}, refusal);
}

#[test]
fn a_spend_is_proven_and_not_stated() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", 5 * TOKEN));
    let requested_at = request(&scene, &alice);
    scene.earn(oracle(&alice), &alice, 4 * TOKEN);
    scene.earn(oracle(&alice), &bob, TOKEN);
    scene.settle_cut_at(requested_at + COVERED);
    let expected = scene.books.spend_tree().root().hash.into();
    let (spent, proof) = scene.books.exit(alice.core_address());
    let (of_bob, proof_of_bob) = scene.books.exit(bob.core_address());
    let payouts = scene.books.claim(oracle(&alice)).2;
    let who = Account::Payer(alice.core_address());
    let lies = [
        (0, Bytes::new()),
        (0, proof.clone()),
        (spent - 1, proof.clone()),
        (spent + 1, proof.clone()),
        (spent, Bytes::new()),
        (of_bob, proof_of_bob),
        (spent, payouts),
    ];
    for (spent, proof) in lies {
        let found = end_of_path(who, spent, &proof);
        let refusal = IRoyaltySplitter::ProofRoot { expected, found };
        refuses(scene.splitter(), &alice, exitCall { spent, proof }, refusal);
    }
    let half = Bytes::copy_from_slice(&proof[..48]);
    let refusal = IRoyaltySplitter::ProofLength { found: 48 };
    refuses(scene.splitter(), &alice, exitCall { spent, proof: half }, refusal);
    leaves_with(&scene, &alice, exitCall { spent, proof }, 5 * TOKEN);
}

#[test]
fn a_payer_who_spent_all_leaves_with_nothing() {
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 3 * TOKEN), scene.payer("bob", TOKEN));
    scene.earn(oracle(&alice), &alice, 3 * TOKEN);
    let requested_at = request(&scene, &alice);
    scene.settle_cut_at(requested_at + COVERED);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 0);
}

#[test]
fn oracles_that_never_settle_hold_nobody() {
    let scene = Scene::new();
    let alice = scene.payer("alice", 3 * TOKEN + 1);
    let requested_at = request(&scene, &alice);
    scene.suite.sandbox().advance_to(requested_at + ESCAPE - 1);
    not_covered(&scene, &alice, without_leaf(), 0, requested_at);
    scene.suite.advance(1);
    // There is nothing that a spend could be proven against.
    let call = exitCall { spent: 1, proof: Bytes::new() };
    let refusal = IRoyaltySplitter::NothingFinal { account: word(Account::Payer(alice.core_address())) };
    refuses(scene.splitter(), &alice, call, refusal);
    leaves_with(&scene, &alice, without_leaf(), 3 * TOKEN + 1);
}

#[test]
fn oracles_that_vanish_leave_the_last_leaf() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", 5 * TOKEN));
    scene.earn(oracle(&alice), &alice, 2 * TOKEN);
    let cut = scene.settle().cut_block;
    let late = scene.payer("late", 4 * TOKEN);
    let requested_at = request(&scene, &alice);
    request(&scene, &late);
    scene.suite.sandbox().advance_to(requested_at + ESCAPE - 1);
    not_covered(&scene, &alice, with_leaf(&scene, &alice), cut, requested_at);
    not_covered(&scene, &late, without_leaf(), cut, requested_at);
    scene.suite.advance(1);
    // Who was there at the cut has a leaf, and no exit without it.
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.spend_tree().root().hash.into(),
        found: end_of_path(Account::Payer(alice.core_address()), 0, &Bytes::new()),
    };
    refuses(scene.splitter(), &alice, without_leaf(), refusal);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 7 * TOKEN);
    // Who came later has none and needs none.
    leaves_with(&scene, &late, without_leaf(), 4 * TOKEN);
    assert_eq!(scene.payer_record(&bob).withdrawn, 0);
}

#[test]
fn a_committee_that_leaves_a_payer_out_keeps_its_deposit_until_the_escape_only() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", 5 * TOKEN));
    scene.books.spend(bob.core_address(), 0);
    let cut = scene.suite.settle(&mut scene.books).0.cut_block;
    let requested_at = request(&scene, &alice);
    request(&scene, &bob);
    let fields = LeafFields::Total(Account::Payer(alice.core_address()));
    let absent = Absence::prove(&scene.books.spend_tree(), &fields).unwrap().to_bytes();
    let left_out = || exitCall { spent: 0, proof: absent.clone().into() };
    scene.suite.sandbox().advance_to(requested_at + ESCAPE - 1);
    not_covered(&scene, &alice, left_out(), cut, requested_at);
    scene.suite.advance(2);
    leaves_with(&scene, &alice, left_out(), 9 * TOKEN);
    // Who has a leaf is not absent.
    let before = scene.suite.sandbox().state_root();
    drop(scene.splitter().call(&bob, left_out(), 0));
    assert_eq!(scene.suite.sandbox().state_root(), before);
    leaves_with(&scene, &bob, with_leaf(&scene, &bob), 5 * TOKEN);
}

#[test]
fn who_came_with_the_cut_needs_a_leaf() {
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", TOKEN));
    // Both deposited in the block of the cut, which is read as of its end.
    let cut = scene.settle().cut_block;
    assert_eq!(scene.payer_record(&alice).firstDepositAt, cut);
    let requested_at = request(&scene, &alice);
    scene.suite.sandbox().advance_to(requested_at + ESCAPE);
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.spend_tree().root().hash.into(),
        found: end_of_path(Account::Payer(alice.core_address()), 0, &Bytes::new()),
    };
    refuses(scene.splitter(), &alice, without_leaf(), refusal);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 9 * TOKEN);
}

#[test]
fn who_returns_spends_and_leaves_again_is_paid_only_the_rest() {
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 9 * TOKEN), scene.payer("bob", TOKEN));
    scene.earn(oracle(&alice), &alice, 2 * TOKEN);
    let requested_at = request(&scene, &alice);
    scene.settle_cut_at(requested_at + COVERED);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 7 * TOKEN);

    scene.suite.advance(3);
    scene.deposit(&alice, 6 * TOKEN);
    let changes = scene.splitter().view(IRoyaltySplitter::payerChangesCall { account: alice.address() });
    let last = changes.last().unwrap();
    assert_eq!((last.fromBlock, last.generation, last.open), (scene.suite.block(), 1, true));
    scene.assert_conserved();
    scene.earn(oracle(&alice), &alice, TOKEN);
    let requested_at = request(&scene, &alice);
    // The old leaf covers nothing now, and would not hide the new spend either.
    scene.settle_cut_at(requested_at + COVERED);
    let (spent, _) = scene.books.exit(alice.core_address());
    assert_eq!(spent, 3 * TOKEN);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 5 * TOKEN);
    let record = scene.payer_record(&alice);
    assert_eq!((record.deposited, record.withdrawn), (15 * TOKEN, 12 * TOKEN));
}

#[test]
fn who_returns_keeps_its_leaf() {
    // Leaving by the escape, without a root, does not make one a newcomer for the next root.
    let mut scene = Scene::new();
    let (alice, _bob) = (scene.payer("alice", 2 * TOKEN), scene.payer("bob", TOKEN));
    let requested_at = request(&scene, &alice);
    scene.suite.sandbox().advance_to(requested_at + ESCAPE);
    leaves_with(&scene, &alice, without_leaf(), 2 * TOKEN);
    scene.settle();
    scene.deposit(&alice, 4 * TOKEN);
    let requested_at = request(&scene, &alice);
    scene.suite.sandbox().advance_to(requested_at + ESCAPE);
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.spend_tree().root().hash.into(),
        found: end_of_path(Account::Payer(alice.core_address()), 0, &Bytes::new()),
    };
    refuses(scene.splitter(), &alice, without_leaf(), refusal);
    leaves_with(&scene, &alice, with_leaf(&scene, &alice), 4 * TOKEN);
}

#[test]
fn delays_are_the_constructors() {
    let splitter = IRoyaltySplitter::Params { exitDelay: 90, escapeAfter: 210, recipientDelay: 25 };
    let scene = Scene::of(Suite::builder().splitter(splitter.clone()));
    assert_eq!(scene.splitter().view(IRoyaltySplitter::paramsCall {}), splitter);
    let alice = scene.payer("alice", TOKEN);
    let requested_at = request(&scene, &alice);
    scene.suite.sandbox().advance_to(requested_at + 209);
    let refusal = IRoyaltySplitter::ExitNotCovered {
        cutBlock: 0,
        needed: requested_at + 90,
        escapeAt: requested_at + 210,
    };
    refuses(scene.splitter(), &alice, without_leaf(), refusal);
    scene.suite.advance(1);
    leaves_with(&scene, &alice, without_leaf(), TOKEN);
}
