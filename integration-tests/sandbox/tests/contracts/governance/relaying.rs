//! `relay`: one more call of another contract, of which OpenZeppelin's timelocked governors need it to reach what the
//! governor itself holds. Here it does what an action does.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        mintCall, relayCall, totalSupplyCall, FailedCall, GovernorOnlyExecutor, ProposalExecuted,
        SelfCallPaying, TargetWithoutCode,
    },
    probe, Action, Actor, Dao, Motion, Revert, TOKEN,
};

use super::{
    members::fund,
    programs::{recorded, recording, refusing},
    states::{due, state, QUEUED},
};
use crate::refusal::{refuses, refuses_paid};

fn relay(target: impl Into<Address>, value: u128, data: &[u8]) -> relayCall {
    let data = Bytes::copy_from_slice(data);
    relayCall { target: target.into(), value: U256::from(value), data }
}

/// A proposal of this one call, which is due.
#[track_caller]
fn decided(dao: &Dao, call: &relayCall) -> Motion {
    let motion = Motion::new(vec![Action::call(dao.address(), call)], &format!("{call:?}"));
    due(dao, std::slice::from_ref(&motion));
    motion
}

#[test]
fn a_vote_relays_calls_and_payments() {
    let dao = Dao::builder().build();
    fund(&dao, 10 * TOKEN);
    let recorder = recording(dao.sandbox(), dao.member(0));
    for data in [b"".as_slice(), b"x", &[7; 31], &[8; 32], &[9; 33], &[10; 500]] {
        let motion = decided(&dao, &relay(recorder, TOKEN, data));
        let receipt = dao.contract().call(dao.member(1), motion.execute(), 0).ok();
        let noted = (U256::from(TOKEN), Bytes::copy_from_slice(data));
        assert_eq!(recorded(recorder, &receipt.logs), [noted]);
        assert_eq!(receipt.event::<ProposalExecuted>().proposalId, motion.id());
        assert_eq!(receipt.logs.len(), 2);
    }
    let fresh = Actor::ethereum("fresh");
    let motion = decided(&dao, &relay(&fresh, 5, b""));
    dao.contract().call(dao.member(1), motion.execute(), 0).ok();
    assert_eq!(dao.sandbox().balance(&fresh), 5);
    assert_eq!(dao.contract().balance(), 4 * TOKEN - 5);
}

#[test]
fn what_is_relayed_fails_as_an_action_does() {
    let dao = Dao::builder().build();
    fund(&dao, 10);
    let alice = dao.member(0);
    let silent = probe::rejecting(dao.sandbox(), alice);
    let target = Actor::ethereum("nobody").address();
    let cases = [relay(silent, 0, b"x"), relay(dao.member(1), 11, b"")];
    for call in cases {
        refuses(dao.contract(), alice, decided(&dao, &call).execute(), FailedCall {});
    }
    let call = relayCall { value: U256::MAX, ..relay(alice, 0, b"") };
    refuses(dao.contract(), alice, decided(&dao, &call).execute(), FailedCall {});
    let motion = decided(&dao, &relay(target, 0, b"x"));
    refuses(dao.contract(), alice, motion.execute(), TargetWithoutCode { target });
    assert_eq!(state(&dao, motion.id()), QUEUED);

    let reason = b"a reason of its own".as_slice();
    let refusing = refusing(dao.sandbox(), alice, reason);
    let motion = decided(&dao, &relay(refusing, 3, b"x"));
    let outcome = dao.sandbox().call(alice, dao.address(), motion.execute().abi_encode(), U256::ZERO);
    assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::from_static(reason))));
    assert_eq!(dao.contract().balance(), 10);
}

/// What the DAO does to itself is an action of its own, that voters see as one.
#[test]
fn nothing_is_relayed_to_the_dao_itself() {
    let dao = Dao::builder().build();
    fund(&dao, 10);
    let this = dao.address();
    let mint = mintCall { to: dao.member(0).address(), amount: U256::from(TOKEN) }.abi_encode();
    let nested = relay(dao.member(0), 1, b"").abi_encode();
    for call in [relay(this, 0, &mint), relay(this, 0, b""), relay(this, 1, b""), relay(this, 0, &nested)] {
        let motion = decided(&dao, &call);
        refuses(dao.contract(), dao.member(0), motion.execute(), GovernorOnlyExecutor { account: this });
    }
    assert_eq!(dao.contract().view(totalSupplyCall {}), U256::from(1_000 * TOKEN));
    // The call that relays has no money of its own.
    let call = relay(dao.member(0), 1, b"");
    let action = Action { value: U256::ONE, ..Action::call(this, &call) };
    let motion = Motion::new(vec![action], "Paid twice");
    due(&dao, std::slice::from_ref(&motion));
    refuses(dao.contract(), dao.member(0), motion.execute(), SelfCallPaying { value: U256::ONE });
}

#[test]
fn nobody_relays_from_outside() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let stranger = dao.sandbox().actor("stranger");
    for actor in dao.members().iter().chain([dao.guardian(), &stranger]) {
        let refusal = || GovernorOnlyExecutor { account: actor.address() };
        refuses(dao.contract(), actor, relay(actor, TOKEN, b""), refusal());
        refuses_paid(dao.contract(), actor, relay(actor, 1, b""), U256::from(TOKEN), refusal());
    }
    assert_eq!(dao.contract().balance(), TOKEN);
}
