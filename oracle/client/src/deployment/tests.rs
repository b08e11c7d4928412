use alloy_primitives::{Address, Bytes, B256};

use super::{ConstructorArguments, Deployment, Making, Origin};
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
        origin: Origin {
            deployer: Address::repeat_byte(7),
            salt: B256::repeat_byte(8),
            arguments: ConstructorArguments {
                attribution_ledger: Bytes::from_static(b"the first ledger's"),
                ..ConstructorArguments::default()
            },
            later_ledgers: Vec::new(),
        },
    }
}

fn later(number: u8) -> Making {
    let (deployer, salt) = (Address::repeat_byte(number), B256::repeat_byte(number));
    Making { deployer, salt, arguments: vec![number].into() }
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
fn a_file_says_all_of_how_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    let whole = serde_json::to_value(deployment()).unwrap();
    let refused = |without: &str| {
        let mut file = whole.clone();
        let (parent, field) = without.rsplit_once('/').unwrap();
        let parent = file.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        assert!(parent.remove(field).is_some(), "{without}");
        std::fs::write(&path, file.to_string()).unwrap();
        let error = Deployment::load(&path).unwrap_err().to_string();
        assert!(error.contains(&format!("missing field `{field}`")), "{error}");
    };
    refused("/origin");
    refused("/origin/deployer");
    refused("/origin/salt");
    refused("/origin/arguments");
    refused("/origin/arguments/royalty_splitter");
    std::fs::write(&path, whole.to_string()).unwrap();
    assert_eq!(Deployment::load(&path).unwrap(), deployment());
}

#[test]
fn ledgers_are_known_once_each_and_the_first_one_is_first() {
    let mut origin = deployment().origin;
    let first = origin.making(&origin.arguments.attribution_ledger);
    assert_eq!(first.arguments, Bytes::from_static(b"the first ledger's"));
    assert_eq!((first.deployer, first.salt), (origin.deployer, origin.salt));
    origin.learn([later(1), first.clone(), later(2), later(1)]);
    origin.learn([later(2)]);
    assert_eq!(origin.ledgers().collect::<Vec<_>>(), [first, later(1), later(2)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deployment.json");
    let known = Deployment { origin, ..deployment() };
    known.save(&path).unwrap();
    assert_eq!(Deployment::load(&path).unwrap(), known);
}

/// `address::create2` of pallet-revive 0.20.2, by its own test: Alice's address, this code, input and salt.
#[test]
fn addresses_follow_from_the_making_as_pallet_revive_derives_them() {
    let salt = alloy_primitives::b256!("1234567890123456789012345678901234567890123456789012345678901234");
    let code = alloy_primitives::hex!("600060005560016000");
    let made = Making { deployer: Address::repeat_byte(1), salt, arguments: vec![0x55].into() };
    let expected = alloy_primitives::address!("7f31e795e5836a19a8f919ab5a9de9a197ecd2b6");
    assert_eq!(made.address(&code), expected);
    assert_ne!(made.address(&code[1..]), expected);
    for other in [
        Making { arguments: vec![0x56].into(), ..made.clone() },
        Making { arguments: Bytes::new(), ..made.clone() },
        Making { salt: B256::ZERO, ..made.clone() },
        Making { deployer: Address::repeat_byte(2), ..made.clone() },
    ] {
        assert_ne!(other.address(&code), expected, "{other:?}");
    }
}

#[test]
fn its_domain_is_the_chain_and_the_splitter() {
    let domain = deployment().domain();
    assert_eq!(domain.genesis_hash, [9; 32]);
    assert_eq!(domain.splitter.0, [2; 20]);
}
