//! What tests expect of calls besides refusals: that the chain stops them, or their only event.

use alloy_sol_types::{SolCall, SolEvent};
use tributary_sandbox::{Actor, Contract, Kind, Receipt, Revert};

/// The chain has to stop the call, paid with `value` wei, by its error of this name, and nothing may
/// change.
#[track_caller]
pub fn stops<K: Kind, C: SolCall>(contract: &Contract<K>, actor: &Actor, call: C, value: u128, error: &str) {
    let before = contract.sandbox().state_root();
    match contract.call(actor, call, value).result {
        Err(Revert::Chain(name)) => assert_eq!(name, error, "{}", C::SIGNATURE),
        Err(other) => panic!("{} was {other}", C::SIGNATURE),
        Ok(_) => panic!("{} was not stopped", C::SIGNATURE),
    }
    assert_eq!(contract.sandbox().state_root(), before, "a stopped call changed the state");
}

/// A receipt's events.
pub trait Emits {
    /// The only event of the call, which is an `E` of the called contract.
    #[track_caller]
    fn only_event<E: SolEvent>(&self) -> E;
}

impl<T> Emits for Receipt<T> {
    #[track_caller]
    fn only_event<E: SolEvent>(&self) -> E {
        assert_eq!(self.logs.len(), 1, "{:?}", self.logs);
        self.event()
    }
}
