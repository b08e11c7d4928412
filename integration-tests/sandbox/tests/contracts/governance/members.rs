//! Tokens, votes and money that move beside proposals.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::IGovernance::{delegateCall, transferCall},
    Actor, Dao,
};

/// Somebody without tokens whose votes count for itself once it has some.
#[track_caller]
pub fn newcomer(dao: &Dao, name: &str) -> Actor {
    let actor = dao.sandbox().actor(name);
    delegate(dao, &actor, &actor);
    actor
}

/// Lets the votes of `from` count for `to`.
#[track_caller]
pub fn delegate(dao: &Dao, from: &Actor, to: impl Into<Address>) {
    dao.contract().call(from, delegateCall { delegatee: to.into() }, 0).ok();
}

/// Moves tokens.
#[track_caller]
pub fn send(dao: &Dao, from: &Actor, to: impl Into<Address>, wei: u128) {
    dao.contract().call(from, transferCall { to: to.into(), value: U256::from(wei) }, 0).ok();
}

/// Gives money to the treasury.
#[track_caller]
pub fn fund(dao: &Dao, wei: u128) {
    let giver = dao.sandbox().actor("giver");
    dao.sandbox().call(&giver, dao.address(), Vec::new(), U256::from(wei)).ok();
}
