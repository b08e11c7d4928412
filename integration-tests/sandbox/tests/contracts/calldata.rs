//! What is no call of any message: it changes nothing, and no money stays.

use alloy_primitives::{Address, Bytes, B256, U256};
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

/// ink! reads a text as it reads all input, without judging it: no caller who encodes by the ABI sees this.
#[test]
fn what_is_no_utf_8_becomes_the_replacement_character() {
    let (sandbox, alice, models) = deployed::<ModelRegistry>(constructors::model_registry);
    let call = IModelRegistry::registerModelCall { name: "abc".into(), developer: alice.address() };
    let mut calldata = call.abi_encode();
    let letter = calldata.iter().rposition(|byte| *byte == b'b').unwrap();
    calldata[letter] = 0xff;
    let receipt = sandbox.call(&alice, &models, calldata, U256::ZERO).ok();
    let event: IModelRegistry::ModelRegistered = receipt.event();
    assert_eq!(event.name, "a\u{fffd}c");
    assert_eq!(models.view(IModelRegistry::modelCall { id: 1 }).name, "a\u{fffd}c");
    // Where only ASCII is allowed, that is refused.
    let (sandbox, alice, nodes) =
        deployed::<NodeRegistry>(|owner| constructors::node_registry(owner, 1, 1, 1));
    let endpoint = "http://abc".to_owned();
    let (key, payout) = (B256::repeat_byte(1), alice.address());
    let call = INodeRegistry::registerNodeCall { key, endpoint, payout, model: 1, pricePerToken: 1 };
    let mut calldata = call.abi_encode();
    let letter = calldata.iter().rposition(|byte| *byte == b'b').unwrap();
    calldata[letter] = 0xff;
    let refusal: INodeRegistry::EndpointInvalid = sandbox.call(&alice, &nodes, calldata, U256::ONE).refusal();
    assert_eq!(refusal.length, 12);
}

/// As above: the upper part of a word is not looked at, and words that are missing are zero.
#[test]
fn a_number_is_read_from_the_lower_part_of_its_word() {
    let (sandbox, alice, models) = deployed::<ModelRegistry>(constructors::model_registry);
    let call = IModelRegistry::registerModelCall { name: "abc".into(), developer: alice.address() };
    models.call(&alice, call, 0).ok();
    let mut calldata = IModelRegistry::developerOfCall { id: 1 }.abi_encode();
    calldata[4..28].fill(0xff);
    let answer = sandbox.dry_run(&alice, &models, calldata, U256::ZERO).ok().value;
    assert_eq!(IModelRegistry::developerOfCall::abi_decode_returns(&answer).unwrap(), alice.address());

    let selector = IModelRegistry::developerOfCall::SELECTOR.to_vec();
    let refusal: IModelRegistry::UnknownModel =
        sandbox.dry_run(&alice, &models, selector, U256::ZERO).refusal();
    assert_eq!(refusal.model, 0);
    // The owner role cannot be lost by it.
    let selector = IOwned::transferOwnershipCall::SELECTOR.to_vec();
    let _: IOwned::ZeroAddress = sandbox.call(&alice, &models, selector, U256::ZERO).refusal();
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
