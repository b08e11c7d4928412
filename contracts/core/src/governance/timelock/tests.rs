#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    governance::{proposal::tests::PARAMS, Support},
    ids::Address,
};

/// Succeeds with block 36.
fn voted() -> Proposal {
    let mut proposal = Proposal::new(&PARAMS, Address([1; 20]), 0, [0; 32], false, 10);
    proposal.count(Support::For, 10, 10, 0, 20);
    proposal
}

/// Queued at 1,000: executable from 1,100 until before 1,160.
fn queued() -> Proposal {
    let mut proposal = voted();
    proposal.queue(&PARAMS, 36, 1_000).unwrap();
    proposal
}

fn unexpected(current: State, expected: u8) -> UnexpectedState {
    UnexpectedState { current, expected }
}

#[test]
fn only_what_has_succeeded_is_queued() {
    let cases = [
        (voted(), 15, State::Pending),
        (voted(), 35, State::Active),
        (Proposal { canceled: true, ..voted() }, 36, State::Canceled),
        (Proposal { quorum_reached: false, ..voted() }, 36, State::Defeated),
        (queued(), 36, State::Queued),
        (Proposal { executed: true, ..queued() }, 36, State::Executed),
    ];
    for (before, block, state) in cases {
        let mut proposal = before.clone();
        assert_eq!(proposal.queue(&PARAMS, block, 1_000), Err(unexpected(state, 0x10)));
        assert_eq!(proposal, before);
    }
    let mut expired = queued();
    assert_eq!(expired.queue(&PARAMS, 36, 1_160), Err(unexpected(State::Expired, 0x10)));
    assert_eq!(expired, queued());
}

#[test]
fn queueing_fixes_the_times() {
    assert_eq!(queued(), Proposal { eta: 1_100, until: 1_160, ..voted() });
    // Much later, by other parameters.
    let mut proposal = voted();
    let params = Params { timelock_delay: 7, grace_period: 1_000, ..PARAMS };
    assert_eq!(proposal.queue(&params, u32::MAX, 50_000), Ok(()));
    assert_eq!((proposal.eta, proposal.until), (50_007, 51_007));
    let mut last = voted();
    assert_eq!(last.queue(&PARAMS, 36, u64::MAX - 120), Ok(()));
    assert_eq!((last.eta, last.until), (u64::MAX - 20, u64::MAX));
}

#[test]
fn it_is_executed_from_its_eta_until_it_expires() {
    let at = |time| {
        let mut proposal = queued();
        let result = proposal.execute(36, time);
        assert_eq!(proposal, Proposal { executed: result.is_ok(), ..queued() });
        result
    };
    let early = |now| -> Result<(), TimelockError> { Err(TimelockError::NotReady { eta: 1_100, now }) };
    assert_eq!([0, 1_000, 1_099].map(at), [0, 1_000, 1_099].map(early));
    assert_eq!([1_100, 1_101, 1_159].map(at), [Ok(()); 3]);
    let expired: Result<(), _> = Err(TimelockError::State(unexpected(State::Expired, 0x20)));
    assert_eq!([1_160, u64::MAX].map(at), [expired; 2]);
}

#[test]
fn it_is_executed_once() {
    let mut proposal = queued();
    assert_eq!(proposal.execute(36, 1_100), Ok(()));
    let again = proposal.execute(36, 1_100);
    assert_eq!(again, Err(TimelockError::State(unexpected(State::Executed, 0x20))));
}

#[test]
fn what_is_not_queued_is_not_executed() {
    let cases = [
        (voted(), 15, State::Pending),
        (voted(), 35, State::Active),
        (voted(), 36, State::Succeeded),
        (Proposal { canceled: true, ..queued() }, 36, State::Canceled),
        (Proposal { in_favour: 0, ..queued() }, 36, State::Defeated),
    ];
    for (before, block, state) in cases {
        let mut proposal = before.clone();
        let refused = TimelockError::State(unexpected(state, 0x20));
        assert_eq!(proposal.execute(block, 1_100), Err(refused));
        assert_eq!(proposal, before);
    }
}
