//! Claiming earnings.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    claim,
    exit::Failure,
    http,
    oracle_http::{self, Oracle},
};
use tributary_client::{Address, Signer};
use tributary_core::{Account, Wei};

use super::{
    connection::{Connected, Connection},
    earner::{name_of, Earner},
    who::Who,
};

#[derive(Args)]
pub(super) struct Claim {
    #[command(flatten)]
    release: Release,
    /// An oracle's URL, for the proof; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
}

#[derive(Args)]
pub(super) struct ClaimMany {
    /// The accounts: dataset:1 or only 1, node:1, developer:1 by the model's number, oracle:0x... or
    /// oracle:KEY, treasury.
    #[arg(required = true, value_name = "ACCOUNT")]
    earners: Vec<Earner>,
    /// An oracle's URL, for the proofs; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
}

#[derive(Args)]
pub(super) struct Release {
    #[command(flatten)]
    earner: Earner,
    /// Who is paid, an address or a key's name; the signing account if absent.
    #[arg(long, value_name = "WHO")]
    recipient: Option<Who>,
}

/// A release about to be made.
struct Ready {
    connected: Connected,
    signer: Signer,
    account: Account,
    recipient: Address,
}

impl Claim {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let Ready { connected, signer, account, recipient } = self.release.ready(connection).await?;
        let http = http::client()?;
        let oracle = connected.oracle(&http, self.oracle.as_ref()).await?;
        let (kind, id) = oracle_http::path_of(&account);
        let asked = Oracle { http: &http, url: &oracle };
        let collected = claim::collect(&connected.suite, &signer, asked, &account, recipient).await?;
        let Some(collected) = collected else {
            let words = format!("{kind} {id} has earned nothing in the final epochs that {oracle} knows");
            return Err(Failure::not_found(words).into());
        };
        Ok(json!({
            "kind": kind,
            "id": id,
            "epoch": collected.proof.epoch,
            "earned_wei": collected.proof.cumulative_wei,
            "released_wei": collected.amount(),
            "recipient": recipient,
        }))
    }
}

impl ClaimMany {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        let mut accounts = Vec::new();
        for earner in &self.earners {
            let account = earner.account(&keys)?;
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        let (connected, signer) = connection.connect_signing().await?;
        let http = http::client()?;
        let oracle = connected.oracle(&http, self.oracle.as_ref()).await?;
        let asked = Oracle { http: &http, url: &oracle };
        let claimed = claim::claim_many(&connected.suite, &signer, asked, &accounts).await?;
        let Some(newest) = claimed.proofs.last() else {
            let words = format!("none of them has earned anything in the final epochs that {oracle} knows");
            return Err(Failure::not_found(words).into());
        };
        let mut rows = Vec::new();
        for account in &accounts {
            let word = account.to_word();
            let earned = claimed.proofs.iter().find(|proof| proof.account.0 == word);
            let new = claimed.new.iter().filter(|(of, _)| of.0 == word).map(|(_, amount)| *amount);
            rows.push(json!({
                "account": name_of(account),
                "earned_wei": earned.map_or(Wei::ZERO, |proof| proof.cumulative_wei),
                "claimed_wei": Wei::total(new)?,
            }));
        }
        let hashes: Vec<_> = claimed.receipts.iter().map(|receipt| receipt.extrinsic_hash).collect();
        Ok(json!({
            "epoch": newest.epoch,
            "claimed_wei": Wei::total(claimed.new.iter().map(|(_, amount)| *amount))?,
            "transaction_fees_wei": Wei::total(claimed.receipts.iter().map(|receipt| receipt.fee))?,
            "transactions": hashes,
            "accounts": rows,
        }))
    }
}

impl Release {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let Ready { connected, signer, account, recipient } = self.ready(connection).await?;
        let released = claim::release(&connected.suite, &signer, &account, recipient).await?;
        let (kind, id) = oracle_http::path_of(&account);
        Ok(json!({ "kind": kind, "id": id, "released_wei": released.amount, "recipient": recipient }))
    }

    async fn ready(&self, connection: &Connection) -> anyhow::Result<Ready> {
        let keys = connection.keys()?;
        let account = self.earner.account(&keys)?;
        let recipient = self.recipient.as_ref().map(|who| who.address(&keys)).transpose()?;
        let (connected, signer) = connection.connect_signing().await?;
        let recipient = recipient.unwrap_or_else(|| signer.address());
        Ok(Ready { connected, signer, account, recipient })
    }
}
