use std::collections::BTreeSet;

use super::*;

const CHAIN: B256 = B256::repeat_byte(1);
const NFT: Address = Address::repeat_byte(2);
const CONTENT: B256 = B256::repeat_byte(3);
const OTHER: B256 = B256::repeat_byte(9);

#[test]
fn a_salt_is_found_again_by_its_account() {
    let alice = Signer::dev("Alice").unwrap();
    let known = salt(&alice, CHAIN, NFT, CONTENT);
    assert_eq!(salt(&alice, CHAIN, NFT, CONTENT), known);
    // The same account, its secret written in another way.
    let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    assert_eq!(salt(&Signer::from_secret(seed).unwrap(), CHAIN, NFT, CONTENT), known);
}

#[test]
fn each_account_chain_registry_and_content_has_a_salt_of_its_own() {
    let [alice, bob] = ["Alice", "Bob"].map(|name| Signer::dev(name).unwrap());
    let salts = BTreeSet::from([
        salt(&alice, CHAIN, NFT, CONTENT),
        salt(&bob, CHAIN, NFT, CONTENT),
        salt(&alice, OTHER, NFT, CONTENT),
        salt(&alice, CHAIN, Address::repeat_byte(9), CONTENT),
        salt(&alice, CHAIN, NFT, OTHER),
        // The parts do not change places.
        salt(&alice, CONTENT, NFT, CHAIN),
        // Nor is it what everybody knows.
        HostHashing::sha256(CONTENT.as_slice()).into(),
    ]);
    assert_eq!(salts.len(), 7);
}
