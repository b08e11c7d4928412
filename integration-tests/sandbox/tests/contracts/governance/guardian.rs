//! The guardian: what it can do at its worst, and how the DAO gets rid of it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        proposalGuardianCall, setProposalGuardianCall, setVotingPeriodCall, GovernorUnableToCancel,
        GuardianSpared, ProposalCanceled, ProposalExecuted, ProposalGuardianSet,
    },
    Action, Actor, Contract, Dao, Governance, Motion, Sandbox, TOKEN,
};

use super::{
    members::fund,
    states::{
        bring, due, harmless, only, proposal, state, unexpected, CANCELED, EXECUTED, EXPIRED, PENDING, QUEUED,
    },
};
use crate::{expectation::Emits, refusal::refuses};

/// The call that makes somebody the guardian.
fn replace(dao: &Dao, guardian: impl Into<Address>) -> Action {
    let call = setProposalGuardianCall { newProposalGuardian: guardian.into() };
    Action::call(dao.address(), &call)
}

#[track_caller]
fn vetoes(dao: &Dao, guardian: &Actor, motion: &Motion) {
    let receipt = dao.contract().call(guardian, motion.cancel(), 0).ok();
    assert_eq!(receipt.only_event::<ProposalCanceled>().proposalId, motion.id());
}

#[track_caller]
fn guardian(dao: &Dao) -> Address {
    dao.contract().view(proposalGuardianCall {})
}

#[test]
fn a_guardian_gone_rogue_stops_all_but_its_own_replacement() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    let (contract, alice, rogue) = (dao.contract(), dao.member(0), dao.guardian());
    let honest = dao.sandbox().actor("honest");
    let period = Action::call(dao.address(), &setVotingPeriodCall { newVotingPeriod: 30 });
    let wishes = [
        Motion::new(vec![Action::pay(alice, TOKEN)], "Wages"),
        Motion::new(vec![period], "A longer vote"),
        harmless(&dao, "Nothing much"),
    ];
    let replacement = Motion::new(vec![replace(&dao, &honest)], "Another guardian");
    due(&dao, &[wishes.to_vec(), vec![replacement.clone()]].concat());
    for wish in &wishes {
        assert!(!proposal(&dao, wish.id()).sparesGuardian);
        vetoes(&dao, rogue, wish);
        assert_eq!(state(&dao, wish.id()), CANCELED);
    }
    assert!(proposal(&dao, replacement.id()).sparesGuardian);
    let spared = GuardianSpared { proposalId: replacement.id() };
    refuses(contract, rogue, replacement.cancel(), spared);
    assert_eq!(state(&dao, replacement.id()), QUEUED);

    let receipt = contract.call(alice, replacement.execute(), 0).ok();
    let set: ProposalGuardianSet = receipt.event();
    assert_eq!(set.oldProposalGuardian, rogue.address());
    assert_eq!(set.newProposalGuardian, honest.address());
    assert_eq!(receipt.event::<ProposalExecuted>().proposalId, replacement.id());
    assert_eq!(guardian(&dao), honest.address());
    // The wishes are proposed again under other words, and the old one has nothing to say any more.
    let again = Motion { description: "Wages, again".to_owned(), ..wishes[0].clone() };
    due(&dao, std::slice::from_ref(&again));
    let unable = GovernorUnableToCancel { proposalId: again.id(), account: rogue.address() };
    refuses(contract, rogue, again.cancel(), unable);
    contract.call(alice, again.execute(), 0).ok();
    assert_eq!(contract.balance(), 0);
    let third = harmless(&dao, "For the new one");
    due(&dao, std::slice::from_ref(&third));
    vetoes(&dao, &honest, &third);
}

/// Else a proposal could make itself safe from the guardian by replacing it among other things.
#[test]
fn a_proposal_that_does_anything_else_as_well_is_not_spared() {
    let dao = Dao::builder().build();
    let (alice, other) = (dao.member(0), dao.sandbox().actor("other"));
    let only_that = replace(&dao, &other);
    let with = |change: &dyn Fn(&mut Action)| {
        let mut action = only_that.clone();
        change(&mut action);
        vec![action]
    };
    let longer = [only_that.calldata.to_vec(), vec![0]].concat();
    let mut dirty = only_that.calldata.to_vec();
    dirty[4] = 1;
    let lists = [
        vec![only_that.clone(), Action::pay(alice, 1)],
        vec![Action::pay(alice, 0), only_that.clone()],
        vec![only_that.clone(), only_that.clone()],
        with(&|action| action.value = U256::ONE),
        with(&|action| action.target = alice.address()),
        with(&|action| action.calldata = longer.clone().into()),
        with(&|action| action.calldata = dirty.clone().into()),
        with(&|action| action.calldata = action.calldata.slice(..35)),
        with(&|action| action.calldata = Bytes::from_static(&setProposalGuardianCall::SELECTOR)),
    ];
    let motions: Vec<Motion> = lists
        .into_iter()
        .enumerate()
        .map(|(number, actions)| Motion::new(actions, &format!("Number {number}")))
        .collect();
    due(&dao, &motions);
    for motion in &motions {
        assert!(!proposal(&dao, motion.id()).sparesGuardian, "{motion:?}");
        vetoes(&dao, dao.guardian(), motion);
    }
}

#[test]
fn whoever_is_to_be_the_guardian_the_replacement_is_spared() {
    let dao = Dao::builder().build();
    let targets = [Address::ZERO, dao.address(), dao.guardian().address(), dao.member(0).address()];
    let motions =
        targets.map(|target| Motion::new(vec![replace(&dao, target)], &format!("{target} is the guardian")));
    due(&dao, &motions);
    for motion in &motions {
        let spared = GuardianSpared { proposalId: motion.id() };
        refuses(dao.contract(), dao.guardian(), motion.cancel(), spared);
    }
    // Its proposer takes it back like any other.
    let taken_back = Motion::new(vec![replace(&dao, Address::ZERO)], "Nobody, or not");
    bring(&dao, &taken_back, PENDING);
    dao.contract().call(dao.member(0), taken_back.cancel(), 0).ok();
    assert_eq!(state(&dao, taken_back.id()), CANCELED);
    // Once it expired, the guardian is told that.
    dao.wait(dao.params().gracePeriod);
    let refusal = unexpected(motions[0].id(), EXPIRED, 0b0011_1011);
    refuses(dao.contract(), dao.guardian(), motions[0].cancel(), refusal);
}

#[test]
fn without_a_guardian_nobody_vetoes_and_a_vote_makes_one_again() {
    let dao = Dao::builder().build();
    let (contract, alice, former) = (dao.contract(), dao.member(0), dao.guardian());
    dao.pass(vec![replace(&dao, Address::ZERO)], "Nobody");
    assert_eq!(guardian(&dao), Address::ZERO);
    let motion = Motion::new(vec![replace(&dao, former)], "The old one again");
    due(&dao, std::slice::from_ref(&motion));
    for actor in [alice, former, dao.member(1)] {
        let unable = GovernorUnableToCancel { proposalId: motion.id(), account: actor.address() };
        refuses(contract, actor, motion.cancel(), unable);
    }
    contract.call(alice, motion.execute(), 0).ok();
    assert_eq!(guardian(&dao), former.address());
    let motion = harmless(&dao, "To be stopped");
    due(&dao, std::slice::from_ref(&motion));
    vetoes(&dao, former, &motion);
}

/// It is the guardian at the veto that counts, not the one when a proposal was made.
#[test]
fn a_new_guardian_vetoes_what_was_queued_before() {
    let dao = Dao::builder().build();
    let new = dao.sandbox().actor("new");
    let motions = [
        Motion::new(vec![replace(&dao, &new)], "Another guardian"),
        harmless(&dao, "Queued before"),
        harmless(&dao, "Executed all the same"),
    ];
    due(&dao, &motions);
    let [replacement, first, second] = &motions;
    dao.contract().call(dao.member(0), replacement.execute(), 0).ok();
    let unable = GovernorUnableToCancel { proposalId: first.id(), account: dao.guardian().address() };
    refuses(dao.contract(), dao.guardian(), first.cancel(), unable);
    vetoes(&dao, &new, first);
    refuses(dao.contract(), dao.member(0), first.execute(), unexpected(first.id(), CANCELED, only(QUEUED)));
    dao.contract().call(dao.member(0), second.execute(), 0).ok();
    assert_eq!(state(&dao, second.id()), EXECUTED);
}

#[test]
fn a_dao_can_be_made_without_a_guardian() {
    let (sandbox, builder) = (Sandbox::new(), Dao::builder());
    let deployer = sandbox.actor("deployer");
    let arguments = builder.arguments(Address::ZERO).encode();
    let contract: Contract<Governance> = Contract::deploy(&sandbox, &deployer, &arguments).ok().value;
    assert_eq!(contract.view(proposalGuardianCall {}), Address::ZERO);
}
