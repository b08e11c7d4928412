//! Actions that misbehave: that come back, burn all weight, or send money back.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        balanceOfCall, castVoteCall, delegateCall, hasVotedCall, mintCall, proposalCountCall,
        totalSupplyCall, transferCall, FailedCall, GovernorOnlyExecutor,
    },
    dao::FOR,
    probe::Puppet,
    Action, Dao, Motion, TOKEN,
};

use super::{
    account::Accounts,
    members::{fund, send},
    programs::{bouncing, burning, sent_back},
    states::{due, harmless, state, ACTIVE, EXECUTED, QUEUED},
};
use crate::{expectation::stops, refusal::refuses};

/// What puppets are paid.
const PAID: u128 = 1_000_000_000;

/// The proposal that pays a puppet, which then plays its trick.
fn paying(puppet: Address) -> Motion {
    Motion::new(vec![Action::pay(puppet, PAID)], "Pays a puppet")
}

/// Another one that is due at the same time.
fn other(dao: &Dao) -> Motion {
    harmless(dao, "Due as well")
}

/// One that is voted on at that time.
fn open(dao: &Dao) -> Motion {
    harmless(dao, "Open meanwhile")
}

/// What a puppet calls the DAO with when it is paid by it, and whether that call is good at any other time.
type Trick = (fn(&Dao, Address) -> Vec<u8>, bool);

const TRICKS: [Trick; 8] = [
    (|dao, _| other(dao).execute().abi_encode(), true),
    (|_, puppet| paying(puppet).execute().abi_encode(), false),
    (|dao, _| castVoteCall { proposalId: open(dao).id(), support: FOR }.abi_encode(), true),
    (|dao, _| transferCall { to: dao.address(), value: U256::from(TOKEN) }.abi_encode(), true),
    (|_, puppet| delegateCall { delegatee: puppet }.abi_encode(), true),
    (|dao, _| harmless(dao, "Proposed meanwhile").propose().abi_encode(), false),
    (|_, puppet| balanceOfCall { account: puppet }.abi_encode(), true),
    (|_, _| Vec::new(), true),
];

#[test]
fn an_action_does_not_come_back() {
    for (number, (trick, good)) in TRICKS.into_iter().enumerate() {
        let dao = Dao::builder().build();
        fund(&dao, TOKEN);
        let (alice, contract) = (dao.member(0), dao.contract());
        let mut calldata = Vec::new();
        let puppet = Puppet::deploy(dao.sandbox(), alice, |own| {
            calldata = trick(&dao, own);
            (dao.address(), calldata.clone())
        });
        let (own, motion) = (puppet.address(), paying(puppet.address()));
        send(&dao, dao.member(3), own, 5 * TOKEN);
        due(&dao, &[motion.clone(), other(&dao)]);
        let id = dao.open(&open(&dao));
        let count = contract.view(proposalCountCall {});

        let receipt = contract.call(alice, motion.execute(), 0).ok();
        assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())], "trick {number}");
        assert_eq!([motion.id(), other(&dao).id(), id].map(|id| state(&dao, id)), [EXECUTED, QUEUED, ACTIVE]);
        assert_eq!(dao.sandbox().balance(own), PAID);
        assert_eq!(contract.balance(), TOKEN - PAID);
        assert_eq!((dao.tokens(own), dao.delegate_of(own)), (5 * TOKEN, Address::ZERO));
        assert!(!contract.view(hasVotedCall { proposalId: id, account: own }));
        assert_eq!(contract.view(proposalCountCall {}), count);
        // It is only the way back that was closed.
        let later = puppet.call(alice, dao.address(), &calldata, 0);
        assert_eq!(later.result.is_ok(), good, "trick {number}");
    }
}

/// What a contract says on the DAO's behalf is not what the DAO says.
#[test]
fn a_contract_that_passes_calls_on_is_not_the_dao() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let puppet = Puppet::deploy(dao.sandbox(), alice, |own| (own, Vec::new()));
    let mint = mintCall { to: alice.address(), amount: U256::from(TOKEN) }.abi_encode();
    let calldata = [dao.address().as_slice(), &mint].concat();
    let action = Action { target: puppet.address(), value: U256::ZERO, calldata: calldata.into() };
    let motion = Motion::new(vec![action], "A detour");
    due(&dao, std::slice::from_ref(&motion));
    refuses(dao.contract(), alice, motion.execute(), FailedCall {});
    let refusal: GovernorOnlyExecutor = puppet.call(alice, dao.address(), &mint, 0).refusal();
    assert_eq!(refusal.account, puppet.address());
    assert_eq!(dao.contract().view(totalSupplyCall {}), U256::from(1_000 * TOKEN));
}

#[test]
fn an_action_that_burns_all_weight_holds_up_only_itself() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let alice = dao.member(0);
    let burns = burning(dao.sandbox(), alice);
    let motions = [
        Motion::new(vec![Action::pay(alice, 1), Action::pay(burns, 0)], "Burns"),
        Motion::new(vec![Action::pay(burns, TOKEN)], "Burns what it is paid"),
        harmless(&dao, "Goes on"),
    ];
    due(&dao, &motions);
    for motion in &motions[..2] {
        stops(dao.contract(), alice, motion.execute(), 0, "OutOfGas");
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    dao.contract().call(alice, motions[2].execute(), 0).ok();
    assert_eq!(state(&dao, motions[2].id()), EXECUTED);
    assert_eq!(dao.contract().balance(), TOKEN);
    // The guardian takes it off the list.
    dao.contract().call(dao.guardian(), motions[0].cancel(), 0).ok();
}

/// The DAO takes money from anybody at any time but from whom it is calling.
#[test]
fn who_is_paid_cannot_send_it_back_at_once() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let alice = dao.member(0);
    let bounces = bouncing(dao.sandbox(), alice);
    let receipt = dao.pass(vec![Action::pay(bounces, PAID)], "Would come back");
    assert_eq!(sent_back(bounces, &receipt.logs), [false]);
    assert_eq!(dao.contract().balance(), TOKEN - PAID);
    assert_eq!(dao.sandbox().balance(bounces), PAID);
    // From others it comes back.
    let outcome = dao.sandbox().call(alice, bounces, Vec::new(), U256::from(PAID)).ok();
    assert_eq!(sent_back(bounces, &outcome.logs), [true]);
    assert_eq!(dao.sandbox().balance(bounces), PAID);
}
