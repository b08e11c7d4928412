//! Asking an oracle for proofs and data.

use alloy_primitives::{Bytes, B256};
use serde::Deserialize;
use tributary_core::{Account, NodeId, Wei};

use crate::{
    exit::Failure,
    http::{self, under},
};

/// An oracle to ask.
#[derive(Clone, Copy, Debug)]
pub struct Oracle<'a> {
    /// What it is asked with.
    pub http: &'a reqwest::Client,
    /// Where it serves.
    pub url: &'a str,
}

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
pub async fn total_proof(oracle: Oracle<'_>, account: &Account) -> anyhow::Result<Option<TotalProof>> {
    let (kind, id) = path_of(account);
    http::find(oracle.http, &under(oracle.url, &format!("v1/proofs/{kind}/{id}"))).await
}

/// What settles `account` under the newest final root, before its recipients change: the proof of its total,
/// or that it has none; `None` while nothing is final.
///
/// # Errors
/// If the oracle does not answer.
pub async fn settling_proof(oracle: Oracle<'_>, account: &Account) -> anyhow::Result<Option<TotalProof>> {
    match total_proof(oracle, account).await? {
        Some(proof) => Ok(Some(proof)),
        None => {
            let (kind, id) = path_of(account);
            http::find(oracle.http, &under(oracle.url, &format!("v1/absences/{kind}/{id}"))).await
        }
    }
}

/// All votes that an account earned with their proof, as the DAO's `claimVotes` takes them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VotesProof {
    /// The final epoch they are proven under.
    pub epoch: u64,
    /// The account's word.
    pub account: B256,
    /// The cumulative votes, in units of 10^-18.
    pub cumulative_votes: Wei,
    /// The proof in wire form.
    pub proof: Bytes,
}

/// The proof of the votes of `account` under the newest final root; `None` if it earned none there.
///
/// # Errors
/// If the oracle does not answer; it refuses accounts that are neither datasets nor nodes.
pub async fn votes_proof(oracle: Oracle<'_>, account: &Account) -> anyhow::Result<Option<VotesProof>> {
    let (kind, id) = path_of(account);
    http::find(oracle.http, &under(oracle.url, &format!("v1/votes/{kind}/{id}"))).await
}

/// Where an oracle says that a report stands. Nothing of it is to be believed unchecked.
#[derive(Clone, Debug, Deserialize)]
pub struct ReportPlace {
    /// The epoch that consumed it.
    pub epoch: u64,
    /// What it counts for there.
    pub fee_wei: Wei,
    /// Why that is nothing, if it broke a rule.
    pub reason: Option<String>,
    /// Its proof under the epoch's reports root, in wire form.
    pub proof: Bytes,
}

/// Where a report stands.
///
/// # Errors
/// [`crate::exit::Exit::NotFound`] if it is in no epoch yet; if the oracle does not answer.
pub async fn report_place(
    http: &reqwest::Client,
    oracle: &str,
    node: NodeId,
    sequence: u64,
) -> anyhow::Result<ReportPlace> {
    let url = under(oracle, &format!("v1/reports/{node}/{sequence}"));
    let place: Option<ReportPlace> = http::find(http, &url).await?;
    place.ok_or_else(|| {
        let what = format!("report {sequence} of node {node} is in no epoch that {oracle} knows");
        Failure::not_found(format!("{what}: try again after the next epoch, or ask another oracle")).into()
    })
}

/// What an oracle says of an epoch, as far as it is needed to find the epoch on chain.
#[derive(Clone, Debug, Deserialize)]
pub struct EpochPlace {
    /// The hash of its commitment.
    pub hash: B256,
    /// The block as of which the chain was read; the epoch was announced after it.
    pub cut_block: u32,
}

/// Where an epoch stands.
///
/// # Errors
/// [`crate::exit::Exit::NotFound`] if the oracle does not know it; if it does not answer.
pub async fn epoch_place(http: &reqwest::Client, oracle: &str, epoch: u64) -> anyhow::Result<EpochPlace> {
    let url = under(oracle, &format!("v1/epochs/{epoch}"));
    let place: Option<EpochPlace> = http::find(http, &url).await?;
    place.ok_or_else(|| Failure::not_found(format!("{oracle} does not know epoch {epoch}")).into())
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
