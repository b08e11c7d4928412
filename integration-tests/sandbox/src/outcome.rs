//! What a call did: its answer or its refusal, its events and its cost.

use std::{fmt, panic::Location};

use alloy_primitives::{Address, Bytes, B256};
use alloy_sol_types::{SolError, SolEvent};
use tributary_devnode::runtime::NATIVE_TO_ETH_RATIO;

/// What a call or deployment cost, as the chain meters it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Computation, in picoseconds of weight.
    pub ref_time: u64,
    /// Bytes of proof of the state that was read.
    pub proof_size: u64,
    /// Plancks that the caller left as a storage deposit; negative where it got some back. Nothing is
    /// charged for a call that was refused.
    pub deposit: i128,
    /// Ethereum gas.
    pub gas: u128,
}

impl Cost {
    /// Computation, in microseconds of weight.
    pub fn micros(&self) -> f64 {
        self.ref_time as f64 / 1e6
    }

    /// Proof, in kilobytes of 1,000 bytes.
    pub fn proof_kb(&self) -> f64 {
        self.proof_size as f64 / 1e3
    }

    /// The deposit in wei; negative where the caller got some back.
    pub fn deposit_wei(&self) -> i128 {
        self.deposit.saturating_mul(i128::from(NATIVE_TO_ETH_RATIO))
    }
}

/// An event as the chain stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The contract that emitted it.
    pub contract: Address,
    /// The signature topic, then the indexed parameters.
    pub topics: Vec<B256>,
    /// The other parameters.
    pub data: Bytes,
}

impl Log {
    /// This as `E`, if it is that event.
    pub fn decode<E: SolEvent>(&self) -> Option<E> {
        E::decode_raw_log_validate(self.topics.iter().copied(), &self.data).ok()
    }
}

/// Why a call changed nothing. `E` is the sum of the errors that the contract declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revert<E> {
    /// An error that the contract declares.
    Custom(E),
    /// Data that is none of its declared errors.
    Undeclared(Bytes),
    /// The chain ended the call; this is the name of its error, such as `ContractTrapped`.
    Chain(String),
}

impl<E> Revert<E> {
    /// The same with its declared error decoded by `decode`.
    pub(crate) fn declared<D>(self, decode: impl Fn(&[u8]) -> Option<D>) -> Revert<D> {
        match self {
            Self::Undeclared(data) => decode(&data).map_or(Revert::Undeclared(data), Revert::Custom),
            Self::Chain(name) => Revert::Chain(name),
            // Only undecoded refusals come here.
            Self::Custom(_) => Revert::Undeclared(Bytes::new()),
        }
    }
}

impl<E: fmt::Debug> fmt::Display for Revert<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(error) => write!(f, "refused with {error:?}"),
            Self::Undeclared(data) if data.is_empty() => f.write_str("reverted without data"),
            Self::Undeclared(data) => write!(f, "reverted with {data}, which the contract does not declare"),
            Self::Chain(name) => write!(f, "ended by the chain: {name}"),
        }
    }
}

/// What a call did. `T` is its answer, `E` the errors that the contract declares.
#[derive(Clone, Debug)]
#[must_use = "a call may have been refused"]
pub struct Outcome<T, E> {
    /// The answer, or why nothing changed.
    pub result: Result<T, Revert<E>>,
    /// What it cost, refused or not.
    pub cost: Cost,
    /// The data of the refusal, if the contract gave any.
    pub(crate) refusal: Bytes,
    /// The events of all contracts, in order; none if it was refused.
    pub logs: Vec<Log>,
    /// The contract that was called.
    pub contract: Address,
}

/// A call that succeeded.
#[derive(Clone, Debug)]
pub struct Receipt<T> {
    /// The answer.
    pub value: T,
    /// What it cost.
    pub cost: Cost,
    /// The events of all contracts, in order.
    pub logs: Vec<Log>,
    /// The contract that was called.
    pub contract: Address,
}

impl<T, E: fmt::Debug> Outcome<T, E> {
    /// What the call gave.
    ///
    /// # Panics
    /// If it was refused, saying how.
    #[track_caller]
    pub fn ok(self) -> Receipt<T> {
        match self.result {
            Ok(value) => Receipt { value, cost: self.cost, logs: self.logs, contract: self.contract },
            Err(revert) => fail(&format!("the call was {revert}")),
        }
    }

    /// The error `R` that the contract refused with.
    ///
    /// # Panics
    /// If the call succeeded, or was refused otherwise.
    #[track_caller]
    pub fn refusal<R: SolError>(self) -> R {
        match &self.result {
            Ok(_) => fail(&format!("the call succeeded where {} was expected", R::SIGNATURE)),
            Err(revert) => R::abi_decode_validate(&self.refusal).unwrap_or_else(|_| {
                fail(&format!("the call was {revert} where {} was expected", R::SIGNATURE))
            }),
        }
    }
}

impl<T> Receipt<T> {
    /// The events `E` that the called contract emitted, in order.
    pub fn events<E: SolEvent>(&self) -> Vec<E> {
        self.events_of(self.contract)
    }

    /// The events `E` that `contract` emitted in this call, in order.
    pub fn events_of<E: SolEvent>(&self, contract: impl Into<Address>) -> Vec<E> {
        let contract = contract.into();
        self.logs.iter().filter(|log| log.contract == contract).filter_map(Log::decode).collect()
    }

    /// The one event `E` that the called contract emitted.
    ///
    /// # Panics
    /// If there was none, or more than one.
    #[track_caller]
    pub fn event<E: SolEvent>(&self) -> E {
        let mut events = self.events::<E>();
        match (events.pop(), events.is_empty()) {
            (Some(event), true) => event,
            (None, _) => fail(&format!("no {} among {} events", E::SIGNATURE, self.logs.len())),
            _ => fail(&format!("several {}", E::SIGNATURE)),
        }
    }
}

/// Ends a test at the line that called into the sandbox.
#[track_caller]
pub(crate) fn fail(why: &str) -> ! {
    panic!("{why} (at {})", Location::caller())
}
