use alloy_primitives::{address, hex, Address};
use subxt::transactions::Signer as _;
use tributary_core::{hashing::HostHashing, Hashing};

use super::{account_of, address_of, derived_account, Signer};
use crate::error::ClientError;

#[test]
fn development_accounts_have_the_well_known_keys() {
    let alice = Signer::dev("Alice").unwrap();
    let account = hex!("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
    assert_eq!(alice.account_id(), account);
    assert_eq!(alice.ss58(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    assert_eq!(account_of(&alice.ss58()), Some(account));
    assert_eq!(account_of("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"), None, "a typing error");
    assert_eq!(alice.address(), address!("9621dde636de098b43efb0fa9b61facfe328f99d"));
}

#[test]
fn a_seed_a_phrase_and_a_path_are_secrets() {
    let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    let from_hex = Signer::from_secret(seed).unwrap();
    assert_eq!(from_hex.account_id(), Signer::dev("Alice").unwrap().account_id());
    let bytes: [u8; 32] = hex::decode(seed).unwrap().try_into().unwrap();
    assert_eq!(Signer::from_seed(bytes).unwrap().account_id(), from_hex.account_id());
    let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk//Alice";
    assert_eq!(Signer::from_secret(phrase).unwrap().account_id(), from_hex.account_id());
}

#[test]
fn neither_errors_nor_debug_show_a_secret() {
    let error = Signer::from_secret("correct horse battery staple").unwrap_err();
    assert!(matches!(error, ClientError::Secret));
    assert!(!format!("{error} {error:?}").contains("horse"));
    let alice = Signer::dev("Alice").unwrap();
    assert_eq!(format!("{alice:?}"), format!("Signer({:?})", alice.address()));
}

#[test]
fn what_is_derived_for_a_purpose_follows_from_the_secret_alone() {
    let alice = Signer::dev("Alice").unwrap();
    let mut purpose = [0; 32];
    purpose[0] = 7;
    // The purpose is the junction that wallets write `//7`.
    let child = Signer::from_secret("//Alice//7").unwrap();
    assert_eq!(alice.derive(purpose).0, HostHashing::sha256(&child.account_id()));
    let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    assert_eq!(Signer::from_secret(seed).unwrap().derive(purpose), alice.derive(purpose));
    // A soft junction leaves a part of its key to chance: nothing may depend on that.
    let soft = || Signer::from_secret("//Alice/soft").unwrap();
    assert_eq!(soft().derive(purpose), soft().derive(purpose));

    assert_ne!(soft().derive(purpose), alice.derive(purpose));
    assert_ne!(alice.derive([0; 32]), alice.derive(purpose));
    assert_ne!(Signer::dev("Bob").unwrap().derive(purpose), alice.derive(purpose));
}

#[test]
fn derived_accounts_map_back_to_their_address() {
    let address = Address::repeat_byte(0x42);
    assert_eq!(address_of(&derived_account(address)), address);
}

#[test]
fn signatures_verify() {
    let alice = Signer::dev("Alice").unwrap();
    let signature = match alice.sign(b"message") {
        subxt::utils::MultiSignature::Sr25519(bytes) => subxt_signer::sr25519::Signature(bytes),
        other => panic!("{other:?}"),
    };
    let key = subxt_signer::sr25519::PublicKey(alice.account_id());
    assert!(subxt_signer::sr25519::verify(&signature, b"message", &key));
    assert!(!subxt_signer::sr25519::verify(&signature, b"massage", &key));
}
