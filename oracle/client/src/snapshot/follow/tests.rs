use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent;
use tributary_core::{
    governance::Earning,
    registry::{EpochParams, NodeRecord, PayerRecord, Registry},
    History, ModelId, NodeId,
};

use super::{core_address, follows, of_registered, ContractEvent, Touched, FOLLOWED};
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
        earning: Earning::NONE,
    }
}

#[test]
fn what_was_done_for_unknown_nodes_and_models_is_left_out_until_they_are_registered() {
    let payer = Address::repeat_byte(3);
    let mut everything = registry(&[1], &[payer]);
    let of = |record: &PayerRecord| record.reserves.keys().map(|node| node.0).collect::<Vec<_>>();
    let by = |record: &NodeRecord| record.prices.keys().map(|model| model.0).collect::<Vec<_>>();
    for node in [0, 1, 2, 999_999] {
        let record = everything.payers.get_mut(&core_address(payer)).unwrap();
        record.reserves.insert(NodeId(node), History::new());
    }
    for model in [0, 1, 2, 7] {
        let record = everything.nodes.get_mut(&NodeId(1)).unwrap();
        record.prices.insert(ModelId(model), History::new());
    }
    let registered = of_registered(everything.clone(), (1, 2));
    assert_eq!(of(&registered.payers[&core_address(payer)]), [1]);
    assert_eq!(by(&registered.nodes[&NodeId(1)]), [1, 2]);

    let second = everything.nodes[&NodeId(1)].clone();
    everything.nodes.insert(NodeId(2), second);
    let registered = of_registered(everything, (2, 7));
    assert_eq!(of(&registered.payers[&core_address(payer)]), [1, 2]);
    assert_eq!(by(&registered.nodes[&NodeId(1)]), [1, 2, 7]);
}

/// A node that was cut off for long must not ask for events that a pruning chain node no longer has.
#[test]
fn events_are_read_of_few_blocks_only() {
    assert!(follows(10, 11) && follows(10, 10 + FOLLOWED));
    assert!(!follows(10, 11 + FOLLOWED) && !follows(10, 10) && !follows(10, 9));
    const { assert!(FOLLOWED < 256, "chain nodes keep the state of 256 blocks") };
}
