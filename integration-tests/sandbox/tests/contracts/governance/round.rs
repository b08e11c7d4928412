//! A proposal's whole way.

use alloy_primitives::U256;
use tributary_sandbox::{
    abi::IGovernance::{
        proposalVotesCall, setVotingPeriodCall, stateCall, votingPeriodCall, ProposalCreated,
        ProposalExecuted, ProposalQueued, VoteCast, VotingPeriodSet,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    Action, Dao, Motion, TOKEN,
};

#[test]
fn what_is_voted_happens_after_the_timelock() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    let call = setVotingPeriodCall { newVotingPeriod: 25 };
    let motion = Motion::new(vec![Action::call(dao.address(), &call)], "A longer vote");
    let id = motion.id();
    let state = || contract.view(stateCall { proposalId: id });

    let proposed = contract.call(dao.member(0), motion.propose(), 0).ok();
    assert_eq!(proposed.value, id);
    let created: ProposalCreated = proposed.event();
    let now = dao.sandbox().block();
    assert_eq!(created.proposalId, id);
    assert_eq!(created.proposer, dao.member(0).address());
    assert_eq!(created.targets, [dao.address()]);
    assert_eq!(created.values, [U256::ZERO]);
    assert_eq!(created.signatures, [String::new()]);
    assert_eq!(created.calldatas, [motion.actions[0].calldata.clone()]);
    assert_eq!(created.voteStart, U256::from(now + 2));
    assert_eq!(created.voteEnd, U256::from(now + 22));
    assert_eq!(created.description, "A longer vote");
    assert_eq!(state(), 0);

    dao.sandbox().advance(3);
    assert_eq!(state(), 1);
    let cast = contract
        .call(
            dao.member(0),
            tributary_sandbox::abi::IGovernance::castVoteWithReasonCall {
                proposalId: id,
                support: FOR,
                reason: "More people can take part, also those who vote at weekends only".to_owned(),
            },
            0,
        )
        .ok();
    let ballot: VoteCast = cast.event();
    assert_eq!(ballot.voter, dao.member(0).address());
    assert_eq!((ballot.proposalId, ballot.support), (id, FOR));
    assert_eq!(ballot.weight, U256::from(500 * TOKEN));
    assert_eq!(ballot.reason, "More people can take part, also those who vote at weekends only");
    assert_eq!(dao.vote(dao.member(1), id, AGAINST), U256::from(300 * TOKEN));
    assert_eq!(dao.vote(dao.member(2), id, ABSTAIN), U256::from(150 * TOKEN));
    let votes = contract.view(proposalVotesCall { proposalId: id });
    assert_eq!(votes.againstVotes, U256::from(300 * TOKEN));
    assert_eq!(votes.forVotes, U256::from(500 * TOKEN));
    assert_eq!(votes.abstainVotes, U256::from(150 * TOKEN));

    dao.close(id);
    assert_eq!(state(), 4);
    let queued: ProposalQueued = contract.call(dao.member(3), motion.queue(), 0).ok().event();
    assert_eq!(queued.proposalId, id);
    assert_eq!(queued.etaSeconds, U256::from(dao.sandbox().time() + 60));
    assert_eq!(state(), 5);
    dao.wait(60);

    assert_eq!(contract.view(votingPeriodCall {}), U256::from(20));
    let executed = contract.call(dao.member(3), motion.execute(), 0).ok();
    let ProposalExecuted { proposalId } = executed.event();
    assert_eq!(proposalId, id);
    let set: VotingPeriodSet = executed.event();
    assert_eq!((set.oldVotingPeriod, set.newVotingPeriod), (U256::from(20), U256::from(25)));
    assert_eq!(contract.view(votingPeriodCall {}), U256::from(25));
    assert_eq!(state(), 7);
}
