//! The token as ERC-20 has it, with the errors of ERC-6093.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, decimalsCall, mintCall, nameCall, symbolCall, totalSupplyCall, transferCall,
        transferFromCall, ERC20ExceededSafeSupply, ERC20InsufficientAllowance, ERC20InsufficientBalance,
        ERC20InvalidApprover, ERC20InvalidReceiver, ERC20InvalidSpender, ProposalExecuted,
    },
    Action, Actor, Dao, Motion, TOKEN,
};

use super::{
    account::Accounts,
    events::{approved, transferred, voting, EmitsAll},
};
use crate::refusal::refuses;

const NOBODY: Address = Address::ZERO;

fn transfer(to: impl Into<Address>, value: U256) -> transferCall {
    transferCall { to: to.into(), value }
}

fn approve(spender: impl Into<Address>, value: U256) -> approveCall {
    approveCall { spender: spender.into(), value }
}

fn transfer_from(from: impl Into<Address>, to: impl Into<Address>, value: U256) -> transferFromCall {
    transferFromCall { from: from.into(), to: to.into(), value }
}

fn tokens(tokens: u128) -> U256 {
    U256::from(tokens * TOKEN)
}

/// 2^128, the first amount that balances do not reach.
fn beyond() -> U256 {
    U256::ONE << 128usize
}

/// Lets `spender` spend `value` of `owner`.
#[track_caller]
fn allow(dao: &Dao, owner: &Actor, spender: &Actor, value: U256) {
    dao.contract().call(owner, approve(spender, value), 0).ok();
}

#[test]
fn the_token_has_a_name_a_symbol_and_eighteen_decimals() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    assert_eq!(contract.view(nameCall {}), "Tributary");
    assert_eq!(contract.view(symbolCall {}), "TRIB");
    assert_eq!(contract.view(decimalsCall {}), 18);
    assert_eq!(contract.view(totalSupplyCall {}), tokens(1_000));
    let balances: Vec<u128> = dao.members().iter().map(|member| dao.tokens(member)).collect();
    assert_eq!(balances, [500, 300, 150, 50].map(|tokens| tokens * TOKEN));
    assert_eq!(dao.tokens(NOBODY), 0);
}

#[test]
fn a_transfer_moves_tokens_and_their_votes() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let receipt = dao.contract().call(alice, transfer(bob, tokens(120)), 0).ok();
    assert!(receipt.value);
    receipt.emits(&[
        transferred(alice.address(), bob.address(), 120 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 380 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 420 * TOKEN),
    ]);
    assert_eq!((dao.tokens(alice), dao.tokens(bob)), (380 * TOKEN, 420 * TOKEN));
    assert_eq!((dao.votes(alice), dao.votes(bob)), (380 * TOKEN, 420 * TOKEN));
    assert_eq!(dao.contract().view(totalSupplyCall {}), tokens(1_000));
    assert_eq!(dao.nonce(alice), U256::ZERO, "a transfer is no signature");
}

#[test]
fn all_of_a_balance_goes_and_not_one_unit_more() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let balance = tokens(500);
    // Two of these are below the balance in their lower 128 bits.
    let too_much = [
        balance + U256::ONE,
        beyond() - U256::ONE,
        beyond(),
        beyond() + tokens(1),
        U256::MAX - tokens(1),
        U256::MAX,
    ];
    for needed in too_much {
        let refusal = ERC20InsufficientBalance { sender: alice.address(), balance, needed };
        refuses(dao.contract(), alice, transfer(bob, needed), refusal.clone());
        refuses(dao.contract(), alice, transfer(alice, needed), refusal);
    }
    dao.contract().call(alice, transfer(bob, balance), 0).ok();
    assert_eq!((dao.tokens(alice), dao.tokens(bob)), (0, 800 * TOKEN));
    let needed = U256::ONE;
    let refusal = ERC20InsufficientBalance { sender: alice.address(), balance: U256::ZERO, needed };
    refuses(dao.contract(), alice, transfer(bob, needed), refusal);
}

#[test]
fn nothing_and_to_oneself_are_transfers_that_move_nothing() {
    let dao = Dao::builder().build();
    let (alice, bob, pauper) = (dao.member(0), dao.member(1), dao.sandbox().actor("pauper"));
    dao.sandbox().advance(1);
    let before = (dao.checkpoints(alice), dao.checkpoints(bob));
    for (from, to, value) in [
        (alice, bob, 0),
        (alice, alice, 0),
        (alice, alice, 200 * TOKEN),
        (alice, alice, 500 * TOKEN),
        (&pauper, alice, 0),
        (&pauper, &pauper, 0),
    ] {
        let receipt = dao.contract().call(from, transfer(to, U256::from(value)), 0).ok();
        assert!(receipt.value);
        receipt.emits(&[transferred(from.address(), to.address(), value)]);
    }
    assert_eq!((dao.tokens(alice), dao.tokens(bob), dao.tokens(&pauper)), (500 * TOKEN, 300 * TOKEN, 0));
    assert_eq!((dao.votes(alice), dao.votes(bob)), (500 * TOKEN, 300 * TOKEN));
    assert_eq!((dao.checkpoints(alice), dao.checkpoints(bob)), before);
}

#[test]
fn nobody_receives_tokens() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    allow(&dao, alice, bob, U256::MAX);
    // Also where the balance would not do.
    for value in [U256::ZERO, tokens(1), tokens(501), U256::MAX] {
        let refusal = ERC20InvalidReceiver { receiver: NOBODY };
        refuses(dao.contract(), alice, transfer(NOBODY, value), refusal.clone());
        refuses(dao.contract(), bob, transfer_from(alice, NOBODY, value), refusal);
    }
}

#[test]
fn the_treasury_holds_tokens_without_a_vote() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let receipt = dao.contract().call(alice, transfer(dao.address(), tokens(10)), 0).ok();
    receipt.emits(&[
        transferred(alice.address(), dao.address(), 10 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 490 * TOKEN),
    ]);
    assert_eq!((dao.tokens(dao.address()), dao.votes(dao.address())), (10 * TOKEN, 0));
}

#[test]
fn an_allowance_is_kept_as_it_was_given_in_all_256_bits() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    assert_eq!(dao.allowance(alice, bob), U256::ZERO);
    let values = [
        U256::ONE,
        tokens(600),
        beyond() - U256::ONE,
        beyond(),
        beyond() + U256::from(7),
        U256::MAX - U256::ONE,
        U256::MAX,
        U256::ZERO,
    ];
    for value in values {
        let receipt = dao.contract().call(alice, approve(bob, value), 0).ok();
        assert!(receipt.value);
        receipt.emits(&[approved(alice.address(), bob.address(), value)]);
        assert_eq!(dao.allowance(alice, bob), value, "the newest counts");
    }
    // It is of one owner for one spender.
    allow(&dao, alice, bob, tokens(3));
    allow(&dao, alice, alice, tokens(4));
    allow(&dao, bob, alice, tokens(5));
    let allowances = [(alice, bob), (alice, alice), (bob, alice), (alice, carol), (bob, bob)];
    let found = allowances.map(|(owner, spender)| dao.allowance(owner, spender));
    assert_eq!(found, [tokens(3), tokens(4), tokens(5), U256::ZERO, U256::ZERO]);
}

#[test]
fn nobody_is_a_spender() {
    let dao = Dao::builder().build();
    for value in [U256::ZERO, tokens(1), U256::MAX] {
        let refusal = ERC20InvalidSpender { spender: NOBODY };
        refuses(dao.contract(), dao.member(0), approve(NOBODY, value), refusal);
    }
}

#[test]
fn a_spender_moves_what_it_is_allowed_and_no_more() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    let spender = dao.sandbox().actor("spender");
    allow(&dao, alice, &spender, tokens(100));
    // There is no Approval: OpenZeppelin's token has none either.
    let receipt = dao.contract().call(&spender, transfer_from(alice, bob, tokens(60)), 0).ok();
    assert!(receipt.value);
    receipt.emits(&[
        transferred(alice.address(), bob.address(), 60 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 440 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 360 * TOKEN),
    ]);
    assert_eq!(dao.allowance(alice, &spender), tokens(40));
    assert_eq!((dao.tokens(alice), dao.tokens(bob)), (440 * TOKEN, 360 * TOKEN));

    let refusal =
        |allowance, needed| ERC20InsufficientAllowance { spender: spender.address(), allowance, needed };
    for needed in [tokens(40) + U256::ONE, beyond(), beyond() + tokens(1), U256::MAX] {
        let call = transfer_from(alice, bob, needed);
        refuses(dao.contract(), &spender, call, refusal(tokens(40), needed));
    }
    dao.contract().call(&spender, transfer_from(alice, carol, tokens(40)), 0).ok();
    assert_eq!(dao.allowance(alice, &spender), U256::ZERO);
    assert_eq!(dao.tokens(carol), 190 * TOKEN);
    let one = U256::ONE;
    refuses(dao.contract(), &spender, transfer_from(alice, bob, one), refusal(U256::ZERO, one));
    // Nothing needs no allowance.
    let receipt = dao.contract().call(&spender, transfer_from(alice, bob, U256::ZERO), 0).ok();
    receipt.emits(&[transferred(alice.address(), bob.address(), 0)]);
}

#[test]
fn an_allowance_without_end_is_never_used_up() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let spender = dao.sandbox().actor("spender");
    let spend = || dao.contract().call(&spender, transfer_from(alice, bob, tokens(3)), 0).ok();
    for (allowed, left) in [
        (U256::MAX, U256::MAX),
        (U256::MAX - U256::ONE, U256::MAX - U256::ONE - tokens(3)),
        // The lower half borrows from the upper one.
        (beyond(), beyond() - tokens(3)),
    ] {
        allow(&dao, alice, &spender, allowed);
        spend();
        assert_eq!(dao.allowance(alice, &spender), left);
    }
    assert_eq!(dao.tokens(bob), 309 * TOKEN);
}

#[test]
fn what_is_allowed_but_not_there_is_refused_and_stays_allowed() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let spender = dao.sandbox().actor("spender");
    let insufficient =
        |needed| ERC20InsufficientBalance { sender: alice.address(), balance: tokens(500), needed };
    for (allowed, needed) in [
        (tokens(501), tokens(501)),
        (beyond() + tokens(1), beyond() + tokens(1)),
        (U256::MAX, tokens(501)),
        (U256::MAX, U256::MAX),
    ] {
        allow(&dao, alice, &spender, allowed);
        refuses(dao.contract(), &spender, transfer_from(alice, bob, needed), insufficient(needed));
        assert_eq!(dao.allowance(alice, &spender), allowed);
    }
}

#[test]
fn the_allowance_is_asked_first() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let spender = dao.sandbox().actor("spender");
    allow(&dao, alice, &spender, tokens(2));
    let refusal =
        |allowance, needed| ERC20InsufficientAllowance { spender: spender.address(), allowance, needed };
    // Neither the balance nor the receiver would do.
    for to in [bob.address(), NOBODY] {
        let call = transfer_from(alice, to, tokens(501));
        refuses(dao.contract(), &spender, call, refusal(tokens(2), tokens(501)));
    }
    // Nobody lets anybody spend, not even nothing.
    let call = transfer_from(NOBODY, bob, tokens(1));
    refuses(dao.contract(), &spender, call, refusal(U256::ZERO, tokens(1)));
    for to in [bob.address(), NOBODY] {
        let call = transfer_from(NOBODY, to, U256::ZERO);
        refuses(dao.contract(), &spender, call, ERC20InvalidApprover { approver: NOBODY });
    }
}

#[test]
fn owners_need_an_allowance_of_their_own_to_spend_as_spenders() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let refusal =
        ERC20InsufficientAllowance { spender: alice.address(), allowance: U256::ZERO, needed: tokens(1) };
    refuses(dao.contract(), alice, transfer_from(alice, bob, tokens(1)), refusal);
    allow(&dao, alice, alice, tokens(1));
    dao.contract().call(alice, transfer_from(alice, bob, tokens(1)), 0).ok();
    assert_eq!((dao.tokens(alice), dao.allowance(alice, alice)), (499 * TOKEN, U256::ZERO));
}

#[test]
fn a_spender_uses_up_its_allowance_also_where_nothing_moves() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let spender = dao.sandbox().actor("spender");
    allow(&dao, alice, &spender, tokens(5));
    let receipt = dao.contract().call(&spender, transfer_from(alice, alice, tokens(2)), 0).ok();
    receipt.emits(&[transferred(alice.address(), alice.address(), 2 * TOKEN)]);
    assert_eq!((dao.tokens(alice), dao.votes(alice)), (500 * TOKEN, 500 * TOKEN));
    assert_eq!(dao.allowance(alice, &spender), tokens(3));
}

#[test]
fn tokens_minted_by_vote_are_supply_and_votes() {
    let dao = Dao::builder().build();
    let (alice, fresh) = (dao.member(0), dao.sandbox().actor("fresh"));
    let mint = |to: Address, wei| Action::call(dao.address(), &mintCall { to, amount: U256::from(wei) });
    let actions = vec![mint(alice.address(), 25 * TOKEN), mint(fresh.address(), 1), mint(alice.address(), 0)];
    let receipt = dao.pass(actions, "More of us");
    receipt.emits(&[
        transferred(NOBODY, alice.address(), 25 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 525 * TOKEN),
        transferred(NOBODY, fresh.address(), 1),
        transferred(NOBODY, alice.address(), 0),
        ProposalExecuted { proposalId: receipt.value }.encode_log_data(),
    ]);
    assert_eq!(dao.contract().view(totalSupplyCall {}), tokens(1_025) + U256::ONE);
    assert_eq!((dao.tokens(alice), dao.votes(alice)), (525 * TOKEN, 525 * TOKEN));
    assert_eq!((dao.tokens(&fresh), dao.votes(&fresh)), (1, 0));
}

#[test]
fn the_supply_ends_at_128_bits_and_nobody_is_minted_to() {
    let dao = Dao::builder().build();
    let (alice, supply, cap) = (dao.member(0), tokens(1_000), U256::from(u128::MAX));
    let mint = |to: Address, amount| Action::call(dao.address(), &mintCall { to, amount });
    let ready = |action, title: &str| {
        let motion = Motion::new(vec![action], title);
        dao.ready(&motion);
        motion.execute()
    };
    for (title, amount, increased) in [
        ("One too many", cap - supply + U256::ONE, cap + U256::ONE),
        ("As many as there can be", cap, cap + supply),
        ("More than that", beyond() + U256::from(5), beyond() + U256::from(5) + supply),
        // What does not even fit 256 bits is named as the largest number.
        ("Without end", U256::MAX, U256::MAX),
    ] {
        let call = ready(mint(alice.address(), amount), title);
        refuses(dao.contract(), alice, call, ERC20ExceededSafeSupply { increasedSupply: increased, cap });
    }
    let call = ready(mint(NOBODY, tokens(1)), "For nobody");
    refuses(dao.contract(), alice, call, ERC20InvalidReceiver { receiver: NOBODY });
    // Up to the last unit that a decision can make.
    let call = ready(mint(alice.address(), supply), "As many again");
    dao.contract().call(alice, call, 0).ok();
    assert_eq!(dao.contract().view(totalSupplyCall {}), supply + supply);
    assert_eq!(dao.votes(alice), 1_500 * TOKEN);
}
