//! Who calls a proposal off: its proposer before the vote, the guardian after it, and nobody else.

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{cancelCall, castVoteCall, GovernorUnableToCancel, ProposalCanceled},
    dao::FOR,
    Actor, Dao, Motion, TOKEN,
};

use super::{
    states::{
        bring, harmless, only, proposal, state, unexpected, unknown, ACTIVE, ALL, CANCELED, EXECUTED,
        EXPIRED, PENDING, QUEUED, SUCCEEDED,
    },
    unreadable::{is_unreadable, with_word, BEYOND},
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

/// OpenZeppelin's bitmap of states in which those cancel who may: all but canceled, expired and executed.
const CANCELABLE: u8 = 0b0011_1011;

fn unable(id: U256, actor: &Actor) -> GovernorUnableToCancel {
    GovernorUnableToCancel { proposalId: id, account: actor.address() }
}

#[track_caller]
fn cancels(dao: &Dao, actor: &Actor, motion: &Motion) {
    let receipt = dao.contract().call(actor, motion.cancel(), 0).ok();
    assert_eq!(receipt.value, motion.id());
    assert_eq!(receipt.only_event::<ProposalCanceled>(), ProposalCanceled { proposalId: motion.id() });
    assert_eq!(state(dao, motion.id()), CANCELED);
}

#[test]
fn a_proposer_takes_back_what_nobody_voted_on_yet() {
    let dao = Dao::builder().build();
    for (number, proposer) in dao.members().iter().enumerate() {
        let motion = harmless(&dao, &format!("Number {number}"));
        let id = dao.contract().call(proposer, motion.propose(), 0).ok().value;
        let start = proposal(&dao, id).voteStart;
        // At once, a block later, and in the last block before the vote.
        dao.sandbox().advance_to(start - 2 + u32::try_from(number).unwrap().min(2));
        cancels(&dao, proposer, &motion);
        // For good.
        dao.sandbox().advance_to(start + 1);
        let vote = castVoteCall { proposalId: id, support: FOR };
        refuses(dao.contract(), proposer, vote, unexpected(id, CANCELED, only(ACTIVE)));
        refuses(dao.contract(), proposer, motion.queue(), unexpected(id, CANCELED, only(SUCCEEDED)));
        refuses(dao.contract(), proposer, motion.execute(), unexpected(id, CANCELED, only(QUEUED)));
        refuses(dao.contract(), proposer, motion.propose(), unexpected(id, CANCELED, 0));
        refuses(dao.contract(), proposer, motion.cancel(), unable(id, proposer));
    }
}

/// What others voted on is theirs as well.
#[test]
fn a_proposer_does_so_in_no_other_state() {
    let dao = Dao::builder().build();
    let proposer = dao.member(0);
    for found in ALL.into_iter().filter(|state| *state != PENDING) {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        refuses(dao.contract(), proposer, motion.cancel(), unable(id, proposer));
    }
}

#[test]
fn the_guardian_vetoes_what_is_queued_and_nothing_before() {
    let dao = Dao::builder().build();
    let guardian = dao.guardian();
    for found in ALL {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        match found {
            QUEUED => cancels(&dao, guardian, &motion),
            CANCELED | EXPIRED | EXECUTED => {
                refuses(dao.contract(), guardian, motion.cancel(), unexpected(id, found, CANCELABLE));
            }
            _ => refuses(dao.contract(), guardian, motion.cancel(), unable(id, guardian)),
        }
    }
}

#[test]
fn a_veto_comes_in_time_until_the_proposal_expires() {
    let dao = Dao::builder().build();
    let guardian = dao.guardian();
    // Right after queueing, at the eta, and in the last block before it expires; then too late.
    for (number, blocks) in [0, 10, 109, 110].into_iter().enumerate() {
        let motion = harmless(&dao, &format!("Number {number}"));
        let id = bring(&dao, &motion, SUCCEEDED);
        dao.contract().call(dao.member(0), motion.queue(), 0).ok();
        dao.sandbox().advance(blocks);
        if blocks == 110 {
            refuses(dao.contract(), guardian, motion.cancel(), unexpected(id, EXPIRED, CANCELABLE));
            continue;
        }
        cancels(&dao, guardian, &motion);
        dao.sandbox().advance(10);
        refuses(dao.contract(), dao.member(0), motion.execute(), unexpected(id, CANCELED, only(QUEUED)));
        refuses(dao.contract(), guardian, motion.cancel(), unexpected(id, CANCELED, CANCELABLE));
    }
}

#[test]
fn nobody_else_cancels_anything() {
    let dao = Dao::builder().build();
    let stranger = dao.sandbox().actor("stranger");
    for found in ALL {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        for actor in [dao.member(1), dao.member(2), dao.member(3), &stranger] {
            refuses(dao.contract(), actor, motion.cancel(), unable(id, actor));
        }
        assert_eq!(state(&dao, id), found);
    }
}

#[test]
fn what_was_not_proposed_is_not_canceled() {
    let dao = Dao::builder().build();
    let motion = harmless(&dao, "Proposed");
    bring(&dao, &motion, PENDING);
    let unlike = [
        harmless(&dao, "Not proposed"),
        Motion { actions: Vec::new(), ..motion.clone() },
        Motion { actions: [motion.actions.clone(), motion.actions.clone()].concat(), ..motion.clone() },
    ];
    for other in unlike {
        for actor in [dao.member(0), dao.guardian()] {
            refuses(dao.contract(), actor, other.cancel(), unknown(other.id()));
        }
    }
    let calldata = motion.cancel().abi_encode();
    for place in [0, 1, 2, 4] {
        for word in BEYOND {
            is_unreadable(&dao, dao.member(0), with_word(&calldata, place, word));
        }
    }
    is_unreadable(&dao, dao.member(0), cancelCall::SELECTOR.to_vec());
    stops(dao.contract(), dao.member(0), motion.cancel(), 1, "ContractTrapped");
    cancels(&dao, dao.member(0), &motion);
}

/// Each has its own right in its own state.
#[test]
fn a_guardian_who_proposes_is_both() {
    let members = [("guardian", 500 * TOKEN), ("bob", 300 * TOKEN)];
    let dao = Dao::builder().members(&members).build();
    assert_eq!(dao.guardian().address(), dao.member(0).address());
    for found in ALL {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        match found {
            PENDING | QUEUED => cancels(&dao, dao.guardian(), &motion),
            CANCELED | EXPIRED | EXECUTED => {
                refuses(dao.contract(), dao.guardian(), motion.cancel(), unexpected(id, found, CANCELABLE));
            }
            _ => refuses(dao.contract(), dao.guardian(), motion.cancel(), unable(id, dao.guardian())),
        }
    }
}
