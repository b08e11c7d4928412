//! The keys that sign vouchers.

use alloy_primitives::B256;
use tributary_core::splitter::MAX_CHANGES;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, registerSessionKeyCall, sessionKeyChangesCall},
    Actor, TOKEN,
};

use crate::{refusal::refuses, scene::Scene};

fn key(number: u32) -> B256 {
    let mut key = B256::repeat_byte(0xAB);
    key[28..].copy_from_slice(&number.to_be_bytes());
    key
}

fn history(scene: &Scene, payer: &Actor) -> Vec<(u32, B256)> {
    let changes = scene.splitter().view(sessionKeyChangesCall { account: payer.address() });
    changes.into_iter().map(|change| (change.fromBlock, change.key)).collect()
}

#[test]
fn a_key_is_registered_and_rotated_with_its_history() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", TOKEN));
    assert_eq!(history(&scene, &alice), []);
    scene.suite.advance(2);
    let first = scene.suite.block();

    let receipt = splitter.call(&alice, registerSessionKeyCall { key: key(1) }, 0).ok();

    let event: IRoyaltySplitter::SessionKeyRegistered = receipt.event();
    assert_eq!((event.payer, event.key), (alice.address(), key(1)));
    assert_eq!(scene.payer_record(&alice).sessionKey, key(1));
    scene.suite.advance(3);
    splitter.call(&alice, registerSessionKeyCall { key: key(2) }, 0).ok();
    assert_eq!(scene.payer_record(&alice).sessionKey, key(2));
    assert_eq!(history(&scene, &alice), [(first, key(1)), (first + 3, key(2))]);
    scene.assert_conserved();
}

#[test]
fn of_two_keys_in_a_block_the_later_one_holds() {
    let scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    for number in 1..=3 {
        scene.splitter().call(&alice, registerSessionKeyCall { key: key(number) }, 0).ok();
    }
    assert_eq!(history(&scene, &alice), [(scene.suite.block(), key(3))]);
}

#[test]
fn only_payers_have_keys_and_zero_is_none() {
    let scene = Scene::new();
    let (alice, mallory) = (scene.payer("alice", TOKEN), scene.suite.actor("mallory"));
    let not_payer = IRoyaltySplitter::NotPayer { caller: mallory.address() };
    refuses(scene.splitter(), &mallory, registerSessionKeyCall { key: key(1) }, not_payer);
    let invalid = IRoyaltySplitter::SessionKeyInvalid { key: B256::ZERO };
    refuses(scene.splitter(), &alice, registerSessionKeyCall { key: B256::ZERO }, invalid);
    assert_eq!(history(&scene, &alice), []);
}

#[test]
fn a_key_can_be_rotated_while_leaving_and_stays_for_a_return() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", TOKEN));
    splitter.call(&alice, registerSessionKeyCall { key: key(1) }, 0).ok();
    splitter.call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    scene.suite.advance(200);
    splitter.call(&alice, registerSessionKeyCall { key: key(2) }, 0).ok();
    splitter.call(&alice, IRoyaltySplitter::exitCall { spent: 0, proof: Default::default() }, 0).ok();
    assert_eq!(scene.payer_record(&alice).sessionKey, key(2));
    scene.deposit(&alice, TOKEN);
    assert_eq!(scene.payer_record(&alice).sessionKey, key(2));
    assert_eq!(history(&scene, &alice).len(), 2);
    scene.assert_conserved();
}

#[test]
fn a_long_history_stays_in_order_and_ends() {
    let scene = Scene::new();
    let (splitter, alice) = (scene.splitter(), scene.payer("alice", TOKEN));
    let first = scene.suite.block();
    for number in 0..MAX_CHANGES {
        splitter.call(&alice, registerSessionKeyCall { key: key(number) }, 0).ok();
        scene.suite.advance(1);
    }
    let expected: Vec<_> = (0..MAX_CHANGES).map(|number| (first + number, key(number))).collect();
    assert_eq!(history(&scene, &alice), expected);
    let full = IRoyaltySplitter::TooManyChanges { most: MAX_CHANGES };
    refuses(splitter, &alice, registerSessionKeyCall { key: key(9_999) }, full);
    scene.assert_conserved();
}
