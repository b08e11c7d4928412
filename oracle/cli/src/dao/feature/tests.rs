use tributary_client::SolCall;

use super::*;

pub fn version() -> IModelRegistry::Version {
    IModelRegistry::Version {
        artifactHash: B256::repeat_byte(0xaa),
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 12,
        method: 1,
        policy: IModelRegistry::FeePolicy {
            datasets: 605_000,
            node: 250_000,
            developer: 75_000,
            oracles: 50_000,
            treasury: 20_000,
        },
        uri: "https://models.example/llama-3.json".to_owned(),
        features: vec![2],
        createdAt: 5,
        status: 1,
    }
}

fn wish() -> IModelRegistry::Feature {
    IModelRegistry::Feature {
        proposer: Address::repeat_byte(9),
        title: "Footnotes".to_owned(),
        uri: "https://talk.example/2".to_owned(),
        status: 1,
        version: 0,
        createdAt: 4,
    }
}

fn adoption<'a>(wish: &'a IModelRegistry::Feature, version: &'a IModelRegistry::Version) -> Adoption<'a> {
    Adoption { model: 3, name: "llama", feature: 2, wish, number: 7, version }
}

#[test]
fn the_selector_is_the_registrys() {
    assert_eq!(IModelRegistry::adoptCall::SELECTOR, [0x9a, 0x73, 0xcf, 0x95]);
    assert_eq!(IModelRegistry::adoptCall::SIGNATURE, "adopt(uint64,uint32,uint32,bytes32)");
}

#[test]
fn the_motion_names_the_version_by_its_hash_and_says_what_is_voted_on() {
    let version = version();
    let registry = Address::repeat_byte(6);
    let motion = adoption(&wish(), &version).motion(registry, None, Some("Better at maths.\n")).unwrap();
    assert_eq!(motion.title(), "Adopt Footnotes for model 3 (llama) with version 7");
    let (artifact, hash) = (version.artifactHash.to_string(), version_hash(3, 7, &version));
    let named = format!("Version's hash: {hash}");
    for said in [
        "Better at maths.",
        &version.uri,
        &wish().uri,
        &artifact,
        &named,
        "carries: 2\n",
        "datasets 60.5 %",
        "treasury 2 %",
    ] {
        assert!(motion.description.contains(said), "{}", motion.description);
    }
    let [action] = &motion.actions[..] else { panic!("{} actions", motion.actions.len()) };
    assert_eq!(action.target, registry);
    let call = IModelRegistry::adoptCall::abi_decode(&action.calldata).unwrap();
    assert_eq!((call.model, call.feature, call.version), (3, 2, 7));
    assert_eq!(call.versionHash, hash);
}

#[test]
fn what_is_still_to_be_trained_says_so() {
    let version = IModelRegistry::Version { artifactHash: B256::ZERO, ..version() };
    let motion = adoption(&wish(), &version).motion(Address::repeat_byte(6), None, None).unwrap();
    assert!(motion.description.contains("still to be trained"), "{}", motion.description);
}

#[test]
fn another_artifact_than_the_registrys_is_refused() {
    let version = version();
    let registry = Address::repeat_byte(6);
    let same = adoption(&wish(), &version).motion(registry, Some(version.artifactHash), None);
    assert!(same.is_ok());
    let other = B256::repeat_byte(0xbb);
    let error = adoption(&wish(), &version).motion(registry, Some(other), None).unwrap_err();
    assert_eq!(error.found, version.artifactHash);
    assert!(error.to_string().contains("version 7 of model 3"), "{error}");
}
