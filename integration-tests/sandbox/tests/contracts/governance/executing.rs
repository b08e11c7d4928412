//! Executing what was queued: when, by whom and of what; all of it or nothing.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolValue};
use tributary_sandbox::{
    abi::IGovernance::{
        executeCall, setVotingPeriodCall, votingPeriodCall, ERC20InsufficientBalance, FailedCall,
        ProposalExecuted, TargetWithoutCode, TimelockUnexpectedOperationState, VotingPeriodSet,
    },
    probe, Action, Actor, Dao, GovernanceError, Motion, Outcome, Revert, TOKEN,
};

use super::{
    events::EmitsAll,
    members::fund,
    programs::{recorded, recording, refusing},
    states::{
        bring, due, harmless, only, proposal, state, unexpected, unknown, ALL, EXECUTED, EXPIRED, QUEUED,
        SUCCEEDED,
    },
    unreadable::{is_unreadable, with_word, BEYOND},
};
use crate::refusal::{refuses, refuses_paid};

/// A call of another contract.
fn say(target: Address, value: u128, calldata: &[u8]) -> Action {
    Action { target, value: U256::from(value), calldata: Bytes::copy_from_slice(calldata) }
}

/// Sets the voting period, which is 20.
fn period(dao: &Dao, blocks: u32) -> Action {
    Action::call(dao.address(), &setVotingPeriodCall { newVotingPeriod: blocks })
}

#[track_caller]
fn execute(dao: &Dao, actor: &Actor, motion: &Motion) -> Outcome<U256, GovernanceError> {
    dao.contract().call(actor, motion.execute(), 0)
}

/// The proposal, which is due, has to fail with these bytes, to change nothing and to stay queued.
#[track_caller]
fn fails_with(dao: &Dao, motion: &Motion, reason: &[u8]) {
    let before = dao.sandbox().state_root();
    let (actor, calldata) = (dao.member(3), motion.execute().abi_encode());
    let outcome = dao.sandbox().call(actor, dao.address(), calldata, U256::ZERO);
    assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::copy_from_slice(reason))));
    assert_eq!(dao.sandbox().state_root(), before, "a refused call changed the state");
    assert_eq!(state(dao, motion.id()), QUEUED);
}

#[test]
fn anyone_executes_from_the_eta_on_and_not_before() {
    let dao = Dao::builder().build();
    let stranger = dao.sandbox().actor("stranger");
    let motion = Motion::new(vec![period(&dao, 25)], "In time");
    let id = bring(&dao, &motion, SUCCEEDED);
    dao.contract().call(dao.member(0), motion.queue(), 0).ok();
    let not_ready = TimelockUnexpectedOperationState {
        operationId: B256::from(id.to_be_bytes::<32>()),
        expectedStates: B256::with_last_byte(1 << 2),
    };
    // A minute is ten blocks.
    for blocks in [0, 1, 8] {
        dao.sandbox().advance(blocks);
        for actor in [dao.member(0), dao.guardian(), &stranger] {
            refuses(dao.contract(), actor, motion.execute(), not_ready.clone());
        }
    }
    dao.sandbox().advance(1);
    assert_eq!(dao.sandbox().time(), proposal(&dao, id).etaSeconds);
    let receipt = execute(&dao, &stranger, &motion).ok();
    assert_eq!(receipt.value, id);
    let set = VotingPeriodSet { oldVotingPeriod: U256::from(20), newVotingPeriod: U256::from(25) };
    receipt.emits(&[set.encode_log_data(), ProposalExecuted { proposalId: id }.encode_log_data()]);
    assert_eq!(state(&dao, id), EXECUTED);
    assert_eq!(dao.contract().view(votingPeriodCall {}), U256::from(25));
}

#[test]
fn until_the_grace_period_is_over() {
    let dao = Dao::builder().build();
    let [last, late] = ["In the last block", "Too late"].map(|text| harmless(&dao, text));
    due(&dao, &[last.clone(), late.clone()]);
    let until = proposal(&dao, last.id()).untilSeconds;
    dao.sandbox().advance_to(u32::try_from(until / 6).unwrap() - 1);
    assert_eq!([last.id(), late.id()].map(|id| state(&dao, id)), [QUEUED; 2]);
    execute(&dao, dao.member(1), &last).ok();
    dao.sandbox().advance(1);
    assert_eq!([last.id(), late.id()].map(|id| state(&dao, id)), [EXECUTED, EXPIRED]);
    refuses(dao.contract(), dao.member(1), late.execute(), unexpected(late.id(), EXPIRED, only(QUEUED)));
}

#[test]
fn only_what_is_queued_is_executed_and_only_once() {
    let dao = Dao::builder().build();
    for found in ALL.into_iter().filter(|state| *state != QUEUED) {
        let motion = harmless(&dao, &format!("In state {found}"));
        let id = bring(&dao, &motion, found);
        for actor in [dao.member(0), dao.guardian()] {
            refuses(dao.contract(), actor, motion.execute(), unexpected(id, found, only(QUEUED)));
        }
    }
}

#[test]
fn what_was_not_voted_on_is_not_executed() {
    let dao = Dao::builder().build();
    fund(&dao, 10 * TOKEN);
    let recorder = recording(dao.sandbox(), dao.member(0));
    let actions = vec![say(recorder, 1, b"first"), say(recorder, 2, b"second"), period(&dao, 25)];
    let motion = Motion::new(actions, "These three");
    due(&dao, std::slice::from_ref(&motion));
    let other = |change: fn(&mut Motion)| {
        let mut other = motion.clone();
        change(&mut other);
        other
    };
    let others = [
        other(|motion| motion.actions[0].target = Address::ZERO),
        other(|motion| motion.actions[0].value += U256::ONE),
        other(|motion| motion.actions[1].value = U256::ZERO),
        other(|motion| motion.actions[1].calldata = b"Second".to_vec().into()),
        other(|motion| motion.actions[1].calldata = b"second\0".to_vec().into()),
        other(|motion| motion.actions[2].calldata = Bytes::new()),
        other(|motion| motion.actions.swap(0, 1)),
        other(|motion| motion.actions.reverse()),
        other(|motion| motion.actions.truncate(2)),
        other(|motion| motion.actions.push(motion.actions[0].clone())),
        other(|motion| motion.actions.clear()),
        other(|motion| motion.description.clear()),
    ];
    for other in others {
        refuses(dao.contract(), dao.member(0), other.execute(), unknown(other.id()));
    }
    // Nor with lists that do not fit.
    let call = executeCall { values: vec![U256::ONE], ..motion.execute() };
    let lists = (call.targets.clone(), call.values.clone(), call.calldatas.clone(), call.descriptionHash);
    let id = U256::from_be_bytes(keccak256(lists.abi_encode_params()).0);
    refuses(dao.contract(), dao.member(0), call, unknown(id));
    assert_eq!(state(&dao, motion.id()), QUEUED);
    execute(&dao, dao.member(0), &motion).ok();
}

#[test]
fn what_cannot_be_read_is_not_executed() {
    let dao = Dao::builder().build();
    let motion = harmless(&dao, "Unreadable");
    due(&dao, std::slice::from_ref(&motion));
    let calldata = motion.execute().abi_encode();
    for place in [0, 1, 2, 4] {
        for word in BEYOND {
            is_unreadable(&dao, dao.member(0), with_word(&calldata, place, word));
        }
    }
    is_unreadable(&dao, dao.member(0), executeCall::SELECTOR.to_vec());
}

#[test]
fn actions_happen_in_their_order() {
    let dao = Dao::builder().build();
    fund(&dao, 10 * TOKEN);
    let recorder = recording(dao.sandbox(), dao.member(0));
    let actions = vec![
        say(recorder, 3, b"the first"),
        period(&dao, 25),
        say(recorder, 0, &[7; 1_000]),
        period(&dao, 30),
        say(recorder, 5 * TOKEN, b""),
    ];
    let motion = Motion::new(actions, "In order");
    let receipt = dao.attempt(&motion).ok();
    let said = [(3, b"the first".to_vec()), (0, vec![7; 1_000]), (5 * TOKEN, Vec::new())];
    let said: Vec<_> = said.into_iter().map(|(wei, bytes)| (U256::from(wei), Bytes::from(bytes))).collect();
    assert_eq!(recorded(recorder, &receipt.logs), said);
    let set: Vec<_> = receipt.events::<VotingPeriodSet>().iter().map(|set| set.newVotingPeriod).collect();
    assert_eq!(set, [U256::from(25), U256::from(30)]);
    let emitters: Vec<Address> = receipt.logs.iter().map(|log| log.contract).collect();
    assert_eq!(emitters, [recorder, dao.address(), recorder, dao.address(), recorder, dao.address()]);
    assert_eq!(dao.contract().balance(), 5 * TOKEN - 3);
    assert_eq!(dao.sandbox().balance(recorder), 5 * TOKEN + 3);
}

#[test]
fn an_action_that_fails_undoes_all_and_gives_its_reason() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let alice = dao.member(0);
    let long: Vec<u8> = (0..17_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    // A custom error, a text, a few bytes, and more than what is passed on.
    let declared = ERC20InsufficientBalance { sender: Address::ZERO, balance: U256::ZERO, needed: U256::ONE };
    let text = alloy_sol_types::Revert::from("not today");
    let reasons = [declared.abi_encode(), text.abi_encode(), b"no".to_vec(), vec![0; 32], long];
    for (number, reason) in reasons.iter().enumerate() {
        let callee = refusing(dao.sandbox(), alice, reason);
        let actions =
            vec![period(&dao, 25), Action::pay(alice, TOKEN), say(callee, 0, b"anything"), period(&dao, 30)];
        let motion = Motion::new(actions, &format!("Number {number}"));
        due(&dao, std::slice::from_ref(&motion));
        fails_with(&dao, &motion, &reason[..reason.len().min(16_384)]);
        assert_eq!(dao.contract().balance(), TOKEN);
        assert_eq!(dao.contract().view(votingPeriodCall {}), U256::from(20));
    }
}

#[test]
fn an_action_that_fails_without_a_reason_has_one_all_the_same() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let silent = probe::rejecting(dao.sandbox(), dao.member(0));
    for action in [say(silent, 0, b"called"), say(silent, 1, b""), say(silent, 0, b"")] {
        let motion = Motion::new(vec![period(&dao, 25), action.clone()], &format!("{action:?}"));
        due(&dao, std::slice::from_ref(&motion));
        refuses(dao.contract(), dao.member(0), motion.execute(), FailedCall {});
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
}

/// It would be as if it had happened.
#[test]
fn a_call_needs_somebody_who_reads_it() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let targets = [dao.member(1).address(), Actor::ethereum("nobody").address(), Address::ZERO];
    for target in targets {
        for action in [say(target, 0, &[0]), say(target, 0, b"transfer"), say(target, 5, &[0; 36])] {
            let motion = Motion::new(vec![period(&dao, 25), action.clone()], &format!("{action:?}"));
            due(&dao, std::slice::from_ref(&motion));
            refuses(dao.contract(), dao.member(0), motion.execute(), TargetWithoutCode { target });
            assert_eq!(state(&dao, motion.id()), QUEUED);
        }
    }
}

#[test]
fn a_payment_needs_no_reader() {
    let dao = Dao::builder().build();
    fund(&dao, 20 * TOKEN);
    // Members pay deposits for their ballots.
    let (payee, fresh) = (dao.sandbox().actor("payee"), Actor::ethereum("fresh"));
    let before = dao.sandbox().balance(&payee);
    let actions = vec![Action::pay(&payee, 7 * TOKEN + 1), Action::pay(&fresh, 99), Action::pay(&fresh, 0)];
    dao.pass(actions, "To one who is there and one who is not yet");
    assert_eq!(dao.sandbox().balance(&payee) - before, 7 * TOKEN + 1);
    assert_eq!(dao.sandbox().balance(&fresh), 99);
    assert_eq!(dao.contract().balance(), 13 * TOKEN - 100);
}

#[test]
fn more_than_the_treasury_has_is_not_paid() {
    let dao = Dao::builder().build();
    fund(&dao, 5 * TOKEN);
    let bob = dao.member(1);
    let too_much =
        [U256::from(5 * TOKEN + 1), U256::from(u128::MAX), U256::from(u128::MAX) + U256::ONE, U256::MAX];
    let motions = too_much.map(|value| {
        let action = Action { target: bob.address(), value, calldata: Bytes::new() };
        Motion::new(vec![Action::pay(bob, 1), action], &format!("{value} wei"))
    });
    let both = Motion::new(vec![Action::pay(bob, 3 * TOKEN); 2], "Both are too much");
    due(&dao, &[motions.to_vec(), vec![both.clone()]].concat());
    for motion in motions.iter().chain([&both]) {
        refuses(dao.contract(), dao.member(0), motion.execute(), FailedCall {});
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    // Once the treasury has it, it is paid to the last wei.
    fund(&dao, TOKEN);
    let before = dao.sandbox().balance(bob);
    execute(&dao, dao.member(0), &both).ok();
    assert_eq!(dao.sandbox().balance(bob) - before, 6 * TOKEN);
    assert_eq!(dao.contract().balance(), 0);
}

#[test]
fn money_sent_along_is_the_treasurys() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let [kept, spent] =
        [harmless(&dao, "Kept"), Motion::new(vec![Action::pay(bob, 2 * TOKEN)], "Spent in the same call")];
    due(&dao, &[kept.clone(), spent.clone()]);
    dao.contract().call(alice, kept.execute(), 3).ok();
    assert_eq!(dao.contract().balance(), 3);
    // What is refused is given back.
    let refusal = unexpected(kept.id(), EXECUTED, only(QUEUED));
    refuses_paid(dao.contract(), alice, kept.execute(), U256::from(TOKEN), refusal);
    refuses(dao.contract(), alice, spent.execute(), FailedCall {});
    let before = dao.sandbox().balance(bob);
    dao.contract().call(alice, spent.execute(), 2 * TOKEN).ok();
    assert_eq!(dao.sandbox().balance(bob) - before, 2 * TOKEN);
    assert_eq!(dao.contract().balance(), 3);
}
