//! What operators do with oracles.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{amount, key_folder::KeyFolder, nodes};
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    keys::Purpose,
    Address, SolCall, Suite,
};
use tributary_core::Wei;

use super::{
    connection::Connection,
    provider::{check_endpoint, Bond},
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum Oracle {
    /// Register an oracle of the signing account, which stakes for it. The committee's members are named by
    /// the owner; being registered says where they serve.
    Register {
        /// What it signs epochs with: an address or an oracle key's name.
        #[arg(long, value_name = "WHO")]
        signer: Who,
        /// Where it serves: its URL.
        #[arg(long, value_name = "URL")]
        endpoint: String,
        /// Its stake; the least that the registry takes, if absent.
        #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
        stake: Option<Wei>,
    },
    /// List the oracles.
    List,
    /// Show an oracle.
    Show {
        /// What it signs epochs with: an address or an oracle key's name.
        signer: Who,
    },
    /// Set where an oracle serves.
    SetEndpoint {
        /// What it signs epochs with: an address or an oracle key's name.
        signer: Who,
        /// Its URL.
        endpoint: String,
    },
    /// Take an oracle out of service for good; its stake stays bound for a while.
    Leave {
        /// What it signs epochs with: an address or an oracle key's name.
        signer: Who,
    },
    /// Pay the stake of an oracle that left back to its operator.
    WithdrawStake {
        /// What it signs epochs with: an address or an oracle key's name.
        signer: Who,
    },
}

impl Oracle {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        match self {
            Self::Register { signer: oracle, endpoint, stake } => {
                let oracle = oracle.address_for(&keys, Purpose::Oracle)?;
                check_endpoint(&endpoint)?;
                let (connected, signer) = connection.connect_signing().await?;
                let suite = &connected.suite;
                let stake = match stake {
                    Some(stake) => stake,
                    None => Wei(suite.node_registry.read(INodeRegistry::minOracleStakeCall {}).await?),
                };
                nodes::register_oracle(suite, &signer, oracle, &endpoint, stake).await?;
                show(suite, oracle).await
            }
            Self::List => list(&connection.connect().await?.suite).await,
            Self::Show { signer } => {
                let signer = signer.address_for(&keys, Purpose::Oracle)?;
                show(&connection.connect().await?.suite, signer).await
            }
            Self::SetEndpoint { signer, endpoint } => {
                check_endpoint(&endpoint)?;
                let call = |signer| INodeRegistry::setOracleEndpointCall { signer, endpoint };
                change(connection, &keys, &signer, call).await
            }
            Self::Leave { signer } => {
                change(connection, &keys, &signer, |signer| INodeRegistry::leaveOracleCall { signer }).await
            }
            Self::WithdrawStake { signer } => {
                let call = |signer| INodeRegistry::withdrawOracleStakeCall { signer };
                change(connection, &keys, &signer, call).await
            }
        }
    }
}

/// Sends a call that changes an oracle, and shows the oracle.
async fn change<C: SolCall>(
    connection: &Connection,
    keys: &KeyFolder,
    signer: &Who,
    call: impl FnOnce(Address) -> C,
) -> anyhow::Result<Value> {
    let signer = signer.address_for(keys, Purpose::Oracle)?;
    let sent = connection.send(|suite| &suite.node_registry, call(signer)).await?;
    Ok(sent.with(show(&sent.connected.suite, signer).await?))
}

async fn list(suite: &Suite) -> anyhow::Result<Value> {
    let registry = &suite.node_registry;
    let count = registry.read(INodeRegistry::oracleCountCall {}).await?;
    let calls = (0..count).map(|index| INodeRegistry::oracleAtCall { index });
    let signers = registry.read_many(calls, None).await?;
    let calls = signers.iter().map(|&signer| INodeRegistry::oracleCall { signer });
    let oracles = registry.read_many(calls, None).await?;
    let unbonding = registry.read(INodeRegistry::unbondingBlocksCall {}).await?;
    let committee = suite.attribution_ledger.read(IAttributionLedger::committeeCall {}).await?;
    Ok(oracles.iter().map(|oracle| described(oracle, unbonding, &committee)).collect())
}

async fn show(suite: &Suite, signer: Address) -> anyhow::Result<Value> {
    let registry = &suite.node_registry;
    let oracle = registry.read(INodeRegistry::oracleCall { signer }).await?;
    let unbonding = registry.read(INodeRegistry::unbondingBlocksCall {}).await?;
    let committee = suite.attribution_ledger.read(IAttributionLedger::committeeCall {}).await?;
    Ok(described(&oracle, unbonding, &committee))
}

fn described(oracle: &INodeRegistry::Oracle, unbonding: u32, committee: &[Address]) -> Value {
    let bond = Bond {
        status: oracle.status,
        stake: oracle.stake,
        registered_at: oracle.registeredAt,
        leaving_at: oracle.leavingAt,
        unbonding,
    };
    let mut shown = json!({
        "signer": oracle.signer,
        "operator": oracle.operator,
        "endpoint": oracle.endpoint,
        "in_committee": committee.contains(&oracle.signer),
    });
    if let Some(fields) = shown.as_object_mut() {
        fields.extend(bond.fields());
    }
    shown
}
