//! What providers do with nodes.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    exit::Failure,
    key_folder::{expect, KeyFolder},
    nodes::{self, NewNode},
};
use tributary_client::{abi::INodeRegistry, keys::Purpose, NodeRegistry, SolCall, Suite, B256};
use tributary_core::Wei;

use super::{
    connection::{Connected, Connection},
    provider::{check_endpoint, Bond},
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum Node {
    /// Register a node of the signing account.
    Register {
        /// Its ed25519 public key in hex, or the name of a node key.
        #[arg(long, value_name = "KEY")]
        key: String,
        /// Where it serves: its URL.
        #[arg(long, value_name = "URL")]
        endpoint: String,
        /// The first model that it answers with; `set-price` adds others.
        #[arg(long)]
        model: u64,
        /// How much it asks per token of that model.
        #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
        price: Wei,
        /// Who gets its earnings, an address or a key's name; the signing account if absent.
        #[arg(long, value_name = "WHO")]
        payout: Option<Who>,
        /// Its stake; the least that the registry takes, if absent.
        #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
        stake: Option<Wei>,
    },
    /// List the nodes.
    List,
    /// Show a node, with its keys and prices.
    Show {
        /// The node.
        node: u64,
    },
    /// Set what a node asks per token of a model.
    #[command(visible_alias = "price")]
    SetPrice {
        /// The node.
        node: u64,
        /// The model.
        model: u64,
        /// How much per token.
        #[arg(value_parser = amount::parse)]
        price: Wei,
    },
    /// Set where a node serves.
    SetEndpoint {
        /// The node.
        node: u64,
        /// Its URL.
        endpoint: String,
    },
    /// Set who gets a node's earnings.
    SetPayout {
        /// The node.
        node: u64,
        /// An address or a key's name.
        payout: Who,
    },
    /// Replace a node's key. Reports from now on have to be signed with the new one: give it to the node as
    /// `next_node_key` first.
    RotateKey {
        /// The node.
        node: u64,
        /// The new ed25519 public key in hex, or the name of a node key.
        key: String,
    },
    /// Add to a node's stake.
    AddStake {
        /// The node.
        node: u64,
        /// How much.
        #[arg(value_parser = amount::parse)]
        amount: Wei,
    },
    /// Take a node out of service for good; its stake stays bound for a while.
    Leave {
        /// The node.
        node: u64,
    },
    /// Pay the stake of a node that left back to its operator.
    WithdrawStake {
        /// The node.
        node: u64,
    },
}

impl Node {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Register { key, endpoint, model, price, payout, stake } => {
                let keys = connection.keys()?;
                let key = public_key(&key, &keys)?;
                check_endpoint(&endpoint)?;
                let payout = payout.map(|who| who.address(&keys)).transpose()?;
                let (connected, signer) = connection.connect_signing().await?;
                let suite = &connected.suite;
                let payout = payout.unwrap_or_else(|| signer.address());
                let stake = match stake {
                    Some(stake) => stake,
                    None => Wei(suite.node_registry.read(INodeRegistry::minNodeStakeCall {}).await?),
                };
                let node = NewNode { key, endpoint, payout, stake, model, price_per_token: price };
                let node = nodes::register(suite, &signer, node).await?;
                show(&connected, node.0).await
            }
            Self::List => list(&connection.connect().await?.suite).await,
            Self::Show { node } => show(&connection.connect().await?, node).await,
            Self::SetPrice { node, model, price } => {
                let call = INodeRegistry::setPriceCall { node, model, pricePerToken: price.0 };
                change(connection, node, call, Wei::ZERO).await
            }
            Self::SetEndpoint { node, endpoint } => {
                check_endpoint(&endpoint)?;
                change(connection, node, INodeRegistry::setEndpointCall { node, endpoint }, Wei::ZERO).await
            }
            Self::SetPayout { node, payout } => {
                let payout = payout.address(&connection.keys()?)?;
                change(connection, node, INodeRegistry::setPayoutCall { node, payout }, Wei::ZERO).await
            }
            Self::RotateKey { node, key } => {
                let key = public_key(&key, &connection.keys()?)?;
                change(connection, node, INodeRegistry::rotateKeyCall { node, key }, Wei::ZERO).await
            }
            Self::AddStake { node, amount } => {
                change(connection, node, INodeRegistry::addStakeCall { node }, amount).await
            }
            Self::Leave { node } => {
                change(connection, node, INodeRegistry::leaveCall { node }, Wei::ZERO).await
            }
            Self::WithdrawStake { node } => {
                change(connection, node, INodeRegistry::withdrawStakeCall { node }, Wei::ZERO).await
            }
        }
    }
}

/// Sends a call that changes a node, and shows the node.
async fn change(connection: &Connection, node: u64, call: impl SolCall, value: Wei) -> anyhow::Result<Value> {
    let sent = connection.pay(|suite| &suite.node_registry, call, value).await?;
    show(&sent.connected, node).await
}

async fn list(suite: &Suite) -> anyhow::Result<Value> {
    let registry = &suite.node_registry;
    let count = registry.read(INodeRegistry::nodeCountCall {}).await?;
    let nodes = registry.read_many((1..=count).map(|id| INodeRegistry::nodeCall { id }), None).await?;
    let unbonding = registry.read(INodeRegistry::unbondingBlocksCall {}).await?;
    Ok((1u64..).zip(&nodes).map(|(id, node)| described(id, node, unbonding)).collect())
}

async fn show(connected: &Connected, id: u64) -> anyhow::Result<Value> {
    let suite = &connected.suite;
    let registry = &suite.node_registry;
    let at = connected.client.finalized_block().await?.hash;
    let node = registry.read_at(INodeRegistry::nodeCall { id }, at).await?;
    let unbonding = registry.read_at(INodeRegistry::unbondingBlocksCall {}, at).await?;
    let keys = registry.read_at(INodeRegistry::keyChangesCall { id }, at).await?;
    let mut shown = described(id, &node, unbonding);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("prices".to_owned(), prices(registry, id, at).await?);
        let keys: Value =
            keys.iter().map(|change| json!({ "from_block": change.fromBlock, "key": change.key })).collect();
        fields.insert("keys".to_owned(), keys);
    }
    Ok(shown)
}

/// What a node asks now, model by model.
async fn prices(registry: &NodeRegistry, id: u64, at: B256) -> anyhow::Result<Value> {
    let mut models = registry.read_at(INodeRegistry::pricedModelsCall { id }, at).await?;
    models.sort_unstable();
    let calls = models.iter().map(|&model| INodeRegistry::priceChangesCall { id, model });
    let changes = registry.read_many(calls, Some(at)).await?;
    let newest = models.iter().zip(&changes).filter_map(|(model, changes)| Some((model, changes.last()?)));
    let rows = newest.map(|(model, change)| {
        json!({
            "model": model,
            "price_per_token_wei": Wei(change.pricePerToken),
            "from_block": change.fromBlock,
        })
    });
    Ok(rows.collect())
}

fn described(id: u64, node: &INodeRegistry::Node, unbonding: u32) -> Value {
    let bond = Bond {
        status: node.status,
        stake: node.stake,
        registered_at: node.registeredAt,
        leaving_at: node.leavingAt,
        unbonding,
    };
    let mut shown = json!({
        "node": id,
        "operator": node.operator,
        "payout": node.payout,
        "endpoint": node.endpoint,
        "key": node.key,
    });
    if let Some(fields) = shown.as_object_mut() {
        fields.extend(bond.fields());
    }
    shown
}

/// A node's public key, in hex or by the name of its key.
fn public_key(text: &str, keys: &KeyFolder) -> anyhow::Result<B256> {
    if text.starts_with("0x") {
        return text.parse().map_err(|error| {
            Failure::usage(format!("{text:?} is no ed25519 public key, 32 bytes in hex: {error}")).into()
        });
    }
    let public = keys.public(text)?;
    expect(text, &public, Purpose::Node)?;
    public
        .ed25519()
        .map(B256::from)
        .ok_or_else(|| Failure::usage(format!("key {text} is no node key")).into())
}
