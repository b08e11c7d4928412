//! Tokens that the DAO makes, and those that it holds itself: it moves them by vote, and never votes with them.

use alloy_primitives::{Address, LogData, U256};
use alloy_sol_types::{SolCall, SolEvent};
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, castVoteCall, getPastTotalSupplyCall, mintCall, totalSupplyCall, transferCall,
        transferFromCall, ERC20ExceededSafeSupply, ERC20InsufficientAllowance, ERC20InsufficientBalance,
        ERC20InvalidApprover, ERC20InvalidReceiver, ERC20InvalidSpender, ParamOutOfBounds, ProposalExecuted,
    },
    dao::FOR,
    Action, Dao, Motion, TOKEN,
};

use super::{
    account::Accounts,
    events::{approved, transferred, voting, EmitsAll},
    members::{newcomer, send},
    states::{due, harmless, state, EXECUTED, QUEUED},
};
use crate::refusal::refuses;

/// A proposal of these calls of the DAO on itself, which is due.
#[track_caller]
fn decided(dao: &Dao, calls: &[Vec<u8>]) -> Motion {
    let action =
        |call: &Vec<u8>| Action { target: dao.address(), value: U256::ZERO, calldata: call.clone().into() };
    let description = format!("Decided in block {}", dao.sandbox().block());
    let motion = Motion::new(calls.iter().map(action).collect(), &description);
    due(dao, std::slice::from_ref(&motion));
    motion
}

fn mint(to: impl Into<Address>, amount: U256) -> Vec<u8> {
    mintCall { to: to.into(), amount }.abi_encode()
}

fn transfer(to: impl Into<Address>, value: u128) -> Vec<u8> {
    transferCall { to: to.into(), value: U256::from(value) }.abi_encode()
}

fn approve(spender: impl Into<Address>, value: U256) -> Vec<u8> {
    approveCall { spender: spender.into(), value }.abi_encode()
}

fn transfer_from(from: impl Into<Address>, to: impl Into<Address>, value: u128) -> Vec<u8> {
    transferFromCall { from: from.into(), to: to.into(), value: U256::from(value) }.abi_encode()
}

fn executed(motion: &Motion) -> LogData {
    ProposalExecuted { proposalId: motion.id() }.encode_log_data()
}

#[track_caller]
fn supply(dao: &Dao) -> U256 {
    dao.contract().view(totalSupplyCall {})
}

#[test]
fn a_vote_makes_tokens_and_their_votes() {
    let dao = Dao::builder().build();
    let [alice, bob] = [0, 1].map(|place| dao.member(place));
    let zoe = dao.sandbox().actor("zoe");
    let motion = decided(&dao, &[mint(bob, U256::from(7)), mint(&zoe, U256::from(9)), mint(bob, U256::ZERO)]);
    let receipt = dao.contract().call(alice, motion.execute(), 0).ok();
    receipt.emits(&[
        transferred(Address::ZERO, bob.address(), 7),
        voting(bob.address(), 300 * TOKEN, 300 * TOKEN + 7),
        // Zoe delegated to nobody.
        transferred(Address::ZERO, zoe.address(), 9),
        transferred(Address::ZERO, bob.address(), 0),
        executed(&motion),
    ]);
    assert_eq!(supply(&dao), U256::from(1_000 * TOKEN + 16));
    assert_eq!((dao.tokens(bob), dao.votes(bob)), (300 * TOKEN + 7, 300 * TOKEN + 7));
    assert_eq!((dao.tokens(&zoe), dao.votes(&zoe)), (9, 0));
    // From this block on and not before.
    let now = dao.sandbox().block();
    dao.sandbox().advance(1);
    let supply_at = |block: u32| dao.contract().view(getPastTotalSupplyCall { timepoint: U256::from(block) });
    assert_eq!(supply_at(now - 1), U256::from(1_000 * TOKEN));
    assert_eq!(supply_at(now), U256::from(1_000 * TOKEN + 16));
    assert_eq!(dao.past_votes(bob, now - 1), 300 * TOKEN);
}

#[test]
fn no_vote_makes_tokens_for_nobody_or_beyond_128_bits() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let motion = decided(&dao, &[mint(alice, U256::ONE), mint(Address::ZERO, U256::ONE)]);
    refuses(dao.contract(), alice, motion.execute(), ERC20InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(state(&dao, motion.id()), QUEUED);

    let (before, cap) = (U256::from(1_000 * TOKEN), U256::from(u128::MAX));
    let room = cap - before;
    for amount in [room + U256::ONE, cap, cap + U256::ONE, U256::MAX - before] {
        let motion = decided(&dao, &[mint(alice, amount)]);
        let refusal = ERC20ExceededSafeSupply { increasedSupply: before + amount, cap };
        refuses(dao.contract(), alice, motion.execute(), refusal);
    }
    let motion = decided(&dao, &[mint(alice, U256::MAX)]);
    let refusal = ERC20ExceededSafeSupply { increasedSupply: U256::MAX, cap };
    refuses(dao.contract(), alice, motion.execute(), refusal);
    // A decision at most doubles them, in however many actions.
    let doubled =
        |found: U256| ParamOutOfBounds { param: 11, found: found.to(), least: 0, most: before.to() };
    let all = decided(&dao, &[mint(alice, room)]);
    refuses(dao.contract(), alice, all.execute(), doubled(room));
    let half = before / U256::from(2);
    let parts = decided(&dao, &[mint(alice, half), mint(dao.address(), half + U256::ONE)]);
    refuses(dao.contract(), alice, parts.execute(), doubled(before + U256::ONE));
    assert_eq!(supply(&dao), before);
    let motion = decided(&dao, &[mint(alice, half), mint(alice, half)]);
    dao.contract().call(alice, motion.execute(), 0).ok();
    assert_eq!(supply(&dao), before + before);
}

#[test]
fn a_vote_sends_tokens_of_the_treasury() {
    let dao = Dao::builder().build();
    let [alice, bob] = [0, 1].map(|place| dao.member(place));
    send(&dao, alice, dao.address(), 100 * TOKEN);
    let motion = decided(&dao, &[transfer(bob, 30 * TOKEN), transfer(dao.address(), 1), transfer(bob, 0)]);
    let receipt = dao.contract().call(alice, motion.execute(), 0).ok();
    receipt.emits(&[
        transferred(dao.address(), bob.address(), 30 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 330 * TOKEN),
        transferred(dao.address(), dao.address(), 1),
        transferred(dao.address(), bob.address(), 0),
        executed(&motion),
    ]);
    assert_eq!((dao.tokens(dao.address()), dao.tokens(bob)), (70 * TOKEN, 330 * TOKEN));

    let motion = decided(&dao, &[transfer(bob, 70 * TOKEN), transfer(bob, 1)]);
    let refusal = ERC20InsufficientBalance { sender: dao.address(), balance: U256::ZERO, needed: U256::ONE };
    refuses(dao.contract(), alice, motion.execute(), refusal);
    let motion = decided(&dao, &[transfer(Address::ZERO, 1)]);
    refuses(dao.contract(), alice, motion.execute(), ERC20InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(dao.tokens(dao.address()), 70 * TOKEN);
}

#[test]
fn a_vote_lets_others_spend_tokens_of_the_treasury() {
    let dao = Dao::builder().build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    let this = dao.address();
    send(&dao, alice, this, 100 * TOKEN);
    let allowed = U256::from(40 * TOKEN);
    let motion = decided(&dao, &[approve(bob, U256::MAX), approve(bob, allowed)]);
    let receipt = dao.contract().call(alice, motion.execute(), 0).ok();
    receipt.emits(&[
        approved(this, bob.address(), U256::MAX),
        approved(this, bob.address(), allowed),
        executed(&motion),
    ]);
    assert_eq!(dao.allowance(this, bob), allowed);
    let spend = |value: u128| transferFromCall { from: this, to: carol.address(), value: U256::from(value) };
    dao.contract().call(bob, spend(40 * TOKEN), 0).ok();
    let refusal =
        ERC20InsufficientAllowance { spender: bob.address(), allowance: U256::ZERO, needed: U256::ONE };
    refuses(dao.contract(), bob, spend(1), refusal);
    assert_eq!((dao.tokens(this), dao.tokens(carol)), (60 * TOKEN, 190 * TOKEN));

    let motion = decided(&dao, &[approve(Address::ZERO, U256::ONE)]);
    refuses(dao.contract(), alice, motion.execute(), ERC20InvalidSpender { spender: Address::ZERO });
}

#[test]
fn a_vote_takes_what_others_let_the_dao_spend() {
    let dao = Dao::builder().build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    let this = dao.address();
    let allow = approveCall { spender: this, value: U256::from(50 * TOKEN) };
    dao.contract().call(bob, allow, 0).ok();
    let motion =
        decided(&dao, &[transfer_from(bob, this, 20 * TOKEN), transfer_from(bob, carol, 10 * TOKEN)]);
    let receipt = dao.contract().call(alice, motion.execute(), 0).ok();
    receipt.emits(&[
        transferred(bob.address(), this, 20 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 280 * TOKEN),
        transferred(bob.address(), carol.address(), 10 * TOKEN),
        voting(bob.address(), 280 * TOKEN, 270 * TOKEN),
        voting(carol.address(), 150 * TOKEN, 160 * TOKEN),
        executed(&motion),
    ]);
    assert_eq!(dao.allowance(bob, this), U256::from(20 * TOKEN));
    assert_eq!(
        (dao.tokens(this), dao.tokens(bob), dao.tokens(carol)),
        (20 * TOKEN, 270 * TOKEN, 160 * TOKEN)
    );

    let motion = decided(&dao, &[transfer_from(bob, this, 20 * TOKEN + 1)]);
    let refusal = ERC20InsufficientAllowance {
        spender: this,
        allowance: U256::from(20 * TOKEN),
        needed: U256::from(20 * TOKEN + 1),
    };
    refuses(dao.contract(), alice, motion.execute(), refusal);
    // Nobody let it spend alice's; its own it only sends.
    let refusal = |needed: u128| ERC20InsufficientAllowance {
        spender: this,
        allowance: U256::ZERO,
        needed: U256::from(needed),
    };
    for from in [alice.address(), this] {
        let motion = decided(&dao, &[transfer_from(from, carol, 1)]);
        refuses(dao.contract(), alice, motion.execute(), refusal(1));
    }
    let motion = decided(&dao, &[transfer_from(Address::ZERO, carol, 0)]);
    refuses(dao.contract(), alice, motion.execute(), ERC20InvalidApprover { approver: Address::ZERO });
}

#[test]
fn the_treasurys_tokens_are_votes_of_nobody() {
    let dao = Dao::builder().build();
    let [alice, bob] = [0, 1].map(|place| dao.member(place));
    let this = dao.address();
    send(&dao, alice, this, 400 * TOKEN);
    assert_eq!((dao.delegate_of(this), dao.votes(this), dao.tokens(this)), (Address::ZERO, 0, 400 * TOKEN));
    // They count in the quorum all the same, and come back to life once they are somebody's.
    let eve = newcomer(&dao, "eve");
    let motion = decided(&dao, &[transfer(&eve, 400 * TOKEN)]);
    let id = dao.open(&harmless(&dao, "Meanwhile"));
    dao.contract().call(alice, motion.execute(), 0).ok();
    let vote = castVoteCall { proposalId: id, support: FOR };
    assert_eq!(dao.contract().call(&eve, vote, 0).ok().value, U256::ZERO);
    assert_eq!(dao.votes(&eve), 400 * TOKEN);
    dao.vote(bob, id, FOR);
    dao.close(id);
    assert_eq!(state(&dao, motion.id()), EXECUTED);
}
