#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;
use crate::{
    governance::{proposal::tests::PARAMS, Support},
    hashing::{Hashing, HostHashing},
};

const THIS: Address = Address([0x11; 20]);
const PROPOSER: Address = Address([1; 20]);
const GUARDIAN: Address = Address([2; 20]);
const STRANGER: Address = Address([3; 20]);
const NOBODY: Address = Address([0; 20]);

/// A proposal with a block and a time at which it is in `state`.
fn in_state(state: State, proposer: Address, spares_guardian: bool) -> (Proposal, BlockNumber, u64) {
    let mut proposal = Proposal::new(&PARAMS, proposer, 0, [0; 32], spares_guardian, 10);
    let (block, time) = match state {
        State::Pending => (15, 0),
        State::Active => (16, 0),
        State::Expired => (36, 1_160),
        _ => (36, 1_000),
    };
    if !matches!(state, State::Pending | State::Active | State::Defeated) {
        proposal.count(Support::For, 10, 10, 0, 20);
    }
    if matches!(state, State::Queued | State::Canceled | State::Expired | State::Executed) {
        proposal.queue(&PARAMS, 36, 1_000).unwrap();
    }
    proposal.canceled = state == State::Canceled;
    proposal.executed = state == State::Executed;
    assert_eq!(proposal.state(block, time), state);
    (proposal, block, time)
}

/// Tries; a refusal must change nothing and a success nothing but one flag.
fn cancel(
    state: State,
    proposer: Address,
    spares_guardian: bool,
    caller: Address,
    guardian: Address,
) -> Result<(), CancelError> {
    let (mut proposal, block, time) = in_state(state, proposer, spares_guardian);
    let before = proposal.clone();
    let result = proposal.cancel(&caller, &guardian, block, time);
    let canceled = before.canceled || result.is_ok();
    assert_eq!(proposal, Proposal { canceled, ..before });
    result
}

fn unable(caller: Address) -> Result<(), CancelError> {
    Err(CancelError::Unable { caller })
}

#[test]
fn the_proposer_cancels_what_is_pending_and_nothing_else() {
    for state in State::ALL {
        let expected = if state == State::Pending { Ok(()) } else { unable(PROPOSER) };
        for guardian in [GUARDIAN, NOBODY] {
            assert_eq!(cancel(state, PROPOSER, false, PROPOSER, guardian), expected, "{state:?}");
            assert_eq!(cancel(state, PROPOSER, true, PROPOSER, guardian), expected, "{state:?}");
        }
    }
}

#[test]
fn the_guardian_cancels_what_is_queued_and_nothing_else() {
    for state in State::ALL {
        let expected = match state {
            State::Queued => Ok(()),
            // Pending, Active, Defeated, Succeeded and Queued are the states of OpenZeppelin's bitmap.
            State::Canceled | State::Expired | State::Executed => {
                Err(CancelError::State(UnexpectedState { current: state, expected: 0b0011_1011 }))
            }
            _ => unable(GUARDIAN),
        };
        assert_eq!(cancel(state, PROPOSER, false, GUARDIAN, GUARDIAN), expected, "{state:?}");
        let expected = if state == State::Queued { Err(CancelError::Spared) } else { expected };
        assert_eq!(cancel(state, PROPOSER, true, GUARDIAN, GUARDIAN), expected, "{state:?}");
    }
}

#[test]
fn a_guardian_that_proposes_has_both_rights() {
    assert_eq!(cancel(State::Pending, GUARDIAN, true, GUARDIAN, GUARDIAN), Ok(()));
    assert_eq!(cancel(State::Active, GUARDIAN, false, GUARDIAN, GUARDIAN), unable(GUARDIAN));
    assert_eq!(cancel(State::Queued, GUARDIAN, false, GUARDIAN, GUARDIAN), Ok(()));
    assert_eq!(cancel(State::Queued, GUARDIAN, true, GUARDIAN, GUARDIAN), Err(CancelError::Spared));
}

#[test]
fn nobody_else_cancels_anything() {
    for state in State::ALL {
        assert_eq!(cancel(state, PROPOSER, false, STRANGER, GUARDIAN), unable(STRANGER));
        assert_eq!(cancel(state, PROPOSER, false, GUARDIAN, STRANGER), unable(GUARDIAN));
        // Without a guardian the zero address has no right either, and the proposer none more.
        assert_eq!(cancel(state, PROPOSER, false, NOBODY, NOBODY), unable(NOBODY));
    }
}

#[test]
fn a_veto_is_possible_at_the_eta_and_ends_with_the_grace_period() {
    let at = |time| in_state(State::Queued, PROPOSER, false).0.cancel(&GUARDIAN, &GUARDIAN, 36, time);
    assert_eq!([1_000, 1_100, 1_159].map(at), [Ok(()); 3]);
    assert!(at(1_160).is_err());
}

/// `setProposalGuardian(address)`.
fn replacement() -> Vec<u8> {
    let selector = HostHashing::keccak256(b"setProposalGuardian(address)")[..4].to_vec();
    [selector, vec![0; 12], vec![0xab; 20]].concat()
}

fn spared(targets: &[Address], values: &[[u8; 32]], calldatas: &[&[u8]]) -> bool {
    spares_guardian(&Actions::new(targets, values, calldatas), &THIS)
}

#[test]
fn a_mere_replacement_of_the_guardian_is_spared() {
    let call = replacement();
    assert!(spared(&[THIS], &[[0; 32]], &[&call]));
    let mut to_nobody = call.clone();
    to_nobody[4..].fill(0);
    assert!(spared(&[THIS], &[[0; 32]], &[&to_nobody]));
    assert!(!spared(&[STRANGER], &[[0; 32]], &[&call]));
    assert!(!spared(&[], &[], &[]));
}

#[test]
fn a_replacement_saves_nothing_beside_it() {
    let call = replacement();
    let call = call.as_slice();
    assert!(!spared(&[THIS; 2], &[[0; 32]; 2], &[call; 2]));
    for targets in 0..4 {
        for values in 0..4 {
            for calldatas in 0..4 {
                let is_spared = spared(&vec![THIS; targets], &vec![[0; 32]; values], &vec![call; calldatas]);
                assert_eq!(is_spared, [targets, values, calldatas] == [1; 3]);
            }
        }
    }
}

proptest! {
    #[test]
    fn anything_but_a_well_formed_call_without_value_is_not_spared(
        at in 0usize..36,
        length in 0usize..80,
        bit in 0u32..8,
        in_value in 0usize..32,
        in_target in 0usize..20,
    ) {
        let flip = 1u8 << bit;
        let call = replacement();
        let mut changed = call.clone();
        changed[at] ^= flip;
        // The last twenty bytes are the new guardian.
        prop_assert_eq!(spared(&[THIS], &[[0; 32]], &[&changed]), at >= 16);
        let mut changed = call.clone();
        changed.resize(length, 0);
        prop_assert_eq!(spared(&[THIS], &[[0; 32]], &[&changed]), length == 36);
        let mut value = [0; 32];
        value[in_value] ^= flip;
        prop_assert!(!spared(&[THIS], &[value], &[&call]));
        let mut target = THIS;
        target.0[in_target] ^= flip;
        prop_assert!(!spared(&[target], &[[0; 32]], &[&call]));
    }
}
