use alloy_primitives::{Address, B256};

use super::{Deployment, Origin};
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
        origin: Some(Origin { deployer: Address::repeat_byte(7), salt: B256::repeat_byte(8) }),
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
fn a_file_may_lack_how_it_was_made_and_says_all_of_it_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    let without = Deployment { origin: None, ..deployment() };
    without.save(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("origin"), "{text}");
    assert_eq!(Deployment::load(&path).unwrap(), without);
    let deployer = format!("{:#x}", Address::repeat_byte(7));
    let half = text.replacen('{', &format!("{{\"origin\":{{\"deployer\":\"{deployer}\"}},"), 1);
    std::fs::write(&path, half).unwrap();
    let error = Deployment::load(&path).unwrap_err();
    assert!(error.to_string().contains("salt"), "{error}");
}

/// `address::create2` of pallet-revive 0.20.2, by its own test: Alice's address, this code, input and salt.
#[test]
fn addresses_follow_from_the_origin_as_pallet_revive_derives_them() {
    let salt = alloy_primitives::b256!("1234567890123456789012345678901234567890123456789012345678901234");
    let origin = Origin { deployer: Address::repeat_byte(1), salt };
    let code = alloy_primitives::hex!("600060005560016000");
    let expected = alloy_primitives::address!("7f31e795e5836a19a8f919ab5a9de9a197ecd2b6");
    assert_eq!(origin.address(&code, &[0x55]), expected);
    assert_ne!(origin.address(&code[1..], &[0x55]), expected);
    assert_ne!(origin.address(&code, &[0x56]), expected);
    assert_ne!(origin.address(&code, &[]), expected);
}

#[test]
fn its_domain_is_the_chain_and_the_splitter() {
    let domain = deployment().domain();
    assert_eq!(domain.genesis_hash, [9; 32]);
    assert_eq!(domain.splitter.0, [2; 20]);
}
