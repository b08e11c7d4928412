//! Registering nodes and oracles.

use alloy_primitives::{Address, B256};
use tributary_client::{abi::INodeRegistry, Signer, Suite};
use tributary_core::{NodeId, Wei};

/// Registers a node with its stake and returns its id.
///
/// # Errors
/// If the chain refuses.
pub async fn register(
    suite: &Suite,
    operator: &Signer,
    key: B256,
    endpoint: &str,
    payout: Address,
    stake: Wei,
) -> anyhow::Result<NodeId> {
    let call = INodeRegistry::registerNodeCall { key, endpoint: endpoint.to_owned(), payout };
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

/// Registers an oracle by its signing address, with its stake.
///
/// # Errors
/// If the chain refuses.
pub async fn register_oracle(
    suite: &Suite,
    operator: &Signer,
    signer: Address,
    endpoint: &str,
    stake: Wei,
) -> anyhow::Result<()> {
    let call = INodeRegistry::registerOracleCall { signer, endpoint: endpoint.to_owned() };
    suite.node_registry.pay(operator, call, stake).await?;
    Ok(())
}
