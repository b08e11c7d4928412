//! What operators do with oracles.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{amount, exit::Failure, key_folder::KeyFolder, nodes};
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    keys::{OracleKey, Purpose},
    Address, Bytes, Signer, SolCall, Suite,
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
    /// the owner; being registered says where they serve. The oracle's key signs that this account may, which
    /// it can do elsewhere before: see `consent`.
    Register {
        /// What it signs epochs with: an oracle key's name; with --consent, its address will do.
        #[arg(long, value_name = "KEY")]
        signer: Who,
        /// What `tributary oracle consent` printed where the key is kept.
        #[arg(long, value_name = "HEX")]
        consent: Option<Bytes>,
        /// Where it serves: its URL.
        #[arg(long, value_name = "URL")]
        endpoint: String,
        /// Its stake; the least that the registry takes, if absent.
        #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
        stake: Option<Wei>,
    },
    /// Sign with an oracle's key that an account may register an oracle under it, and print the signature.
    /// It is good for that account, this chain and this deployment.
    Consent {
        /// What it signs epochs with: an oracle key's name.
        signer: String,
        /// The account that will register: an address or a key's name.
        #[arg(long, value_name = "WHO")]
        operator: Who,
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
    /// Set who gets an oracle's earnings.
    #[command(visible_alias = "payout")]
    SetPayout {
        /// What it signs epochs with: an address or an oracle key's name.
        signer: Who,
        /// An address or a key's name.
        payout: Who,
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
            Self::Register { signer: oracle, consent, endpoint, stake } => {
                check_endpoint(&endpoint)?;
                let oracle = Consenting::new(oracle, consent, &keys)?;
                let (connected, signer) = connection.connect_signing().await?;
                let suite = &connected.suite;
                let stake = match stake {
                    Some(stake) => stake,
                    None => Wei(suite.node_registry.read(INodeRegistry::minOracleStakeCall {}).await?),
                };
                oracle.register(suite, &signer, &endpoint, stake).await?;
                show(suite, oracle.address()).await
            }
            Self::Consent { signer, operator } => {
                let (key, operator) = (unlock(&signer, &keys)?, operator.address(&keys)?);
                let terms = nodes::consent_terms(&connection.connect().await?.suite, operator).await?;
                Ok(json!({
                    "signer": address(&key),
                    "operator": operator,
                    "registry": terms.registry,
                    "chain_id": terms.chain_id,
                    "consent": Bytes::from(key.consent(&terms)?),
                }))
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
            Self::SetPayout { signer, payout } => {
                let payout = payout.address(&keys)?;
                let call = |signer| INodeRegistry::setOraclePayoutCall { signer, payout };
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

/// An oracle to register, with what shows that its key's holder wants it.
enum Consenting {
    /// The key is here.
    Key(OracleKey),
    /// It signed elsewhere.
    Signed(Address, Bytes),
}

impl Consenting {
    fn new(signer: Who, consent: Option<Bytes>, keys: &KeyFolder) -> anyhow::Result<Self> {
        match (signer, consent) {
            (signer, Some(consent)) => Ok(Self::Signed(signer.address_for(keys, Purpose::Oracle)?, consent)),
            (Who::Key(name), None) => Ok(Self::Key(unlock(&name, keys)?)),
            (Who::Address(address), None) => {
                let words = format!(
                    "{address:#x} has to consent: name its key instead, or give --consent as `tributary oracle \
                     consent` prints it where the key is kept"
                );
                Err(Failure::usage(words).into())
            }
        }
    }

    fn address(&self) -> Address {
        match self {
            Self::Key(key) => address(key),
            Self::Signed(address, _) => *address,
        }
    }

    async fn register(
        &self,
        suite: &Suite,
        operator: &Signer,
        endpoint: &str,
        stake: Wei,
    ) -> anyhow::Result<()> {
        match self {
            Self::Key(key) => nodes::register_oracle(suite, operator, key, endpoint, stake).await,
            Self::Signed(signer, consent) => {
                let signed = (*signer, consent.to_vec());
                nodes::register_consenting_oracle(suite, operator, signed, endpoint, stake).await
            }
        }
    }
}

fn address(key: &OracleKey) -> Address {
    Address::from(key.address().0)
}

fn unlock(name: &str, keys: &KeyFolder) -> anyhow::Result<OracleKey> {
    Ok(OracleKey::from_bytes(&*keys.unlock(name, Purpose::Oracle)?.bytes()?)?)
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
    show(&sent.connected.suite, signer).await
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
        "payout": oracle.payout,
        "endpoint": oracle.endpoint,
        "in_committee": committee.contains(&oracle.signer),
    });
    if let Some(fields) = shown.as_object_mut() {
        fields.extend(bond.fields());
    }
    shown
}
