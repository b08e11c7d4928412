//! A consumer's money.

use clap::Args;
use serde_json::{json, Map, Value};
use tributary_cli::{amount, consumer, scheduled::Warning};
use tributary_client::abi::IRoyaltySplitter;
use tributary_core::{NodeId, Wei};

use super::{connection::Connection, named_key::NamedKey};

#[derive(Args)]
pub(super) struct Deposit {
    /// How much.
    #[arg(value_parser = amount::parse)]
    amount: Wei,
    /// The session key that may spend it, by name or path; also registers it, unless it is. Without one the
    /// session key stays as it is.
    #[arg(long, value_name = "KEY", env = "TRIBUTARY_SESSION")]
    session: Option<String>,
}

#[derive(Args)]
pub(super) struct Reserve {
    /// The node.
    node: u64,
    /// How much more of the deposit it may earn. It stays reserved until an exit.
    #[arg(value_parser = amount::parse)]
    amount: Wei,
}

impl Deposit {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let session = NamedKey::session(self.session.as_deref());
        let key = match session.is_given() {
            true => session.public(&connection.keys()?)?.ed25519(),
            false => None,
        };
        let (connected, signer) = connection.connect_signing().await?;
        let suite = &connected.suite;
        let warnings = Warning::read(suite).await?;
        for warning in &warnings {
            eprintln!("warning: {warning}");
        }
        consumer::deposit(suite, &signer, self.amount).await?;
        let account = signer.address();
        let payer = suite.royalty_splitter.read(IRoyaltySplitter::payerCall { account }).await?;
        let mut session_key = payer.sessionKey;
        if let Some(key) = key.filter(|key| session_key != *key) {
            consumer::register_session_key(suite, &signer, key).await?;
            session_key = key.into();
        }
        let mut result = json!({ "payer": account, "paid_wei": self.amount });
        if let Some(fields) = result.as_object_mut() {
            fields.extend(balances(&payer));
            let shown = (!session_key.is_zero()).then_some(session_key);
            fields.insert("session_key".to_owned(), json!(shown));
            fields.insert("may_take_office_before_an_exit".to_owned(), json!(warnings));
        }
        Ok(result)
    }
}

impl Reserve {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let (connected, signer) = connection.connect_signing().await?;
        let splitter = &connected.suite.royalty_splitter;
        consumer::reserve(&connected.suite, &signer, NodeId(self.node), self.amount).await?;
        let account = signer.address();
        let changes =
            splitter.read(IRoyaltySplitter::reserveChangesCall { account, node: self.node }).await?;
        let payer = splitter.read(IRoyaltySplitter::payerCall { account }).await?;
        let mut result = json!({
            "payer": account,
            "node": self.node,
            "added_wei": self.amount,
            "reserved_for_node_wei": changes.last().map(|change| Wei(change.total)),
        });
        if let Some(fields) = result.as_object_mut() {
            fields.extend(balances(&payer));
        }
        Ok(result)
    }
}

/// What a payer has, and what of it is free to be reserved.
pub(super) fn balances(payer: &IRoyaltySplitter::Payer) -> Map<String, Value> {
    let gone = payer.withdrawn.saturating_add(payer.settled).saturating_add(payer.reserved);
    let free = payer.deposited.saturating_sub(gone);
    [
        ("deposited_wei", payer.deposited),
        ("withdrawn_wei", payer.withdrawn),
        ("reserved_wei", payer.reserved),
        ("free_wei", free),
    ]
    .into_iter()
    .map(|(key, amount)| (key.to_owned(), json!(Wei(amount))))
    .collect()
}

#[cfg(test)]
mod tests;
