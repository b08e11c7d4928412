//! A consumer's money: deposit, session key, reserves.

use tributary_client::{abi::IRoyaltySplitter, Signer, Suite};
use tributary_core::{Hash, NodeId, Wei};

/// Prepays.
///
/// # Errors
/// If the chain refuses.
pub async fn deposit(suite: &Suite, payer: &Signer, amount: Wei) -> anyhow::Result<()> {
    suite.royalty_splitter.pay(payer, IRoyaltySplitter::depositCall {}, amount).await?;
    Ok(())
}

/// Lets an ed25519 key sign vouchers.
///
/// # Errors
/// If the chain refuses.
pub async fn register_session_key(suite: &Suite, payer: &Signer, key: Hash) -> anyhow::Result<()> {
    let call = IRoyaltySplitter::registerSessionKeyCall { key: key.into() };
    suite.royalty_splitter.write(payer, call).await?;
    Ok(())
}

/// Sets part of the deposit aside for a node.
///
/// # Errors
/// If the chain refuses.
pub async fn reserve(suite: &Suite, payer: &Signer, node: NodeId, amount: Wei) -> anyhow::Result<()> {
    let call = IRoyaltySplitter::reserveCall { node: node.0, amount: amount.0 };
    suite.royalty_splitter.write(payer, call).await?;
    Ok(())
}
