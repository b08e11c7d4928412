//! What providers do.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    exit::Failure,
    key_folder::{expect, KeyFolder},
    nodes,
};
use tributary_client::{abi::INodeRegistry, keys::Purpose, B256};
use tributary_core::{NodeId, Wei};

use super::{connection::Connection, who::Who};

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
        /// Who gets its earnings, an address or a key's name; the signing account if absent.
        #[arg(long, value_name = "WHO")]
        payout: Option<Who>,
        /// Its stake; the least that the registry takes, if absent.
        #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
        stake: Option<Wei>,
    },
    /// Set what a node asks per token of a model.
    Price {
        /// The node.
        node: u64,
        /// The model.
        model: u64,
        /// How much per token.
        #[arg(value_parser = amount::parse)]
        price: Wei,
    },
}

impl Node {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Register { key, endpoint, payout, stake } => {
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
                let node = nodes::register(suite, &signer, key, &endpoint, payout, stake).await?;
                Ok(json!({
                    "node": node,
                    "operator": signer.address(),
                    "key": key,
                    "endpoint": endpoint,
                    "payout": payout,
                    "stake_wei": stake,
                }))
            }
            Self::Price { node, model, price } => {
                let (connected, signer) = connection.connect_signing().await?;
                nodes::set_price(&connected.suite, &signer, NodeId(node), model, price).await?;
                Ok(json!({ "node": node, "model": model, "price_per_token_wei": price }))
            }
        }
    }
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

/// Consumers and oracles have to reach it.
fn check_endpoint(endpoint: &str) -> Result<(), Failure> {
    let refused = |why: &str| Failure::usage(format!("endpoint {endpoint:?} {why}"));
    let url = reqwest::Url::parse(endpoint).map_err(|error| refused(&format!("is no URL: {error}")))?;
    match url.scheme() {
        "http" | "https" => Ok(()),
        other => Err(refused(&format!("has scheme {other}, must be http or https"))),
    }
}
