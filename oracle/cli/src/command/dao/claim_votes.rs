//! Claiming votes that work earned.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    amount::coins,
    dao::{
        earned::{Claims, Work, Worker},
        whole,
    },
    exit::Failure,
    http,
    oracle_http::Oracle,
};
use tributary_client::{
    abi::IGovernance::{delegatesCall, getVotes_0Call},
    ClientError,
};
use tributary_core::Wei;

use super::{chamber::Chamber, Connection};
use crate::command::{
    connection::oracle_of,
    earner::{name_of, Earner},
};

#[derive(Args)]
pub(in crate::command) struct ClaimVotes {
    /// The accounts: dataset:1 or only 1, node:1.
    #[arg(required = true, value_name = "ACCOUNT")]
    earners: Vec<Earner>,
    /// An oracle's URL, for the proofs; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
}

impl ClaimVotes {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        let mut workers: Vec<Worker> = Vec::new();
        for earner in &self.earners {
            let worker = Worker::of(earner.account(&keys)?)?;
            if !workers.contains(&worker) {
                workers.push(worker);
            }
        }
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let work = Work::of(chamber.dao.client(), &chamber.deployment);
        let http = http::client()?;
        let url = oracle_of(work.nodes(), &http, self.oracle.as_ref()).await?;
        let claims = match work.claim(&signer, Oracle { http: &http, url: &url }, &workers).await {
            Ok(claims) => claims,
            Err(error) => {
                return Err(match error.downcast::<ClientError>() {
                    Ok(refused) => chamber.explained(signer.address(), None, refused).await,
                    Err(other) => other,
                })
            }
        };
        if claims.proofs.is_empty() {
            let words = format!("none of them has earned any votes in the final epochs that {url} knows");
            return Err(Failure::not_found(words).into());
        }
        let epoch = claims.epoch();
        if claims.minted.is_empty() {
            eprintln!("note: nothing is open: what they earned up to epoch {epoch} is minted");
        }
        let chamber = chamber.again().await?;
        Ok(json!({
            "epoch": epoch,
            "read_epoch": claims.read,
            "minted_votes": Wei::total(claims.minted.iter().map(|minted| minted.amount))?,
            "accounts": rows(&chamber, &claims, &workers).await?,
        }))
    }
}

/// A row for each account: what was minted for it, to whom, and for whom that counts.
async fn rows(chamber: &Chamber, claims: &Claims, workers: &[Worker]) -> anyhow::Result<Vec<Value>> {
    let mut rows = Vec::new();
    for worker in workers {
        let account = worker.account();
        let (name, minted) = (name_of(account), claims.minted(account));
        let rest = minted.map_or(Wei::ZERO, |minted| minted.rest);
        if !rest.is_zero() {
            eprintln!(
                "note: {} more votes of {name} stay open until later epochs allow them: the oracles' root has more \
                 than the caps so far allow",
                coins(rest)
            );
        }
        let to = minted.map(|minted| minted.to);
        let (mut counts_for, mut has) = (None, None);
        if let Some(account) = to {
            let delegate = chamber.read(delegatesCall { account }).await?;
            if delegate.is_zero() {
                eprintln!(
                    "note: {account} delegates to nobody: votes count once their holder delegates them"
                );
            } else {
                has = Some(Wei(whole(chamber.read(getVotes_0Call { account: delegate }).await?)));
                counts_for = Some(delegate);
            }
        }
        rows.push(json!({
            "account": name,
            "earned_votes": claims.earned(account),
            "minted_votes": minted.map_or(Wei::ZERO, |minted| minted.amount),
            "open_votes": rest,
            "to": to,
            "delegate": counts_for,
            "delegate_has_votes": has,
        }));
    }
    Ok(rows)
}
