//! Calldata that is no proper encoding of its types. ink! ignores bits beyond a type and reads zeros
//! behind the end, up to its buffer's 16 KiB, so what has to hold is that such a call does nothing that
//! the one with the proper bits would not.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_core::Account;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, claimCall, releaseCall, reserveCall},
    Actor, Log, TOKEN,
};

use crate::scene::{word, Scene};

/// What a call would answer and announce; `None` if it is refused.
fn effect(scene: &Scene, actor: &Actor, calldata: &[u8]) -> Option<(Bytes, Vec<Log>)> {
    let outcome = scene.suite.sandbox().dry_run(actor, scene.splitter(), calldata.to_vec(), U256::ZERO);
    outcome.result.ok().map(|answer| (answer, outcome.logs))
}

/// The call and the same with one bit above the type of its argument `argument` set.
fn with_bit(call: &impl SolCall, argument: usize, bit: usize) -> (Vec<u8>, Vec<u8>) {
    let proper = call.abi_encode();
    let mut dirty = proper.clone();
    dirty[4 + 32 * argument + 31 - bit / 8] ^= 1 << (bit % 8);
    (proper, dirty)
}

/// A claim of the treasury's only leaf, which needs no proof, and its payer.
fn settled() -> (Scene, Actor) {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10 * TOKEN);
    scene.earn(Account::Treasury, &alice, TOKEN);
    scene.settle();
    (scene, alice)
}

#[test]
fn bits_beyond_a_type_change_nothing() {
    let (scene, alice) = settled();
    let reserve = reserveCall { node: 1, amount: TOKEN };
    let claim = scene.claim_call(Account::Treasury);
    let recipient = scene.suite.treasury().address();
    let release = releaseCall { account: word(Account::Treasury), recipient };
    let payer = IRoyaltySplitter::payerCall { account: alice.address() };
    let payer_at = IRoyaltySplitter::payerAtCall { index: 0 };
    let before_the_claim = [with_bit(&claim, 1, 128), with_bit(&claim, 1, 255)];
    let after_it = [
        with_bit(&reserve, 0, 64),
        with_bit(&reserve, 0, 255),
        with_bit(&reserve, 1, 128),
        with_bit(&release, 1, 160),
        with_bit(&release, 1, 255),
        with_bit(&payer, 0, 160),
        with_bit(&payer_at, 0, 64),
    ];
    let no_more_than_proper = |calls: &[(Vec<u8>, Vec<u8>)]| {
        for (proper, dirty) in calls {
            let expected = effect(&scene, &alice, proper);
            assert!(expected.is_some(), "{proper:02x?}");
            let found = effect(&scene, &alice, dirty);
            assert!(found.is_none() || found == expected, "{dirty:02x?}");
        }
    };
    no_more_than_proper(&before_the_claim);
    scene.claim(Account::Treasury);
    no_more_than_proper(&after_it);
}

#[test]
fn a_short_call_is_refused_or_the_one_with_zeros() {
    let (scene, alice) = settled();
    let proper = scene.claim_call(Account::Treasury).abi_encode();
    for length in 4..proper.len() {
        let mut padded = proper[..length].to_vec();
        padded.resize(proper.len(), 0);
        let found = effect(&scene, &alice, &proper[..length]);
        assert!(found.is_none() || found == effect(&scene, &alice, &padded), "{length} bytes");
    }
}

#[test]
fn what_points_outside_is_refused_or_finds_zeros() {
    let (scene, alice) = settled();
    let call: claimCall = scene.claim_call(Account::Treasury);
    let proper = call.abi_encode();
    // Where the proof is said to begin, and how long it is said to be.
    for place in [2, 3] {
        for beyond in [U256::from(proper.len() + 1), U256::from(1_u64 << 20), U256::from(u64::MAX), U256::MAX]
        {
            let mut calldata = proper.clone();
            calldata[4 + 32 * place..][..32].copy_from_slice(&beyond.to_be_bytes::<32>());
            let padded = [calldata.as_slice(), &[0; 320]].concat();
            let found = effect(&scene, &alice, &calldata);
            assert!(found.is_none() || found == effect(&scene, &alice, &padded), "{calldata:02x?}");
            assert!(found.is_none() || beyond < U256::from(16_384), "{calldata:02x?}");
        }
    }
    assert_eq!(scene.claim(Account::Treasury), TOKEN);
    scene.assert_conserved();
}
