use tributary_client::{Origin, SolCall, B256};

use super::*;

/// A deployment whose contracts are at addresses of one repeated byte.
pub fn deployment() -> Deployment {
    Deployment {
        genesis_hash: B256::ZERO,
        deployed_at: 1,
        governance: Address::repeat_byte(1),
        dataset_nft: Address::repeat_byte(2),
        royalty_splitter: Address::repeat_byte(3),
        attribution_ledger: Address::repeat_byte(4),
        node_registry: Address::repeat_byte(5),
        model_registry: Address::repeat_byte(6),
        origin: Origin::default(),
    }
}

#[test]
fn every_contract_is_found_by_name_and_by_address() {
    let contracts = Contracts::of(&deployment());
    for name in contracts.names().split(", ") {
        let known = contracts.named(name).unwrap();
        assert_eq!(contracts.at(known.address).unwrap().name, name);
        assert_eq!(contracts.shown(known.address), name);
    }
    assert_eq!(contracts.names().split(", ").count(), deployment().addresses().len());
    let nobody = Address::repeat_byte(9);
    assert_eq!(contracts.shown(nobody), nobody.to_string());
}

#[test]
fn overloads_are_told_apart_by_how_many_arguments_they_take() {
    let contracts = Contracts::of(&deployment());
    let dao = contracts.named("dao").unwrap();
    assert_eq!(dao.function("getVotes", 1).unwrap().signature(), "getVotes(address)");
    assert_eq!(dao.function("getVotes", 2).unwrap().signature(), "getVotes(address,uint256)");
    let words = dao.function("getVotes", 3).unwrap_err();
    assert!(words.contains("3 arguments") && words.contains("getVotes(address)"), "{words}");
    assert_eq!(dao.function("fly", 0).unwrap_err(), "dao has no function fly");
}

#[test]
fn owned_and_pausable_contracts_have_what_goes_with_it() {
    let contracts = Contracts::of(&deployment());
    for name in ["datasets", "splitter", "ledger", "nodes", "models"] {
        assert!(contracts.named(name).unwrap().function("transferOwnership", 1).is_ok(), "{name}");
    }
    for name in ["splitter", "ledger"] {
        assert!(contracts.named(name).unwrap().function("setGuardian", 1).is_ok(), "{name}");
    }
}

#[test]
fn calldata_is_known_by_its_selector() {
    let contracts = Contracts::of(&deployment());
    let models = contracts.named("models").unwrap();
    let call = IModelRegistry::setStatusCall { model: 1, version: 2, status: 5, versionHash: B256::ZERO };
    assert_eq!(models.called(&call.abi_encode()).unwrap().name, "setStatus");
    assert!(models.called(&[1, 2, 3]).is_none());
    assert!(models.called(&[0; 4]).is_none());
}
