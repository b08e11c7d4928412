//! Calls that have to be refused.

use std::fmt::Debug;

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolError};
use tributary_sandbox::{Actor, Contract, Kind};

/// The call has to be refused with exactly `expected`, and to change nothing.
#[track_caller]
pub fn refuses<K: Kind, C: SolCall, E: SolError + Debug + PartialEq>(
    contract: &Contract<K>,
    actor: &Actor,
    call: C,
    expected: E,
) {
    refuses_paid(contract, actor, call, U256::ZERO, expected);
}

/// The call with `value` wei has to be refused with exactly `expected`, and to change nothing.
#[track_caller]
pub fn refuses_paid<K: Kind, C: SolCall, E: SolError + Debug + PartialEq>(
    contract: &Contract<K>,
    actor: &Actor,
    call: C,
    value: U256,
    expected: E,
) {
    let before = contract.sandbox().state_root();
    let found: E = contract.call_paying(actor, call, value).refusal();
    assert_eq!(found, expected);
    assert_eq!(contract.sandbox().state_root(), before, "a refused call changed the state");
}
