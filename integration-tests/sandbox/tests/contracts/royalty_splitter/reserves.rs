//! Money set aside for nodes.

use alloy_primitives::Bytes;
use tributary_core::splitter::MAX_CHANGES;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, reserveCall, reserveChangesCall, reservedNodesCall},
    Actor, TOKEN,
};

use crate::{refusal::refuses, scene::Scene};

fn history(scene: &Scene, payer: &Actor, node: u64) -> Vec<(u32, u32, u128)> {
    let changes = scene.splitter().view(reserveChangesCall { account: payer.address(), node });
    changes.into_iter().map(|change| (change.fromBlock, change.generation, change.total)).collect()
}

#[test]
fn reserves_add_up_per_node_and_never_exceed_what_is_free() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", 10 * TOKEN));
    let first = scene.suite.block();

    let receipt = splitter.call(&alice, reserveCall { node: 7, amount: 4 * TOKEN }, 0).ok();

    let event: IRoyaltySplitter::Reserved = receipt.event();
    assert_eq!((event.payer, event.node, event.amount), (alice.address(), 7, 4 * TOKEN));
    assert_eq!(event.total, 4 * TOKEN);
    scene.suite.advance(1);
    let receipt = splitter.call(&alice, reserveCall { node: 7, amount: TOKEN }, 0).ok();
    assert_eq!(receipt.event::<IRoyaltySplitter::Reserved>().total, 5 * TOKEN);
    splitter.call(&alice, reserveCall { node: 8, amount: 2 * TOKEN }, 0).ok();
    assert_eq!(scene.payer_record(&alice).reserved, 7 * TOKEN);

    let too_much = reserveCall { node: 9, amount: 3 * TOKEN + 1 };
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: 3 * TOKEN + 1, free: 3 * TOKEN };
    refuses(splitter, &alice, too_much, refusal);
    splitter.call(&alice, reserveCall { node: 9, amount: 3 * TOKEN }, 0).ok();
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: 1, free: 0 };
    refuses(splitter, &alice, reserveCall { node: 9, amount: 1 }, refusal);

    assert_eq!(history(&scene, &alice, 7), [(first, 0, 4 * TOKEN), (first + 1, 0, 5 * TOKEN)]);
    assert_eq!(history(&scene, &alice, 8), [(first + 1, 0, 2 * TOKEN)]);
    assert_eq!(history(&scene, &alice, 10), []);
    let nodes = |payer: &Actor| splitter.view(reservedNodesCall { account: payer.address() });
    assert_eq!(nodes(&alice), [7, 8, 9], "each once, as they came");
    assert!(nodes(&scene.suite.actor("mallory")).is_empty());
    scene.assert_conserved();
}

#[test]
fn a_payer_reserves_for_many_nodes_in_one_block_and_for_no_more_than_can_be_listed() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", 10 * TOKEN));
    for node in 0..u64::from(MAX_CHANGES) {
        splitter.call(&alice, reserveCall { node, amount: 100_000_000 }, 0).ok();
    }
    let all: Vec<_> = (0..u64::from(MAX_CHANGES)).collect();
    assert_eq!(splitter.view(reservedNodesCall { account: alice.address() }), all);
    let full = IRoyaltySplitter::TooManyNodes { most: MAX_CHANGES };
    refuses(splitter, &alice, reserveCall { node: 5_000, amount: 100_000_000 }, full);
    splitter.call(&alice, reserveCall { node: 0, amount: 100_000_000 }, 0).ok();
    assert_eq!(splitter.view(reservedNodesCall { account: alice.address() }), all);
}

#[test]
fn a_reserve_is_a_payers_and_of_something() {
    let scene = Scene::new();
    let (alice, mallory) = (scene.payer("alice", TOKEN), scene.suite.actor("mallory"));
    let not_payer = IRoyaltySplitter::NotPayer { caller: mallory.address() };
    refuses(scene.splitter(), &mallory, reserveCall { node: 1, amount: 1 }, not_payer);
    refuses(scene.splitter(), &alice, reserveCall { node: 1, amount: 0 }, IRoyaltySplitter::AmountZero {});
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: u128::MAX, free: TOKEN };
    refuses(scene.splitter(), &alice, reserveCall { node: 1, amount: u128::MAX }, refusal);
}

#[test]
fn who_leaves_reserves_no_more_and_what_was_reserved_dies_at_the_exit() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 10 * TOKEN), scene.payer("bob", TOKEN));
    let node = scene.node(&bob, bob.address());
    scene.splitter().call(&alice, reserveCall { node: 1, amount: 6 * TOKEN }, 0).ok();
    let reserved_at = scene.suite.block();
    scene.splitter().call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    let requested_at = scene.suite.block();
    let pending = IRoyaltySplitter::ExitPending { requestedAt: requested_at };
    refuses(scene.splitter(), &alice, reserveCall { node: 1, amount: 1 }, pending);

    scene.earn(node, &alice, 2 * TOKEN);
    scene.settle_cut_at(requested_at + 80);
    let (spent, proof) = scene.books.exit(alice.core_address());
    scene.splitter().call(&alice, IRoyaltySplitter::exitCall { spent, proof }, 0).ok();
    let record = scene.payer_record(&alice);
    assert_eq!((record.reserved, record.settled, record.withdrawn), (0, 2 * TOKEN, 8 * TOKEN));
    scene.assert_conserved();

    // Who left has nothing to reserve; what comes next counts anew.
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: 1, free: 0 };
    refuses(scene.splitter(), &alice, reserveCall { node: 1, amount: 1 }, refusal);
    scene.deposit(&alice, 5 * TOKEN);
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: 5 * TOKEN + 1, free: 5 * TOKEN };
    refuses(scene.splitter(), &alice, reserveCall { node: 1, amount: 5 * TOKEN + 1 }, refusal);
    scene.splitter().call(&alice, reserveCall { node: 1, amount: 5 * TOKEN }, 0).ok();
    let now = scene.suite.block();
    assert_eq!(history(&scene, &alice, 1), [(reserved_at, 0, 6 * TOKEN), (now, 1, 5 * TOKEN)]);
    scene.assert_conserved();
}

#[test]
fn what_was_settled_does_not_free_reserves() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 10 * TOKEN), scene.payer("bob", TOKEN));
    let node = scene.node(&bob, bob.address());
    scene.splitter().call(&alice, reserveCall { node: 1, amount: 10 * TOKEN }, 0).ok();
    scene.earn(node, &alice, 4 * TOKEN);
    scene.settle();
    let refusal = IRoyaltySplitter::ReserveExceedsFree { wanted: 1, free: 0 };
    refuses(scene.splitter(), &alice, reserveCall { node: 2, amount: 1 }, refusal);
    let exit = IRoyaltySplitter::exitCall { spent: 0, proof: Bytes::new() };
    let refusal = IRoyaltySplitter::NoExitRequested { payer: alice.address() };
    refuses(scene.splitter(), &alice, exit, refusal);
    scene.assert_conserved();
}

#[test]
fn a_long_history_of_one_node_stays_in_order() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", TOKEN));
    let first = scene.suite.block();
    for _ in 0..40 {
        splitter.call(&alice, reserveCall { node: 1, amount: 3 }, 0).ok();
        scene.suite.advance(1);
    }
    let expected: Vec<_> = (0..40).map(|done| (first + done, 0, 3 * (u128::from(done) + 1))).collect();
    assert_eq!(history(&scene, &alice, 1), expected);
    scene.assert_conserved();
}
