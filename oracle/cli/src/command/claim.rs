//! Claiming earnings.

use clap::{Args, ValueEnum};
use serde_json::{json, Value};
use tributary_cli::{claim, exit::Failure, http, key_folder::KeyFolder, oracle_http};
use tributary_core::{Account, DatasetId, ModelId, NodeId};

use super::{connection::Connection, who::Who};

#[derive(Args)]
pub(super) struct Claim {
    /// Whose earnings.
    kind: Kind,
    /// Its id, or an oracle's address or key; nothing for the treasury.
    #[arg(default_value = "", hide_default_value = true)]
    id: String,
    /// An oracle's URL, for the proof; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
    /// Who is paid, an address or a key's name; the signing account if absent.
    #[arg(long, value_name = "WHO")]
    recipient: Option<Who>,
}

/// Who earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Dataset,
    Node,
    Developer,
    Oracle,
    Treasury,
}

impl Claim {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        let account = account(self.kind, &self.id, &keys)?;
        let recipient = self.recipient.map(|who| who.address(&keys)).transpose()?;
        let (connected, signer) = connection.connect_signing().await?;
        let recipient = recipient.unwrap_or_else(|| signer.address());
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

fn account(kind: Kind, id: &str, keys: &KeyFolder) -> anyhow::Result<Account> {
    let number = || {
        id.parse::<u64>().map_err(|error| {
            let what = if id.is_empty() { "an id is missing".to_owned() } else { format!("{id:?}: {error}") };
            Failure::usage(format!("{what}: a dataset, node or developer's model has a number"))
        })
    };
    Ok(match kind {
        Kind::Dataset => Account::Dataset(DatasetId(number()?)),
        Kind::Node => Account::Node(NodeId(number()?)),
        Kind::Developer => Account::Developer(ModelId(number()?)),
        Kind::Oracle => {
            let address = id.parse::<Who>().map_err(Failure::usage)?.address(keys)?;
            Account::Oracle(tributary_core::Address(address.into_array()))
        }
        Kind::Treasury if matches!(id, "" | "0") => Account::Treasury,
        Kind::Treasury => {
            return Err(Failure::usage(format!("the treasury has no id, {id:?} was given")).into())
        }
    })
}

#[cfg(test)]
mod tests;
