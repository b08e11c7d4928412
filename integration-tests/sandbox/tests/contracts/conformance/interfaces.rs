//! Each contract's ABI against the interfaces that it says it has.

use std::collections::BTreeSet;

use alloy_json_abi::{EventParam, JsonAbi, Param, StateMutability};
use tributary_sandbox::{
    abi::{
        IAttributionLedger, IDatasetNft, IERC721Errors, IERC721Metadata, IGovernance, IModelRegistry,
        INodeRegistry, IOwned, IPausable, IRoyaltySplitter, IERC165, IERC2981, IERC721,
    },
    artifact,
};

/// Everything that a caller relies on, one line each: kind, selector, name, types, names, indexed
/// flags, mutability.
fn surface(abi: &JsonAbi) -> BTreeSet<String> {
    let functions = abi.functions().map(|function| {
        format!(
            "function {} {} ({}) -> ({}) {:?}",
            function.selector(),
            function.signature(),
            named(&function.inputs),
            outputs(&function.outputs),
            function.state_mutability,
        )
    });
    let events = abi.events().map(|event| {
        let inputs = list(event.inputs.iter().map(event_input));
        format!("event {} {} ({inputs}) anonymous {}", event.selector(), event.signature(), event.anonymous)
    });
    let errors = abi
        .errors()
        .map(|error| format!("error {} {} ({})", error.selector(), error.signature(), named(&error.inputs)));
    functions.chain(events).chain(errors).collect()
}

/// Types with the names of parameters, in lower case: even the standards' documents differ from
/// everybody's code by it (`interfaceID`). Names within structs are left out: ink! writes none.
fn named(params: &[Param]) -> String {
    list(params.iter().map(|param| format!("{} {}", param.selector_type(), param.name.to_lowercase())))
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Types without names: Solidity need not give any, and ink! gives none. A single tuple of static types
/// has the bytes of its members one by one, which is how ink! returns several values.
pub(super) fn outputs(params: &[Param]) -> String {
    match params {
        [tuple] if tuple.ty == "tuple" && tuple.components.iter().all(is_static) => {
            outputs(&tuple.components)
        }
        _ => list(params.iter().map(|param| param.selector_type().into_owned())),
    }
}

/// Whether a value of this type takes the same number of words always.
fn is_static(param: &Param) -> bool {
    let dynamic = param.ty.ends_with("[]") || param.ty == "bytes" || param.ty == "string";
    !dynamic && param.components.iter().all(is_static)
}

fn event_input(input: &EventParam) -> String {
    let indexed = if input.indexed { " indexed" } else { "" };
    format!("{}{indexed} {}", input.selector_type(), input.name)
}

/// The contract has to have exactly what these interfaces declare together.
#[track_caller]
fn conforms(contract: &str, interfaces: &[JsonAbi]) {
    let built = artifact::abi(contract).unwrap();
    let declared: BTreeSet<_> = interfaces.iter().flat_map(surface).collect();
    assert!(declared.len() > 10, "{declared:?}");
    let found = surface(&built);
    let missing: Vec<_> = declared.difference(&found).collect();
    let undeclared: Vec<_> = found.difference(&declared).collect();
    assert!(
        missing.is_empty() && undeclared.is_empty(),
        "missing: {missing:#?}\nundeclared: {undeclared:#?}"
    );
    let receives = interfaces.iter().any(|interface| interface.receive.is_some());
    assert_eq!((built.fallback.is_some(), built.receive.is_some()), (false, receives));
}

/// The constructor has to take these types, by names that tools show, and no money.
#[track_caller]
fn is_made_with(contract: &str, expected: &str) {
    let constructor = artifact::abi(contract).unwrap().constructor.unwrap();
    assert_eq!(named(&constructor.inputs), expected.to_lowercase());
    assert_eq!(constructor.state_mutability, StateMutability::NonPayable);
}

#[test]
fn the_dataset_registry_is_as_published() {
    let interfaces = [
        IDatasetNft::abi::contract(),
        IOwned::abi::contract(),
        IERC165::abi::contract(),
        IERC721::abi::contract(),
        IERC721Metadata::abi::contract(),
        IERC2981::abi::contract(),
        IERC721Errors::abi::contract(),
    ];
    conforms("dataset-nft", &interfaces);
    is_made_with("dataset-nft", "address owner");
}

#[test]
fn the_royalty_splitter_is_as_published() {
    let interfaces = [IRoyaltySplitter::abi::contract(), IOwned::abi::contract(), IPausable::abi::contract()];
    conforms("royalty-splitter", &interfaces);
    is_made_with(
        "royalty-splitter",
        "address owner, address guardian, address treasury, address datasetNft, address nodeRegistry, \
         address modelRegistry, (uint32,uint32,uint32) params",
    );
}

#[test]
fn the_attribution_ledger_is_as_published() {
    let interfaces =
        [IAttributionLedger::abi::contract(), IOwned::abi::contract(), IPausable::abi::contract()];
    conforms("attribution-ledger", &interfaces);
    is_made_with(
        "attribution-ledger",
        "address owner, address guardian, address splitter, bytes32 genesisHash, address[] committee, \
         (uint32,uint8,uint32,uint32,uint32,uint32,uint32,uint32) params",
    );
}

#[test]
fn the_node_registry_is_as_published() {
    conforms("node-registry", &[INodeRegistry::abi::contract(), IOwned::abi::contract()]);
    is_made_with(
        "node-registry",
        "address owner, uint128 minNodeStake, uint128 minOracleStake, uint32 unbondingBlocks",
    );
}

#[test]
fn the_model_registry_is_as_published() {
    conforms("model-registry", &[IModelRegistry::abi::contract(), IOwned::abi::contract()]);
    is_made_with("model-registry", "address owner");
}

#[test]
fn the_governance_is_as_published() {
    conforms("governance", &[IGovernance::abi::contract()]);
    is_made_with(
        "governance",
        "address guardian, (uint32,uint32,uint32,uint32,uint32,uint32,uint128) params, \
         (uint32,uint32) floors, (uint64,uint128) earning, address[] holders, uint128[] amounts",
    );
}
