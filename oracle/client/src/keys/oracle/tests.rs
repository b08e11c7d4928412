use super::*;

#[test]
fn a_signature_recovers_to_its_signer_only_for_its_digest() {
    let key = OracleKey::from_bytes(&[7; 32]).unwrap();
    let signature = key.sign(&[1; 32]).unwrap();
    assert_eq!(recover(&[1; 32], &signature), Some(key.address()));
    assert_ne!(recover(&[2; 32], &signature), Some(key.address()));
}

#[test]
fn a_high_s_twin_is_refused() {
    let key = OracleKey::from_bytes(&[7; 32]).unwrap();
    let signature = key.sign(&[1; 32]).unwrap();
    let parsed = Signature::from_slice(&signature[..64]).unwrap();
    let (r, s) = parsed.split_scalars();
    let high = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    let mut twin = signature;
    twin[..64].copy_from_slice(&high.to_bytes());
    twin[64] = if twin[64] == 27 { 28 } else { 27 };
    assert_eq!(recover(&[1; 32], &twin), None);
}

/// Address of the private key 1, as published with EIP-55's and every wallet's test vectors.
#[test]
fn the_address_is_ethereums() {
    let mut one = [0; 32];
    one[31] = 1;
    let key = OracleKey::from_bytes(&one).unwrap();
    assert_eq!(key.address().to_string(), "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
}

#[test]
fn debug_shows_the_address_and_nothing_else() {
    let key = OracleKey::from_bytes(&[7; 32]).unwrap();
    assert_eq!(format!("{key:?}"), format!("OracleKey({})", key.address()));
}

#[test]
fn a_consent_is_one_to_the_contract() {
    let key = OracleKey::from_bytes(&[7; 32]).unwrap();
    let terms = ConsentTerms { chain_id: 42, registry: Address([1; 20]), operator: Address([2; 20]) };
    let signature = key.consent(&terms).unwrap();
    let consent = terms.check::<HostHashing>(key.address(), &signature, recover).unwrap();
    assert_eq!((consent.signer(), consent.operator()), (key.address(), terms.operator));
    let elsewhere = ConsentTerms { chain_id: 43, ..terms };
    assert!(elsewhere.check::<HostHashing>(key.address(), &signature, recover).is_err());
}
