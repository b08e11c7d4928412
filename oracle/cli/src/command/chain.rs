//! Reaching the chain, and what it says.

use anyhow::Context;
use serde_json::{json, Value};
use tributary_client::{
    abi::{IAttributionLedger, IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    Client, Deployment, Signer, Suite,
};

use crate::command::Connection;

/// The environment variable with the account's secret: a seed in hex, a phrase, or a path such as
/// `//Alice`.
pub const SECRET: &str = "TRIBUTARY_SECRET";

/// A connection to a deployment.
pub struct Connected {
    /// The chain.
    pub client: Client,
    /// The addresses.
    pub deployment: Deployment,
    /// The contracts.
    pub suite: Suite,
}

impl Connection {
    /// Connects to the chain.
    pub async fn client(&self) -> anyhow::Result<Client> {
        Client::connect(&self.chain).await.with_context(|| self.chain.clone())
    }

    /// Connects to the chain and reads the deployment file.
    pub async fn connect(&self) -> anyhow::Result<Connected> {
        let deployment = Deployment::load(&self.deployment)?;
        let client = self.client().await?;
        let suite = deployment.connect(&client)?;
        Ok(Connected { client, deployment, suite })
    }
}

/// The account that signs, from the environment.
///
/// # Errors
/// If the variable is not set or holds no secret; the secret is not shown.
pub fn signer() -> anyhow::Result<Signer> {
    let secret = zeroize::Zeroizing::new(
        std::env::var(SECRET).with_context(|| format!("set {SECRET} to the account's secret"))?,
    );
    Ok(Signer::from_secret(&secret)?)
}

pub(super) async fn status(connection: &Connection) -> anyhow::Result<Value> {
    let Connected { client, suite, deployment } = connection.connect().await?;
    let totals = suite.royalty_splitter.read(IRoyaltySplitter::totalsCall {}).await?;
    let balance = client.balance(deployment.royalty_splitter, None).await?;
    Ok(json!({
        "block": client.finalized_block().await?.number,
        "datasets": suite.dataset_nft.read(IDatasetNft::datasetCountCall {}).await?,
        "nodes": suite.node_registry.read(INodeRegistry::nodeCountCall {}).await?,
        "oracles": suite.node_registry.read(INodeRegistry::oracleCountCall {}).await?,
        "models": suite.model_registry.read(IModelRegistry::modelCountCall {}).await?,
        "head_epoch": suite.attribution_ledger.read(IAttributionLedger::headEpochCall {}).await?,
        "final_epoch": suite.attribution_ledger.read(IAttributionLedger::finalEpochCall {}).await?,
        "deposited_wei": totals.deposited.to_string(),
        "withdrawn_wei": totals.withdrawn.to_string(),
        "spent_wei": totals.spendSum.to_string(),
        "claimed_wei": totals.claimed.to_string(),
        "released_wei": totals.released.to_string(),
        "splitter_balance_wei": balance,
    }))
}
