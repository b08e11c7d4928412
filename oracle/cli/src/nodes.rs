//! Registering nodes and oracles.

use alloy_primitives::{Address, B256};
use tributary_client::{abi::INodeRegistry, keys::OracleKey, Signer, Suite};
use tributary_core::{nodes::ConsentTerms, NodeId, Wei};

/// What a provider says of a new node.
#[derive(Clone, Debug)]
pub struct NewNode {
    /// The ed25519 public key that signs its reports.
    pub key: B256,
    /// Where it serves.
    pub endpoint: String,
    /// Who gets its earnings.
    pub payout: Address,
    /// Its stake.
    pub stake: Wei,
    /// The first model that it answers with.
    pub model: u64,
    /// What it asks per token of that model, in wei.
    pub price_per_token: Wei,
}

/// Registers a node with its stake and first price, and returns its id.
///
/// # Errors
/// If the chain refuses.
pub async fn register(suite: &Suite, operator: &Signer, node: NewNode) -> anyhow::Result<NodeId> {
    let NewNode { key, endpoint, payout, stake, model, price_per_token } = node;
    let call =
        INodeRegistry::registerNodeCall { key, endpoint, payout, model, pricePerToken: price_per_token.0 };
    let receipt = suite.node_registry.pay(operator, call, stake).await?;
    let event = receipt.event::<INodeRegistry::NodeRegistered>(suite.node_registry.address())?;
    Ok(NodeId(event.node))
}

/// Sets what a node asks per token of a model, in wei.
///
/// # Errors
/// If the chain refuses.
pub async fn set_price(
    suite: &Suite,
    operator: &Signer,
    node: NodeId,
    model: u64,
    price_per_token: Wei,
) -> anyhow::Result<()> {
    let call = INodeRegistry::setPriceCall { node: node.0, model, pricePerToken: price_per_token.0 };
    suite.node_registry.write(operator, call).await?;
    Ok(())
}

/// What an oracle's key has to sign so that `operator` may register an oracle under it in this suite.
///
/// # Errors
/// If the chain cannot be asked for its id.
pub async fn consent_terms(suite: &Suite, operator: Address) -> anyhow::Result<ConsentTerms> {
    let registry = &suite.node_registry;
    let [registry_address, operator] =
        [registry.address(), operator].map(|address| tributary_core::Address(address.into_array()));
    let chain_id = registry.client().chain_id().await?;
    Ok(ConsentTerms { chain_id, registry: registry_address, operator })
}

/// Registers an oracle under its key, with its stake.
///
/// # Errors
/// If the chain refuses.
pub async fn register_oracle(
    suite: &Suite,
    operator: &Signer,
    key: &OracleKey,
    endpoint: &str,
    stake: Wei,
) -> anyhow::Result<()> {
    let consent = key.consent(&consent_terms(suite, operator.address()).await?)?;
    let signer = Address::from(key.address().0);
    register_consenting_oracle(suite, operator, (signer, consent.to_vec()), endpoint, stake).await
}

/// Registers an oracle under the address of a key whose holder consented, with its stake.
///
/// # Errors
/// If the chain refuses.
pub async fn register_consenting_oracle(
    suite: &Suite,
    operator: &Signer,
    (signer, consent): (Address, Vec<u8>),
    endpoint: &str,
    stake: Wei,
) -> anyhow::Result<()> {
    let endpoint = endpoint.to_owned();
    let call = INodeRegistry::registerOracleCall { signer, endpoint, consent: consent.into() };
    suite.node_registry.pay(operator, call, stake).await?;
    Ok(())
}
