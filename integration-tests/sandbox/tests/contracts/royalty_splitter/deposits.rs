//! Paying in.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, depositCall},
    runtime::NATIVE_TO_ETH_RATIO,
    Revert, TOKEN,
};

use crate::{
    refusal::{refuses, refuses_paid},
    scene::Scene,
};

#[test]
fn a_deposit_is_counted_and_announced() {
    let scene = Scene::new();
    let (splitter, alice, bob) = (scene.splitter(), scene.suite.actor("alice"), scene.suite.actor("bob"));
    scene.suite.advance(4);
    let first = scene.suite.block();

    let receipt = splitter.call(&alice, depositCall {}, 3 * TOKEN).ok();

    let event: IRoyaltySplitter::Deposited = receipt.event();
    assert_eq!((event.payer, event.amount, event.deposited), (alice.address(), 3 * TOKEN, 3 * TOKEN));
    scene.suite.advance(1);
    let receipt = splitter.call(&alice, depositCall {}, 2 * TOKEN).ok();
    let event: IRoyaltySplitter::Deposited = receipt.event();
    assert_eq!((event.amount, event.deposited), (2 * TOKEN, 5 * TOKEN));
    scene.deposit(&bob, TOKEN);

    let expected = IRoyaltySplitter::Payer {
        deposited: 5 * TOKEN,
        firstDepositAt: first,
        ..IRoyaltySplitter::Payer::default()
    };
    assert_eq!(scene.payer_record(&alice), expected);
    assert_eq!(scene.payers(), [alice.address(), bob.address()]);
    let changes = splitter.view(IRoyaltySplitter::payerChangesCall { account: alice.address() });
    let opened = IRoyaltySplitter::PayerChange { fromBlock: first, generation: 0, open: true };
    assert_eq!(changes, [opened], "a further deposit opens nothing");
    assert_eq!(splitter.view(IRoyaltySplitter::payerAtCall { index: 2 }), alloy_primitives::Address::ZERO);
    assert_eq!(scene.totals().deposited, 6 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn nothing_is_no_deposit() {
    let scene = Scene::new();
    let alice = scene.suite.actor("alice");
    refuses(scene.splitter(), &alice, depositCall {}, IRoyaltySplitter::AmountZero {});
    scene.deposit(&alice, 1);
    refuses(scene.splitter(), &alice, depositCall {}, IRoyaltySplitter::AmountZero {});
    scene.assert_conserved();
}

#[test]
fn amounts_below_one_native_unit_are_kept_to_the_wei() {
    let scene = Scene::new();
    let alice = scene.suite.actor("alice");
    let planck = u128::from(NATIVE_TO_ETH_RATIO);
    let mut sum = 0;
    for wei in [7, planck - 1, planck + 1, 3 * planck + 93] {
        scene.deposit(&alice, wei);
        sum += wei;
        assert_eq!(scene.payer_record(&alice).deposited, sum);
        assert_eq!(scene.splitter().balance(), sum);
        scene.assert_conserved();
    }
}

#[test]
fn counters_end_at_128_bits() {
    let scene = Scene::new();
    let splitter = scene.splitter();
    let whales = ["whale", "other whale"].map(|name| scene.suite.actor(name));
    for whale in &whales {
        // More wei than 128 bits count.
        scene.suite.sandbox().endow(whale.account(), u128::MAX / 8);
    }
    let [whale, other] = &whales;
    let beyond = U256::from(u128::MAX) + U256::from(1);
    let too_large = IRoyaltySplitter::AmountTooLarge { found: beyond, most: u128::MAX };
    refuses_paid(splitter, whale, depositCall {}, beyond, too_large);

    scene.deposit(whale, u128::MAX - 1);
    let two = U256::from(2);
    let overflow = || IRoyaltySplitter::Overflow { left: u128::MAX - 1, right: 2 };
    refuses_paid(splitter, whale, depositCall {}, two, overflow());
    refuses_paid(splitter, other, depositCall {}, two, overflow());
    scene.deposit(other, 1);
    assert_eq!(scene.totals().deposited, u128::MAX);
    scene.assert_conserved();
}

#[test]
fn who_leaves_pays_in_no_more() {
    let scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    scene.splitter().call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    let pending = IRoyaltySplitter::ExitPending { requestedAt: scene.suite.block() };
    refuses_paid(scene.splitter(), &alice, depositCall {}, U256::from(TOKEN), pending);
    scene.assert_conserved();
}

#[test]
fn money_without_a_call_is_refused() {
    let scene = Scene::new();
    let (alice, sandbox) = (scene.payer("alice", TOKEN), scene.suite.sandbox());
    let before = sandbox.state_root();
    let calls = [
        Vec::new(),
        vec![0xde, 0xad, 0xbe, 0xef],
        IRoyaltySplitter::requestExitCall {}.abi_encode(),
        IRoyaltySplitter::totalsCall {}.abi_encode(),
    ];
    for calldata in calls {
        let outcome = sandbox.call(&alice, scene.splitter(), calldata.clone(), U256::from(TOKEN));
        assert!(outcome.result.is_err(), "{} takes money", Bytes::from(calldata));
        assert_eq!(sandbox.state_root(), before);
    }
    scene.assert_conserved();
}

#[test]
fn a_gift_is_nobodys_deposit() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    let sandbox = scene.suite.sandbox();
    sandbox.endow(&sandbox.account_of(scene.splitter()), 5);
    scene.gifts = 5 * u128::from(NATIVE_TO_ETH_RATIO);
    assert_eq!(scene.totals().deposited, TOKEN);
    scene.assert_conserved();
    let call = IRoyaltySplitter::reserveCall { node: 1, amount: TOKEN + 1 };
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: TOKEN + 1, free: TOKEN };
    refuses(scene.splitter(), &alice, call, refusal);
}

#[test]
fn a_deposit_that_cannot_be_paid_is_none() {
    let scene = Scene::new();
    let pauper = scene.payer("pauper", TOKEN);
    let before = scene.suite.sandbox().state_root();
    let refused = scene.splitter().call(&pauper, depositCall {}, 10_000_000 * TOKEN).result.err();
    assert!(matches!(refused, Some(Revert::Chain(_))), "{refused:?}");
    assert_eq!(scene.suite.sandbox().state_root(), before);
    scene.assert_conserved();
}
