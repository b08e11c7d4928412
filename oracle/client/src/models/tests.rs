use super::*;

fn bare() -> IModelRegistry::Version {
    let policy = IModelRegistry::FeePolicy {
        datasets: 500_000,
        node: 300_000,
        developer: 100_000,
        oracles: 50_000,
        treasury: 50_000,
    };
    IModelRegistry::Version { priceFloor: 3, method: 1, policy, ..Default::default() }
}

/// The hashes are those of the golden vectors.
#[test]
fn a_hash_is_that_of_the_registrys_answer() {
    let full = IModelRegistry::Version {
        artifactHash: B256::repeat_byte(9),
        baseModel: 4,
        baseVersion: 2,
        baseCut: 250_000,
        uri: "ipfs://model".to_owned(),
        features: vec![2, 5],
        ..bare()
    };
    let kept: serde_json::Value =
        serde_json::from_str(include_str!("../../../../contracts/core/vectors/messages.json")).unwrap();
    for (index, version) in [bare(), full].into_iter().enumerate() {
        assert_eq!(version_hash(1, 3, &version).to_string(), kept["versions"][index]["hash"]);
    }
}

#[test]
fn how_far_it_has_come_does_not_change_it() {
    let later = IModelRegistry::Version { createdAt: 9, status: 5, ..bare() };
    assert_eq!(version_hash(1, 3, &later), version_hash(1, 3, &bare()));
}
