//! Exits under false roots, by contracts, and by the hundred.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_core::splitter::MAX_CHANGES;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, depositCall, exitCall, requestExitCall, Exited, PartlyExited},
    probe::Puppet,
    TOKEN,
};

use crate::{
    refusal::{refuses, refuses_paid},
    scene::{oracle, Scene},
};

#[test]
fn a_root_that_spends_more_than_a_payer_had_keeps_it_from_the_others_money() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 10), scene.payer("bob", 100));
    scene.splitter().call(&alice, requestExitCall {}, 0).ok();
    scene.splitter().call(&bob, requestExitCall {}, 0).ok();
    let requested_at = scene.suite.block();
    scene.earn(oracle(&bob), &alice, 50);
    scene.settle_cut_at(requested_at + 80);
    let (spent, proof) = scene.books.exit(alice.core_address());
    let refusal = IRoyaltySplitter::SpendAboveDeposit { spent: 50, deposited: 10 };
    refuses(scene.splitter(), &alice, exitCall { spent, proof }, refusal);
    // The counters keep what the root promised to others, and give bob all that it did not.
    let (spent, proof) = scene.books.exit(bob.core_address());
    let leave = || exitCall { spent, proof: proof.clone() };
    let receipt = scene.splitter().call(&bob, leave(), 0).ok();
    let expected = PartlyExited { payer: bob.address(), generation: 0, amount: 60, spent: 0, rest: 40 };
    assert_eq!(receipt.event::<PartlyExited>(), expected);
    assert!(receipt.events::<Exited>().is_empty(), "it is leaving still");
    let refusal = IRoyaltySplitter::WithdrawalAboveCap { wanted: 40, cap: 0 };
    refuses(scene.splitter(), &bob, leave(), refusal);
    assert_eq!(scene.claim(oracle(&bob)), 50);
    scene.release(oracle(&bob), &bob);
    scene.assert_conserved();
}

#[test]
fn the_rest_of_an_exit_is_paid_when_there_is_more() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 10 * TOKEN), scene.payer("bob", 100 * TOKEN));
    let reserve = IRoyaltySplitter::reserveCall { node: 3, amount: 30 * TOKEN };
    scene.splitter().call(&bob, reserve, 0).ok();
    scene.splitter().call(&bob, requestExitCall {}, 0).ok();
    let requested_at = scene.suite.block();
    // Of bob's own it spent 20, and alice is said to have spent 50 of her 10.
    scene.earn(oracle(&alice), &alice, 50 * TOKEN);
    scene.earn(oracle(&alice), &bob, 20 * TOKEN);
    scene.settle_cut_at(requested_at + 80);
    let (spent, proof) = scene.books.exit(bob.core_address());
    let leave = || exitCall { spent, proof: proof.clone() };
    let (sandbox, splitter) = (scene.suite.sandbox(), scene.splitter());
    let mut paid = 0;
    // One deposit less than the rest, one of exactly it.
    for (part, rest, comes) in [(40, 40, 15), (15, 25, 25)] {
        let purse = sandbox.balance(&bob);
        let receipt = splitter.call(&bob, leave(), 0).ok();
        let (amount, rest) = (part * TOKEN, rest * TOKEN);
        let expected = PartlyExited { payer: bob.address(), generation: 0, amount, spent: 20 * TOKEN, rest };
        assert_eq!(receipt.event::<PartlyExited>(), expected);
        let gained = i128::try_from(sandbox.balance(&bob)).unwrap() - i128::try_from(purse).unwrap();
        assert_eq!(gained, i128::try_from(amount).unwrap() - receipt.cost.deposit_wei());
        paid += amount;
        let record = scene.payer_record(&bob);
        assert_eq!((record.withdrawn, record.settled, record.reserved), (paid, 20 * TOKEN, 0));
        assert_eq!((record.generation, record.exitRequestedAt), (0, requested_at));
        let pending = || IRoyaltySplitter::ExitPending { requestedAt: requested_at };
        refuses_paid(splitter, &bob, depositCall {}, U256::from(1), pending());
        refuses(splitter, &bob, requestExitCall {}, pending());
        let empty = IRoyaltySplitter::WithdrawalAboveCap { wanted: rest, cap: 0 };
        refuses(splitter, &bob, leave(), empty);
        scene.assert_conserved();
        scene.payer("carol", comes * TOKEN);
    }
    let receipt = splitter.call(&bob, leave(), 0).ok();
    let (amount, spent) = (25 * TOKEN, 20 * TOKEN);
    assert_eq!(receipt.event::<Exited>(), Exited { payer: bob.address(), generation: 0, amount, spent });
    assert!(receipt.events::<PartlyExited>().is_empty());
    let record = scene.payer_record(&bob);
    assert_eq!((record.withdrawn, record.generation, record.exitRequestedAt), (80 * TOKEN, 1, 0));
    let gone = IRoyaltySplitter::NoExitRequested { payer: bob.address() };
    refuses(splitter, &bob, leave(), gone);
    // It may come back like anybody.
    scene.deposit(&bob, TOKEN);
    scene.assert_conserved();
}

#[test]
fn a_spender_out_of_thin_air_is_capped() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10);
    let phantom = scene.suite.actor("phantom");
    scene.splitter().call(&alice, requestExitCall {}, 0).ok();
    let requested_at = scene.suite.block();
    scene.earn(oracle(&phantom), &phantom, 4);
    scene.settle_cut_at(requested_at + 80);
    let (spent, proof) = scene.books.exit(alice.core_address());
    let receipt = scene.splitter().call(&alice, exitCall { spent, proof }, 0).ok();
    let event: PartlyExited = receipt.event();
    assert_eq!((event.amount, event.rest), (6, 4));
    // Its leaf pays nobody: it never deposited.
    let (spent, proof) = scene.books.exit(phantom.core_address());
    let refusal = IRoyaltySplitter::NoExitRequested { payer: phantom.address() };
    refuses(scene.splitter(), &phantom, exitCall { spent, proof }, refusal);
    scene.assert_conserved();
}

#[test]
fn a_contract_that_calls_back_leaves_once() {
    let scene = Scene::new();
    let (alice, splitter) = (scene.payer("alice", 50 * TOKEN), scene.splitter());
    let exit = exitCall { spent: 0, proof: Bytes::new() }.abi_encode();
    let puppet = Puppet::deploy(scene.suite.sandbox(), &alice, |_| (splitter.address(), exit.clone()));
    puppet.call(&alice, splitter.address(), &depositCall {}.abi_encode(), 3 * TOKEN).ok();
    puppet.call(&alice, splitter.address(), &requestExitCall {}.abi_encode(), 0).ok();
    scene.suite.advance(200);

    let receipt = puppet.call(&alice, splitter.address(), &exit, 0).ok();

    assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())], "the way back is closed");
    assert_eq!(scene.suite.sandbox().balance(puppet.address()), 3 * TOKEN);
    assert_eq!(scene.payer_record(puppet.address()).withdrawn, 3 * TOKEN);
    let again: IRoyaltySplitter::NoExitRequested =
        puppet.call(&alice, splitter.address(), &exit, 0).refusal();
    assert_eq!(again.payer, puppet.address());
    scene.assert_conserved();
}

#[test]
fn a_contract_that_takes_no_money_leaves_it_where_it_is() {
    let scene = Scene::new();
    let (alice, sandbox, splitter) = (scene.payer("alice", TOKEN), scene.suite.sandbox(), scene.splitter());
    // Without calldata it reverts, with some it passes `target ‖ input` on with the money.
    let runtime = [
        0x36, 0x60, 0x07, 0x57, 0x5f, 0x5f, 0xfd, 0x5b, 0x60, 0x14, 0x36, 0x03, 0x80, 0x60, 0x14, 0x5f, 0x37,
        0x5f, 0x5f, 0x82, 0x5f, 0x34, 0x5f, 0x35, 0x60, 0x60, 0x1c, 0x5a, 0xf1, 0x3d, 0x5f, 0x5f, 0x3e, 0x60,
        0x27, 0x57, 0x3d, 0x5f, 0xfd, 0x5b, 0x3d, 0x5f, 0xf3,
    ];
    let length = u8::try_from(runtime.len()).unwrap();
    let init = [0x60, length, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
    let miser = sandbox.deploy(&alice, &[&init[..], &runtime].concat(), &[], U256::ZERO).ok().value.address;
    let through = |call: Vec<u8>, value: u128| {
        let input = [splitter.address().as_slice(), &call].concat();
        sandbox.call(&alice, miser, input, U256::from(value))
    };
    through(depositCall {}.abi_encode(), TOKEN).ok();
    through(requestExitCall {}.abi_encode(), 0).ok();
    scene.suite.advance(200);
    let before = sandbox.state_root();
    let exit = exitCall { spent: 0, proof: Bytes::new() }.abi_encode();
    let refusal: IRoyaltySplitter::TransferFailed = through(exit, 0).refusal();
    assert_eq!((refusal.to, refusal.amount), (miser, TOKEN));
    assert_eq!(sandbox.state_root(), before);
    assert_eq!(scene.payer_record(miser).withdrawn, 0);
    scene.assert_conserved();
}

#[test]
fn leaving_never_fails_for_a_full_history() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.suite.actor("alice"));
    for _ in 0..MAX_CHANGES / 2 {
        scene.deposit(&alice, 5);
        scene.suite.advance(1);
        splitter.call(&alice, requestExitCall {}, 0).ok();
        scene.suite.advance(200);
        splitter.call(&alice, exitCall { spent: 0, proof: Bytes::new() }, 0).ok();
    }
    let changes = splitter.view(IRoyaltySplitter::payerChangesCall { account: alice.address() });
    assert_eq!(changes.len(), usize::try_from(MAX_CHANGES).unwrap());
    let full = IRoyaltySplitter::TooManyChanges { most: MAX_CHANGES };
    refuses_paid(splitter, &alice, depositCall {}, U256::from(5), full);
    assert_eq!(scene.payer_record(&alice).generation, MAX_CHANGES / 2);
    scene.assert_conserved();
}
