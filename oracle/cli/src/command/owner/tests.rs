use tributary_client::{
    abi::{IDatasetNft, IModelRegistry},
    B256,
};

use super::*;

#[test]
fn a_refusal_says_the_whole_motion() {
    let dao = Address::repeat_byte(7);
    let said = Owned::Datasets.by_motion(dao, &[IDatasetNft::quarantineCall { id: 3 }]);
    assert!(said.contains(&dao.to_string()) && said.contains("nothing was sent"), "{said}");
    assert!(said.ends_with("dao propose --description 'WHY' --action 'datasets.quarantine(3)'"), "{said}");
    let hash = B256::repeat_byte(0xab);
    let steps = [2u8, 3].map(|status| IModelRegistry::setStatusCall {
        model: 1,
        version: 4,
        status,
        versionHash: hash,
    });
    let said = Owned::Models.by_motion(dao, &steps);
    let both = [2, 3].map(|status| format!(" --action 'models.setStatus(1, 4, {status}, {hash})'"));
    let both = both.concat();
    assert!(said.ends_with(&both), "{said}");
}

#[test]
fn contracts_are_named_as_they_are_on_the_command_line() {
    for contract in Owned::value_variants() {
        assert_eq!(contract.to_possible_value().unwrap().get_name(), contract.word());
    }
}
