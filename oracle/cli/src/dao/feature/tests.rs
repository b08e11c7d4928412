use tributary_client::SolCall;

use super::*;

fn version() -> IModelRegistry::Version {
    IModelRegistry::Version {
        artifactHash: B256::repeat_byte(0xaa),
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 12,
        method: 1,
        policy: IModelRegistry::FeePolicy { datasets: 0, node: 0, developer: 0, oracles: 0, treasury: 0 },
        uri: "https://models.example/llama-3.json".to_owned(),
        createdAt: 5,
        status: 1,
    }
}

fn adoption(version: &IModelRegistry::Version) -> Adoption<'_> {
    Adoption { model: 3, name: "llama", feature: 2, number: 7, version }
}

#[test]
fn the_selector_is_the_registrys() {
    assert_eq!(IAdoption::adoptCall::SELECTOR, [0x9a, 0x73, 0xcf, 0x95]);
    assert_eq!(IAdoption::adoptCall::SIGNATURE, "adopt(uint64,uint32,uint32,bytes32)");
}

#[test]
fn the_motion_pins_the_artifact_and_says_what_is_voted_on() {
    let version = version();
    let registry = Address::repeat_byte(6);
    let motion = adoption(&version).motion(registry, None, Some("Better at maths.\n")).unwrap();
    assert_eq!(motion.title(), "Adopt feature 2 of model 3 (llama) with version 7");
    for said in ["Better at maths.", &version.uri, &version.artifactHash.to_string()] {
        assert!(motion.description.contains(said), "{}", motion.description);
    }
    let [action] = &motion.actions[..] else { panic!("{} actions", motion.actions.len()) };
    assert_eq!(action.target, registry);
    let call = IAdoption::adoptCall::abi_decode(&action.calldata).unwrap();
    assert_eq!((call.model, call.feature, call.version), (3, 2, 7));
    assert_eq!(call.artifactHash, version.artifactHash);
}

#[test]
fn another_artifact_than_the_registrys_is_refused() {
    let version = version();
    let registry = Address::repeat_byte(6);
    let same = adoption(&version).motion(registry, Some(version.artifactHash), None);
    assert!(same.is_ok());
    let other = B256::repeat_byte(0xbb);
    let error = adoption(&version).motion(registry, Some(other), None).unwrap_err();
    assert_eq!(error.found, version.artifactHash);
    assert!(error.to_string().contains("version 7 of model 3"), "{error}");
}
