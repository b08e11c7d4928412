use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{Panic, Revert, SolError};
use tributary_core::{Account, DatasetId};

use super::KnownError;
use crate::abi::{IAttributionLedger, IERC721Errors, IOwned, IRoyaltySplitter};

#[test]
fn a_declared_error_is_a_sentence_with_its_values() {
    let data = IAttributionLedger::QuorumMissed { found: 2, needed: 3 }.abi_encode();
    let error = KnownError::read(&data);
    assert_eq!(error.name(), "QuorumMissed");
    assert_eq!(error.to_string(), "quorum missed: found 2, needed 3");
    let decoded = error.decode::<IAttributionLedger::QuorumMissed>().unwrap();
    assert_eq!((decoded.found, decoded.needed), (2, 3));
    assert!(error.is::<IAttributionLedger::QuorumMissed>());
    assert!(error.decode::<IAttributionLedger::WrongEpoch>().is_none());
}

#[test]
fn parameters_that_end_in_an_underscore_lose_it() {
    let data = IAttributionLedger::TotalShrank { before: 9, after_: 4 }.abi_encode();
    assert_eq!(KnownError::read(&data).to_string(), "total shrank: before 9, after 4");
}

#[test]
fn accounts_are_named() {
    let account = FixedBytes(Account::Dataset(DatasetId(7)).to_word());
    let data = IRoyaltySplitter::AccountNotPayable { account }.abi_encode();
    assert_eq!(KnownError::read(&data).to_string(), "account not payable: account dataset 7");
}

#[test]
fn a_refusal_that_is_passed_on_is_read_too() {
    let shown = |reason: Vec<u8>| {
        let data = IAttributionLedger::SettlementRefused { epoch: 3, reason: reason.into() }.abi_encode();
        KnownError::read(&data).to_string()
    };
    let insolvent = IRoyaltySplitter::Insolvent { needed: 9, backed: 7 }.abi_encode();
    assert_eq!(shown(insolvent), "settlement refused: epoch 3, reason (insolvent: needed 9, backed 7)");
    assert_eq!(shown(vec![1, 2, 3, 4]), "settlement refused: epoch 3, reason 0x01020304");
    assert_eq!(shown(Vec::new()), "settlement refused: epoch 3, reason 0x");
}

#[test]
fn a_word_that_is_no_account_stays_hexadecimal() {
    let data = IRoyaltySplitter::UnknownAccount { account: FixedBytes([0xab; 32]) }.abi_encode();
    let expected = format!("unknown account: account 0x{}", "ab".repeat(32));
    assert_eq!(KnownError::read(&data).to_string(), expected);
}

#[test]
fn errors_of_standards_and_shared_roles_are_known() {
    let data = IERC721Errors::ERC721NonexistentToken { tokenId: U256::from(9) }.abi_encode();
    assert_eq!(KnownError::read(&data).name(), "ERC721NonexistentToken");
    let data =
        IOwned::NotOwner { caller: Address::repeat_byte(1), owner: Address::repeat_byte(2) }.abi_encode();
    let text = KnownError::read(&data).to_string();
    assert!(text.starts_with("not owner: caller 0x0101"), "{text}");
}

#[test]
fn every_declared_error_has_its_own_selector() {
    let mut by_selector = std::collections::HashMap::new();
    for error in crate::abi::errors() {
        let signature = error.signature();
        let other = by_selector.entry(error.selector()).or_insert_with(|| signature.clone());
        assert_eq!(*other, signature);
    }
    assert!(by_selector.len() > 100, "{}", by_selector.len());
}

#[test]
fn solidity_reasons_and_panics_are_read() {
    let reason = Revert { reason: "no".into() };
    assert_eq!(KnownError::read(&reason.abi_encode()).to_string(), "error: reason no");
    let panic = Panic { code: U256::from(0x11) };
    assert_eq!(KnownError::read(&panic.abi_encode()).to_string(), "panic: code 17");
}

#[test]
fn anything_else_is_shown_as_it_came() {
    assert_eq!(KnownError::read(&[]).to_string(), "unknown: data 0x");
    assert_eq!(KnownError::read(&[1, 1]).to_string(), "input not understood");
    assert_eq!(KnownError::read(&[1, 2, 3]).to_string(), "unknown: data 0x010203");
    let mut truncated = IAttributionLedger::QuorumMissed { found: 2, needed: 3 }.abi_encode();
    truncated.truncate(40);
    assert_eq!(KnownError::read(&truncated).name(), "Unknown");
}
