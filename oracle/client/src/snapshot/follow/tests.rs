use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent;
use tributary_core::{
    registry::{EpochParams, NodeRecord, PayerRecord, Registry},
    History, NodeId,
};

use super::{core_address, follows, ContractEvent, Touched, FOLLOWED};
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
    touched.note_version(&event(&IModelRegistry::ModelRegistered {
        model: 6,
        developer: payer,
        name: String::new(),
    }));
    let expected = Touched {
        models: [6].into(),
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

fn registry(nodes: &[u64], payers: &[Address]) -> Registry {
    let node = NodeRecord { keys: History::new(), active: History::new(), prices: BTreeMap::new() };
    let payer = PayerRecord {
        generation: 0,
        standing: History::new(),
        keys: History::new(),
        reserves: BTreeMap::new(),
    };
    Registry {
        params: EpochParams { max_report_age: 1, max_voucher_life: 1, dead_after: 1, retirement_grace: 1 },
        datasets: BTreeMap::new(),
        nodes: nodes.iter().map(|id| (NodeId(*id), node.clone())).collect(),
        versions: BTreeMap::new(),
        payers: payers.iter().map(|address| (core_address(*address), payer.clone())).collect(),
        oracles: Vec::new(),
    }
}

#[test]
fn what_was_done_for_unknown_nodes_and_models_is_left_out() {
    let payer = Address::repeat_byte(3);
    let touched = Touched {
        reserves: [(payer, 0), (payer, 1), (payer, 999_999)].into(),
        prices: [(1, 0), (1, 2), (1, 7), (9, 1)].into(),
        ..Touched::default()
    };
    let left = touched.of_registered(&registry(&[1], &[payer]), 1, 2);
    assert_eq!(left.reserves, [(payer, 1)].into());
    assert_eq!(left.prices, [(1, 2)].into());
}

#[test]
fn who_registers_late_brings_what_was_done_before() {
    let [old, new] = [3, 4].map(Address::repeat_byte);
    let touched = Touched { nodes: [2].into(), payers: [new].into(), ..Touched::default() };
    let late = touched.of_registered(&registry(&[1], &[old]), 2, 2);
    assert_eq!(late.reserves, [(old, 2), (new, 2)].into());
    assert_eq!(late.prices, [(2, 1), (2, 2)].into());

    let touched = Touched { models: [2].into(), ..Touched::default() };
    let late = touched.of_registered(&registry(&[1, 2], &[old]), 2, 2);
    assert_eq!(late.prices, [(1, 2), (2, 2)].into());
    assert_eq!(late.reserves, [].into());

    let touched = Touched { exits: [old].into(), ..Touched::default() };
    assert_eq!(touched.of_registered(&registry(&[1, 2], &[old]), 2, 0).reserves, [(old, 1), (old, 2)].into());
}

/// A node that was cut off for long must not ask for events that a pruning chain node no longer has.
#[test]
fn events_are_read_of_few_blocks_only() {
    assert!(follows(10, 11) && follows(10, 10 + FOLLOWED));
    assert!(!follows(10, 11 + FOLLOWED) && !follows(10, 10) && !follows(10, 9));
    const { assert!(FOLLOWED < 256, "chain nodes keep the state of 256 blocks") };
}
