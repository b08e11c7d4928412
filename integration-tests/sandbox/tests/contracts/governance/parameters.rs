//! What votes can set: bounds from both sides, and that nothing within them keeps another vote from undoing it.

use std::fmt::Debug;

use alloy_primitives::{aliases::U48, U256};
use alloy_sol_types::{SolCall, SolError};
use tributary_sandbox::{
    abi::IGovernance::{
        floorsCall, getMinDelayCall, lateQuorumVoteExtensionCall, mintCall, proposalThresholdCall,
        quorumNumerator_0Call, setLateQuorumVoteExtensionCall, setProposalThresholdCall, setVotingDelayCall,
        setVotingPeriodCall, updateDelayCall, updateGracePeriodCall, updateQuorumNumeratorCall,
        votingDelayCall, votingPeriodCall, Floors, GRACE_PERIODCall, GovernorInvalidQuorumFraction,
        GovernorInvalidVotingPeriod, GovernorPreventLateQuorumVoteExtensionTooLarge, ParamOutOfBounds,
        Params,
    },
    dao::FOR,
    Action, Dao, Motion, TOKEN,
};

use super::states::{harmless, proposal, state, EXECUTED};
use crate::refusal::refuses;

const DELAY: u8 = 0;
const PERIOD: u8 = 1;
const TIMELOCK: u8 = 3;
const GRACE: u8 = 4;
const QUORUM: u8 = 5;
const THRESHOLD: u8 = 6;

const WEEK: u32 = 100_800;
const MONTH: u32 = 2_592_000;

/// A DAO of two, where the first has 30 % of the votes and is the only one who uses them.
fn dao() -> Dao {
    Dao::builder().members(&[("alice", 300 * TOKEN), ("bob", 700 * TOKEN)]).build()
}

fn delay(blocks: u64) -> Vec<u8> {
    setVotingDelayCall { newVotingDelay: U48::from(blocks) }.abi_encode()
}

fn period(blocks: u32) -> Vec<u8> {
    setVotingPeriodCall { newVotingPeriod: blocks }.abi_encode()
}

fn extension(blocks: u64) -> Vec<u8> {
    setLateQuorumVoteExtensionCall { newVoteExtension: U48::from(blocks) }.abi_encode()
}

fn timelock(seconds: U256) -> Vec<u8> {
    updateDelayCall { newDelay: seconds }.abi_encode()
}

fn grace(seconds: U256) -> Vec<u8> {
    updateGracePeriodCall { newGracePeriod: seconds }.abi_encode()
}

fn quorum(ppm: U256) -> Vec<u8> {
    updateQuorumNumeratorCall { newQuorumNumerator: ppm }.abi_encode()
}

fn threshold(votes: U256) -> Vec<u8> {
    setProposalThresholdCall { newProposalThreshold: votes }.abi_encode()
}

fn n(number: u128) -> U256 {
    U256::from(number)
}

/// Has the DAO decide on these calls on itself under whatever its parameters are, up to the block of their eta.
#[track_caller]
fn decide(dao: &Dao, calls: &[Vec<u8>]) -> Motion {
    let action =
        |call: &Vec<u8>| Action { target: dao.address(), value: U256::ZERO, calldata: call.clone().into() };
    let description = format!("Decided in block {}", dao.sandbox().block());
    let motion = Motion::new(calls.iter().map(action).collect(), &description);
    let id = dao.open(&motion);
    dao.vote(dao.member(0), id, FOR);
    dao.close(id);
    dao.contract().call(dao.member(0), motion.queue(), 0).ok();
    let eta = proposal(dao, id).etaSeconds;
    let due = u32::try_from(eta.div_ceil(6)).unwrap();
    dao.sandbox().advance_to(due.max(dao.sandbox().block()));
    motion
}

#[track_caller]
fn accepts(dao: &Dao, calls: &[Vec<u8>]) {
    let motion = decide(dao, calls);
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    assert_eq!(state(dao, motion.id()), EXECUTED);
}

/// The call has to be refused with exactly `expected`, and to change nothing.
#[track_caller]
fn rejects<E: SolError + Debug + PartialEq>(dao: &Dao, call: Vec<u8>, expected: E) {
    let motion = decide(dao, &[call]);
    refuses(dao.contract(), dao.member(0), motion.execute(), expected);
}

fn out_of_bounds(param: u8, found: u128, least: u128, most: u128) -> ParamOutOfBounds {
    ParamOutOfBounds { param, found, least, most }
}

#[track_caller]
fn params(dao: &Dao) -> Params {
    let contract = dao.contract();
    Params {
        votingDelay: contract.view(votingDelayCall {}).to(),
        votingPeriod: contract.view(votingPeriodCall {}).to(),
        lateQuorumExtension: contract.view(lateQuorumVoteExtensionCall {}).to(),
        timelockDelay: contract.view(getMinDelayCall {}).to(),
        gracePeriod: contract.view(GRACE_PERIODCall {}).to(),
        quorumNumerator: contract.view(quorumNumerator_0Call {}).to(),
        proposalThreshold: contract.view(proposalThresholdCall {}).to(),
    }
}

/// The calls that set all of it again, in an order in which each is within bounds.
fn all_of(params: &Params) -> Vec<Vec<u8>> {
    vec![
        // Room for a longer timelock and extension first.
        extension(0),
        grace(U256::from(MONTH)),
        period(params.votingPeriod),
        extension(params.lateQuorumExtension.into()),
        timelock(U256::from(params.timelockDelay)),
        grace(U256::from(params.gracePeriod)),
        delay(params.votingDelay.into()),
        quorum(U256::from(params.quorumNumerator)),
        threshold(n(params.proposalThreshold)),
    ]
}

#[test]
fn the_voting_delay_is_a_block_to_a_week() {
    let dao = dao();
    for found in [0, u64::from(WEEK), u64::from(WEEK) + 1, u64::from(u32::MAX), 1 << 32, (1 << 48) - 1] {
        match found {
            1..=100_800 => accepts(&dao, &[delay(found)]),
            // What is beyond 32 bits is not cut.
            _ => rejects(&dao, delay(found), out_of_bounds(DELAY, found.into(), 1, WEEK.into())),
        }
    }
    accepts(&dao, &[delay(1)]);
    assert_eq!(params(&dao), Params { votingDelay: 1, ..dao.params().clone() });
}

#[test]
fn the_voting_period_is_the_floor_to_two_weeks() {
    let dao = dao();
    let most = 2 * WEEK;
    rejects(&dao, period(0), GovernorInvalidVotingPeriod { votingPeriod: U256::ZERO });
    for found in [1, 4, most + 1, u32::MAX] {
        rejects(&dao, period(found), out_of_bounds(PERIOD, found.into(), 5, most.into()));
    }
    // Nor below the extension of a late quorum, which is 8.
    for found in [5, 7] {
        let refusal = GovernorPreventLateQuorumVoteExtensionTooLarge {
            newVoteExtension: U256::from(8),
            maxVoteExtension: U256::from(found),
        };
        rejects(&dao, period(found), refusal);
    }
    accepts(&dao, &[period(8)]);
    accepts(&dao, &[period(most)]);
    accepts(&dao, &[extension(0), period(5)]);
    assert_eq!(params(&dao), Params { votingPeriod: 5, lateQuorumExtension: 0, ..dao.params().clone() });
}

#[test]
fn the_extension_is_at_most_the_voting_period() {
    let dao = dao();
    for found in [21, 1 << 32, (1 << 48) - 1] {
        let refusal = GovernorPreventLateQuorumVoteExtensionTooLarge {
            newVoteExtension: U256::from(found),
            maxVoteExtension: U256::from(20),
        };
        rejects(&dao, extension(found), refusal);
    }
    accepts(&dao, &[extension(0)]);
    accepts(&dao, &[extension(20)]);
    assert_eq!(params(&dao), Params { lateQuorumExtension: 20, ..dao.params().clone() });
}

#[test]
fn the_timelock_is_the_floor_to_thirty_days() {
    let dao = dao();
    let (least, most) = (30, u128::from(MONTH));
    for found in [0, 1, 29, most + 1, u128::from(u32::MAX), 1 << 32, u128::MAX] {
        rejects(&dao, timelock(n(found)), out_of_bounds(TIMELOCK, found, least, most));
    }
    // What is beyond 128 bits is told as their most.
    for found in [n(u128::MAX) + U256::ONE, U256::MAX] {
        rejects(&dao, timelock(found), out_of_bounds(TIMELOCK, u128::MAX, least, most));
    }
    // The grace period, which is 600, is half of it at least.
    rejects(&dao, timelock(n(1_201)), out_of_bounds(GRACE, 600, 601, most));
    accepts(&dao, &[timelock(n(1_200))]);
    accepts(&dao, &[timelock(n(30))]);
    accepts(&dao, &[grace(n(most)), timelock(n(most))]);
    let expected = Params { timelockDelay: MONTH, gracePeriod: MONTH, ..dao.params().clone() };
    assert_eq!(params(&dao), expected);
}

#[test]
fn the_grace_period_is_a_minute_or_half_the_timelock_to_thirty_days() {
    let dao = dao();
    let most = u128::from(MONTH);
    for found in [0, 59, most + 1, 1 << 32, u128::MAX] {
        rejects(&dao, grace(n(found)), out_of_bounds(GRACE, found, 60, most));
    }
    rejects(&dao, grace(U256::MAX), out_of_bounds(GRACE, u128::MAX, 60, most));
    accepts(&dao, &[grace(n(most))]);
    accepts(&dao, &[timelock(n(999))]);
    rejects(&dao, grace(n(499)), out_of_bounds(GRACE, 499, 500, most));
    accepts(&dao, &[grace(n(500))]);
    accepts(&dao, &[timelock(n(120)), grace(n(60))]);
    assert_eq!(params(&dao), Params { timelockDelay: 120, gracePeriod: 60, ..dao.params().clone() });
}

#[test]
fn the_quorum_is_a_thousandth_to_three_tenths() {
    let dao = dao();
    for found in [0, 1, 999, 300_001, 1_000_000] {
        rejects(&dao, quorum(n(found)), out_of_bounds(QUORUM, found, 1_000, 300_000));
    }
    for found in [n(1_000_001), n(1 << 32), n(u128::MAX), U256::MAX] {
        let refusal = GovernorInvalidQuorumFraction {
            quorumNumerator: found,
            quorumDenominator: U256::from(1_000_000),
        };
        rejects(&dao, quorum(found), refusal);
    }
    accepts(&dao, &[quorum(n(300_000))]);
    accepts(&dao, &[quorum(n(1_000))]);
    assert_eq!(params(&dao), Params { quorumNumerator: 1_000, ..dao.params().clone() });
}

#[test]
fn the_threshold_is_at_most_a_hundredth_of_the_supply() {
    let dao = dao();
    let most = 10 * TOKEN;
    for found in [most + 1, 1_000 * TOKEN, u128::MAX] {
        rejects(&dao, threshold(n(found)), out_of_bounds(THRESHOLD, found, 0, most));
    }
    rejects(&dao, threshold(U256::MAX), out_of_bounds(THRESHOLD, u128::MAX, 0, most));
    accepts(&dao, &[threshold(U256::ZERO)]);
    accepts(&dao, &[threshold(n(most))]);
    assert_eq!(params(&dao), Params { proposalThreshold: most, ..dao.params().clone() });
    // Of the supply when it is set, with what was minted before it in the same proposal.
    let mint = mintCall { to: dao.member(0).address(), amount: n(199) }.abi_encode();
    accepts(&dao, &[mint.clone(), threshold(n(most + 1))]);
    rejects(&dao, threshold(n(most + 2)), out_of_bounds(THRESHOLD, most + 2, 0, most + 1));
    accepts(&dao, &[mint, threshold(n(most + 3))]);
}

/// There is no call that would, so they stay what they are whatever is decided.
#[test]
fn floors_are_for_good() {
    let dao = dao();
    let floors = Floors { votingPeriod: 5, timelockDelay: 30 };
    assert_eq!(dao.contract().view(floorsCall {}), floors);
    accepts(&dao, &[extension(0), period(5), timelock(n(30))]);
    assert_eq!(dao.contract().view(floorsCall {}), floors);
    rejects(&dao, period(4), out_of_bounds(PERIOD, 4, 5, (2 * WEEK).into()));
    rejects(&dao, timelock(n(29)), out_of_bounds(TIMELOCK, 29, 30, MONTH.into()));
    // Where they are higher, bounds begin there.
    let mut builder = Dao::builder().members(&[("alice", 1_000 * TOKEN)]);
    builder.floors = Floors { votingPeriod: 20, timelockDelay: 60 };
    let strict = builder.build();
    rejects(&strict, period(19), out_of_bounds(PERIOD, 19, 20, (2 * WEEK).into()));
    rejects(&strict, timelock(n(59)), out_of_bounds(TIMELOCK, 59, 60, MONTH.into()));
    assert_eq!(params(&strict), strict.params().clone());
}

/// Delay and period are fixed when a proposal is made.
#[test]
fn what_is_set_holds_for_later_proposals() {
    let dao = dao();
    let change = decide(&dao, &[delay(7), period(30)]);
    let before = harmless(&dao, "Before");
    let id = dao.contract().call(dao.member(0), before.propose(), 0).ok().value;
    let found = proposal(&dao, id);
    dao.contract().call(dao.member(0), change.execute(), 0).ok();
    assert_eq!(proposal(&dao, id), found);
    assert_eq!((found.voteStart - found.createdAt, found.voteEnd - found.voteStart), (2, 20));
    let after = harmless(&dao, "After");
    let id = dao.contract().call(dao.member(0), after.propose(), 0).ok().value;
    let found = proposal(&dao, id);
    assert_eq!((found.voteStart - found.createdAt, found.voteEnd - found.voteStart), (7, 30));
}

#[test]
fn the_most_that_is_accepted_can_be_undone() {
    let dao = dao();
    let most = Params {
        votingDelay: WEEK,
        votingPeriod: 2 * WEEK,
        lateQuorumExtension: 2 * WEEK,
        timelockDelay: MONTH,
        gracePeriod: MONTH,
        quorumNumerator: 300_000,
        proposalThreshold: 10 * TOKEN,
    };
    accepts(&dao, &all_of(&most));
    assert_eq!(params(&dao), most);
    // With three tenths of the votes, and everybody else away.
    let begun = dao.sandbox().block();
    accepts(&dao, &all_of(dao.params()));
    assert_eq!(params(&dao), dao.params().clone());
    let took = dao.sandbox().block() - begun;
    assert!(took <= WEEK + 4 * WEEK + MONTH / 6 + 6, "{took} blocks");
}

#[test]
fn the_least_that_is_accepted_can_be_undone() {
    let dao = dao();
    let least = Params {
        votingDelay: 1,
        votingPeriod: 5,
        lateQuorumExtension: 0,
        timelockDelay: 30,
        gracePeriod: 60,
        quorumNumerator: 1_000,
        proposalThreshold: 0,
    };
    accepts(&dao, &all_of(&least));
    assert_eq!(params(&dao), least);
    accepts(&dao, &all_of(dao.params()));
    assert_eq!(params(&dao), dao.params().clone());
}
