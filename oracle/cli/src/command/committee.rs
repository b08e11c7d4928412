//! Who signs epochs.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{deploy::check_committee, scheduled::Waiting};
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    Address, Suite, B256,
};

use super::{
    connection::{Connected, Connection},
    owner::Owned,
    who::{committee as committee_of, Who},
};

#[derive(Subcommand)]
pub(super) enum Committee {
    /// Show the committee, where its members serve, and the one that waits to follow it.
    Show,
    /// Name the committee that may follow after a delay in which every payer can leave, and for as long from
    /// then on. For the owner of the ledger; where that is the DAO, it says how to propose it.
    Schedule {
        /// Its members' signing addresses, or names of oracle keys: 3f + 1 of them.
        #[arg(required = true, value_name = "WHO")]
        members: Vec<Who>,
    },
    /// Give up the scheduled committee. For the owner of the ledger; where that is the DAO, it says how to propose
    /// it.
    Cancel,
    /// Put the scheduled committee in place, now that its block is reached, and before it lapses.
    Activate,
}

impl Committee {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let sent = match self {
            Self::Show => return show(&connection.connect().await?).await,
            Self::Schedule { members } => {
                let keys = connection.keys()?;
                let members = committee_of(&members, &keys)?;
                check_committee(&members)?;
                let call = IAttributionLedger::scheduleCommitteeCall { members };
                connection.send_as_owner(Owned::Ledger, call).await?
            }
            Self::Cancel => {
                let call = IAttributionLedger::cancelCommitteeCall {};
                connection.send_as_owner(Owned::Ledger, call).await?
            }
            Self::Activate => {
                let call = IAttributionLedger::activateCommitteeCall {};
                connection.send(|suite| &suite.attribution_ledger, call).await?
            }
        };
        show(&sent.connected).await
    }
}

async fn show(connected: &Connected) -> anyhow::Result<Value> {
    let (client, suite) = (&connected.client, &connected.suite);
    let at = client.finalized_block().await?;
    let ledger = &suite.attribution_ledger;
    let members = ledger.read_at(IAttributionLedger::committeeCall {}, at.hash).await?;
    let scheduled = Waiting::committee(ledger, at).await?;
    let mut rows = Vec::new();
    for member in &members {
        rows.push(row(suite, *member, at.hash).await?);
    }
    let mut next_rows = Vec::new();
    for member in scheduled.iter().flat_map(|scheduled| &scheduled.who) {
        next_rows.push(row(suite, *member, at.hash).await?);
    }
    Ok(json!({
        "version": ledger.read_at(IAttributionLedger::committeeVersionCall {}, at.hash).await?,
        "config_digest": ledger.read_at(IAttributionLedger::configDigestCall {}, at.hash).await?,
        "at_block": at.number,
        "scheduled": scheduled.is_some(),
        "scheduled_may_follow_from_block": scheduled.as_ref().map(|scheduled| scheduled.term.from_block),
        "scheduled_may_follow_until_block": scheduled.as_ref().map(|scheduled| scheduled.term.until_block),
        "scheduled_lapsed": scheduled.as_ref().map(|scheduled| scheduled.is_lapsed(at.number)),
        "members": rows,
        "scheduled_members": next_rows,
    }))
}

async fn row(suite: &Suite, signer: Address, at: B256) -> anyhow::Result<Value> {
    let found = suite.node_registry.read_at(INodeRegistry::oracleCall { signer }, at).await;
    let endpoint = match found {
        Ok(oracle) => Some(oracle.endpoint),
        Err(error) if error.revert_as::<INodeRegistry::UnknownOracle>().is_some() => None,
        Err(error) => return Err(error.into()),
    };
    Ok(json!({ "signer": signer, "registered": endpoint.is_some(), "endpoint": endpoint }))
}
