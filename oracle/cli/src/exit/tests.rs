use std::collections::BTreeSet;

use anyhow::Context;
use tributary_client::{Address, DispatchFailure, KnownError, SolError, B256, U256};

use super::*;

fn exit_of(error: impl std::error::Error + Send + Sync + 'static) -> Exit {
    Exit::of(&anyhow::Error::new(error).context("while doing something").context("in words"))
}

fn reverted(error: impl SolError) -> ClientError {
    let error = Box::new(KnownError::read(&error.abi_encode()));
    ClientError::Reverted { contract: Address::ZERO, error }
}

#[test]
fn every_exit_has_one_code_one_word_and_a_line_of_help() {
    let codes: BTreeSet<_> = Exit::TABLE.iter().map(|(exit, ..)| exit.code()).collect();
    let words: BTreeSet<_> = Exit::TABLE.iter().map(|(_, word, _)| *word).collect();
    assert_eq!(codes, (0..=12).collect());
    assert_eq!(words.len(), codes.len());
    let help = Exit::help();
    for (exit, word, meaning) in Exit::TABLE {
        assert_eq!(exit.word(), word);
        let line = help.lines().find(|line| line.contains(word)).unwrap();
        assert!(line.trim_start().starts_with(&exit.code().to_string()) && line.ends_with(meaning));
    }
}

#[test]
fn a_contracts_refusal_says_what_kind_it_is() {
    use tributary_client::abi::{IDatasetNft, IGovernance, INodeRegistry, IRoyaltySplitter};
    let unknown = IDatasetNft::UnknownDataset { dataset: 7 };
    assert_eq!(exit_of(reverted(unknown)), Exit::NotFound);
    let poor = IRoyaltySplitter::ReserveExceedsFree { wanted: 2, free: 1 };
    assert_eq!(exit_of(reverted(poor)), Exit::Funds);
    let short = IGovernance::ERC20InsufficientBalance {
        sender: Address::ZERO,
        balance: U256::ZERO,
        needed: U256::from(1),
    };
    assert_eq!(exit_of(reverted(short)), Exit::Funds);
    let taken = INodeRegistry::KeyTaken { key: B256::ZERO, node: 1 };
    assert_eq!(exit_of(reverted(taken)), Exit::Refused);
    let undeclared =
        ClientError::Reverted { contract: Address::ZERO, error: Box::new(KnownError::read(&[])) };
    assert_eq!(exit_of(undeclared), Exit::Refused, "data of no declared error is no `not found`");
}

#[test]
fn a_file_that_names_a_replaced_ledger_is_not_as_it_must_be() {
    let (named, in_office) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let error = ClientError::LedgerReplaced { named, in_office };
    let words = error.to_string();
    assert!(words.contains(&named.to_string()) && words.contains(&in_office.to_string()), "{words}");
    assert_eq!(exit_of(error), Exit::Usage);
}

#[test]
fn the_chains_words_for_too_little_money_are_known() {
    let failed = |pallet: &str, name: &str| {
        ClientError::Dispatch(DispatchFailure { pallet: pallet.into(), name: name.into() })
    };
    assert_eq!(exit_of(failed("Revive", "StorageDepositNotEnoughFunds")), Exit::Funds);
    assert_eq!(exit_of(failed("Token", "FundsUnavailable")), Exit::Funds);
    assert_eq!(exit_of(failed("Revive", "OutOfGas")), Exit::Refused);
    let pool = |reason: &str| ClientError::Rejected { code: 1010, reason: reason.to_owned() };
    let poor = "Invalid Transaction (Inability to pay some fees (e.g. account balance too low))";
    assert_eq!(exit_of(pool(poor)), Exit::Funds);
    assert_eq!(exit_of(pool("Invalid Transaction (bad proof)")), Exit::Refused);
}

#[test]
fn what_may_pass_and_what_may_have_happened_are_told_apart() {
    let extrinsic = B256::ZERO;
    let waited_ms = 1;
    let reason = String::new();
    let lost = ClientError::Undetermined { extrinsic, nonce: 1, waited_ms, reason: reason.clone() };
    assert_eq!(exit_of(lost), Exit::Undetermined);
    assert_eq!(exit_of(ClientError::Expired { extrinsic, last_block: 9 }), Exit::Unreachable);
    let endpoint = "ws://127.0.0.1:1".to_owned();
    let silent = ClientError::Unreachable { endpoint, method: "a connection", waited_ms, reason };
    assert_eq!(exit_of(silent), Exit::Unreachable);
}

#[test]
fn keys_failures_and_unknown_errors() {
    let path = || "alice.key".to_owned();
    assert_eq!(exit_of(KeyError::WrongPassphrase { path: path() }), Exit::Locked);
    assert_eq!(exit_of(KeyError::Exists { path: path() }), Exit::Usage);
    assert_eq!(exit_of(Failure::not_verified("no")), Exit::NotVerified);
    assert_eq!(Exit::of(&anyhow::anyhow!("something")), Exit::Unexpected);
    let io: anyhow::Result<()> = Err(std::io::Error::other("disk")).context("writing");
    assert_eq!(Exit::of(&io.unwrap_err()), Exit::Unexpected);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = reqwest::get(format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(exit_of(error), Exit::Unreachable);
}

#[test]
fn the_documents_have_the_same_table() {
    let rows = Exit::TABLE.map(|(exit, word, meaning)| format!("| {} | `{word}` | {meaning} |", exit.code()));
    for document in [include_str!("../../README.md"), include_str!("../../../../docs/operations.md")] {
        let below = document.lines().skip_while(|line| *line != "| code | kind | meaning |").skip(2);
        let found: Vec<_> = below.take_while(|line| line.starts_with('|')).collect();
        assert_eq!(found, rows, "no more and no less");
    }
}
