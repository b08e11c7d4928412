//! Who signs epochs.

use clap::Subcommand;
use futures::TryStreamExt;
use serde_json::{json, Value};
use tributary_cli::deploy::check_committee;
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    Address, ClientError, Suite, B256,
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
    /// Name the committee that may follow after a delay in which every payer can leave. For the owner of the
    /// ledger; where that is the DAO, it says how to propose it.
    Schedule {
        /// Its members' signing addresses, or names of oracle keys: 3f + 1 of them.
        #[arg(required = true, value_name = "WHO")]
        members: Vec<Who>,
    },
    /// Put the scheduled committee in place, now that its block is reached.
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
    let scheduled = Scheduled::read(connected, at.hash).await?;
    let next = scheduled.as_ref().and_then(|scheduled| scheduled.members.as_ref());
    let mut rows = Vec::new();
    for member in &members {
        rows.push(row(suite, *member, at.hash).await?);
    }
    let mut next_rows = Vec::new();
    for member in next.into_iter().flatten() {
        next_rows.push(row(suite, *member, at.hash).await?);
    }
    Ok(json!({
        "version": ledger.read_at(IAttributionLedger::committeeVersionCall {}, at.hash).await?,
        "config_digest": ledger.read_at(IAttributionLedger::configDigestCall {}, at.hash).await?,
        "at_block": at.number,
        "scheduled": scheduled.is_some(),
        "scheduled_may_follow_from_block": scheduled.map(|scheduled| scheduled.from_block),
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

/// A committee that waits.
struct Scheduled {
    from_block: u32,
    /// Unknown if the node no longer has the events of the block that it was named in.
    members: Option<Vec<Address>>,
}

impl Scheduled {
    /// The contract only says by refusing: whoever waits cannot be put in place yet.
    async fn read(connected: &Connected, at: B256) -> anyhow::Result<Option<Self>> {
        let ledger = &connected.suite.attribution_ledger;
        let from_block = match ledger.read_at(IAttributionLedger::activateCommitteeCall {}, at).await {
            Ok(_) => connected.client.finalized_block().await?.number,
            Err(error) => {
                if error.revert_as::<IAttributionLedger::NoCommitteeScheduled>().is_some() {
                    return Ok(None);
                }
                match error.revert_as::<IAttributionLedger::CommitteeNotDue>() {
                    Some(refused) => refused.atBlock,
                    None => return Err(error.into()),
                }
            }
        };
        let delay = ledger.read_at(IAttributionLedger::paramsCall {}, at).await?.committeeDelay;
        let members = match named_at(connected, from_block.saturating_sub(delay)).await {
            Ok(members) => members,
            Err(error) => {
                tracing::info!(%error, "the block in which the committee was named cannot be read");
                None
            }
        };
        Ok(Some(Self { from_block, members }))
    }
}

/// The members of the committee that was named in a block, if one was.
async fn named_at(connected: &Connected, block: u32) -> Result<Option<Vec<Address>>, ClientError> {
    let ledger = connected.suite.attribution_ledger.address();
    let blocks: Vec<_> = connected.client.events(vec![ledger], block, block).try_collect().await?;
    let events = blocks.iter().flat_map(|block| &block.events);
    let named = events.filter_map(|record| record.event.decode::<IAttributionLedger::CommitteeScheduled>());
    Ok(named.last().map(|named| named.members))
}
