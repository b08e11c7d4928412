//! Votes that work earned.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    dao::earned::{earning_words, Work, Worker, WorkerStanding},
    exit::Failure,
    http,
    key_folder::KeyFolder,
    oracle_http::Oracle,
};
use tributary_core::Wei;

use super::Connection;
use crate::command::{
    connection::oracle_of,
    earner::{name_of, Earner},
};

#[derive(Args)]
pub(in crate::command) struct Earned {
    /// Whose votes to show: `dataset 1` or `dataset:1`, `node 1` or `node:1`; none if absent.
    #[arg(value_name = "ACCOUNT", num_args = 1..=2)]
    whose: Vec<String>,
    /// An oracle's URL, for the proof; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
}

impl Earned {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let worker = match self.whose.as_slice() {
            [] => None,
            words => Some(named(words, &connection.keys()?)?),
        };
        let (client, deployment) = connection.client_and_file().await?;
        let work = Work::of(&client, &deployment);
        let mut shown = rules(&work).await?;
        if let Some(worker) = worker {
            let http = http::client()?;
            let url = oracle_of(work.nodes(), &http, self.oracle.as_ref()).await?;
            let standing = work.standing(Oracle { http: &http, url: &url }, &worker).await?;
            if let Some(fields) = shown.as_object_mut() {
                fields.extend(of_account(&worker, &standing));
            }
        }
        Ok(shown)
    }
}

/// The account that is meant, of one word or two.
fn named(words: &[String], keys: &KeyFolder) -> anyhow::Result<Worker> {
    let earner: Earner = words.join(":").parse().map_err(Failure::usage)?;
    Ok(Worker::of(earner.account(keys)?)?)
}

/// How votes are earned, and how many were.
async fn rules(work: &Work) -> anyhow::Result<Value> {
    let (earning, books, root) = (work.earning().await?, work.books().await?, work.root().await?);
    let treasury = work.treasury().await?;
    Ok(json!({
        "earning": earning_words(&earning, work.elsewhere(treasury)),
        "treasury": treasury,
        "rate_ppm": earning.rate,
        "cap_votes": Wei(earning.cap),
        "final_epoch": root.epoch,
        "earned_votes": Wei(root.votesSum),
        "read_epoch": books.epoch,
        "allowed_votes": Wei(books.allowed),
        "minted_votes": Wei(books.minted),
    }))
}

/// Where an account's votes stand.
fn of_account(worker: &Worker, standing: &WorkerStanding) -> Vec<(String, Value)> {
    let (name, open) = (name_of(worker.account()), standing.open());
    let next = if !open.is_zero() {
        format!("anyone may have the open votes minted: `tributary dao claim-votes {name}`")
    } else if standing.proof.is_none() {
        "nothing: it earned no votes in the final epochs".to_owned()
    } else {
        "nothing is open: all that it earned in the final epochs is minted".to_owned()
    };
    let fields = [
        ("account", json!(name)),
        ("account_earned_votes", json!(standing.cumulative())),
        ("account_claimed_votes", json!(standing.claimed)),
        ("account_open_votes", json!(open)),
        ("goes_to", json!(standing.to)),
        ("next", json!(next)),
    ];
    fields.map(|(key, value)| (key.to_owned(), value)).into()
}

#[cfg(test)]
mod tests;
