use alloy_primitives::Address;

use super::*;
use crate::abi::{IAttributionLedger, IDatasetNft, IModelRegistry, IPausable};

#[test]
fn a_call_is_written_with_its_contract_and_its_arguments() {
    assert_eq!(wording("splitter", &IPausable::unpauseCall {}), "splitter.unpause()");
    assert_eq!(wording("datasets", &IDatasetNft::quarantineCall { id: 7 }), "datasets.quarantine(7)");
    let call =
        IModelRegistry::setStatusCall { model: 1, version: 2, status: 5, versionHash: [0xAB; 32].into() };
    assert_eq!(wording("models", &call), format!("models.setStatus(1, 2, 5, 0x{})", "ab".repeat(32)));
    let members = vec![Address::repeat_byte(0x11), Address::repeat_byte(0x22)];
    let call = IAttributionLedger::scheduleCommitteeCall { members };
    let expected = "ledger.scheduleCommittee([0x1111111111111111111111111111111111111111, \
                    0x2222222222222222222222222222222222222222])";
    assert_eq!(wording("ledger", &call), expected);
}

#[test]
fn texts_are_quoted_and_structs_in_brackets() {
    let policy = IModelRegistry::FeePolicy { datasets: 6, node: 5, developer: 4, oracles: 3, treasury: 2 };
    let call = IModelRegistry::registerModelCall { name: "a \"b\"".to_owned(), developer: Address::ZERO };
    let zero = "0x0000000000000000000000000000000000000000";
    assert_eq!(wording("models", &call), format!("models.registerModel(\"a \\\"b\\\"\", {zero})"));
    let text = wording(
        "models",
        &IModelRegistry::proposeVersionCall {
            model: 1,
            artifactHash: [0xAB; 32].into(),
            baseModel: 0,
            baseVersion: 0,
            baseCut: 0,
            priceFloor: 9,
            method: 1,
            policy,
            uri: String::new(),
            features: vec![1, 4],
        },
    );
    assert!(
        text.contains("(6, 5, 4, 3, 2)") && text.contains("[1, 4]") && text.contains(&"ab".repeat(32)),
        "{text}"
    );
}
