use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent;

use super::{follows, ContractEvent, Touched, FOLLOWED};
use crate::abi::{IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter};

fn event(event: &impl SolEvent) -> ContractEvent {
    let log = event.encode_log_data();
    ContractEvent { contract: Address::ZERO, topics: log.topics().to_vec(), data: log.data.clone() }
}

#[test]
fn every_event_that_changes_a_registry_names_what_it_changed() {
    let (payer, key) = (Address::repeat_byte(3), B256::repeat_byte(4));
    let mut touched = Touched::default();
    touched.note_dataset(&event(&IDatasetNft::DatasetRegistered {
        dataset: 1,
        creator: payer,
        contentRoot: key,
        byteSize: 5,
    }));
    touched.note_dataset(&event(&IDatasetNft::DatasetStatusChanged { dataset: 2, status: 3 }));
    touched.note_node(&event(&INodeRegistry::NodeRegistered {
        node: 1,
        operator: payer,
        key,
        endpoint: String::new(),
    }));
    touched.note_node(&event(&INodeRegistry::NodeKeyRotated { node: 2, key }));
    touched.note_node(&event(&INodeRegistry::NodeLeaving { node: 3, bondedUntil: 9 }));
    touched.note_node(&event(&INodeRegistry::NodePriceSet { node: 4, model: 5, pricePerToken: 6 }));
    touched.note_version(&event(&IModelRegistry::VersionProposed {
        model: 1,
        version: 2,
        artifactHash: key,
    }));
    touched.note_version(&event(&IModelRegistry::VersionStatusChanged { model: 1, version: 3, status: 5 }));
    let expected = Touched {
        datasets: [1, 2].into(),
        nodes: [1, 2, 3].into(),
        prices: [(4, 5)].into(),
        versions: [(1, 2), (1, 3)].into(),
        ..Touched::default()
    };
    assert_eq!(touched, expected);
}

#[test]
fn payers_reserves_and_exits_are_told_apart() {
    let [first, second, third] = [1, 2, 3].map(Address::repeat_byte);
    let mut touched = Touched::default();
    touched.note_payer(&event(&IRoyaltySplitter::Deposited { payer: first, amount: 1, deposited: 1 }));
    touched.note_payer(&event(&IRoyaltySplitter::Reserved { payer: second, node: 7, amount: 1, total: 1 }));
    touched.note_payer(&event(&IRoyaltySplitter::Exited {
        payer: third,
        generation: 1,
        amount: 1,
        spent: 0,
    }));
    touched.note_payer(&event(&IRoyaltySplitter::SessionKeyRegistered {
        payer: second,
        key: B256::repeat_byte(1),
    }));
    touched.note_payer(&event(&IRoyaltySplitter::ExitRequested { payer: first, generation: 0 }));
    let expected = Touched {
        payers: [first, second, third].into(),
        reserves: [(second, 7)].into(),
        exits: [third].into(),
        ..Touched::default()
    };
    assert_eq!(touched, expected);
}

/// A node that was cut off for long must not ask for events that a pruning chain node no longer has.
#[test]
fn events_are_read_of_few_blocks_only() {
    assert!(follows(10, 11) && follows(10, 10 + FOLLOWED));
    assert!(!follows(10, 11 + FOLLOWED) && !follows(10, 10) && !follows(10, 9));
    const { assert!(FOLLOWED < 256, "chain nodes keep the state of 256 blocks") };
}
