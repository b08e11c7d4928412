//! Claiming what a final root says.

use alloy_primitives::{Bytes, B256};
use tributary_core::{merkle::MAX_STEPS, Account, DatasetId, EpochId};
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, claimCall},
    Actor, Books, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{end_of_path, oracle, word, Scene},
};

const ACCOUNTS: [Account; 5] = [
    Account::Dataset(DatasetId(1)),
    Account::Dataset(DatasetId(2)),
    Account::Node(tributary_core::NodeId(1)),
    Account::Developer(tributary_core::ModelId(1)),
    Account::Treasury,
];

/// Five accounts that earned 3, 4, 5, 6 and 7 tokens, final.
fn settled() -> (Scene, Actor) {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 100 * TOKEN);
    for (account, tokens) in ACCOUNTS.into_iter().zip(3..) {
        scene.earn(account, &alice, tokens * TOKEN);
    }
    scene.settle();
    (scene, alice)
}

#[test]
fn a_stranger_claims_for_an_account_once() {
    let (scene, _) = settled();
    let (splitter, stranger) = (scene.splitter(), scene.suite.actor("stranger"));
    for (account, tokens) in ACCOUNTS.into_iter().zip(3..) {
        let receipt = splitter.call(&stranger, scene.claim_call(account), 0).ok();
        assert_eq!(receipt.value, tokens * TOKEN);
        let event: IRoyaltySplitter::Claimed = receipt.event();
        let (amount, cumulative) = (tokens * TOKEN, tokens * TOKEN);
        assert_eq!(event, IRoyaltySplitter::Claimed { account: word(account), amount, cumulative });
        assert_eq!(splitter.view(IRoyaltySplitter::claimedCall { account: word(account) }), cumulative);
        scene.assert_conserved();
    }
    assert_eq!(scene.totals().claimed, 25 * TOKEN);
    let before = scene.suite.sandbox().state_root();
    for account in ACCOUNTS {
        let receipt = splitter.call(&stranger, scene.claim_call(account), 0).ok();
        assert_eq!((receipt.value, receipt.logs.len()), (0, 0));
    }
    assert_eq!(scene.suite.sandbox().state_root(), before, "a second claim changes nothing");
}

#[test]
fn a_claim_pays_only_what_is_new() {
    let (mut scene, alice) = settled();
    assert_eq!(scene.claim(ACCOUNTS[1]), 4 * TOKEN);
    scene.earn(ACCOUNTS[1], &alice, TOKEN + 1);
    scene.settle();
    scene.earn(ACCOUNTS[1], &alice, TOKEN + 2);
    scene.settle();
    let receipt = scene.splitter().call(&alice, scene.claim_call(ACCOUNTS[1]), 0).ok();
    let event: IRoyaltySplitter::Claimed = receipt.event();
    assert_eq!((event.amount, event.cumulative), (2 * TOKEN + 3, 6 * TOKEN + 3));
    assert_eq!(scene.claim(ACCOUNTS[0]), 3 * TOKEN, "nothing is lost by waiting");
    scene.assert_conserved();
}

#[test]
fn an_account_that_earned_nothing_claims_nothing() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    scene.earn(ACCOUNTS[0], &alice, 5);
    scene.books.earn(ACCOUNTS[1], 0);
    scene.settle();
    let before = scene.suite.sandbox().state_root();
    assert_eq!(scene.claim(ACCOUNTS[1]), 0);
    assert_eq!(scene.suite.sandbox().state_root(), before);
}

#[test]
fn nothing_is_claimed_before_anything_is_final() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    scene.earn(ACCOUNTS[0], &alice, 5);
    let call = scene.claim_call(ACCOUNTS[0]);
    let nothing = || IRoyaltySplitter::NothingFinal { account: word(ACCOUNTS[0]) };
    refuses(scene.splitter(), &alice, call, nothing());
    let call = claimCall { account: word(ACCOUNTS[0]), cumulative: 0, proof: Bytes::new() };
    refuses(scene.splitter(), &alice, call, nothing());
}

#[test]
fn words_that_name_no_earner_are_refused() {
    let (scene, alice) = settled();
    let claim = scene.claim_call(ACCOUNTS[0]);
    let altered = |index: usize, byte: u8| {
        let mut word = word(ACCOUNTS[0]);
        word[index] = byte;
        word
    };
    let mut treasury = word(Account::Treasury);
    treasury[31] = 1;
    let unknown = [
        B256::ZERO,
        B256::repeat_byte(0xff),
        altered(0, 1),
        altered(11, 0),
        altered(11, 7),
        altered(12, 1),
        altered(23, 1),
        treasury,
    ];
    for account in unknown {
        let call = claimCall { account, ..claim.clone() };
        refuses(scene.splitter(), &alice, call, IRoyaltySplitter::UnknownAccount { account });
    }
    // A payer's leaf is in the other tree; it earns nothing.
    let (cumulative, proof) = scene.books.exit(alice.core_address());
    let account = word(Account::Payer(alice.core_address()));
    let call = claimCall { account, cumulative, proof };
    refuses(scene.splitter(), &alice, call, IRoyaltySplitter::AccountNotPayable { account });
}

#[test]
fn only_the_exact_leaf_is_in_the_tree() {
    let (scene, alice) = settled();
    let expected = scene.books.payout_tree().root().hash.into();
    let (account, cumulative, proof) = scene.books.claim(ACCOUNTS[2]);
    let of_another = scene.books.claim(ACCOUNTS[1]);
    let of_the_other_tree = scene.books.exit(alice.core_address());
    let false_claims = [
        (account, cumulative + 1, proof.clone()),
        (account, cumulative - 1, proof.clone()),
        (account, 0, proof.clone()),
        (account, cumulative, of_another.2.clone()),
        (account, of_another.1, of_another.2),
        (account, of_the_other_tree.0, of_the_other_tree.1),
        (word(Account::Dataset(DatasetId(3))), cumulative, proof.clone()),
        (account, cumulative, Bytes::new()),
        (account, cumulative, Bytes::copy_from_slice(&proof[..49])),
        (account, cumulative, [proof.as_ref(), &proof[..49]].concat().into()),
    ];
    for (account, cumulative, proof) in false_claims {
        let named = Account::from_word(account.0).unwrap();
        let refusal = IRoyaltySplitter::ProofRoot { expected, found: end_of_path(named, cumulative, &proof) };
        refuses(scene.splitter(), &alice, claimCall { account, cumulative, proof }, refusal);
    }
}

#[test]
fn no_altered_proof_pays() {
    let (scene, alice) = settled();
    let (account, cumulative, proof) = scene.books.claim(ACCOUNTS[3]);
    assert!(proof.len() >= 2 * 49);
    let before = scene.suite.sandbox().state_root();
    for index in 0..proof.len() {
        let mut altered = proof.to_vec();
        altered[index] ^= 1;
        let call = claimCall { account, cumulative, proof: altered.into() };
        let outcome = scene.splitter().call(&alice, call, 0);
        let refusal: IRoyaltySplitter::ProofRoot = outcome.refusal();
        assert_eq!(refusal.expected, B256::new(scene.books.payout_tree().root().hash), "byte {index}");
        assert_eq!(scene.suite.sandbox().state_root(), before, "byte {index}");
    }
    assert_eq!(scene.claim(ACCOUNTS[3]), 6 * TOKEN);
}

#[test]
fn a_proof_is_whole_steps_of_a_known_side_and_a_sum_that_fits() {
    let (scene, alice) = settled();
    let (splitter, claim) = (scene.splitter(), scene.claim_call(ACCOUNTS[0]));
    let with = |proof: Vec<u8>| claimCall { proof: proof.into(), ..claim.clone() };
    let longest = 49 * MAX_STEPS;
    for found in [1, 48, 50, claim.proof.len() - 1, claim.proof.len() + 1, longest + 1, longest + 49] {
        let refusal = IRoyaltySplitter::ProofLength { found: u32::try_from(found).unwrap() };
        refuses(splitter, &alice, with(vec![0; found]), refusal);
    }
    for (step, found) in [(0, 2), (1, 255)] {
        let mut proof = claim.proof.to_vec();
        proof[49 * step] = found;
        let refusal = IRoyaltySplitter::ProofSide { step: u32::try_from(step).unwrap(), found };
        refuses(splitter, &alice, with(proof), refusal);
    }
    let mut below = claim.cumulative;
    for step in 0..2 {
        let mut proof = claim.proof.to_vec();
        let sum = 49 * step + 33..49 * (step + 1);
        let (left, right) = if proof[49 * step] == 0 { (u128::MAX, below) } else { (below, u128::MAX) };
        below += u128::from_be_bytes(proof[sum.clone()].try_into().unwrap());
        proof[sum].fill(0xff);
        refuses(splitter, &alice, with(proof), IRoyaltySplitter::ProofOverflow { left, right });
    }
    // As long as a proof may be, and of another tree.
    let found = end_of_path(ACCOUNTS[0], claim.cumulative, &vec![0; longest].into());
    let refusal =
        IRoyaltySplitter::ProofRoot { expected: scene.books.payout_tree().root().hash.into(), found };
    refuses(splitter, &alice, with(vec![0; longest]), refusal);
}

#[test]
fn a_proof_dies_with_its_root() {
    let (mut scene, alice) = settled();
    let stale = scene.claim_call(ACCOUNTS[0]);
    scene.earn(ACCOUNTS[4], &alice, 1);
    scene.settle();
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.books.payout_tree().root().hash.into(),
        found: end_of_path(ACCOUNTS[0], stale.cumulative, &stale.proof),
    };
    refuses(scene.splitter(), &alice, stale, refusal);
    assert_eq!(scene.claim(ACCOUNTS[0]), 3 * TOKEN);
    // One that is pending is not final.
    scene.earn(ACCOUNTS[4], &alice, 1);
    let pending = scene.claim_call(ACCOUNTS[4]);
    scene.suite.advance(1);
    let commitment = scene.books.commit(scene.suite.block() - 1);
    scene.suite.submit(&commitment).ok();
    let refusal = IRoyaltySplitter::ProofRoot {
        expected: scene.splitter().view(IRoyaltySplitter::rootCall {}).payoutHash,
        found: end_of_path(ACCOUNTS[4], pending.cumulative, &pending.proof),
    };
    refuses(scene.splitter(), &alice, pending, refusal);
}

#[test]
fn a_root_that_moves_earnings_pays_nobody_twice() {
    // A corrupt committee gives to another what was claimed already; the sums balance.
    let (mut scene, alice) = settled();
    for account in ACCOUNTS {
        scene.claim(account);
    }
    let thief = oracle(&alice);
    let mut false_books = Books::new();
    false_books.earn(thief, 25 * TOKEN);
    scene.suite.advance(1);
    let mut commitment = scene.books.commit(scene.suite.block() - 1);
    assert_eq!(commitment.epoch, EpochId(2));
    commitment.payout = false_books.payout_tree().root();
    scene.suite.submit(&commitment).ok();
    scene.suite.advance(10);
    let finalize = tributary_sandbox::abi::IAttributionLedger::finalizeEpochCall {};
    scene.suite.ledger().call(&alice, finalize, 0).ok();

    let (account, cumulative, proof) = false_books.claim(thief);
    let refusal =
        IRoyaltySplitter::ClaimAboveCap { claimed: 25 * TOKEN, wanted: 25 * TOKEN, cap: 25 * TOKEN };
    refuses(scene.splitter(), &alice, claimCall { account, cumulative, proof }, refusal);
    scene.assert_conserved();
}
