use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent;
use tributary_core::Wei;

use super::{ContractEvent, Receipt};
use crate::{
    abi::{IAttributionLedger, IDatasetNft, IOwned},
    error::ClientError,
};

fn emitted(contract: Address, event: &impl SolEvent) -> ContractEvent {
    let log = event.encode_log_data();
    ContractEvent { contract, topics: log.topics().to_vec(), data: log.data.clone() }
}

fn registered(dataset: u64) -> IDatasetNft::DatasetRegistered {
    IDatasetNft::DatasetRegistered {
        dataset,
        creator: Address::repeat_byte(7),
        contentRoot: B256::repeat_byte(8),
        byteSize: 9,
    }
}

fn receipt(events: Vec<ContractEvent>) -> Receipt {
    Receipt {
        block_number: 1,
        block_hash: B256::ZERO,
        extrinsic_index: 1,
        extrinsic_hash: B256::repeat_byte(3),
        nonce: 0,
        fee: Wei::ZERO,
        deposit: Wei::ZERO,
        refund: Wei::ZERO,
        events,
    }
}

#[test]
fn events_are_found_by_contract_and_signature() {
    let (nft, other) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let receipt = receipt(vec![
        emitted(other, &registered(1)),
        emitted(nft, &IDatasetNft::DatasetStatusChanged { dataset: 5, status: 2 }),
        emitted(nft, &registered(2)),
        emitted(nft, &registered(3)),
    ]);
    assert_eq!(receipt.event::<IDatasetNft::DatasetRegistered>(nft).unwrap(), registered(2));
    let all: Vec<u64> =
        receipt.events_of::<IDatasetNft::DatasetRegistered>(nft).map(|event| event.dataset).collect();
    assert_eq!(all, [2, 3]);
}

#[test]
fn a_missing_event_is_an_error_that_names_it() {
    let contract = Address::repeat_byte(1);
    let error = receipt(Vec::new()).event::<IDatasetNft::DatasetRegistered>(contract).unwrap_err();
    match error {
        ClientError::EventMissing { event, contract: found, extrinsic } => {
            assert_eq!(event, "DatasetRegistered(uint64,address,bytes32,uint64)");
            assert_eq!((found, extrinsic), (contract, B256::repeat_byte(3)));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn malformed_events_are_not_decoded() {
    let mut event = emitted(Address::ZERO, &registered(1));
    assert!(event.decode::<IDatasetNft::DatasetRegistered>().is_some());
    event.topics.pop();
    assert!(event.decode::<IDatasetNft::DatasetRegistered>().is_none());
    let mut event = emitted(Address::ZERO, &registered(1));
    event.data = Vec::new().into();
    assert!(event.decode::<IDatasetNft::DatasetRegistered>().is_none());
}

#[test]
fn events_with_dynamic_data_round_trip() {
    let commitment = vec![1, 2, 3, 4, 5];
    let event = IAttributionLedger::EpochSubmitted {
        epoch: 4,
        commitmentHash: B256::repeat_byte(1),
        transmitter: Address::repeat_byte(2),
        commitment: commitment.clone().into(),
    };
    let decoded = emitted(Address::ZERO, &event).decode::<IAttributionLedger::EpochSubmitted>().unwrap();
    assert_eq!(decoded.commitment, commitment);
    assert!(emitted(Address::ZERO, &event).decode::<IOwned::OwnershipTransferred>().is_none());
}
