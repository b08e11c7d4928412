//! Events of the token, to be compared to the byte and in order.

use alloy_primitives::{Address, LogData, U256};
use alloy_sol_types::SolEvent;
use tributary_sandbox::{
    abi::IGovernance::{Approval, DelegateChanged, DelegateVotesChanged, Transfer},
    Log, Receipt,
};

/// Tokens moved.
pub fn transferred(from: Address, to: Address, value: u128) -> LogData {
    Transfer { from, to, value: U256::from(value) }.encode_log_data()
}

/// A spender may spend.
pub fn approved(owner: Address, spender: Address, value: U256) -> LogData {
    Approval { owner, spender, value }.encode_log_data()
}

/// An account chose a delegate.
pub fn delegated(delegator: Address, from: Address, to: Address) -> LogData {
    DelegateChanged { delegator, fromDelegate: from, toDelegate: to }.encode_log_data()
}

/// A delegate's votes changed.
pub fn voting(delegate: Address, previous: u128, new: u128) -> LogData {
    let (previous, new) = (U256::from(previous), U256::from(new));
    DelegateVotesChanged { delegate, previousVotes: previous, newVotes: new }.encode_log_data()
}

/// A receipt's events.
pub trait EmitsAll {
    /// The call has to have emitted these events of the called contract, in this order, and no others.
    #[track_caller]
    fn emits(&self, expected: &[LogData]);
}

impl<T> EmitsAll for Receipt<T> {
    #[track_caller]
    fn emits(&self, expected: &[LogData]) {
        let log = |event: &LogData| Log {
            contract: self.contract,
            topics: event.topics().to_vec(),
            data: event.data.clone(),
        };
        let expected: Vec<Log> = expected.iter().map(log).collect();
        assert_eq!(self.logs, expected);
    }
}
