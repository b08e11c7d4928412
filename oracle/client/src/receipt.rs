//! What a transaction did.

use alloy_primitives::{Address, Bytes, B256};
use alloy_sol_types::SolEvent;
use subxt::{
    dynamic::Value,
    events::{Event, Events, Phase},
    ext::scale_decode,
};
use tributary_core::Wei;

use crate::{
    client::to_wei,
    dispatch::DispatchFailure,
    error::{ClientError, Result},
    rpc::Chain,
    runtime::Runtime,
};

/// An event that a contract emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractEvent {
    /// Who emitted it.
    pub contract: Address,
    /// Topics; the first is the hash of the event's signature.
    pub topics: Vec<B256>,
    /// What is not indexed, ABI-encoded.
    pub data: Bytes,
}

impl ContractEvent {
    /// This as `E`; `None` if it is another event, or malformed.
    pub fn decode<E: SolEvent>(&self) -> Option<E> {
        if !E::ANONYMOUS && self.topics.first() != Some(&E::SIGNATURE_HASH) {
            return None;
        }
        E::decode_raw_log(self.topics.iter().copied(), &self.data).ok()
    }
}

/// A transaction in a final block that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Number of its block.
    pub block_number: u32,
    /// Hash of its block.
    pub block_hash: B256,
    /// Its index in the block.
    pub extrinsic_index: u32,
    /// Its hash.
    pub extrinsic_hash: B256,
    /// The signer's nonce that it used.
    pub nonce: u64,
    /// What the signer paid for execution, without storage deposits.
    pub fee: Wei,
    /// What the signer paid as deposits for new storage.
    pub deposit: Wei,
    /// What came back to the signer of deposits for storage that was freed.
    pub refund: Wei,
    /// Its contracts' events, in order.
    pub events: Vec<ContractEvent>,
}

impl Receipt {
    /// The first `E` that `contract` emitted.
    ///
    /// # Errors
    /// [`ClientError::EventMissing`] if there is none: the transaction did not do what it was for.
    pub fn event<E: SolEvent>(&self, contract: Address) -> Result<E> {
        self.events_of(contract).next().ok_or(ClientError::EventMissing {
            event: E::SIGNATURE,
            contract,
            extrinsic: self.extrinsic_hash,
        })
    }

    /// Every `E` that `contract` emitted.
    pub fn events_of<'a, E: SolEvent + 'a>(&'a self, contract: Address) -> impl Iterator<Item = E> + 'a {
        self.events.iter().filter(move |event| event.contract == contract).filter_map(ContractEvent::decode)
    }
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractEmitted {
    contract: [u8; 20],
    data: Vec<u8>,
    topics: Vec<[u8; 32]>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Instantiated {
    contract: [u8; 20],
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct TransactionFeePaid {
    actual_fee: u128,
}

/// A deposit as it is taken: moved from the signer to the contract and held there.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct TransferAndHold {
    transferred: u128,
}

/// A deposit as it comes back.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct TransferOnHold {
    amount: u128,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ExtrinsicFailed {
    dispatch_error: Value,
}

/// What one transaction's events say.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) fee: Wei,
    pub(crate) deposit: Wei,
    pub(crate) refund: Wei,
    pub(crate) events: Vec<ContractEvent>,
    pub(crate) instantiated: Vec<Address>,
    pub(crate) failure: Option<DispatchFailure>,
    pub(crate) succeeded: bool,
}

impl Outcome {
    pub(crate) fn read(runtime: &Runtime, events: &Events<Chain>, index: u32) -> Result<Self> {
        let mut outcome = Self::default();
        for event in events.iter() {
            let event = event.map_err(|error| malformed("System.Events", error))?;
            if event.phase() != Phase::ApplyExtrinsic(index) {
                continue;
            }
            match (event.pallet_name(), event.event_name()) {
                ("Revive", "ContractEmitted") => outcome.events.push(contract_event(&event)?),
                ("Revive", "Instantiated") => {
                    let made: Instantiated = fields("Revive.Instantiated", &event)?;
                    outcome.instantiated.push(Address::new(made.contract));
                }
                ("TransactionPayment", "TransactionFeePaid") => {
                    let paid: TransactionFeePaid = fields("TransactionPayment.TransactionFeePaid", &event)?;
                    outcome.fee = to_wei(runtime, paid.actual_fee)?;
                }
                ("Balances", "TransferAndHold") => {
                    let taken: TransferAndHold = fields("Balances.TransferAndHold", &event)?;
                    outcome.deposit = outcome.deposit.try_add(to_wei(runtime, taken.transferred)?)?;
                }
                ("Balances", "TransferOnHold") => {
                    let back: TransferOnHold = fields("Balances.TransferOnHold", &event)?;
                    outcome.refund = outcome.refund.try_add(to_wei(runtime, back.amount)?)?;
                }
                ("System", "ExtrinsicFailed") => {
                    let failed: ExtrinsicFailed = fields("System.ExtrinsicFailed", &event)?;
                    outcome.failure = Some(DispatchFailure::name(&failed.dispatch_error, runtime.metadata()));
                }
                ("System", "ExtrinsicSuccess") => outcome.succeeded = true,
                _ => {}
            }
        }
        Ok(outcome)
    }
}

/// Reads a `Revive.ContractEmitted`.
pub(crate) fn contract_event(event: &Event<'_, Chain>) -> Result<ContractEvent> {
    let emitted: ContractEmitted = fields("Revive.ContractEmitted", event)?;
    Ok(ContractEvent {
        contract: Address::new(emitted.contract),
        topics: emitted.topics.into_iter().map(B256::new).collect(),
        data: emitted.data.into(),
    })
}

fn fields<T: scale_decode::DecodeAsFields>(name: &'static str, event: &Event<'_, Chain>) -> Result<T> {
    event.decode_fields_unchecked_as().map_err(|error| malformed(name, error))
}

pub(crate) fn malformed(event: &'static str, error: impl std::fmt::Display) -> ClientError {
    ClientError::EventMalformed { event, reason: error.to_string() }
}

#[cfg(test)]
mod tests;
