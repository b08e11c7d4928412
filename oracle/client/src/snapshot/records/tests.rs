use alloy_primitives::B256;
use tributary_core::{registry::VersionStatus, DatasetId, History, ModelId, Ppm, Wei};

use super::{dataset_record, version_record};
use crate::{
    abi::{IDatasetNft, IModelRegistry},
    error::ClientError,
};

fn dataset(parents: &[u64], shares: &[u32]) -> IDatasetNft::Dataset {
    IDatasetNft::Dataset {
        contentRoot: B256::repeat_byte(4),
        parents: parents.to_vec(),
        parentShares: shares.to_vec(),
        ..Default::default()
    }
}

fn version(base: u64) -> IModelRegistry::Version {
    let policy =
        IModelRegistry::FeePolicy { datasets: 1, node: 2, developer: 3, oracles: 4, treasury: 999_990 };
    IModelRegistry::Version {
        baseModel: base,
        baseVersion: 2,
        baseCut: 500,
        priceFloor: 12,
        method: 1,
        policy,
        ..Default::default()
    }
}

fn change((block, status): (u32, u8)) -> IDatasetNft::StatusChange {
    IDatasetNft::StatusChange { fromBlock: block, status }
}

#[test]
fn only_the_active_status_counts() {
    let changes = [(5, 1), (7, 2), (9, 1), (11, 3)].map(change);
    let record = dataset_record(2, dataset(&[1], &[300_000]), changes.to_vec()).unwrap();
    assert_eq!(record.content_root, [4; 32]);
    assert_eq!(record.parents, [(DatasetId(1), Ppm(300_000))]);
    let expected = [(5, true), (7, false), (9, true), (11, false)];
    assert_eq!(record.active, History::from_changes(expected).unwrap());
}

#[test]
fn answers_that_contradict_themselves_are_refused() {
    let error = dataset_record(2, dataset(&[1], &[]), Vec::new()).unwrap_err();
    assert!(error.to_string().contains("dataset 2"), "{error}");
    let backwards = [(9, 1), (5, 2)].map(change);
    let error = dataset_record(2, dataset(&[], &[]), backwards.to_vec()).unwrap_err();
    assert!(matches!(error, ClientError::Inconsistent { .. }), "{error}");
    let unknown = vec![IModelRegistry::StatusChange { fromBlock: 1, status: 7 }];
    let error = version_record(1, 1, version(0), unknown).unwrap_err();
    assert!(error.to_string().contains("7 is no status"), "{error}");
}

#[test]
fn versions_keep_their_terms() {
    let changes = (1..=6).map(|status| IModelRegistry::StatusChange { fromBlock: status.into(), status });
    let record = version_record(3, 1, version(2), changes.collect()).unwrap();
    assert_eq!(record.base, Some((ModelId(2), 2, Ppm(500))));
    assert_eq!((record.price_floor, record.method), (Wei(12), 1));
    assert_eq!(record.policy.treasury, Ppm(999_990));
    assert_eq!(record.status.at(5), Some(&VersionStatus::Live));
    assert_eq!(record.status.at(6), Some(&VersionStatus::Retired));
    assert_eq!(version_record(3, 1, version(0), Vec::new()).unwrap().base, None);
}
