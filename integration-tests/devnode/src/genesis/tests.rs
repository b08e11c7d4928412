use subxt_signer::eth;

use super::*;
use crate::options::Endowment;

#[test]
fn ethereum_addresses_are_those_of_the_well_known_keys() {
    let keys = [
        eth::dev::alith(),
        eth::dev::baltathar(),
        eth::dev::charleth(),
        eth::dev::dorothy(),
        eth::dev::ethan(),
        eth::dev::faith(),
    ];
    let addresses: Vec<[u8; 20]> = keys.iter().map(|key| key.public_key().to_account_id().0).collect();
    assert_eq!(addresses, ETHEREUM);
}

#[test]
fn development_accounts_are_distinct() {
    let accounts = development_accounts().unwrap();
    let distinct: std::collections::BTreeSet<_> = accounts.iter().collect();
    assert_eq!(accounts.len(), 24);
    assert_eq!(distinct.len(), accounts.len());
    let alice = subxt_signer::sr25519::dev::alice().public_key().0;
    assert!(accounts.contains(&AccountId::new(alice)));
    let alice = subxt_signer::ecdsa::dev::alice().public_key().to_account_id().0;
    assert!(accounts.contains(&AccountId::new(alice)));
}

#[test]
fn endowments_below_the_existential_deposit_or_beyond_128_bits_are_refused() {
    let endow = |plancks| {
        let endow = vec![Endowment { account: AccountId::new([7; 32]), plancks }];
        storage(&Options { endow, ..Options::default() })
    };
    assert!(endow(100_000_000).is_ok());
    assert!(matches!(endow(99_999_999), Err(Error::Genesis(_))));
    assert!(matches!(endow(Balance::MAX), Err(Error::Genesis(_))));
}
