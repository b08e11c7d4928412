//! What votes and supply were at the end of each past block.

use alloy_primitives::{aliases::U48, Address, U256};
use alloy_sol_types::Panic;
use tributary_sandbox::{
    abi::IGovernance::{
        checkpointsCall, delegateCall, getPastTotalSupplyCall, getPastVotesCall, getVotes_1Call, mintCall,
        numCheckpointsCall, totalSupplyCall, transferCall, ERC5805FutureLookup,
    },
    Action, Actor, Dao, TOKEN,
};

use super::account::Accounts;
use crate::refusal::refuses;

#[track_caller]
fn send(dao: &Dao, from: &Actor, to: &Actor, wei: u128) {
    dao.contract().call(from, transferCall { to: to.address(), value: U256::from(wei) }, 0).ok();
}

fn past_supply(dao: &Dao, block: u32) -> u128 {
    dao.contract().view(getPastTotalSupplyCall { timepoint: U256::from(block) }).to()
}

/// What stood at the end of `block`, by a list of changes.
fn at(changes: &[(u32, u128)], block: u32) -> u128 {
    changes.iter().rev().find(|(changed, _)| *changed <= block).map_or(0, |(_, value)| *value)
}

/// Positions from `count` on are refused as Solidity refuses an index beyond an array's end.
#[track_caller]
fn ends_at(dao: &Dao, account: Address, count: u32) {
    assert_eq!(dao.contract().view(numCheckpointsCall { account }), count);
    for pos in [count, count + 1, count + 11, count + 12, u32::MAX - 1, u32::MAX] {
        let call = checkpointsCall { account, pos };
        refuses(dao.contract(), dao.member(0), call, Panic { code: U256::from(0x32) });
    }
}

#[test]
fn the_changes_of_one_block_are_one_checkpoint() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let sandbox = dao.sandbox();
    let start = sandbox.block() - 1;
    assert_eq!(dao.checkpoints(alice), [(start, 500 * TOKEN)]);
    sandbox.advance(3);
    let first = sandbox.block();
    for wei in [1, 2, 3] {
        send(&dao, alice, bob, wei);
    }
    send(&dao, bob, alice, 4);
    assert_eq!(dao.checkpoints(alice), [(start, 500 * TOKEN), (first, 500 * TOKEN - 2)]);
    assert_eq!(dao.checkpoints(bob), [(start, 300 * TOKEN), (first, 300 * TOKEN + 2)]);
    // Also where they end with what there was before.
    sandbox.advance(1);
    send(&dao, alice, bob, 5);
    send(&dao, bob, alice, 5);
    let last = (first + 1, 500 * TOKEN - 2);
    assert_eq!(dao.checkpoints(alice), [(start, 500 * TOKEN), (first, 500 * TOKEN - 2), last]);
    // And where delegation and transfers mix.
    sandbox.advance(1);
    let [nobody, own] = [Address::ZERO, alice.address()].map(|delegatee| delegateCall { delegatee });
    dao.contract().call(alice, nobody, 0).ok();
    send(&dao, alice, bob, 10);
    dao.contract().call(alice, own, 0).ok();
    assert_eq!(dao.checkpoints(alice)[3..], [(first + 2, 500 * TOKEN - 12)]);
    assert_eq!(dao.checkpoints(bob)[3..], [(first + 2, 300 * TOKEN + 12)]);
    ends_at(&dao, alice.address(), 4);
}

#[test]
fn blocks_without_a_change_have_no_checkpoint() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    let before = [alice, bob, carol].map(|member| dao.checkpoints(member));
    dao.sandbox().advance(2);
    // Nothing of these moves votes.
    send(&dao, alice, bob, 0);
    send(&dao, alice, alice, TOKEN);
    dao.contract().call(alice, delegateCall { delegatee: alice.address() }, 0).ok();
    // Nor what moves between two of the same delegate.
    dao.contract().call(bob, delegateCall { delegatee: carol.address() }, 0).ok();
    let moved = dao.sandbox().block();
    dao.sandbox().advance(1);
    send(&dao, bob, carol, TOKEN);
    assert_eq!(dao.checkpoints(alice), before[0]);
    assert_eq!(dao.checkpoints(bob)[1..], [(moved, 0)]);
    assert_eq!(dao.checkpoints(carol)[1..], [(moved, 450 * TOKEN)]);
}

#[test]
fn who_never_had_votes_has_no_checkpoints() {
    let dao = Dao::builder().build();
    let holder = dao.sandbox().actor("holder");
    send(&dao, dao.member(0), &holder, TOKEN);
    dao.sandbox().advance(1);
    for account in [holder.address(), dao.sandbox().actor("stranger").address(), Address::ZERO, dao.address()]
    {
        ends_at(&dao, account, 0);
        let past = [0, 1, dao.sandbox().block() - 1].map(|block| dao.past_votes(account, block));
        assert_eq!(past, [0, 0, 0]);
    }
}

#[test]
fn votes_count_from_the_end_of_their_block() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let start = dao.sandbox().block() - 1;
    dao.sandbox().advance(9);
    let changed = dao.sandbox().block();
    // What was there within the block only, is not what it was at its end.
    send(&dao, alice, bob, 400 * TOKEN);
    send(&dao, bob, alice, 300 * TOKEN);
    dao.sandbox().advance(5);
    let expected = [
        (0, 0),
        (start - 1, 0),
        (start, 500 * TOKEN),
        (start + 1, 500 * TOKEN),
        (changed - 1, 500 * TOKEN),
        (changed, 400 * TOKEN),
        (changed + 4, 400 * TOKEN),
    ];
    for (block, votes) in expected {
        assert_eq!(dao.past_votes(alice, block), votes, "at the end of block {block}");
        let call = getVotes_1Call { account: alice.address(), timepoint: U256::from(block) };
        assert_eq!(dao.contract().view(call), U256::from(votes), "at the end of block {block}");
    }
}

#[test]
fn every_checkpoint_of_many_is_there_and_every_block_between_them() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    let sandbox = dao.sandbox();
    let first = sandbox.block() - 1;
    let mut expected = [vec![(first, 500 * TOKEN)], vec![(first, 300 * TOKEN)]];
    // Three pages of twelve spill from alice's cell, and one from bob's.
    for round in 1..=47u32 {
        sandbox.advance(1 + round % 3);
        let (block, wei) = (sandbox.block(), u128::from(round) * 1_000_003);
        let of_bob = round % 2 == 0;
        send(&dao, alice, if of_bob { bob } else { carol }, wei);
        let newest = expected.each_ref().map(|changes| changes.last().map_or(0, |change| change.1));
        expected[0].push((block, newest[0] - wei));
        if of_bob {
            expected[1].push((block, newest[1] + wei));
        }
    }
    sandbox.advance(2);
    for (member, expected) in [alice, bob].into_iter().zip(&expected) {
        assert_eq!(dao.checkpoints(member), *expected, "{}", member.name());
        ends_at(&dao, member.address(), u32::try_from(expected.len()).unwrap());
        for block in 0..sandbox.block() {
            let votes = dao.past_votes(member, block);
            assert_eq!(votes, at(expected, block), "{} at block {block}", member.name());
        }
    }
    assert_eq!((expected[0].len(), expected[1].len()), (48, 24));
}

#[test]
fn what_has_not_ended_cannot_be_looked_up() {
    let dao = Dao::builder().build();
    let (alice, contract) = (dao.member(0), dao.contract());
    let now = dao.sandbox().block();
    let past = U256::from(now - 1);
    assert_eq!(dao.past_votes(alice, now - 1), 500 * TOKEN);
    // Some of these are past in their lower 32, 48, 64 and 128 bits.
    let mut timepoints = vec![U256::from(now), U256::from(now) + U256::ONE, U256::from(u32::MAX), U256::MAX];
    timepoints.extend([32usize, 48, 64, 128, 255].map(|bits| past + (U256::ONE << bits)));
    for timepoint in timepoints {
        let refusal = ERC5805FutureLookup { timepoint, clock: U48::from(now) };
        let account = alice.address();
        refuses(contract, alice, getPastVotesCall { account, timepoint }, refusal.clone());
        refuses(contract, alice, getVotes_1Call { account, timepoint }, refusal.clone());
        refuses(contract, alice, getPastTotalSupplyCall { timepoint }, refusal);
    }
    // A block later the first of them can be.
    dao.sandbox().advance(1);
    assert_eq!((dao.past_votes(alice, now), past_supply(&dao, now)), (500 * TOKEN, 1_000 * TOKEN));
}

#[test]
fn the_supply_is_known_at_every_past_block() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    // That of the construction, before the members delegated; they did in the same block.
    let mut changes = vec![(dao.sandbox().block() - 1, 1_000 * TOKEN)];
    // Two pages of four spill from the six that the root cell holds.
    for number in 1..=13u32 {
        let amount = U256::from(u128::from(number) * TOKEN);
        let mint = Action::call(dao.address(), &mintCall { to: alice.address(), amount });
        // Two in one block are one change.
        dao.pass(vec![mint.clone(), mint], &format!("Number {number}"));
        let before = changes.last().map_or(0, |change| change.1);
        changes.push((dao.sandbox().block(), before + 2 * u128::from(number) * TOKEN));
    }
    dao.sandbox().advance(2);
    for (block, supply) in &changes {
        let found = [block - 1, *block, block + 1].map(|block| past_supply(&dao, block));
        assert_eq!(
            found,
            [at(&changes, block - 1), *supply, at(&changes, block + 1)],
            "around block {block}"
        );
    }
    let last = changes.last().map_or(0, |change| change.1);
    assert_eq!(dao.contract().view(totalSupplyCall {}), U256::from(last));
    assert_eq!((past_supply(&dao, 0), past_supply(&dao, dao.sandbox().block() - 1)), (0, last));
    // Votes that are delegated to nobody are supply, too.
    dao.contract().call(alice, delegateCall { delegatee: Address::ZERO }, 0).ok();
    dao.sandbox().advance(1);
    assert_eq!(past_supply(&dao, dao.sandbox().block() - 1), last);
}
