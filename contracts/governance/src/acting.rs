//! One action of a proposal: on the contract itself, which nobody else can call for it, or on another one.

use tributary_core::{
    governance::{Amount, SelfCall},
    Address, BlockNumber,
};
use tributary_interfaces::{ending, forward, is_contract};

use crate::{abi::to_abi, errors::Error, self_calls, state::State};

/// Does it. What another contract refuses with ends the whole message.
pub fn act(
    state: &mut State,
    this: &Address,
    target: &Address,
    value: &[u8; 32],
    calldata: &[u8],
    now: BlockNumber,
) -> Result<(), Error> {
    let value = Amount::from_be_bytes(*value);
    if target != this {
        return call(target, value, calldata);
    }
    if value != Amount::default() {
        return Err(Error::SelfCallPaying { value: value.into() });
    }
    self_calls::run(state, this, SelfCall::decode(calldata)?, now)
}

/// Calls another contract, or pays an account.
pub fn call(target: &Address, value: Amount, calldata: &[u8]) -> Result<(), Error> {
    // An account without code takes any call in silence: what was voted would not happen.
    if !calldata.is_empty() && !is_contract(target) {
        return Err(Error::TargetWithoutCode { target: to_abi(target) });
    }
    // More than 128 bits is more than there is.
    let value = value.fits().ok_or(Error::FailedCall {})?;
    match forward(target, value, calldata) {
        Ok(()) => Ok(()),
        Err(reason) if reason.is_empty() => Err(Error::FailedCall {}),
        Err(reason) => ending::revert(&reason),
    }
}
