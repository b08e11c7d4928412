//! What guardians do.

use clap::{Args, ValueEnum};
use serde_json::{json, Value};
use tributary_client::{abi::IPausable, Address, Deployment, SolCall};

use super::{connection::Connection, owner::Owned, sent::Sent};

#[derive(Args)]
pub(super) struct Pause {
    /// The contract.
    contract: Pausable,
}

/// A contract with a guardian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Pausable {
    /// No new deposits.
    Splitter,
    /// No new epochs.
    Ledger,
}

impl Pause {
    /// Pauses it.
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        self.change(connection, IPausable::pauseCall {}).await
    }

    /// Ends its pause.
    pub(super) async fn end(self, connection: &Connection) -> anyhow::Result<Value> {
        let (account, connected) = (connection.account_address()?, connection.connect().await?);
        let contract = self.contract.address(&connected.deployment);
        let guardian = connected.client.read(contract, IPausable::guardianCall {}, None).await?;
        // Whoever else may is the owner.
        if account != guardian {
            Owned::from(self.contract).ensure_not_the_daos(&connected, &[IPausable::unpauseCall {}]).await?;
        }
        self.change(connection, IPausable::unpauseCall {}).await
    }

    async fn change(self, connection: &Connection, call: impl SolCall) -> anyhow::Result<Value> {
        let sent = self.contract.send(connection, call).await?;
        let contract = self.contract.address(&sent.connected.deployment);
        let client = &sent.connected.client;
        let until = client.read(contract, IPausable::pausedUntilCall {}, None).await?;
        let guardian = client.read(contract, IPausable::guardianCall {}, None).await?;
        Ok(json!({
            "contract": contract,
            "paused": until > sent.receipt.block_number,
            "paused_until_block": until,
            "guardian": guardian,
        }))
    }
}

impl Pausable {
    fn address(self, deployment: &Deployment) -> Address {
        Owned::from(self).address(deployment)
    }

    /// Sends it a call.
    async fn send(self, connection: &Connection, call: impl SolCall) -> anyhow::Result<Sent> {
        match self {
            Self::Splitter => connection.send(|suite| &suite.royalty_splitter, call).await,
            Self::Ledger => connection.send(|suite| &suite.attribution_ledger, call).await,
        }
    }
}

impl From<Pausable> for Owned {
    fn from(contract: Pausable) -> Self {
        match contract {
            Pausable::Splitter => Self::Splitter,
            Pausable::Ledger => Self::Ledger,
        }
    }
}
