#![allow(clippy::arithmetic_side_effects)]

use anyhow::Context;
use tributary_client::{abi::IRoyaltySplitter, Address, KnownError, SolError, B256};

use super::*;
use crate::exit::{Exit, Failure};

fn reverted(data: Vec<u8>) -> anyhow::Error {
    let error = Box::new(KnownError::read(&data));
    ClientError::Reverted { contract: Address::ZERO, error }.into()
}

fn wrong_root() -> anyhow::Error {
    let error = IRoyaltySplitter::ProofRoot { expected: B256::ZERO, found: B256::repeat_byte(1) };
    reverted(error.abi_encode())
}

/// Runs attempts that fail with `error` until the one that succeeds; returns how many were made.
async fn attempts(error: impl Fn() -> anyhow::Error, succeeds: u32) -> (anyhow::Result<()>, u32) {
    let mut made = 0;
    let outcome = repeated(Duration::from_millis(1), async || {
        made += 1;
        if made == succeeds {
            Ok(())
        } else {
            Err(error())
        }
    });
    (outcome.await, made)
}

#[tokio::test]
async fn a_proof_of_another_epoch_is_fetched_again() {
    let not_empty = || reverted(IRoyaltySplitter::TreeNotEmpty { root: B256::ZERO }.abi_encode());
    let behind = || anyhow::Error::new(StaleProof { proven: 3, last: 4 }).context("leaving");
    assert!(matches!(attempts(wrong_root, 2).await, (Ok(()), 2)));
    assert!(matches!(attempts(not_empty, 3).await, (Ok(()), 3)));
    assert!(matches!(attempts(behind, ATTEMPTS).await, (Ok(()), ATTEMPTS)));
}

#[tokio::test]
async fn a_proof_that_stays_wrong_is_given_up() {
    let (outcome, made) = attempts(wrong_root, 100).await;
    let error = outcome.unwrap_err();
    assert_eq!((made, Exit::of(&error)), (ATTEMPTS, Exit::Refused));
    assert!(format!("{error:#}").contains("6 times"), "{error:#}");
    let (outcome, _) = attempts(|| StaleProof { proven: 3, last: 4 }.into(), 100).await;
    assert_eq!(Exit::of(&outcome.unwrap_err()), Exit::Unreachable);
}

#[tokio::test]
async fn other_failures_are_not_repeated() {
    let nothing = IRoyaltySplitter::NothingFinal { account: B256::ZERO };
    let (outcome, made) = attempts(|| reverted(nothing.abi_encode()), 100).await;
    assert_eq!((made, Exit::of(&outcome.unwrap_err())), (1, Exit::Refused));
    let (outcome, made) = attempts(|| Failure::not_found("no such account").into(), 100).await;
    assert_eq!((made, Exit::of(&outcome.unwrap_err())), (1, Exit::NotFound));
    let (outcome, made) = attempts(|| Err::<(), _>(wrong_root()).context("c").unwrap_err(), 2).await;
    assert!(outcome.is_ok() && made == 2, "also with words around it");
}
