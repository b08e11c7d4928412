use alloy_primitives::{Address, B256};

use super::Deployment;
use crate::error::ClientError;

fn deployment() -> Deployment {
    Deployment {
        genesis_hash: B256::repeat_byte(9),
        deployed_at: 12,
        governance: Address::repeat_byte(6),
        dataset_nft: Address::repeat_byte(1),
        royalty_splitter: Address::repeat_byte(2),
        attribution_ledger: Address::repeat_byte(3),
        node_registry: Address::repeat_byte(4),
        model_registry: Address::repeat_byte(5),
    }
}

#[test]
fn a_saved_deployment_loads_and_replaces_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    deployment().save(&path).unwrap();
    let newer = Deployment { deployed_at: 13, ..deployment() };
    newer.save(&path).unwrap();
    assert_eq!(Deployment::load(&path).unwrap(), newer);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_missing_or_malformed_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    let error = Deployment::load(&path).unwrap_err();
    assert!(matches!(&error, ClientError::Deployment { path, .. } if path.ends_with("deployment.json")));
    std::fs::write(&path, "{\"genesis_hash\":\"0x00\"}").unwrap();
    assert!(matches!(Deployment::load(&path), Err(ClientError::Deployment { .. })));
}

#[test]
fn its_domain_is_the_chain_and_the_splitter() {
    let domain = deployment().domain();
    assert_eq!(domain.genesis_hash, [9; 32]);
    assert_eq!(domain.splitter.0, [2; 20]);
}
