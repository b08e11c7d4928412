//! What is no call of any message: it changes nothing, and no money stays.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::{IModelRegistry, INodeRegistry, IOwned},
    constructors, Actor, Contract, DatasetNft, Kind, ModelRegistry, NodeRegistry, Revert, Sandbox,
};

use crate::expectation::stops;

/// What ink! answers to input that it cannot read: SCALE's `Err(LangError::CouldNotReadInput)`.
const UNREADABLE: [u8; 2] = [1, 1];

fn deployed<K: Kind>(arguments: impl Fn(Address) -> Vec<u8>) -> (Sandbox, Actor, Contract<K>) {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let contract = Contract::deploy(&sandbox, &alice, &arguments(alice.address())).ok().value;
    (sandbox, alice, contract)
}

fn what_is_no_message_is_refused<K: Kind>(arguments: impl Fn(Address) -> Vec<u8>, takes_money: bool) {
    let (sandbox, alice, contract) = deployed::<K>(arguments);
    let before = sandbox.state_root();
    let unknown = [0xde, 0xad, 0xbe, 0xef].to_vec();
    for calldata in [vec![], vec![0x8d], unknown.clone(), [unknown, vec![7; 320]].concat()] {
        let outcome = sandbox.call(&alice, &contract, calldata.clone(), U256::ZERO);
        assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::from(UNREADABLE))), "{calldata:02x?}");
        // Money without a message is a mistake that nobody could undo.
        let outcome = sandbox.call(&alice, &contract, calldata.clone(), U256::from(1_000_000_000_u64));
        let expected = if takes_money {
            Revert::Undeclared(Bytes::from(UNREADABLE))
        } else {
            Revert::Chain("ContractTrapped".into())
        };
        assert_eq!(outcome.result, Err(expected), "{calldata:02x?}");
        assert_eq!(sandbox.state_root(), before);
    }
    assert_eq!(contract.balance(), 0);
}

#[test]
fn to_the_dataset_registry() {
    what_is_no_message_is_refused::<DatasetNft>(constructors::dataset_nft, false);
}

#[test]
fn to_the_node_registry() {
    what_is_no_message_is_refused::<NodeRegistry>(|owner| constructors::node_registry(owner, 1, 1, 1), true);
}

#[test]
fn to_the_model_registry() {
    what_is_no_message_is_refused::<ModelRegistry>(constructors::model_registry, false);
}

#[test]
fn messages_that_take_no_money_get_none() {
    let (_, alice, datasets) = deployed::<DatasetNft>(constructors::dataset_nft);
    let (_, _, models) = deployed::<ModelRegistry>(constructors::model_registry);
    let (_, _, nodes) = deployed::<NodeRegistry>(|owner| constructors::node_registry(owner, 1, 1, 1));
    let handover = IOwned::transferOwnershipCall { newOwner: Address::repeat_byte(1) };
    let model = IModelRegistry::registerModelCall { name: "a".into(), developer: alice.address() };
    for wei in [1, 100_000_000, 1_000_000_000_000_000_000] {
        stops(&datasets, &alice, handover.clone(), wei, "ContractTrapped");
        stops(&models, &alice, handover.clone(), wei, "ContractTrapped");
        stops(&models, &alice, model.clone(), wei, "ContractTrapped");
        stops(&nodes, &alice, handover.clone(), wei, "ContractTrapped");
        stops(&nodes, &alice, INodeRegistry::leaveCall { node: 1 }, wei, "ContractTrapped");
    }
}

#[test]
fn a_text_that_is_no_utf_8_is_unreadable() {
    let (sandbox, alice, models) = deployed::<ModelRegistry>(constructors::model_registry);
    let call = IModelRegistry::registerModelCall { name: "abc".into(), developer: alice.address() };
    let mut calldata = call.abi_encode();
    let letter = calldata.iter().rposition(|byte| *byte == b'b').unwrap();
    calldata[letter] = 0xff;
    let before = sandbox.state_root();
    let outcome = sandbox.call(&alice, &models, calldata, U256::ZERO);
    assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::from(UNREADABLE))));
    assert_eq!(sandbox.state_root(), before);
}

#[test]
fn a_length_or_offset_beyond_the_calldata_is_unreadable() {
    let (sandbox, alice, models) = deployed::<ModelRegistry>(constructors::model_registry);
    let call = IModelRegistry::registerModelCall { name: "abc".into(), developer: alice.address() };
    // The words after the selector: offset of the name, developer, length of the name, name.
    for word in [0, 2] {
        for size in [U256::from(1_u64 << 20), U256::from(u64::MAX), U256::MAX] {
            let mut calldata = call.abi_encode();
            calldata[4 + 32 * word..][..32].copy_from_slice(&size.to_be_bytes::<32>());
            let before = sandbox.state_root();
            let outcome = sandbox.call(&alice, &models, calldata, U256::ZERO);
            assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::from(UNREADABLE))), "{word} {size}");
            assert_eq!(sandbox.state_root(), before);
        }
    }
}
