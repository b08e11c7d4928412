//! Asking an oracle for proofs.

use alloy_primitives::{Bytes, B256};
use anyhow::Context;
use serde::Deserialize;
use tributary_core::{Account, Wei};

/// A total with its proof, as `claim` and `exit` take it.
#[derive(Clone, Debug, Deserialize)]
pub struct TotalProof {
    /// The final epoch it is proven under.
    pub epoch: u64,
    /// The account's word.
    pub account: B256,
    /// The cumulative total.
    pub cumulative_wei: Wei,
    /// The proof in wire form.
    pub proof: Bytes,
}

/// The proof of `account` under the newest final root; `None` if it has no total there.
///
/// # Errors
/// If the oracle does not answer.
pub async fn total_proof(
    http: &reqwest::Client,
    oracle: &str,
    account: &Account,
) -> anyhow::Result<Option<TotalProof>> {
    let (kind, id) = path_of(account);
    let url = format!("{}/v1/proofs/{kind}/{id}", oracle.trim_end_matches('/'));
    let response = http.get(&url).send().await?;
    if response.status() == reqwest::StatusCode::NOT_FOUND {
        return Ok(None);
    }
    Ok(Some(response.error_for_status()?.json().await.with_context(|| url)?))
}

/// An account as an oracle's paths name it.
pub fn path_of(account: &Account) -> (&'static str, String) {
    match account {
        Account::Dataset(id) => ("dataset", id.to_string()),
        Account::Node(id) => ("node", id.to_string()),
        Account::Developer(id) => ("developer", id.to_string()),
        Account::Oracle(address) => ("oracle", address.to_string()),
        Account::Treasury => ("treasury", "0".to_owned()),
        Account::Payer(address) => ("payer", address.to_string()),
    }
}
