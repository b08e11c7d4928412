//! What the contract says of itself: its domain (EIP-712, ERC-5267) and its clock (ERC-6372).

use std::borrow::Cow;

use alloy_primitives::{aliases::U48, FixedBytes, B256, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct, SolValue};
use tributary_sandbox::{
    abi::IGovernance::{
        clockCall, eip712DomainCall, nameCall, versionCall, BALLOT_TYPEHASHCall, CLOCK_MODECall,
        DOMAIN_SEPARATORCall, EXTENDED_BALLOT_TYPEHASHCall,
    },
    runtime::CHAIN_ID,
    typed_data::{domain, Ballot, ExtendedBallot},
    Dao,
};

#[test]
fn the_domain_is_told_in_seven_parts() {
    let dao = Dao::builder().build();
    let told = dao.contract().view(eip712DomainCall {});
    assert_eq!(told.fields, FixedBytes([0x0f]), "all but the salt");
    assert_eq!((told.name.as_str(), told.version.as_str()), ("Tributary", "1"));
    assert_eq!(told.chainId, U256::from(CHAIN_ID));
    assert_eq!(told.verifyingContract, dao.address());
    assert_eq!((told.salt, told.extensions.len()), (B256::ZERO, 0));
    // To the byte as Solidity encodes it.
    let calldata = eip712DomainCall {}.abi_encode();
    let answer = dao.sandbox().dry_run(dao.member(0), dao.address(), calldata, U256::ZERO).ok().value;
    let (name, version) = ("Tributary".to_owned(), "1".to_owned());
    let parts = (
        FixedBytes([0x0fu8]),
        name,
        version,
        U256::from(CHAIN_ID),
        dao.address(),
        B256::ZERO,
        Vec::<U256>::new(),
    );
    assert_eq!(answer.to_vec(), parts.abi_encode_params());
}

#[test]
fn the_separator_is_that_of_the_parts() {
    let dao = Dao::builder().build();
    let separator = dao.contract().view(DOMAIN_SEPARATORCall {});
    assert_eq!(separator, domain(dao.address()).separator());
    let told = dao.contract().view(eip712DomainCall {});
    let parts = Eip712Domain::new(
        Some(Cow::Owned(told.name)),
        Some(Cow::Owned(told.version)),
        Some(told.chainId),
        Some(told.verifyingContract),
        None,
    );
    assert_eq!(separator, parts.separator());
    let other = Dao::builder().build_on(dao.sandbox().clone());
    assert_ne!(other.address(), dao.address());
    assert_eq!(other.contract().view(DOMAIN_SEPARATORCall {}), domain(other.address()).separator());
}

#[test]
fn the_types_of_ballots_are_those_that_alloy_encodes() {
    let dao = Dao::builder().build();
    assert_eq!(dao.contract().view(BALLOT_TYPEHASHCall {}), Ballot::default().eip712_type_hash());
    let extended = ExtendedBallot::default().eip712_type_hash();
    assert_eq!(dao.contract().view(EXTENDED_BALLOT_TYPEHASHCall {}), extended);
}

#[test]
fn token_governor_and_domain_have_one_name_and_version() {
    let dao = Dao::builder().build();
    let told = dao.contract().view(eip712DomainCall {});
    assert_eq!(dao.contract().view(nameCall {}), told.name);
    assert_eq!(dao.contract().view(versionCall {}), told.version);
}

#[test]
fn the_clock_counts_blocks() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    assert_eq!(contract.view(CLOCK_MODECall {}), "mode=blocknumber&from=default");
    for blocks in [0, 1, 1_000, 5_000_000] {
        dao.sandbox().advance(blocks);
        assert_eq!(contract.view(clockCall {}), U48::from(dao.sandbox().block()));
    }
}
