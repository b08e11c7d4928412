//! Claims that prove nothing.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_core::{DatasetId, NodeId};
use tributary_sandbox::abi::IGovernance::{
    EarnerUnknown, NotEarner, NothingSynced, ProofLength, ProofOverflow, ProofRoot, ProofSide,
};

use super::*;
use crate::{
    governance::{
        short::needs_all,
        unreadable::{is_unreadable, with_word},
    },
    refusal::refuses,
    scene::end_of_path,
};

const DATASET: Account = Account::Dataset(DatasetId(1));
const OTHER: Account = Account::Dataset(DatasetId(2));
const NODE: Account = Account::Node(NodeId(1));

/// Two datasets and a node that earned 1, 2 and 3 votes.
fn settled() -> Work {
    let mut work = Work::new();
    let ann = work.scene.suite.actor("ann");
    let found = [work.scene.dataset(&ann), work.scene.dataset(&ann), work.scene.node(&ann, ann.address())];
    assert_eq!(found, [DATASET, OTHER, NODE]);
    work.settle_and_sync(&[(DATASET, TOKEN), (OTHER, 2 * TOKEN), (NODE, 3 * TOKEN)]);
    work
}

/// The path from this leaf has to end at another root than that of the epoch read last.
#[track_caller]
fn ends_elsewhere(work: &Work, call: claimVotesCall) {
    let account = match call.kind {
        1 => Account::Dataset(DatasetId(call.id)),
        _ => Account::Node(NodeId(call.id)),
    };
    let found = end_of_path(account, call.cumulative, &call.proof);
    let refusal = ProofRoot { expected: work.earned().votesHash, found };
    refuses(work.contract(), work.dao.member(0), call, refusal);
}

#[test]
fn only_the_exact_leaf_counts() {
    let work = settled();
    let call = work.claim_call(DATASET);
    for cumulative in [0, TOKEN - 1, TOKEN + 1] {
        ends_elsewhere(&work, claimVotesCall { cumulative, ..call.clone() });
    }
    let other = work.claim_call(OTHER);
    ends_elsewhere(&work, claimVotesCall { proof: other.proof.clone(), ..call.clone() });
    ends_elsewhere(&work, claimVotesCall { id: 1, ..other.clone() });
    ends_elsewhere(&work, claimVotesCall { id: 3, ..call.clone() });
    // A node is not the dataset of its number.
    ends_elsewhere(&work, claimVotesCall { kind: 2, ..call.clone() });
    ends_elsewhere(&work, claimVotesCall { kind: 1, ..work.claim_call(NODE) });
    ends_elsewhere(&work, claimVotesCall { proof: Bytes::new(), ..call.clone() });
    let longer = [call.proof.as_ref(), &call.proof[..49]].concat();
    ends_elsewhere(&work, claimVotesCall { proof: longer.into(), ..call.clone() });
    assert_eq!(work.claim(DATASET).value, TOKEN);
    // Nor does a claim that was good count with another amount.
    ends_elsewhere(&work, claimVotesCall { cumulative: 2 * TOKEN, ..call });
}

#[test]
fn proofs_are_whole_steps_of_a_known_side_and_sums_that_fit() {
    let work = settled();
    let (contract, alice, call) = (work.contract(), work.dao.member(0), work.claim_call(DATASET));
    let with = |proof: Vec<u8>| claimVotesCall { proof: proof.into(), ..call.clone() };
    for found in [1, 48, 50, 49 * 33] {
        refuses(contract, alice, with(vec![0; found]), ProofLength { found: u32::try_from(found).unwrap() });
    }
    let mut proof = call.proof.to_vec();
    proof[49] = 2;
    refuses(contract, alice, with(proof), ProofSide { step: 1, found: 2 });
    let mut proof = call.proof.to_vec();
    assert_eq!(proof[0], 1);
    proof[33..49].fill(0xff);
    refuses(contract, alice, with(proof), ProofOverflow { left: TOKEN, right: u128::MAX });
}

#[test]
fn nobody_else_earns_votes() {
    let work = settled();
    let (contract, alice, call) = (work.contract(), work.dao.member(0), work.claim_call(DATASET));
    for kind in [0, 3, 4, 5, 6, 7, 255] {
        refuses(contract, alice, claimVotesCall { kind, ..call.clone() }, NotEarner { kind });
        refuses(contract, alice, claimedVotesCall { kind, id: 1 }, NotEarner { kind });
    }
    // The upper part of a kind is looked at.
    for word in [U256::from(257), (U256::ONE << 255) | U256::ONE, U256::MAX] {
        is_unreadable(&work.dao, alice, with_word(&call.abi_encode(), 0, word));
    }
    is_unreadable(&work.dao, alice, with_word(&call.abi_encode(), 3, U256::MAX));
}

#[test]
fn votes_of_nobody_stay_where_they_are() {
    let mut work = settled();
    let unknown = [Account::Dataset(DatasetId(9)), Account::Node(NodeId(9))];
    work.settle_and_sync(&unknown.map(|account| (account, TOKEN)));
    for (account, kind) in unknown.into_iter().zip([1, 2]) {
        let refusal = EarnerUnknown { kind, id: 9 };
        refuses(work.contract(), work.dao.member(0), work.claim_call(account), refusal);
        assert_eq!(work.claimed(account), 0);
    }
    assert_eq!(work.earned().minted, 0);
}

#[test]
fn claims_go_by_the_epoch_read_last() {
    let mut work = settled();
    let before = work.claim_call(DATASET);
    work.settle(&[(DATASET, TOKEN)]);
    ends_elsewhere(&work, work.claim_call(DATASET));
    assert_eq!(work.contract().call(work.dao.member(0), before.clone(), 0).ok().value, TOKEN);
    work.sync();
    ends_elsewhere(&work, before);
    assert_eq!(work.claim(DATASET).value, TOKEN);
}

#[test]
fn nothing_is_claimed_before_an_epoch_was_read() {
    let mut work = Work::new();
    let ann = work.scene.suite.actor("ann");
    let dataset = work.scene.dataset(&ann);
    let nothing = claimVotesCall { kind: 1, id: 1, cumulative: 0, proof: Bytes::new() };
    refuses(work.contract(), &ann, nothing, NothingSynced {});
    work.settle(&[(dataset, TOKEN)]);
    refuses(work.contract(), &ann, work.claim_call(dataset), NothingSynced {});
    work.sync();
    assert_eq!(work.claim(dataset).value, TOKEN);
}

#[test]
fn votes_are_claimed_by_whole_calls_only() {
    let work = settled();
    let (call, member) = (work.claim_call(DATASET), work.dao.member(0));
    // Without the offset of the proof, or its last byte.
    for words in [96, 127] {
        is_unreadable(&work.dao, member, call.abi_encode()[..4 + words].to_vec());
    }
    let length = call.proof.len();
    needs_all(&work.dao, member, &call, length.next_multiple_of(32) - length);
}
