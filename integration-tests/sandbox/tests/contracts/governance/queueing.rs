//! Queueing what succeeded: by anyone, at any time, once.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        proposalEtaCall, queueCall, updateDelayCall, updateGracePeriodCall, GovernorNonexistentProposal,
        ProposalQueued,
    },
    dao::FOR,
    Action, Dao, Motion, TOKEN,
};

use super::{
    states::{
        bring, due, harmless, only, proposal, state, unexpected, unknown, ALL, EXPIRED, QUEUED, SUCCEEDED,
    },
    unreadable::{is_unreadable, with_word, BEYOND},
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

#[test]
fn anyone_queues_what_succeeded() {
    let dao = Dao::builder().build();
    let stranger = dao.sandbox().actor("stranger");
    for (number, actor) in [dao.member(3), dao.guardian(), &stranger].into_iter().enumerate() {
        let motion = harmless(&dao, &format!("Number {number}"));
        let id = bring(&dao, &motion, SUCCEEDED);
        assert_eq!(dao.contract().view(proposalEtaCall { proposalId: id }), U256::ZERO);
        let receipt = dao.contract().call(actor, motion.queue(), 0).ok();
        let eta = dao.sandbox().time() + 60;
        assert_eq!(receipt.value, id);
        let event: ProposalQueued = receipt.only_event();
        assert_eq!(event, ProposalQueued { proposalId: id, etaSeconds: U256::from(eta) });
        assert_eq!(state(&dao, id), QUEUED);
        assert_eq!(dao.contract().view(proposalEtaCall { proposalId: id }), U256::from(eta));
        let found = proposal(&dao, id);
        assert_eq!((found.etaSeconds, found.untilSeconds), (eta, eta + 600));
    }
}

#[test]
fn only_what_succeeded_is_queued_and_only_once() {
    let dao = Dao::builder().build();
    for found in ALL.into_iter().filter(|state| *state != SUCCEEDED) {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        refuses(dao.contract(), dao.member(0), motion.queue(), unexpected(id, found, only(SUCCEEDED)));
    }
}

#[test]
fn what_was_not_proposed_is_not_queued() {
    let dao = Dao::builder().build();
    let motion = Motion::new(vec![Action::pay(dao.member(1), TOKEN); 2], "Paid twice");
    bring(&dao, &motion, SUCCEEDED);
    let other = |change: fn(&mut Motion)| {
        let mut other = motion.clone();
        change(&mut other);
        other
    };
    let others = [
        other(|motion| motion.actions[0].target = Address::ZERO),
        other(|motion| motion.actions[1].value += U256::ONE),
        other(|motion| motion.actions[1].calldata = vec![0].into()),
        other(|motion| motion.description.push(' ')),
        other(|motion| motion.actions.truncate(1)),
        other(|motion| motion.actions.clear()),
    ];
    for other in others {
        let refusal: GovernorNonexistentProposal = unknown(other.id());
        refuses(dao.contract(), dao.member(0), other.queue(), refusal);
    }
    dao.contract().call(dao.member(0), motion.queue(), 0).ok();
}

#[test]
fn queueing_is_read_whole_and_takes_no_money() {
    let dao = Dao::builder().build();
    let (alice, motion) = (dao.member(0), harmless(&dao, "Unreadable"));
    bring(&dao, &motion, SUCCEEDED);
    let calldata = motion.queue().abi_encode();
    for place in [0, 1, 2, 4] {
        for word in BEYOND {
            is_unreadable(&dao, alice, with_word(&calldata, place, word));
        }
    }
    is_unreadable(&dao, alice, queueCall::SELECTOR.to_vec());
    stops(dao.contract(), alice, motion.queue(), 1, "ContractTrapped");
}

/// As in OpenZeppelin's: anyone can start the clock.
#[test]
fn what_succeeded_waits_without_end() {
    let dao = Dao::builder().build();
    let motion = harmless(&dao, "Forgotten");
    let id = bring(&dao, &motion, SUCCEEDED);
    dao.sandbox().advance(50_000_000);
    assert_eq!(state(&dao, id), SUCCEEDED);
    dao.contract().call(dao.member(1), motion.queue(), 0).ok();
    assert_eq!(proposal(&dao, id).etaSeconds, dao.sandbox().time() + 60);
    dao.wait(60);
    dao.contract().call(dao.member(1), motion.execute(), 0).ok();
}

#[test]
fn the_timelock_is_the_one_at_queueing() {
    let dao = Dao::builder().build();
    let (contract, alice) = (dao.contract(), dao.member(0));
    let actions = vec![
        Action::call(dao.address(), &updateDelayCall { newDelay: U256::from(120) }),
        Action::call(dao.address(), &updateGracePeriodCall { newGracePeriod: U256::from(60) }),
    ];
    let change = Motion::new(actions, "A longer timelock and a shorter grace");
    let [queued, succeeded] = ["Queued before", "Succeeded before"].map(|text| harmless(&dao, text));
    let late = bring(&dao, &succeeded, SUCCEEDED);
    due(&dao, &[change.clone(), queued.clone()]);
    let (eta, until) = {
        let found = proposal(&dao, queued.id());
        (found.etaSeconds, found.untilSeconds)
    };
    contract.call(alice, change.execute(), 0).ok();
    let kept = proposal(&dao, queued.id());
    assert_eq!((kept.etaSeconds, kept.untilSeconds), (eta, until));
    assert_eq!(until, eta + 600);

    contract.call(alice, succeeded.queue(), 0).ok();
    let found = proposal(&dao, late);
    let now = dao.sandbox().time();
    assert_eq!((found.etaSeconds, found.untilSeconds), (now + 120, now + 180));
    dao.wait(180);
    assert_eq!((state(&dao, late), state(&dao, queued.id())), (EXPIRED, QUEUED));
    contract.call(alice, queued.execute(), 0).ok();
    // Neither can it be queued again.
    refuses(contract, alice, succeeded.queue(), unexpected(late, EXPIRED, only(SUCCEEDED)));
}

/// A second motion of the same actions is another proposal, with a vote of its own.
#[test]
fn a_vote_queues_its_own_proposal_only() {
    let dao = Dao::builder().build();
    let [decided, copied] = ["Decided", "Copied"].map(|text| harmless(&dao, text));
    let id = dao.open(&decided);
    dao.contract().call(dao.member(1), copied.propose(), 0).ok();
    dao.vote(dao.member(0), id, FOR);
    dao.close(copied.id());
    dao.contract().call(dao.member(1), decided.queue(), 0).ok();
    let refusal = unexpected(copied.id(), 3, only(SUCCEEDED));
    refuses(dao.contract(), dao.member(1), copied.queue(), refusal);
}
