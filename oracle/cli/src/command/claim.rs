//! Claiming earnings.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{claim, exit::Failure, http, oracle_http};
use tributary_client::{Address, Signer};
use tributary_core::Account;

use super::{
    connection::{Connected, Connection},
    earner::Earner,
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
        let Some(proof) = oracle_http::total_proof(&http, &oracle, &account).await? else {
            let words = format!("{kind} {id} has earned nothing in the final epochs that {oracle} knows");
            return Err(Failure::not_found(words).into());
        };
        let released = claim::collect(&connected.suite, &signer, &account, &proof, recipient).await?;
        Ok(json!({
            "kind": kind,
            "id": id,
            "epoch": proof.epoch,
            "earned_wei": proof.cumulative_wei,
            "released_wei": released,
            "recipient": recipient,
        }))
    }
}

impl Release {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let Ready { connected, signer, account, recipient } = self.ready(connection).await?;
        let released = claim::release(&connected.suite, &signer, &account, recipient).await?;
        let (kind, id) = oracle_http::path_of(&account);
        Ok(json!({ "kind": kind, "id": id, "released_wei": released, "recipient": recipient }))
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
